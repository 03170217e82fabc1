//! Countersign's client half: signs people in to any OAuth 2.0 service, keeps their sessions, reads their profiles,
//! and administers OAuth apps.

#![forbid(unsafe_code)]

mod administration;
pub mod clock;
pub mod desktop;
pub mod entropy;
mod facade;
mod home;
mod http;
pub mod secret;
pub mod vault;

pub use facade::{AccessToken, Engine, Parts};
pub use home::Home;
pub use secret::Secret;
pub use vault::{Keychain, KeychainError, SystemKeychain, WithoutKeychain};
