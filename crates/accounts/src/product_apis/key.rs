//! API keys: the key is public, its secrets are kept as hashes and shown once (INB-17).

use countersign_wire::UnixSeconds;

use crate::entropy::Entropy;
use crate::store::rows::{ApiKeySecret, NewApiKey};
use crate::token::{Token, identifier};

/// The longest name of a key.
pub const LONGEST_NAME: usize = 80;

/// Why a key cannot be called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Give the key a name of 1 to 80 characters, without control characters.")]
pub struct NotAName;

/// A name as it is kept.
///
/// # Errors
/// [`NotAName`].
pub fn name(text: &str) -> Result<String, NotAName> {
    let name = text.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(NotAName) }
}

/// A key to add, and its secret, which is shown once.
#[must_use]
pub fn new_key(
    name: String,
    organisation: Option<String>,
    created_by: Option<&str>,
    entropy: &dyn Entropy,
    now: UnixSeconds,
) -> (NewApiKey, Token) {
    let (secret, shown) = new_secret(entropy, now);
    let key = identifier::<16>(entropy);
    (NewApiKey { key, name, organisation, secret, created_by: created_by.map(str::to_owned), created_at: now }, shown)
}

/// A secret of 256 bits: what is kept of it, and what is shown once.
#[must_use]
pub fn new_secret(entropy: &dyn Entropy, now: UnixSeconds) -> (ApiKeySecret, Token) {
    let secret = Token::mint(entropy);
    let kept = ApiKeySecret { id: identifier::<8>(entropy), hash: secret.digest(), created_at: now, last_used_at: None, retired_at: None };
    (kept, secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn inb_17_the_secret_of_a_key_is_kept_as_a_hash_only() {
        let (kept, shown) = new_key("Chat".into(), None, None, &SystemEntropy, 0);
        assert!(kept.secret.hash.is_same(&shown.digest()));
        assert!(!format!("{kept:?}").contains(shown.expose()));
    }

    #[test]
    fn a_name_has_1_to_80_characters_that_can_be_seen() {
        assert_eq!(name(" Chat "), Ok("Chat".to_owned()));
        for text in ["", "  ", "a\nb", &"é".repeat(81)] {
            assert_eq!(name(text), Err(NotAName), "{text:?}");
        }
    }
}
