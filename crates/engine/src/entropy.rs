//! Random bytes, as a parameter.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::secret::Secret;

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`; all of them are good enough for a key.
    fn fill(&self, bytes: &mut [u8]);
}

/// The system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for random bytes")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// The same bytes for the same seed, so that a test can tell what will be made. Never for real use.
pub struct SeededEntropy(Mutex<StdRng>);

impl SeededEntropy {
    /// A generator that begins at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// 32 random bytes in base64url: 43 characters of RFC 7636's `unreserved`.
pub(crate) fn secret_token(entropy: &dyn Entropy) -> Secret {
    let mut bytes = zeroize::Zeroizing::new([0_u8; 32]);
    entropy.fill(bytes.as_mut_slice());
    Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

/// A name for something on this computer: short, and nothing that anybody could guess from another.
pub(crate) fn short_id(entropy: &dyn Entropy) -> String {
    // Without vowels no word comes out, and without 0, 1 and l nothing is misread.
    const ALPHABET: &[u8; 32] = b"23456789bcdfghjkmnpqrstvwxzBDFGH";
    let mut bytes = [0_u8; 10];
    entropy.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}
