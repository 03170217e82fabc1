//! People: their records, passwords, one-time links, second factors, sessions, and how guessing is slowed.

pub mod customs;
pub mod link;
pub mod new_password;
pub mod newcomer;
pub mod password;
pub mod recovery;
pub mod second_factor;
pub mod second_step;
pub mod sign_in;
pub mod throttle;
