//! Keys of the product APIs.

use countersign_wire::UnixSeconds;
use countersign_wire::api_key::{ApiKeySecretView, ApiKeyView};

use super::grants::Access;
use crate::token::Digest;

/// A secret of a key, hashed.
#[derive(Clone, Debug)]
pub struct ApiKeySecret {
    /// Its id.
    pub id: String,
    /// Its hash.
    pub hash: Digest,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// When it was last used.
    pub last_used_at: Option<UnixSeconds>,
    /// When it was retired; it does not work since.
    pub retired_at: Option<UnixSeconds>,
}

/// A key.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// The key itself, which is no secret.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The id of the organisation whose people it is for; absent: for everybody.
    pub organisation: Option<String>,
    /// Whether it may be used.
    pub enabled: bool,
    /// Who made it; absent for the operator at the command line.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// When it was last used, and from where.
    pub last_use: Option<(UnixSeconds, String)>,
    /// Counts up with each change.
    pub version: i64,
    /// Its secrets, oldest first; those that are retired do not work.
    pub secrets: Vec<ApiKeySecret>,
}

impl ApiKey {
    /// The key as an administrator sees it.
    #[must_use]
    pub fn view(&self) -> ApiKeyView {
        let (last_used_at, last_used_from) = self.last_use.clone().unzip();
        let secret = |secret: &ApiKeySecret| ApiKeySecretView {
            id: secret.id.clone(),
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            retired_at: secret.retired_at,
        };
        ApiKeyView {
            key: self.key.clone(),
            name: self.name.clone(),
            organisation: self.organisation.clone(),
            enabled: self.enabled,
            created_at: self.created_at,
            created_by: self.created_by.clone(),
            last_used_at,
            last_used_from,
            secrets: self.secrets.iter().map(secret).collect(),
            version: self.version,
        }
    }
}

/// A key to add.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// The key itself.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The id of the organisation whose people it is for.
    pub organisation: Option<String>,
    /// Its first secret.
    pub secret: ApiKeySecret,
    /// Who makes it; absent for the operator at the command line.
    pub created_by: Option<String>,
    /// When it is made.
    pub created_at: UnixSeconds,
}

/// What may be changed of a key. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiKeyChange {
    /// What people call it.
    pub name: Option<String>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
}

/// One page of keys.
#[derive(Clone, Debug)]
pub struct ApiKeysPage {
    /// The keys, by name.
    pub items: Vec<ApiKey>,
    /// Where the next page begins, if there is one.
    pub next: Option<(String, String)>,
    /// How many match in all.
    pub total: u64,
}

/// A token of the product APIs to keep.
#[derive(Clone, Debug)]
pub struct NewProductToken {
    /// Its hash.
    pub hash: Digest,
    /// The id of the secret that it is given for.
    pub secret: String,
    /// The access token that it is given for, by its hash.
    pub given_for: Digest,
    /// When it ends.
    pub expires_at: UnixSeconds,
    /// When it is given.
    pub now: UnixSeconds,
    /// The address that asks for it.
    pub address: String,
}

/// What a token of the product APIs opens.
#[derive(Clone, Debug)]
pub struct ProductAccess {
    /// The key that it was given for.
    pub key: String,
    /// The id of the organisation whose people that key is for, as it is now; absent: for everybody.
    pub organisation: Option<String>,
    /// The id of the secret that it was given for.
    pub secret: String,
    /// The access token that it was given for, by its hash.
    pub given_for: Digest,
    /// What that access token opens now.
    pub access: Access,
}

/// Why a key was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyNotChanged {
    /// There is no such key.
    NotFound,
    /// It was changed since the version that was sent; this is the one it has.
    Conflict(i64),
}
