//! Signing out: an app asks for it (OpenID Connect RP-Initiated Logout 1.0), and apps are told of it (Back-Channel Logout
//! 1.0).
//!
//! [`request`] reads what an app asks and decides what may be done without a question. The store ends the session and, in
//! the same transaction, puts down which apps are to be told. [`delivery`] tells them from there, again and again for a
//! day, with a [`token`] made at that moment: what was promised outlives a restart.

pub mod delivery;
pub mod request;
pub mod token;
