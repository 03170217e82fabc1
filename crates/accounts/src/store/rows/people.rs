//! People.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{Details, Formats};
use zeroize::Zeroizing;

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Signs in.
    Member,
    /// Signs in, and manages the apps of their organisation.
    AppManager,
    /// Signs in and administers everything.
    Administrator,
}

impl Role {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::AppManager => "app-manager",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Member, Self::AppManager, Self::Administrator].into_iter().find(|role| role.as_str() == word)
    }
}

/// Somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id that apps see.
    pub id: String,
    /// The e-mail address, as it was given.
    pub email: String,
    /// Whether mail to that address has reached them.
    pub email_verified: bool,
    /// The full name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The id of the organisation they belong to.
    pub organisation: Option<String>,
    /// Whether they may sign in.
    pub enabled: bool,
    /// Locale, time zone and formats.
    pub formats: Formats,
    /// What else they say of themselves.
    pub details: Details,
    /// When they were added.
    pub created_at: UnixSeconds,
    /// When something of this was last changed.
    pub updated_at: UnixSeconds,
    /// Counts up with each change.
    pub version: i64,
}

/// A stored password hash, as text.
#[derive(Clone)]
pub struct PasswordText(pub Zeroizing<String>);

impl std::fmt::Debug for PasswordText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordText(…)")
    }
}

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The person.
    pub person: Person,
    /// The hash of the password; absent for somebody who was invited and chooses it when they come.
    pub password: Option<PasswordText>,
}
