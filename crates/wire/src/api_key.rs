//! Keys of the product APIs as an administrator sees them (INB-17).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;

/// A key to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyDraft {
    /// What people call it, 1 to 80 characters.
    #[schema(example = "Chat of the harbour")]
    pub name: String,
    /// The id of the organisation whose people it is for; absent: for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub organisation: Option<String>,
}

/// The whole of what an update of a key sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyUpdate {
    /// What people call it, 1 to 80 characters.
    #[schema(example = "Chat of the harbour")]
    pub name: String,
    /// Whether it may be used. Switching it off ends all that was given for it.
    pub enabled: bool,
}

/// A secret of a key that exists, without the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApiKeySecretView {
    /// Its id.
    pub id: String,
    /// When it was made.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_used_at: Option<UnixSeconds>,
    /// When it was retired; it does not work since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub retired_at: Option<UnixSeconds>,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApiKeyView {
    /// The key itself, which is no secret.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The id of the organisation whose people it is for; absent: for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub organisation: Option<String>,
    /// Whether it may be used.
    pub enabled: bool,
    /// When it was made.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// The id of the person who made it; absent for the operator at the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub created_by: Option<String>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_used_at: Option<UnixSeconds>,
    /// The address it was last used from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_used_from: Option<String>,
    /// Its secrets, oldest first. Two work at a time.
    pub secrets: Vec<ApiKeySecretView>,
    /// Counts up with each change; send it back with an update.
    #[ts(type = "number")]
    pub version: i64,
}

/// One page of keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApiKeyPage {
    /// The keys, by name.
    pub items: Vec<ApiKeyView>,
    /// Send it back as `cursor` for the next page; absent at the end.
    pub next_cursor: Option<String>,
    /// How many match in all.
    #[ts(type = "number")]
    pub total: u64,
}

/// A key that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CreatedApiKey {
    /// The key.
    #[serde(flatten)]
    pub key: ApiKeyView,
    /// Its secret, shown this once.
    pub secret: String,
}

impl std::fmt::Debug for CreatedApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedApiKey").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A secret of a key, at the one moment at which it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NewApiKeySecret {
    /// The key.
    pub key: String,
    /// The secret. It is not kept anywhere in this form.
    pub secret: String,
    /// The secret that it retired, where the key had two already.
    pub retired: Option<String>,
}

impl std::fmt::Debug for NewApiKeySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewApiKeySecret").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_secret_does_not_print() {
        let secret = NewApiKeySecret { key: "a".into(), secret: "canary".into(), retired: None };
        assert!(!format!("{secret:?}").contains("canary"));
    }
}
