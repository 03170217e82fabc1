//! Opaque values that open something: codes, tokens, client secrets, session ids.
//!
//! Each is 256 random bits. Only its SHA-256 is stored (A15): with that much entropy one fast hash is enough, and a
//! copy of the database opens nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::entropy::Entropy;

/// How 256 bits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenForm {
    /// 43 characters of base64url.
    Base64url,
    /// 64 hexadecimal digits.
    Hex,
}

/// A value that was just made, or that somebody presents.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Makes a new one of 256 bits.
    #[must_use]
    pub fn mint(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        entropy.fill(bytes.as_mut_slice());
        Self::from_bytes(&bytes)
    }

    /// Makes a new one of 256 bits, written as `form` says.
    #[must_use]
    pub fn mint_as(form: TokenForm, entropy: &dyn Entropy) -> Self {
        match form {
            TokenForm::Base64url => Self::mint(entropy),
            TokenForm::Hex => Self(Zeroizing::new(identifier::<32>(entropy))),
        }
    }

    /// The text form of 256 bits that were derived otherwise.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What somebody presents; nothing is known of it yet.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The value itself, for the one who receives it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A name for it that opens nothing: half of a hash of the hash that is stored. It is the same each time, and leads to
    /// neither of them.
    #[must_use]
    pub fn name(&self) -> String {
        let named = Sha256::new().chain_update(b"the name of a token\0").chain_update(self.digest().0).finalize();
        URL_SAFE_NO_PAD.encode(&named[..16])
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The SHA-256 of a [`Token`].
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Reads what was stored.
    #[must_use]
    pub fn from_stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The bytes in hexadecimal, where they name something in a text.
    #[must_use]
    pub fn to_text(&self) -> String {
        hexadecimal(&self.0)
    }

    /// Whether two are the same, in a time that does not depend on where they differ (A7).
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// A random identifier that opens nothing, in hexadecimal.
#[must_use]
pub fn identifier<const BYTES: usize>(entropy: &dyn Entropy) -> String {
    let mut bytes = [0_u8; BYTES];
    entropy.fill(&mut bytes);
    hexadecimal(&bytes)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a4_a15_a_token_has_256_bits_and_does_not_print() {
        let token = Token::mint(&SystemEntropy);
        assert_eq!(URL_SAFE_NO_PAD.decode(token.expose()).unwrap().len(), 32);
        assert!(!format!("{token:?} {:?}", token.digest()).contains(token.expose()));
        assert_ne!(token.expose(), Token::mint(&SystemEntropy).expose());
    }

    #[test]
    fn a_token_has_a_name_of_its_own_that_is_no_part_of_it() {
        let (token, other) = (Token::mint(&SystemEntropy), Token::mint(&SystemEntropy));
        assert_eq!(token.name(), Token::presented(token.expose()).name());
        assert_ne!(token.name(), other.name());
        let stored = URL_SAFE_NO_PAD.encode(token.digest().as_bytes());
        assert!(token.name().len() == 22 && !stored.contains(&token.name()) && !token.expose().contains(&token.name()));
    }

    #[test]
    fn int_07_a_token_may_be_64_hexadecimal_digits() {
        let token = Token::mint_as(TokenForm::Hex, &SystemEntropy);
        assert!(token.expose().len() == 64 && token.expose().bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn an_identifier_is_hexadecimal() {
        let id = identifier::<12>(&SystemEntropy);
        assert!(id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    }
}
