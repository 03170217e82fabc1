//! People: their records, passwords, sessions, and how guessing is slowed.

pub mod password;
pub mod throttle;
