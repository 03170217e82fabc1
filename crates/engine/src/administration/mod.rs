//! The client of an accounts service's administration API, by aggregate: by the session of somebody who may.
//!
//! * [`request`] is what every call goes through: a good token, a renewal where it was refused before its time, a fresh
//!   sign-in where the service wants one, and the service's own words where it refuses.
//! * `apps`, `secrets`, `grants`, `overview` and `declared` are about OAuth apps.
//! * `people`, `organisations`, `api_keys`, `signing_keys` and `audit` are the rest of what an administrator looks after.
//!
//! What the service says this once is [`ShownOnce`]: a process that ends waits until it is.
//!
//! What has a version is sent back with the version that it was read at (`If-Match`): of two who change the same, the second
//! is told. Every answer is bounded; lists come by pages.

mod api_keys;
mod apps;
mod audit;
mod declared;
mod grants;
mod organisations;
mod overview;
mod people;
mod request;
mod secrets;
mod shown_once;
mod signing_keys;

use std::sync::Arc;

use crate::core::Core;
use crate::sign_in::FreshSignIns;
pub use shown_once::ShownOnce;

/// The administration of a service, by one session.
pub struct Administration<'a> {
    core: &'a Arc<Core>,
    /// The account that was named; without one, it is the only one that may.
    account: Option<&'a str>,
    /// How somebody is asked to sign in freshly; nobody is where this is absent.
    fresh_sign_ins: Option<FreshSignIns>,
}

impl std::fmt::Debug for Administration<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Administration").field("account", &self.account).finish_non_exhaustive()
    }
}

impl<'a> Administration<'a> {
    pub(crate) fn new(core: &'a Arc<Core>, account: Option<&'a str>, fresh_sign_ins: Option<FreshSignIns>) -> Self {
        Self { core, account, fresh_sign_ins }
    }
}
