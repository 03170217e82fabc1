//! The engine against authorization servers that others wrote, run as they come from their registries: node oidc-provider,
//! which is certified (OpenID Connect Basic, and FAPI 2.0 with its pushed requests, bound tokens and keys of apps).
//!
//! The server is a process of its own, in a small script under `node/` that says what it is to insist on; the test plays the
//! person at its pages, and asserts what the engine made of its answers. `cargo xtask setup` installs it.

mod keys;
mod peer;
mod registered;
mod scene;
mod sign_in;
mod ways_back;
