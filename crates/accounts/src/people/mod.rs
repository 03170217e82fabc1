//! People: their records, passwords, sessions, and how guessing is slowed.

pub mod newcomer;
pub mod password;
pub mod sign_in;
pub mod throttle;
