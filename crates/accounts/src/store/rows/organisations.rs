//! Organisations.

use countersign_wire::UnixSeconds;
use countersign_wire::person::Organisation;

/// An organisation to add.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it is made.
    pub created_at: UnixSeconds,
}

/// One page of organisations.
#[derive(Clone, Debug)]
pub struct OrganisationsPage {
    /// The organisations, by name.
    pub items: Vec<Organisation>,
    /// Where the next page begins, if there is one.
    pub next: Option<(String, String)>,
    /// How many match in all.
    pub total: u64,
}

/// What came of a change to an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganisationSaved<T> {
    /// It was done.
    Done(T),
    /// There is no such organisation.
    NotFound,
    /// It was changed since the version that was sent; this is the one it has.
    Conflict(i64),
    /// Another one has the name.
    NameTaken,
    /// It still has people, apps or API keys.
    NotEmpty {
        /// How many people.
        people: u64,
        /// How many apps.
        apps: u64,
        /// How many API keys that are for its people.
        api_keys: u64,
    },
}
