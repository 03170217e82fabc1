//! The secrets of an app: two work at a time, so that a program can change over without a gap.

use countersign_wire::app::{NewSecret, SecretList};
use countersign_wire::error::UserError;

use super::request::Request;
use super::{Administration, ShownOnce};

impl Administration<'_> {
    /// The secrets of an app without the secrets themselves, those that were retired lately too.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app_secrets(&self, client_id: &str) -> Result<SecretList, UserError> {
        self.read(Request::get(&["apps", client_id, "secrets"])).await
    }

    /// Makes another secret, shown this once. A third retires the oldest, and the answer names it.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn new_secret(&self, client_id: &str) -> Result<ShownOnce<NewSecret>, UserError> {
        self.read_once(Request::post(&["apps", client_id, "secrets"])).await
    }

    /// Retires a secret: it does not work from now on.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn retire_secret(&self, client_id: &str, secret: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["apps", client_id, "secrets", secret])).await.map(drop)
    }

    /// Takes the retiring of a secret back: it works again.
    ///
    /// # Errors
    /// As the service refuses: after 7 days, or while two others work.
    pub async fn restore_secret(&self, client_id: &str, secret: &str) -> Result<(), UserError> {
        self.done(Request::post(&["apps", client_id, "secrets", secret, "restoration"])).await.map(drop)
    }
}
