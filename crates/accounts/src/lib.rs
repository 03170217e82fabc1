//! An accounts service: people sign in, agree to what apps ask for, and apps get tokens.
//!
//! The tour follows a sign-in:
//!
//! 1. A browser comes to a path of a [`dialect`]; [`routes`] reads the request and hands it to [`grant`], which checks it
//!    whole before anybody is redirected anywhere. [`pages`] asks who it is, in the reader's language ([`messages`]);
//!    [`people`] checks the password, slowly on purpose, asks for a code where there is a second factor, and opens a
//!    browser session. People look after their own account on such pages too; they come in by [`links`] that work once
//!    and go by [`mail`] where there is any.
//! 2. The consent page asks what is granted. Its form is bound to the session and to the very request. Accepting makes
//!    a code, and the browser leaves with it.
//! 3. The app exchanges the code, once: [`grant`] validates everything, then [`store`] decides by one conditional write.
//!    What it gets are [`token`]s of which only hashes are kept, and an [`id_token`] that
//!    one of the signing [`keys`] has signed.
//! 4. With a token the app asks who the person is; the dialect of the app decides the words of the answer,
//!    from the [`person_claims`] that were granted.
//!    [`administration`] is such an app's business too: the OAuth [`apps`] themselves, people and
//!    [`organisations`], for people with the role.
//! 5. Signing out ends the browser session, and [`logout`] tells the apps that have ID tokens of it.
//! 6. Every request was bounded by [`limits`] before any of this, over [`tls`] where the service has a certificate of its
//!    own; what matters is written down by [`audit`], and how much there is to do is counted by [`metrics`]. What is only
//!    worth knowing is collected by [`usage`]. Addresses that apps registered are asked through [`outbound`] alone,
//!    and what others have signed is read by [`jws`].
//!
//! [`start`] puts it together, for the command `countersign-accounts` as for a program that hosts it. [`operator`] is what
//! a person with the database file may do beside it, and [`operations`] looks after the file itself: copies, restores,
//! checks. How all of it is set up is [`config`]. Time and random numbers are parameters ([`clock`], [`entropy`]).
//!
//! Left out on purpose: dynamic registration (RFC 7591), and any store but SQLite.

pub mod administration;
pub mod apps;
pub mod audit;
pub mod bearer;
pub mod clock;
pub mod config;
pub mod dialect;
pub mod entropy;
pub mod error;
pub mod grant;
pub mod id_token;
pub mod jws;
pub mod key;
pub mod keys;
pub mod limits;
pub mod links;
pub mod logout;
pub mod mail;
pub mod messages;
pub mod metrics;
pub mod operations;
pub mod operator;
pub mod organisations;
pub mod outbound;
pub mod pages;
pub mod people;
pub mod person_claims;
pub mod product_apis;
mod retry;
mod rights;
pub mod routes;
pub mod running;
pub mod store;
pub mod tls;
pub mod token;
mod upkeep;
pub mod usage;

pub use config::Config;
pub use error::{Error, StartError};
pub use running::{Running, SetUpUrl, start};
