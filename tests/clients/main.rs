//! The service against programs that others wrote: client libraries from their registries, each in a small app of its own
//! under `node/` and `python/`, and a tester that reads the document of the administration API.
//!
//! An app plays the app's side with its library alone; the test plays the person, and asserts what the library saw. The
//! libraries and their versions are in `node/package.json` and `python/requirements.in`; `cargo xtask setup` installs them.
//!
//! Left out, because the libraries have it not: discovery, ID tokens and signing out in requests-oauthlib, signing out in
//! oauth4webapi, and logout tokens in all of them.

mod app;
mod documented;
mod places;
mod scene;
mod sign_in;
mod sign_out;
