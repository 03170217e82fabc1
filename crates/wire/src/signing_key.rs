//! The service's signing keys as an administrator sees them: never a private part.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;
use crate::app::SigningAlg;

/// Where a signing key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SigningKeyState {
    /// Told to whoever verifies, and not used yet.
    Published,
    /// Signs.
    Signing,
    /// Signs no more; what it signed still counts.
    Retired,
}

/// A signing key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SigningKeyView {
    /// What signatures name it by (`kid`).
    pub kid: String,
    /// What it signs with.
    pub alg: SigningAlg,
    /// Where it is in its life.
    pub state: SigningKeyState,
    /// When it was made.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// Since when it signs, or signed.
    #[ts(type = "number | null")]
    pub signing_at: Option<UnixSeconds>,
}

/// All of them, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SigningKeyList {
    /// The keys.
    pub items: Vec<SigningKeyView>,
}

/// A key to publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SigningKeyWish {
    /// What it is to sign with.
    pub alg: SigningAlg,
}
