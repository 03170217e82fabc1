//! Signing keys.

use countersign_wire::UnixSeconds;
use countersign_wire::app::SigningAlg;
use countersign_wire::signing_key::{SigningKeyState, SigningKeyView};

/// Where a signing key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Told to whoever verifies, and not used yet.
    Published,
    /// Signs.
    Signing,
    /// Signs no more; what it signed still counts.
    Retired,
}

impl KeyState {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Signing => "signing",
            Self::Retired => "retired",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Published, Self::Signing, Self::Retired].into_iter().find(|state| state.as_str() == word)
    }
}

/// What came of removing a signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRemoved {
    /// It is gone. It was in this state.
    Gone(KeyState),
    /// It signs, and stays.
    Signs,
    /// There is none.
    NotFound,
}

/// A signing key.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// What others know it by.
    pub kid: String,
    /// What it signs with.
    pub alg: SigningAlg,
    /// Where it is in its life.
    pub state: KeyState,
    /// The private part, sealed.
    pub private: Vec<u8>,
    /// The public part, as a JWK.
    pub public: String,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// Since when it signs, or signed.
    pub signing_at: Option<UnixSeconds>,
}

impl SigningKey {
    /// The key as an administrator sees it: never a private part.
    #[must_use]
    pub fn view(&self) -> SigningKeyView {
        let state = match self.state {
            KeyState::Published => SigningKeyState::Published,
            KeyState::Signing => SigningKeyState::Signing,
            KeyState::Retired => SigningKeyState::Retired,
        };
        SigningKeyView { kid: self.kid.clone(), alg: self.alg, state, created_at: self.created_at, signing_at: self.signing_at }
    }
}
