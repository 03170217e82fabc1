//! A key made of a passphrase, and what is sealed with it.
//!
//! ```text
//! magic     8 bytes   "CSPHRASE"
//! format    u16       1 (all numbers little-endian)
//! memory    u32       KiB of Argon2id (RFC 9106)
//! passes    u32
//! lanes     u32
//! salt      16 bytes
//! sealed    a 24-byte nonce, and XChaCha20-Poly1305 over all before it and a name
//! ```

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::key::Key32;
use super::passphrase::Passphrase;
use crate::entropy::Entropy;

const MAGIC: &[u8; 8] = b"CSPHRASE";
const FORMAT: u16 = 1;
const NONCE: usize = 24;
/// Bytes of a salt.
pub(super) const SALT: usize = 16;
/// The most that a file may ask for: memory in KiB, and how much of it is gone over in all. Some seconds on a slow machine.
const MOST_MEMORY: u32 = 512 * 1024;
const MOST_WORK: u64 = 2 * 1024 * 1024;
const HEADER: usize = 8 + 2 + 4 + 4 + 4 + SALT;

/// How a key is made of a passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Derivation {
    /// KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; SALT],
}

impl Derivation {
    /// RFC 9106's second recommendation, for where memory is not plenty: 64 MiB, three passes, four lanes.
    pub(super) fn strong(salt: [u8; SALT]) -> Self {
        Self { memory: 64 * 1024, passes: 3, lanes: 4, salt }
    }

    /// For tests of which many run at once.
    #[cfg(test)]
    pub(super) fn cheap() -> Self {
        Self { memory: 64, passes: 1, lanes: 1, salt: [0; SALT] }
    }

    pub(super) fn with_salt(&self, salt: [u8; SALT]) -> Self {
        Self { salt, ..self.clone() }
    }

    /// The key. What a file asks for is bounded: a changed one must take neither the machine's memory nor its time.
    pub(super) fn derive(&self, passphrase: &Passphrase) -> Result<Key32, &'static str> {
        let refused = "its file asks for more work than this program does";
        let work = u64::from(self.memory) * u64::from(self.passes);
        if self.memory > MOST_MEMORY || work > MOST_WORK || self.lanes > 16 {
            return Err(refused);
        }
        let params = Params::new(self.memory, self.passes, self.lanes, Some(32)).map_err(|_| "its file asks for impossible work")?;
        let mut out = zeroize::Zeroizing::new([0_u8; 32]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(passphrase.expose().as_bytes(), &self.salt, out.as_mut_slice()).map_err(|_| refused)?;
        Key32::from_slice(out.as_slice()).ok_or(refused)
    }

    /// Whether bytes are the beginning of a file of ours, however short it was cut.
    pub(super) fn may_have_begun(bytes: &[u8]) -> bool {
        let length = bytes.len().min(MAGIC.len());
        bytes[..length] == MAGIC[..length]
    }

    fn header(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        for number in [self.memory, self.passes, self.lanes] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&self.salt);
        out
    }

    /// Seals `plain` under a name.
    pub(super) fn seal(&self, key: &Key32, name: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut out = self.header();
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let bound = [out.as_slice(), name].concat();
        let cipher = XChaCha20Poly1305::new(key.expose().into());
        // The cipher fails only on lengths of 256 GiB and more.
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &bound }).unwrap_or_default();
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// What a file says of its making, and what is sealed in it; `None` where it is no such file.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (header, sealed) = bytes.split_at_checked(HEADER)?;
        let number = |at: usize| header.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
        if !header.starts_with(MAGIC) || header[8..10] != FORMAT.to_le_bytes() {
            return None;
        }
        let salt = header[HEADER - SALT..].try_into().ok()?;
        Some((Self { memory: number(10)?, passes: number(14)?, lanes: number(18)?, salt }, sealed))
    }

    /// Opens what [`Self::seal`] made; `None` with another key, name or header.
    pub(super) fn unseal(&self, key: &Key32, name: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let bound = [self.header().as_slice(), name].concat();
        let cipher = XChaCha20Poly1305::new(key.expose().into());
        cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: &bound }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn s2_a_file_that_asks_for_minutes_of_work_or_all_the_memory_is_refused_at_once() {
        let passphrase = Passphrase::new(Secret::new("a passphrase of many words")).unwrap();
        let strong = Derivation::strong([0; SALT]);
        for asked in [
            Derivation { passes: u32::MAX, ..strong.clone() },
            Derivation { memory: u32::MAX, passes: 1, ..strong.clone() },
            Derivation { memory: MOST_MEMORY, passes: 5, ..strong.clone() },
            Derivation { lanes: 17, ..strong.clone() },
            Derivation { memory: 0, ..strong },
        ] {
            assert!(asked.derive(&passphrase).is_err(), "{asked:?}");
        }
    }
}
