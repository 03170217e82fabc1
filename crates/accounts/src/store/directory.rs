//! People as an administrator, and they themselves, see and change them.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{ConnectedApp, PeopleQuery, PersonDeletion, PersonDraft, SessionView};

use super::Answer;
use super::rows::{PeoplePage, PersonSaved, Profile, Registered};
use crate::audit::Entry;
use crate::token::Digest;

/// The people of the service.
pub trait Directory {
    /// One page of people; `after` is the name key and id that the page before ended with.
    fn people(&self, query: PeopleQuery, after: Option<(String, String)>) -> Answer<'_, PeoplePage>;
    /// Somebody, by id.
    fn person(&self, id: &str) -> Answer<'_, Option<Registered>>;
    /// Sets everything that a draft holds, if they still have `version`. Disabling ends all that they have open. The last
    /// administrator stays one (A17).
    fn change_person(&self, id: &str, draft: PersonDraft, version: i64, entry: Entry) -> Answer<'_, PersonSaved<Registered>>;
    /// Sets what people may change of themselves, if they still have `version`.
    fn change_profile(&self, id: &str, profile: Profile, version: i64, entry: Entry) -> Answer<'_, PersonSaved<Registered>>;
    /// What would go with somebody.
    fn person_deletion(&self, id: &str, now: UnixSeconds) -> Answer<'_, Option<PersonDeletion>>;
    /// Deletes somebody, and all that they have open. The last administrator stays.
    fn delete_person(&self, id: &str, entry: Entry) -> Answer<'_, PersonSaved<()>>;
}

/// What an account has open: browsers, and apps that have access.
pub trait Holdings {
    /// The browsers that somebody is signed in with, the latest first.
    fn sessions_of(&self, person: &str, now: UnixSeconds) -> Answer<'_, Vec<SessionView>>;
    /// Ends one of them. False where there is none.
    fn end_session(&self, person: &str, sid: &str, entry: Entry) -> Answer<'_, bool>;
    /// Ends all of them, but for one; says how many.
    fn end_sessions(&self, person: &str, but: Option<Digest>, entry: Entry) -> Answer<'_, usize>;
    /// The apps that have access to somebody's account, by name.
    fn connected_apps(&self, person: &str, now: UnixSeconds) -> Answer<'_, Vec<ConnectedApp>>;
    /// Takes an app's access away: what was agreed to, granted and issued. False where it has none.
    fn disconnect(&self, person: &str, client_id: &str, entry: Entry) -> Answer<'_, bool>;
}
