//! OAuth apps: how one is made, and the one that every service carries.

pub mod registration;
