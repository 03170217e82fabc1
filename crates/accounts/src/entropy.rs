//! Random numbers, as a parameter.

use std::fmt::Debug;

/// Where random bytes come from.
pub trait Entropy: Send + Sync + Debug {
    /// Fills the whole of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        use rand::rand_core::{Rng, UnwrapErr};
        // A system without random numbers cannot issue a single token: there is nothing to fall back to.
        UnwrapErr(rand::rngs::SysRng).fill_bytes(bytes);
    }
}
