//! How a scope is asked for: its words, and what they show of the very person who decides.

/// A scope as the consent page asks for it. Scopes that several dialects have are asked for alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The id of its words among the messages.
    pub message: &'static str,
    /// What stands below.
    pub shows: Shows,
    /// Whether the app acts as the person with it (INB-16): it is granted only by somebody who means to.
    pub acts_as_person: bool,
}

/// What stands below the words of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The sentence that belongs to the words.
    Sentence,
    /// That sentence, with name and e-mail address in it.
    SentenceWithContact,
    /// Name and e-mail address.
    Contact,
    /// Language, time zone and formats.
    Settings,
    /// The name, with language, time zone and formats.
    NameAndSettings,
    /// The e-mail address.
    Email,
    /// The postal address.
    Address,
    /// The phone number.
    Phone,
}

/// The scopes that OpenID Connect shares with a document.
pub(super) const PROFILE: Asked = Asked::showing("ask-profile", Shows::NameAndSettings);
pub(super) const EMAIL: Asked = Asked::showing("ask-email", Shows::Email);

impl Asked {
    /// Words with a sentence below.
    pub(super) const fn saying(message: &'static str) -> Self {
        Self::showing(message, Shows::Sentence)
    }

    /// Words with the person's own values below.
    pub(super) const fn showing(message: &'static str, shows: Shows) -> Self {
        Self { message, shows, acts_as_person: false }
    }

    /// With it the app acts as the person.
    pub(super) const fn as_the_person(self) -> Self {
        Self { acts_as_person: true, ..self }
    }
}
