//! People: listed, invited, changed, deleted; the links by which they choose a password, and where they are signed in.

use countersign_wire::error::UserError;
use countersign_wire::person::{
    LinkWish, NewOneTimeLink, PeopleQuery, PersonCreated, PersonDeletion, PersonDraft, PersonPage, PersonView, SessionList,
};

use super::request::{Request, checked};
use super::{Administration, ShownOnce};

impl Administration<'_> {
    /// One page of the list, by name.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn people(&self, query: PeopleQuery) -> Result<PersonPage, UserError> {
        self.read(Request::get(&["people"]).asking(&query)?).await
    }

    /// Somebody.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn person(&self, id: &str) -> Result<PersonView, UserError> {
        self.read(Request::get(&["people", id])).await
    }

    /// Adds somebody, and invites them to choose a password.
    ///
    /// # Errors
    /// What is wrong with which field, or as the service refuses.
    pub async fn add_person(&self, draft: PersonDraft) -> Result<ShownOnce<PersonCreated>, UserError> {
        checked(draft.validate())?;
        self.read_once(Request::post(&["people"]).json(&draft)?).await
    }

    /// Changes somebody who was read at `version`.
    ///
    /// # Errors
    /// `Conflict` where they were changed since.
    pub async fn update_person(&self, id: &str, draft: PersonDraft, version: i64) -> Result<PersonView, UserError> {
        checked(draft.validate())?;
        self.read(Request::put(&["people", id]).json(&draft)?.at_version(version)?).await
    }

    /// What would go with somebody who is deleted.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn person_deletion(&self, id: &str) -> Result<PersonDeletion, UserError> {
        self.read(Request::get(&["people", id, "deletion"])).await
    }

    /// Deletes somebody, with their sessions and all that apps were given.
    ///
    /// # Errors
    /// As the service refuses: the last administrator stays.
    pub async fn delete_person(&self, id: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["people", id])).await.map(drop)
    }

    /// Makes a one-time link to choose a password by: an invitation for somebody who has none yet, else a reset.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn make_person_link(&self, id: &str, wish: LinkWish) -> Result<ShownOnce<NewOneTimeLink>, UserError> {
        self.read_once(Request::post(&["people", id, "link"]).json(&wish)?).await
    }

    /// The browsers that somebody is signed in with.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn person_sessions(&self, id: &str) -> Result<SessionList, UserError> {
        self.read(Request::get(&["people", id, "sessions"])).await
    }

    /// Signs somebody out of every browser.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn end_person_sessions(&self, id: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["people", id, "sessions"])).await.map(drop)
    }

    /// Takes somebody's second factor away, for one who has lost it.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn remove_second_factor(&self, id: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["people", id, "second-factor"])).await.map(drop)
    }
}
