//! People.

use countersign_wire::UnixSeconds;
use countersign_wire::app::FieldProblem;
pub use countersign_wire::person::Role;
use countersign_wire::person::{Details, Formats, PersonView, profile_problems};
use zeroize::Zeroizing;

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

/// Somebody, with what only an administrator sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The person.
    pub person: Person,
    /// Whether they have chosen a password.
    pub has_password: bool,
    /// Whether they sign in with a second factor.
    pub second_factor: bool,
}

impl Registered {
    /// The person as an administrator sees them.
    #[must_use]
    pub fn view(&self) -> PersonView {
        let person = self.person.clone();
        PersonView {
            id: person.id,
            email: person.email,
            email_verified: person.email_verified,
            name: person.name,
            role: person.role,
            organisation: person.organisation,
            enabled: person.enabled,
            invited: !self.has_password,
            second_factor: self.second_factor,
            formats: person.formats,
            details: person.details,
            created_at: person.created_at,
            updated_at: person.updated_at,
            version: person.version,
        }
    }
}

/// One page of people.
#[derive(Clone, Debug)]
pub struct PeoplePage {
    /// The people, by name.
    pub items: Vec<Registered>,
    /// Where the next page begins, if there is one.
    pub next: Option<(String, String)>,
    /// How many match in all.
    pub total: u64,
}

/// What people may change of themselves, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The full name.
    pub name: String,
    /// Locale, time zone and formats.
    pub formats: Formats,
    /// What else they say of themselves.
    pub details: Details,
}

impl Profile {
    /// Everything that stands against it; empty when nothing does.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        profile_problems(&self.name, &self.formats, &self.details)
    }
}

/// What came of a change to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonSaved<T> {
    /// It was done.
    Done(T),
    /// There is no such person.
    NotFound,
    /// They were changed since the version that was sent; this is the one they have.
    Conflict(i64),
    /// Somebody else has the e-mail address.
    EmailTaken,
    /// There is no such organisation.
    NoSuchOrganisation,
    /// Nobody would be left to administer (A17).
    LastAdministrator,
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
