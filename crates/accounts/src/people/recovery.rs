//! Recovery codes: ten codes for somebody whose second factor is out of reach, each good once.
//!
//! A code has 80 random bits, so that one fast hash is enough to keep it by, as with tokens (A15).

use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::token::{Digest, Token};

/// How many there are.
pub const CODES: usize = 10;

/// 32 letters and digits, five bits each; without those that are easily taken for others.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A code as it is shown, once: four groups of four.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<String>);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// A new one.
    #[must_use]
    pub fn mint(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 16]);
        entropy.fill(bytes.as_mut_slice());
        let mut text = Zeroizing::new(String::with_capacity(19));
        for (at, byte) in bytes.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            // 256 is a multiple of 32: every letter is as likely as any other.
            text.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        Self(text)
    }

    /// What somebody types, if it can be one: in any case, with or without what stands between the groups.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let letters: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(17).flat_map(char::to_lowercase).collect());
        let ours = letters.len() == 16 && letters.bytes().all(|byte| ALPHABET.contains(&byte));
        let groups =
            |letters: &str| letters.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>();
        ours.then(|| Self(Zeroizing::new(groups(&letters).join("-"))))
    }

    /// The code itself, for the page that shows it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Token::presented(&self.0).digest()
    }
}

/// As many as somebody gets.
#[must_use]
pub fn mint(entropy: &dyn Entropy) -> Vec<RecoveryCode> {
    (0..CODES).map(|_| RecoveryCode::mint(entropy)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::mint(&SystemEntropy);
        for typed in
            [code.expose().to_owned(), code.expose().to_uppercase(), code.expose().replace('-', " "), code.expose().replace('-', "")]
        {
            assert!(RecoveryCode::typed(&typed).unwrap().digest().is_same(&code.digest()), "{typed}");
        }
        for typed in ["", "123456", "abcd-efgh-jkmn-pqr", "abcd-efgh-jkmn-pqrss", "abcd-efgh-jkmn-pqrö"] {
            assert!(RecoveryCode::typed(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn codes_differ_and_do_not_print() {
        let codes = mint(&SystemEntropy);
        assert_eq!(codes.iter().map(RecoveryCode::expose).collect::<std::collections::BTreeSet<_>>().len(), CODES);
        assert!(!format!("{codes:?}").contains(codes[0].expose()));
    }
}
