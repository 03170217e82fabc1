//! API keys of the product APIs, at the command line (INB-17).

use super::{Operator, OperatorError};
use crate::audit::{Deed, Entry, Subject};
use crate::product_apis::key;
use crate::store::ProductApis as _;
use crate::store::StoreError;
use crate::store::rows::{ApiKey, ApiKeyChange, ApiKeyNotChanged};
use crate::token::Token;
use countersign_wire::UnixSeconds;
use countersign_wire::app::FieldProblem;

/// Keys that are read at once.
const ROWS: u32 = 200;

/// A key with a secret that was just made.
#[derive(Debug)]
pub struct NewApiKeySecret {
    /// The key.
    pub key: String,
    /// The secret, to be shown this once.
    pub secret: Token,
    /// The id of the secret that it retired.
    pub retired: Option<String>,
}

fn failed(error: StoreError) -> OperatorError {
    OperatorError::Database(error.to_string())
}

fn absent(key: &str) -> OperatorError {
    OperatorError::NoSuchApiKey(key.to_owned())
}

/// A row of the audit about a key.
fn done_to(key: &str, deed: Deed, now: UnixSeconds) -> Entry {
    Entry::of(deed, now).on(Subject::ApiKey(key.to_owned()))
}

impl Operator {
    /// Adds a key for everybody's sign-ins.
    ///
    /// # Errors
    /// [`OperatorError`]; no key was added then.
    pub async fn add_api_key(&self, name: &str) -> Result<NewApiKeySecret, OperatorError> {
        let problem = |error: key::NotAName| FieldProblem { field: "name".to_owned(), row: None, message: error.to_string() };
        let name = key::name(name).map_err(|error| OperatorError::Invalid(vec![problem(error)]))?;
        let now = self.clock.now();
        let (new, secret) = key::new_key(name, None, None, self.entropy.as_ref(), now);
        let entry = done_to(&new.key, Deed::ApiKeyAdded, now);
        let key = new.key.clone();
        let added = self.store.add_api_key(new, entry).await.map_err(failed)?;
        Ok(NewApiKeySecret { key: added.ok_or_else(|| absent(&key))?.key, secret, retired: None })
    }

    /// Every key, by name.
    ///
    /// # Errors
    /// [`OperatorError::Database`].
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, OperatorError> {
        let mut keys = Vec::new();
        let mut after = None;
        loop {
            let page = self.store.api_keys(None, after, ROWS).await.map_err(failed)?;
            keys.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(keys);
            }
        }
    }

    /// Gives a key another secret; of three the oldest is retired.
    ///
    /// # Errors
    /// [`OperatorError`]; nothing was changed then.
    pub async fn rotate_api_key(&self, key: &str) -> Result<NewApiKeySecret, OperatorError> {
        let now = self.clock.now();
        let (kept, secret) = key::new_secret(self.entropy.as_ref(), now);
        let entry = done_to(key, Deed::ApiKeySecretAdded, now).saying(&kept.id);
        let added = self.store.add_api_key_secret(key, kept, entry).await.map_err(failed)?.ok_or_else(|| absent(key))?;
        Ok(NewApiKeySecret { key: key.to_owned(), secret, retired: added.retired })
    }

    /// Switches a key on or off.
    ///
    /// # Errors
    /// [`OperatorError`]; nothing was changed then.
    pub async fn switch_api_key(&self, key: &str, enabled: bool) -> Result<(), OperatorError> {
        let known = self.store.api_key(key).await.map_err(failed)?.ok_or_else(|| absent(key))?;
        let change = ApiKeyChange { name: None, enabled: Some(enabled) };
        let entry = done_to(key, Deed::ApiKeyChanged, self.clock.now());
        self.store.change_api_key(key, change, known.version, entry).await.map_err(failed)?.map(drop).map_err(|reason| match reason {
            ApiKeyNotChanged::NotFound => absent(key),
            ApiKeyNotChanged::Conflict(_) => OperatorError::ApiKeyChanged(key.to_owned()),
        })
    }
}
