//! Client secrets that were taken from the clipboard and wait for their provider to be added (INB-08).

use std::sync::Arc;

use countersign_engine::Secret;
use countersign_engine::entropy::Entropy;
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use ts_rs::TS;

use crate::held::Held;

/// How many wait at most; the oldest goes.
const MOST: usize = 8;

/// A client secret that the native side holds: all that the screen learns of it.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct SecretHeld {
    /// What to hand to `add_provider` in its place.
    handle: String,
    /// How long it is, so that the person sees that something was taken.
    #[ts(type = "number")]
    characters: usize,
}

/// The secrets by their handles.
pub(crate) struct HeldSecrets(Held<Secret>);

impl HeldSecrets {
    pub(crate) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self(Held::new(entropy, MOST))
    }

    pub(crate) fn hold(&self, secret: Secret) -> SecretHeld {
        let characters = secret.expose().chars().count();
        SecretHeld { handle: self.0.hold(secret), characters }
    }

    /// One that the screen says is held.
    pub(crate) fn known(&self, handle: &str) -> Result<Secret, UserError> {
        self.0.get(handle).ok_or_else(|| {
            UserError::new(ErrorCode::NotFound, "The client secret is not held any more. Copy it again, then take it from the clipboard.")
                .about("client_secret")
        })
    }

    pub(crate) fn let_go(&self, handle: &str) {
        drop(self.0.take(handle));
    }
}

#[cfg(test)]
mod tests {
    use countersign_engine::entropy::SeededEntropy;

    use super::*;

    #[test]
    fn inb_08_the_screen_learns_a_handle_and_a_length_and_no_more() {
        let held = HeldSecrets::new(Arc::new(SeededEntropy::new(1)));
        let told = held.hold(Secret::new("canary-ü"));
        let shown = serde_json::to_string(&told).unwrap() + &format!("{told:?}");
        assert!(!shown.contains("canary"), "{shown}");
        assert_eq!(told.characters, 8);
        assert_eq!(held.known(&told.handle).unwrap().expose(), "canary-ü");
        held.let_go(&told.handle);
        assert_eq!(held.known(&told.handle).unwrap_err().code, ErrorCode::NotFound);
    }

    #[test]
    fn only_the_last_eight_wait() {
        let held = HeldSecrets::new(Arc::new(SeededEntropy::new(1)));
        let first = held.hold(Secret::new("a"));
        for _ in 0..MOST {
            held.hold(Secret::new("b"));
        }
        assert_eq!(held.known(&first.handle).unwrap_err().code, ErrorCode::NotFound);
    }
}
