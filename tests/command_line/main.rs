//! The built `countersign` against the built `countersign-accounts`, over a real keychain; the browser is played by
//! an HTTP client that does what a person does.

mod agent;
mod apps;
mod deep_link;
mod exit_codes;
mod fresh_sign_in;
mod git;
mod journey;
mod passphrase;
mod person;
mod product_apis;
mod scene;
mod secrets;
mod shape;
mod sharing;
