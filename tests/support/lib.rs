//! What the tests stand on: a service in process, a provider that misbehaves, a desktop session of its own.
//!
//! * [`session`]: folders, bus, keychain and display of one scenario.
//! * [`programs`]: the built programs.
//! * [`wait`]: waiting for a condition.

pub mod programs;
pub mod session;
pub mod wait;
