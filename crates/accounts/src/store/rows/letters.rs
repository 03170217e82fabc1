//! Letters that are still to be sent.

use countersign_wire::UnixSeconds;
use countersign_wire::person::LinkPurpose;

use crate::token::Digest;

/// A letter that is due.
#[derive(Clone, Debug)]
pub struct DueLetter {
    /// The hash of the link in it; it names the letter too.
    pub link: Digest,
    /// The link, sealed.
    pub sealed: Vec<u8>,
    /// What the link is for.
    pub purpose: LinkPurpose,
    /// When the link ends.
    pub expires_at: UnixSeconds,
    /// The e-mail address of the person, as it is now.
    pub to: String,
    /// Their name.
    pub name: String,
    /// The language they have set.
    pub locale: Option<String>,
    /// How often it was tried, this time included.
    pub attempts: u32,
}
