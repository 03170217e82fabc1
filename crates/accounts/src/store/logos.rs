//! Logos of apps, as PNG that was encoded here.

use super::Answer;
use crate::token::Digest;

/// Logos.
pub trait Logos {
    /// The hash of an app's logo, by which its address tells one version from another.
    fn logo_hash(&self, client_id: &str) -> Answer<'_, Option<Digest>>;
    /// The picture.
    fn logo(&self, client_id: &str) -> Answer<'_, Option<Vec<u8>>>;
}
