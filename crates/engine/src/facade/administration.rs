//! The administration of an accounts service.

use super::Engine;
use crate::administration::Administration;

impl Engine {
    /// The administration of the service that `account` is signed in to; without an account, of the only one here that may.
    /// Nothing is asked yet.
    ///
    /// A service may want a fresh sign-in before it does something (RFC 9470). Then `Event::FreshSignIn` is told, the browser
    /// opens as [`Engine::with_fresh_sign_ins`] says, and the call goes on once the same person has signed in.
    #[must_use]
    pub fn administration<'a>(&'a self, account: Option<&'a str>) -> Administration<'a> {
        Administration::new(&self.core, account, self.fresh_sign_ins)
    }
}
