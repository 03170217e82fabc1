//! What the tests stand on: a service in process, a provider that misbehaves, a desktop session of its own.
//!
//! * [`caller`]: somebody at the administration API.
//! * [`client`]: an OAuth client over plain HTTP.
//! * [`service`] and [`visitor`]: an accounts service in this process, and somebody at its pages.
//! * [`process`]: the accounts service as a process of its own, and its folder.
//! * [`shown`]: what an answer is, as a snapshot shows it.
//! * [`snapshots`]: the snapshots that the suites hold.
//! * [`authenticator`]: an app that shows the codes of a second factor.
//! * [`mail`]: a mail server that keeps what it is sent.
//! * [`session`]: folders, bus, keychain and display of one scenario.
//! * [`parts`]: what an engine is given in place of the system's own.
//! * [`fake_provider`]: an authorization server that does as it is told, well or badly.
//! * [`programs`]: the built programs, and scripts.
//! * [`ports`]: ports that nobody takes by chance.
//! * [`line`]: the line to a service, cut and mended.
//! * [`browser`] and [`desktop`]: Chromium and the built app, driven as a person does.
//! * [`touch`]: touching what stands still.
//! * [`wait`]: waiting for a condition.

pub mod authenticator;
pub mod browser;
pub mod caller;
pub mod client;
pub mod desktop;
pub mod fake_provider;
pub mod line;
pub mod mail;
pub mod parts;
pub mod ports;
pub mod process;
pub mod programs;
pub mod secured;
pub mod service;
pub mod session;
pub mod shown;
pub mod snapshots;
pub mod touch;
pub mod visitor;
pub mod wait;
