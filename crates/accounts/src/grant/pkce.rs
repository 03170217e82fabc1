//! Proof Key for Code Exchange (RFC 7636), S256 only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Whether a text is a challenge of S256: 32 bytes in base64url without padding.
#[must_use]
pub fn is_challenge(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether a text has the syntax of a verifier: 43 to 128 unreserved characters (RFC 7636 §4.1).
#[must_use]
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

/// Whether a verifier is the one of a challenge (RFC 7636 §4.6).
#[must_use]
pub fn verifies(verifier: &str, challenge: &str) -> bool {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())).as_bytes().ct_eq(challenge.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_rfc_7636_appendix_b_verifies() {
        let (verifier, challenge) = ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(is_verifier(verifier) && is_challenge(challenge) && verifies(verifier, challenge));
        assert!(!verifies(challenge, verifier) && !verifies("", challenge));
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        for (text, fits) in [
            ("a".repeat(42), false),
            ("a".repeat(43), true),
            ("~".repeat(128), true),
            ("a".repeat(129), false),
            (format!("{} ", "a".repeat(42)), false),
            (format!("{}é", "a".repeat(43)), false),
            (format!("{}=", "a".repeat(43)), false),
        ] {
            assert_eq!(is_verifier(&text), fits, "{text}");
        }
    }

    #[test]
    fn a_challenge_is_32_bytes() {
        for text in ["", "short", &"a".repeat(44), &"=".repeat(43), &format!("{}+", "A".repeat(42))] {
            assert!(!is_challenge(text), "{text}");
        }
    }
}
