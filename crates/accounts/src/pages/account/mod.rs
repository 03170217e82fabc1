//! The pages on which people look after their own account.

mod apps;
mod password;
mod profile;
mod second_factor;
mod sessions;
mod sign_in;

use countersign_wire::UnixSeconds;
use countersign_wire::person::{Details, Formats};

use super::{Frame, Hidden, ShownPerson};
use crate::messages::{Language, Saying};

pub use apps::ConnectedApps;
pub use password::{ChangePassword, ChoosePassword, ForgottenPassword, OpenLink};
pub use profile::{ProfileFields, ProfilePage};
pub use second_factor::{RecoveryCodes, SecondFactorPage, SecondFactorState};
pub use sessions::{SessionLine, Sessions};
pub use sign_in::{AccountSignIn, CodeWanted};

/// A part of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Name, language, formats, and what people say of themselves.
    Profile,
    /// The password.
    Password,
    /// The second factor.
    SecondFactor,
    /// Where somebody is signed in.
    Sessions,
    /// The apps that have access.
    Apps,
}

impl Section {
    const ALL: [Self; 5] = [Self::Profile, Self::Password, Self::SecondFactor, Self::Sessions, Self::Apps];

    /// Where it is.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Profile => "/account",
            Self::Password => "/account/password",
            Self::SecondFactor => "/account/second-factor",
            Self::Sessions => "/account/sessions",
            Self::Apps => "/account/apps",
        }
    }

    /// Its name.
    #[must_use]
    pub fn title(self) -> Saying<'static> {
        match self {
            Self::Profile => Saying::of("account-profile"),
            Self::Password => Saying::of("account-password"),
            Self::SecondFactor => Saying::of("account-second-factor"),
            Self::Sessions => Saying::of("account-sessions"),
            Self::Apps => Saying::of("account-apps"),
        }
    }
}

/// What is said above a page: something that was done, or that went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// What it says.
    pub saying: Saying<'static>,
    /// Whether it is good news.
    pub good: bool,
}

impl Note {
    /// Something that was done.
    #[must_use]
    pub fn done(saying: Saying<'static>) -> Self {
        Self { saying, good: true }
    }

    /// Something that went wrong.
    #[must_use]
    pub fn trouble(saying: Saying<'static>) -> Self {
        Self { saying, good: false }
    }
}

/// What every page of the account has round it.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// Where this page is.
    pub section: Section,
    /// The name of the person.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What is said above the page.
    pub note: Option<Note>,
    /// What the page's forms send along.
    pub hidden: Vec<Hidden>,
    /// What the sign-out form sends along.
    pub leaving: Vec<Hidden>,
}

impl Chrome {
    fn sections(&self) -> [Section; 5] {
        Section::ALL
    }

    /// What went wrong or was done, for a template.
    fn note(&self, frame: &Frame) -> Option<(String, bool)> {
        let note = self.note.as_ref()?;
        Some((frame.tell(note.saying.clone()).to_string(), note.good))
    }

    /// Where its forms go.
    fn action(&self) -> &'static str {
        self.section.path()
    }

    fn sample(section: Section) -> Self {
        let person = ShownPerson::sample();
        Self {
            section,
            name: person.name,
            email: person.email,
            note: None,
            hidden: vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }],
            leaving: vec![Hidden { name: "csrf", value: "c2".into() }],
        }
    }
}

/// A moment as somebody writes dates, where they live; in a plain form where they have set none.
fn moment(at: UnixSeconds, formats: &Formats, language: Language) -> String {
    let zone = formats.timezone.as_deref().and_then(|name| jiff::tz::TimeZone::get(name).ok()).unwrap_or(jiff::tz::TimeZone::UTC);
    let Ok(moment) = jiff::Timestamp::from_second(at) else { return String::new() };
    let person = ShownPerson {
        id: String::new(),
        name: String::new(),
        email: String::new(),
        formats: formats.clone(),
        details: Details::default(),
        now: at,
    };
    let moment = moment.to_zoned(zone);
    let day = person.today(language).unwrap_or_else(|| moment.strftime("%Y-%m-%d").to_string());
    format!("{day}, {}", moment.strftime("%H:%M"))
}

/// Every page in each of its states.
pub(super) fn samples(language: Language) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    all.extend(ProfilePage::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(ChangePassword::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(SecondFactorPage::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(RecoveryCodes::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(Sessions::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(ConnectedApps::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(AccountSignIn::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(CodeWanted::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(OpenLink::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(ChoosePassword::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all.extend(ForgottenPassword::samples(language).into_iter().map(|(name, page)| (name, page.render())));
    all
}
