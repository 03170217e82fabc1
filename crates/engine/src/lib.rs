//! Countersign's client half: it signs people in to any OAuth 2.0 service, keeps their sessions, reads their profiles,
//! and administers OAuth apps. The desktop app and the command line are thin faces over it.
//!
//! A short tour, in the order in which a person meets the rooms:
//!
//! * [`Engine`] is the whole face. [`Home`] is the folder it lives in, [`Parts`] what it stands on: a clock, random bytes,
//!   a browser, a keychain. A test gives its own.
//! * `provider` is a service as data: from a preset (built in, or of the person's own file), from its own metadata, or from
//!   endpoints by hand. What a service does differently is a field there, never a branch elsewhere; where it leaves the
//!   standard is a deviation with a name, which a preset or the person allows. Where no app of ours is known, one is registered.
//! * `sign_in` makes the requests, seals them, and opens the person's own browser. The answer comes back by deep link, to a
//!   loopback listener, by hand or from another device, in this process or another; the first one counts, and is parsed before
//!   anything else is done with it.
//! * `token` speaks with the token endpoint, and makes what is `granted` of its answer. Like all that is said to the service
//!   itself it goes by the `back_channel`, with what says who the app is (`client_authentication`); `protected` is what is asked
//!   with a token. `http` is the one client below them: no redirects, small bodies, ten seconds, and no further for a service
//!   than somebody let it reach.
//! * `recording` notes what is said while somebody signs in, and `trace` keeps it for whoever wants to know: without any secret.
//! * `id_token` finds out who signed in, by a token that the service signed (OpenID Connect); `signature` has the keys that
//!   services publish, and the few ways to sign that are taken.
//! * `proof` is what binds tokens to a key of the session's own; `signing_key` are keys that sign, made or read.
//! * `session` keeps what was granted: renewed one at a time whichever process asks, saved before use, signed out with a
//!   receipt. Where a process lives on, [`Engine::keep_sessions`] renews before anybody has to wait. `end_session` has the
//!   browser sign out at the service itself.
//! * `product_apis` gets, with an API key, a token for a service's product APIs on behalf of the person.
//! * `profile` makes one profile of what services call by many names; [`Administration`] is the client of an accounts
//!   service's own API, by aggregate. Where that wants to be sure of the person first (RFC 9470), `challenge` reads what
//!   it asks for, and `sign_in` has the same person sign in freshly. `own_account` is what people look after of their own
//!   account there; `json_api` is what both ask by.
//! * `agent` gives tokens to other programs of the person, as far as they allow it; `git_credential` speaks to git as a helper of
//!   its.
//! * [`vault`] is the sealed files and their key in the keychain, shared by every process of the person; `stored` are this
//!   crate's types as its records.
//! * `transfer` takes accounts from one computer to another, in a file that a passphrase seals.
//! * `doctor` finds out what stands in the way of a sign-in on this computer, and walks its way with a probe. [`scheme`] is who
//!   receives the app's links, [`autostart`] puts the app on the list of what starts with the computer, [`freedesktop`] is what
//!   the system says about its programs.
//! * `loopback` is the listener on this computer that the browser is sent to: for a sign-in, a sign-out, and the probe.
//! * `unbroken` is what a process that ends has to wait for, so that no session goes with it, nor a secret that is shown once;
//!   [`signals`] says which signals whoever started the process wants to do nothing.
//! * [`readers`] are the parsers and checks of what comes from outside, each by itself, for whoever wants to see what they accept.
//! * `core` is what all rooms share: the parts, the vault, the client, and who is told of events.
//! * [`secret::Secret`] is a text that does not print, and `dumps` sees to it that no crash writes it out; [`clock`] and
//!   [`entropy`] are the time and chance as parameters.
//!
//! Every failure reaches a person as `{code, message}` (`countersign_wire::error::UserError`): what happened, and what to do.
//!
//! Left out on purpose: of OpenID Connect, encrypted ID tokens and those signed with a client secret (an app on somebody's
//! computer keeps no secret; a key pair does it), claims from elsewhere (distributed and aggregated), and a look at how
//! somebody signed in (`acr`), which the service itself judges; one fresh sign-in at a time between processes (each asks
//! the person, and the last one counts); the server's `Date` (what a token's life is counted from is the moment of its
//! arrival); names that a proxy resolves, which are its own to look at; a record of what other requests say than those of
//! sign-ins, renewals and sign-outs; a code for another device that outlives the process which showed it (its other ways
//! back do); requests as signed objects and tokens that are bound to certificates (RFC 9101, RFC 8705); and any knowledge of
//! screens, terminals or of how a service works inside.

#![forbid(unsafe_code)]

mod administration;
#[cfg(target_os = "linux")]
pub mod agent;
pub mod autostart;
mod back_channel;
mod challenge;
mod client_authentication;
pub mod clock;
mod core;
pub mod desktop;
mod doctor;
mod dumps;
mod end_session;
pub mod entropy;
mod facade;
pub mod freedesktop;
mod git_credential;
mod granted;
mod home;
mod http;
mod id_token;
mod json_api;
mod loopback;
mod own_account;
mod product_apis;
mod profile;
mod proof;
mod protected;
mod provider;
pub mod readers;
mod recording;
pub mod scheme;
pub mod secret;
mod session;
mod sign_in;
pub mod signals;
mod signature;
mod signing_key;
mod stored;
mod token;
mod trace;
mod transfer;
mod unbroken;
pub mod vault;
mod words;

pub use administration::{Administration, ShownOnce};
pub use doctor::{DoctorOptions, Probe, Received, receive_probe};
pub use facade::{Engine, Parts};
pub use git_credential::{GitAnswer, GitHostView};
pub use home::{Home, make_private};
pub use http::names::{Names, SystemNames};
pub use product_apis::ProductToken;
pub use protected::{RequestHeaders, RequestToCarry};
pub use provider::added_ca::AddedCa;
pub use provider::addition::Enclosed;
pub use provider::client_key::ClientKey;
pub use secret::Secret;
pub use session::{AccessToken, Keeping};
pub use sign_in::FreshSignIns;
pub use unbroken::UntilShown;
pub use vault::{Keychain, KeychainError, SystemKeychain, WithoutKeychain};
