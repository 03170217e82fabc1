//! The doors for sessions that last, and for what is left of them.

use std::time::Duration;

use countersign_wire::account::SignOutReceipt;
use countersign_wire::error::UserError;
use countersign_wire::profile::Profile;
use countersign_wire::sign_in::SignInStarted;

use super::Engine;
use crate::session::Keeping;

/// Sessions that last.
impl Engine {
    /// Keeps all sessions for as long as the answer lives: renews them before they end, tells when one is about to end that
    /// cannot be renewed, and tells services of sign-outs that they could not be told of.
    #[must_use]
    pub fn keep_sessions(&self) -> Keeping {
        self.core.keep_sessions()
    }

    /// Signs out, and has the browser end the service's own session there as well, where it offers that; what confirms it is
    /// awaited for `wait`. The receipt says what came of both.
    ///
    /// # Errors
    /// As [`Engine::sign_out`]: that the browser's session lives on is told by the receipt.
    pub async fn sign_out_everywhere(&self, id: &str, wait: Duration) -> Result<SignOutReceipt, UserError> {
        self.core.sign_out_everywhere(id, wait).await
    }

    /// Starts a sign-in to an account once more, as its session has ended or is about to. While the browser is still signed in
    /// at the service, nobody is asked for anything. Its end comes as that of any sign-in.
    ///
    /// # Errors
    /// Why nothing was started.
    pub async fn sign_in_again(&self, id: &str, open_browser: bool) -> Result<SignInStarted, UserError> {
        self.core.sign_in_again(id, open_browser, self.links_come_here).await
    }

    /// The profile as the service tells it now; where the service cannot be reached, the last one, dated by its `read_at`, and
    /// why it is not a newer one.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn last_known_profile(&self, id: &str) -> Result<(Profile, Option<UserError>), UserError> {
        self.core.last_known_profile(id).await
    }

    /// Tells services of sign-outs that they could not be told of, where it is time for another try.
    ///
    /// # Errors
    /// Where the vault cannot be read. That a service still cannot be told is none.
    pub async fn tell_of_sign_outs(&self) -> Result<(), UserError> {
        self.core.tell_of_sign_outs().await
    }
}
