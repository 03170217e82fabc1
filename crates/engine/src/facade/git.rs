//! Doors for git.

use countersign_wire::error::UserError;

use super::Engine;
use crate::git_credential::{self, GitAnswer, GitHostView};

/// A credential helper of git (gitcredentials(7)).
impl Engine {
    /// Answers `get`: git's own lines in, the helper's out. `None`: nothing is known of that host.
    ///
    /// # Errors
    /// `InvalidInput` where git's lines cannot be read, or why there is no token.
    pub async fn git_credential(&self, input: &[u8]) -> Result<Option<GitAnswer>, UserError> {
        git_credential::get(&self.core, input).await
    }

    /// Answers `erase`: the service refused what git was given, so it is renewed.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn git_credential_refused(&self, input: &[u8]) -> Result<(), UserError> {
        git_credential::erase(&self.core, input).await
    }

    /// Says whose tokens git gets at a host, under which name.
    ///
    /// # Errors
    /// `InvalidInput`, or `NotFound` where there is no such account.
    pub async fn bind_git_host(&self, host: &str, account: &str, username: Option<String>) -> Result<GitHostView, UserError> {
        git_credential::bind(&self.core, host, account, username).await
    }

    /// Forgets a host.
    ///
    /// # Errors
    /// `NotFound` where it is not bound.
    pub async fn unbind_git_host(&self, host: &str) -> Result<(), UserError> {
        git_credential::unbind(&self.core, host).await
    }

    /// What is bound, by host.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn git_hosts(&self) -> Result<Vec<GitHostView>, UserError> {
        git_credential::list(&self.core).await
    }
}
