//! One-time links: an address that lets somebody choose a password, once (A12).
//!
//! What stands in the address has 256 bits, and its hash is what is kept. Whoever opens it is asked to go on: programs that
//! look through mail open every link, and must not spend it. Going on exchanges it for a cookie, so that what is left in a
//! history is worth nothing; the cookie lets its browser fill in the form.

use countersign_wire::UnixSeconds;
use countersign_wire::person::LinkPurpose;

use crate::entropy::Entropy;
use crate::store::rows::NewLink;
use crate::token::Token;

/// Where a link leads to, below the issuer.
pub const PATH: &str = "/account/link";

/// How long somebody may take to choose the password, once the link was opened.
pub const FORM_SECONDS: i64 = 1800;

/// How long a link works.
#[must_use]
pub fn lifetime(purpose: LinkPurpose) -> i64 {
    match purpose {
        LinkPurpose::Invitation => 7 * 24 * 3600,
        LinkPurpose::Reset => 1800,
    }
}

/// A new link for somebody, to be shown by an administrator: what is kept of it, and what stands in the address.
#[must_use]
pub fn new(person: &str, purpose: LinkPurpose, entropy: &dyn Entropy, now: UnixSeconds) -> (NewLink, Token) {
    let token = Token::mint(entropy);
    let (hash, person, expires_at) = (token.digest(), person.to_owned(), now.saturating_add(lifetime(purpose)));
    (NewLink { hash, person, purpose, letter: None, asked: false, created_at: now, expires_at }, token)
}
