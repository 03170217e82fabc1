//! The words that Countersign's two halves share.
//!
//! The **engine** asks (a client of any OAuth 2.0 service), the **accounts service** answers (an
//! authorization server). Neither knows the other; what they say to each other, and what the engine says
//! to the screen, is written down here once.
//!
//! A short tour:
//!
//! * [`scope`]: a scope and an ordered set of them (RFC 6749 §3.3).
//! * [`redirect_uri`]: what may be registered, and when a request matches it (RFC 9700 §4.1.3).
//! * [`oauth_error`]: the error codes of RFC 6749 and its companions.
//! * [`metadata`]: what an authorization server publishes about itself (RFC 8414).
//! * [`app`]: an OAuth app as an administrator sees it, and the one `validate` that both sides use.
//! * [`api_key`]: a key of the product APIs as an administrator sees it.
//! * [`person`]: a person: locale, time zone and formats, what they say of themselves, how an administrator sees them.
//! * [`profile`]: what a service says about a person, whatever words it uses for it.
//! * [`product_apis`]: what a session may do at a service's product APIs.
//! * [`provider`]: a service that people sign in to, as the screen shows it.
//! * [`account`] and [`sign_in`]: a session, and a sign-in on its way; [`browser`]: where its page opens.
//! * [`program`]: another program that asks for a token, as the person is asked about it.
//! * [`event`]: what the engine tells the screen without being asked.
//! * [`error`]: `{code, message}`, the one shape in which a failure reaches a person.
//! * [`trace`]: what was said to whom in a sign-in, without any secret.
//! * [`address`]: which addresses are of the public network.
//! * [`transfer`]: what an export holds, and what an import brought.
//! * [`doctor`]: what was found out about this computer.
//! * [`preferences`] and [`desktop`]: how a person wants the app to be, and what the desktop around it offers.
//! * [`hosted`] and [`keychain`]: the accounts service on this computer, and where secrets are kept.
//!
//! Everything here is plain data: (de)serialisable, comparable, exported to TypeScript.
//!
//! Left out on purpose: I/O, clocks, secrets (no type here may ever hold a token or a client secret, but
//! for those that are shown once, such as [`app::NewSecret`]), and any knowledge of how either half works.

#[macro_use]
pub mod words;

pub mod account;
pub mod address;
pub mod api_key;
pub mod app;
pub mod audit;
pub mod browser;
pub mod desktop;
pub mod doctor;
pub mod error;
pub mod event;
pub mod hosted;
pub mod keychain;
pub mod metadata;
pub mod oauth_error;
pub mod person;
pub mod preferences;
pub mod product_apis;
pub mod profile;
pub mod program;
pub mod provider;
pub mod redirect_uri;
pub mod scope;
pub mod sign_in;
pub mod signing_key;
pub mod trace;
pub mod transfer;

/// Seconds since the Unix epoch, in UTC.
pub type UnixSeconds = i64;
