//! What a session may do at the product APIs of a service, as the screen and the command line show it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;
use crate::scope::ScopeSet;

/// An API key that was entered for a service; its secret is kept, and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApiKeyOfProvider {
    /// The provider's name.
    pub provider: String,
    /// The key, as the service shows it.
    pub key: String,
}

/// Which product APIs a session reaches, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProductAccess {
    /// The account's id.
    pub account: String,
    /// The base address of each API, by its name, as the service says just now. They may change, and are not kept.
    pub apis: BTreeMap<String, String>,
    /// When the authorization ends; it is renewed when it is used.
    #[ts(type = "number")]
    pub expires_at: UnixSeconds,
    /// The granted scopes under which an app acts in the person's name.
    pub impersonates: ScopeSet,
}
