//! OAuth apps: how one is made, the one that every service carries, and a logo.

pub mod logo;
pub mod registration;
