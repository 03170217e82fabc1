//! The engine, measured in a process of its own.
//!
//! * [`server`]: a service that answers at once, so that what is measured is the engine's part.
//! * [`stage`]: an engine over a folder and a keychain in memory.
//! * [`callback`]: from the callback to the profile, beside two bare requests and one save.
//! * [`opening`]: many accounts, opened.
//! * [`renewals`]: many accounts, renewed at once.
//! * [`tokens`]: a token from the keychain's vault and from an agent, each by a whole process.

pub(crate) mod callback;
pub(crate) mod opening;
pub(crate) mod renewals;
pub(crate) mod server;
pub(crate) mod stage;
pub(crate) mod tokens;
