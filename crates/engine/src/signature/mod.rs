//! What a service signed, and the keys that it publishes for whoever verifies.
//!
//! [`Jws`] is a signed text as it came, believed by nobody. [`Algorithm`] is a way to sign that is taken at all. A [`Key`] is
//! one that a service publishes, a [`KeySet`] all of them (RFC 7517 §5), and [`KeySets`] keeps them and asks for them anew.

mod algorithm;
mod jws;
mod key;
mod key_sets;

pub(crate) use algorithm::Algorithm;
pub(crate) use jws::{Jws, NotJws};
pub(crate) use key_sets::{KeySets, SignatureError, signed_by};
