//! What the tests stand on: a service in process, a provider that misbehaves, a desktop session of its own.
//!
//! * [`service`] and [`visitor`]: an accounts service in this process, and somebody at its pages.
//! * [`session`]: folders, bus, keychain and display of one scenario.
//! * [`programs`]: the built programs.
//! * [`browser`] and [`desktop`]: Chromium and the built app, driven as a person does.
//! * [`wait`]: waiting for a condition.

pub mod browser;
pub mod desktop;
pub mod programs;
pub mod service;
pub mod session;
pub mod visitor;
pub mod wait;
