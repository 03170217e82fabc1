//! One's own account at a service: where the service offers it, and its scope was granted (`AccountView.own_account`).

use countersign_wire::error::UserError;
use countersign_wire::person::{ConnectedApp, OwnProfile, OwnSession};

use super::Engine;
use crate::own_account::OwnAccount;

impl Engine {
    /// What somebody may change of themselves, as it is now.
    ///
    /// # Errors
    /// `Forbidden` where this session may not look after the account, or as the service refuses.
    pub async fn own_profile(&self, id: &str) -> Result<OwnProfile, UserError> {
        OwnAccount::of(&self.core, id).await?.profile().await
    }

    /// Changes what is there of it, and tells what came of it. Formats and details are replaced each as a whole; with the version
    /// that was read, nothing that was changed elsewhere meanwhile is. The known profile is read anew,
    /// which an [`Event`](countersign_wire::event::Event) tells.
    ///
    /// # Errors
    /// `InvalidInput` about the field that is wrong, `Conflict` where it was changed elsewhere meanwhile, or as for
    /// [`Engine::own_profile`].
    pub async fn change_own_profile(&self, id: &str, change: OwnProfile) -> Result<OwnProfile, UserError> {
        OwnAccount::of(&self.core, id).await?.change_profile(change).await
    }

    /// The apps that have access to somebody's account.
    ///
    /// # Errors
    /// As for [`Engine::own_profile`].
    pub async fn connected_apps(&self, id: &str) -> Result<Vec<ConnectedApp>, UserError> {
        OwnAccount::whole(&self.core, id).await?.apps().await
    }

    /// Takes an app's access away, at once.
    ///
    /// # Errors
    /// `Refused` for this app itself, which is signed out instead; `NotFound` where it has no access any more.
    pub async fn disconnect_app(&self, id: &str, client_id: &str) -> Result<(), UserError> {
        OwnAccount::whole(&self.core, id).await?.disconnect(client_id).await
    }

    /// The browsers that somebody is signed in with at the service.
    ///
    /// # Errors
    /// As for [`Engine::own_profile`].
    pub async fn own_sessions(&self, id: &str) -> Result<Vec<OwnSession>, UserError> {
        OwnAccount::whole(&self.core, id).await?.sessions().await
    }

    /// Signs one of them out.
    ///
    /// # Errors
    /// `NotFound` where it has ended already.
    pub async fn end_own_session(&self, id: &str, session: &str) -> Result<(), UserError> {
        OwnAccount::whole(&self.core, id).await?.end_session(session).await
    }
}
