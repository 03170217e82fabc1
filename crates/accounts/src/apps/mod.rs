//! OAuth apps: how one is made, the one that every service carries, what must hold for any, apps as a file declares them, and a
//! logo.

pub mod declared;
pub mod logo;
mod reading;
pub mod registration;
pub mod rules;
