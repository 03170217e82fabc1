//! Authorization for the product APIs, as Inbenta documents it (INB-13 to INB-17).
//!
//! A product API wants a token of its own. Whoever has an API [`key`] with its secret, and an access token of a person with a
//! scope for it, [`exchange`]s both for one, and is told where the APIs of that scope are ([`catalog`]). What is given is never
//! more than the access token it was given for: it is looked up anew with each request, and ends with that token, with
//! the key and with the secret (A16).
//!
//! The APIs themselves are other services.

pub mod catalog;
pub mod exchange;
pub mod key;
