//! The built `countersign` against the built `countersign-accounts`, over a real keychain; the browser is played by
//! an HTTP client that does what a person does.

mod about;
mod advice;
mod agent;
mod app_lists;
mod app_parts;
mod app_settings;
mod apps;
mod audit;
mod client_keys;
mod declared;
mod deep_link;
mod doctor;
mod exit_codes;
mod fresh_sign_in;
mod git;
mod interruption;
mod journey;
mod keys;
mod moving;
mod named;
mod organisations;
mod passphrase;
mod people;
mod person;
mod presets;
mod product_apis;
mod scene;
mod schema;
mod secrets;
mod sessions;
mod shape;
mod sharing;
mod terminal;
mod trace;
mod ways_back;
