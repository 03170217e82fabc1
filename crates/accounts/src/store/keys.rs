//! Signing keys, as a contract.

use countersign_wire::UnixSeconds;

use super::Answer;
use super::rows::{KeyRemoved, SigningKey};
use crate::audit::Entry;

/// Signing keys.
pub trait SigningKeys {
    /// All of them, the oldest first.
    fn signing_keys(&self) -> Answer<'_, Vec<SigningKey>>;
    /// Keeps a key; false where one of the same algorithm is in the same state: one signs, and one waits.
    fn add_signing_key(&self, key: SigningKey, entry: Entry) -> Answer<'_, bool>;
    /// Has a published key sign, and retires the one that did; false where it is not published.
    fn promote_signing_key(&self, kid: &str, now: UnixSeconds, entry: Entry) -> Answer<'_, bool>;
    /// Throws a key away, unless it signs: what it signed can be verified by nobody any more.
    fn remove_signing_key(&self, kid: &str, entry: Entry) -> Answer<'_, KeyRemoved>;
    /// Throws away the keys that were retired before `before`, with a row of the audit for each.
    fn drop_retired_keys(&self, before: UnixSeconds, entry: Entry) -> Answer<'_, ()>;
}
