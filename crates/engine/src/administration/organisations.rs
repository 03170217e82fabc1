//! Organisations: listed, added, renamed, deleted.

use countersign_wire::error::UserError;
use countersign_wire::person::{Organisation, OrganisationDraft, OrganisationPage};

use super::Administration;
use super::request::{Listing, Request, checked};

impl Administration<'_> {
    /// One page of those whose name begins like `search`; `limit` is 1 to 200.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn organisations(
        &self,
        search: Option<String>,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<OrganisationPage, UserError> {
        self.read(Request::get(&["organisations"]).asking(&Listing { search, cursor, limit })?).await
    }

    /// One organisation.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn organisation(&self, id: &str) -> Result<Organisation, UserError> {
        self.read(Request::get(&["organisations", id])).await
    }

    /// Adds an organisation.
    ///
    /// # Errors
    /// `AlreadyExists` where one has this name.
    pub async fn add_organisation(&self, draft: OrganisationDraft) -> Result<Organisation, UserError> {
        checked(draft.validate())?;
        self.read(Request::post(&["organisations"]).json(&draft)?).await
    }

    /// Gives an organisation that was read at `version` another name.
    ///
    /// # Errors
    /// `Conflict` where it was changed since.
    pub async fn rename_organisation(&self, id: &str, draft: OrganisationDraft, version: i64) -> Result<Organisation, UserError> {
        checked(draft.validate())?;
        self.read(Request::put(&["organisations", id]).json(&draft)?.at_version(version)?).await
    }

    /// Deletes an organisation that nothing belongs to.
    ///
    /// # Errors
    /// As the service refuses, with what still belongs to it.
    pub async fn delete_organisation(&self, id: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["organisations", id])).await.map(drop)
    }
}
