//! The life of a signing key: published, signing, retired, gone (A15).

use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::app::SigningAlg;

use super::pair::Pair;
use super::{ALGORITHMS, Keys, KeysError, PURPOSE};
use crate::audit::{Deed, Entry, Subject};
use crate::config::Config;
use crate::store::rows::{KeyRemoved, KeyState, SigningKey};

const DAY: i64 = 24 * 3600;
/// For how long a key is published before it signs: longer than anybody keeps a copy of the published keys.
const PUBLISHED_FOR: i64 = DAY;
/// For how long a key signs before the next one is published.
const SIGNS_FOR: i64 = 90 * DAY;

/// For how long a retired key stays published: nothing that it signed lasts longer.
fn kept_for() -> i64 {
    let longest: Duration = Config::LONGEST_ACCESS_LIFETIME;
    i64::try_from(longest.as_secs()).unwrap_or(i64::MAX).saturating_add(DAY)
}

impl Keys {
    /// Publishes the key that signs next, unless one waits already. It signs a day later, or when [`Self::promote`] says.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn publish(&self, alg: SigningAlg, entry: Entry) -> Result<(), KeysError> {
        self.make(alg, KeyState::Published, entry).await
    }

    /// Has a published key sign from now on, and retires the one that did; false where it is not published.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn promote(&self, kid: &str, entry: Entry) -> Result<bool, KeysError> {
        let promoted = self.0.store.promote_signing_key(kid, entry.at, entry.on(Subject::SigningKey(kid.to_owned()))).await?;
        self.read().await?;
        Ok(promoted)
    }

    /// Throws a key away that does not sign. What a retired one signed is verified by nobody any more, and is no hint of who
    /// is meant; one that only waits has signed nothing, and the next is published when it is due.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn remove(&self, kid: &str, entry: Entry) -> Result<KeyRemoved, KeysError> {
        let removed = self.0.store.remove_signing_key(kid, entry).await?;
        self.read().await?;
        Ok(removed)
    }

    /// Does what is due: publishes the next key, has a published one sign, and throws away what is over.
    ///
    /// # Errors
    /// [`KeysError`]; what was not done is due the next time.
    pub async fn keep_up(&self) -> Result<(), KeysError> {
        let now = self.0.clock.now();
        let rows = self.0.store.signing_keys().await?;
        for alg in ALGORITHMS {
            let of = |state| rows.iter().find(|row| row.alg == alg && row.state == state);
            match (of(KeyState::Published), of(KeyState::Signing)) {
                (Some(next), _) if now.saturating_sub(next.created_at) >= PUBLISHED_FOR => {
                    self.promote(&next.kid, Entry::of(Deed::SigningKeyPromoted, now)).await?;
                }
                (None, Some(signing)) if now.saturating_sub(signing.since()) >= SIGNS_FOR => {
                    self.publish(alg, Entry::of(Deed::SigningKeyMade, now)).await?
                }
                _ => {}
            }
        }
        if rows.iter().any(|row| row.state == KeyState::Retired) {
            self.0.store.drop_retired_keys(now.saturating_sub(kept_for()), Entry::of(Deed::SigningKeyDropped, now)).await?;
        }
        Ok(())
    }

    /// Makes a key and keeps it, unless there is one in that state. `entry` says who wants it.
    pub(super) async fn make(&self, alg: SigningAlg, state: KeyState, entry: Entry) -> Result<(), KeysError> {
        let ended_early = |_| KeysError::Crypto("the thread that made a key ended early".to_owned());
        let (pair, der) = tokio::task::spawn_blocking(move || Pair::generate(alg)).await.map_err(ended_early)??;
        let public = pair.public()?.to_string();
        let now: UnixSeconds = self.0.clock.now();
        let key = SigningKey {
            kid: pair.kid().to_owned(),
            alg,
            state,
            private: self.0.key.seal(PURPOSE, pair.kid(), &der, self.0.entropy.as_ref()),
            public,
            created_at: now,
            signing_at: (state == KeyState::Signing).then_some(now),
        };
        let entry = entry.on(Subject::SigningKey(key.kid.clone())).saying(alg.as_str());
        self.0.store.add_signing_key(key, entry).await?;
        Ok(())
    }
}

impl SigningKey {
    /// Since when it signs.
    fn since(&self) -> UnixSeconds {
        self.signing_at.unwrap_or(self.created_at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::clock::SettableClock;
    use crate::entropy::SystemEntropy;
    use crate::store::sqlite::SqliteStore;

    const ALG: SigningAlg = SigningAlg::ES256;

    struct Scene {
        keys: Keys,
        /// Another process over the same database.
        other: Keys,
        clock: Arc<SettableClock>,
        folder: tempfile::TempDir,
    }

    fn scene() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SettableClock::at(1_000_000));
        let open = || {
            let (store, key) = SqliteStore::open(&folder.path().join("a.db"), &SystemEntropy).unwrap();
            Keys::new(Arc::new(store), key, clock.clone(), Arc::new(SystemEntropy))
        };
        Scene { keys: open(), other: open(), clock: clock.clone(), folder }
    }

    fn made() -> Entry {
        Entry::of(Deed::SigningKeyMade, 1_000_000)
    }

    fn promoted() -> Entry {
        Entry::of(Deed::SigningKeyPromoted, 1_000_000)
    }

    async fn signed_by(keys: &Keys) -> String {
        let token = keys.sign(ALG, "JWT", &json!({ "iss": "https://a.example" })).await.unwrap();
        jsonwebtoken::decode_header(&token).unwrap().kid.unwrap()
    }

    async fn published(keys: &Keys) -> Vec<String> {
        let set: Value = keys.jwks().await.unwrap();
        let of_alg = set["keys"].as_array().unwrap().iter().filter(|key| key["alg"] == ALG.as_str());
        of_alg.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn a15_a_key_is_published_before_it_signs_and_after() {
        let Scene { keys, clock, folder: _folder, .. } = scene();
        let first = signed_by(&keys).await;
        clock.advance(SIGNS_FOR);
        keys.keep_up().await.unwrap();
        let both = published(&keys).await;
        assert!(both.len() == 2 && both.contains(&first), "{both:?}");
        assert_eq!(signed_by(&keys).await, first, "the next one is only published");
        clock.advance(PUBLISHED_FOR);
        keys.keep_up().await.unwrap();
        let second = signed_by(&keys).await;
        assert!(second != first && both.contains(&second), "{second}");
        assert_eq!(published(&keys).await.len(), 2, "the retired one is still published");
        clock.advance(kept_for());
        keys.keep_up().await.unwrap();
        assert_eq!(published(&keys).await, [second]);
    }

    #[tokio::test]
    async fn a15_two_processes_have_one_first_key_and_learn_of_a_rotation() {
        let Scene { keys, other, clock, folder: _folder } = scene();
        let (one, two) = tokio::join!(signed_by(&keys), signed_by(&other));
        assert_eq!(one, two);
        keys.publish(ALG, made()).await.unwrap();
        let next = published(&other).await.into_iter().find(|kid| *kid != one).unwrap();
        assert!(keys.promote(&next, promoted()).await.unwrap());
        assert!(!other.promote(&next, promoted()).await.unwrap(), "it signs already");
        clock.advance(super::super::FRESH_SECONDS);
        assert_eq!((signed_by(&keys).await, signed_by(&other).await), (next.clone(), next));
    }

    #[tokio::test]
    async fn a15_a_key_that_is_damaged_is_told_and_not_replaced() {
        let Scene { keys, other, folder, .. } = scene();
        let first = signed_by(&keys).await;
        let raw = rusqlite::Connection::open(folder.path().join("a.db")).unwrap();
        raw.execute("UPDATE signing_keys SET private = x'00'", []).unwrap();
        let refused = other.sign(ALG, "JWT", &json!({})).await;
        assert!(matches!(refused, Err(KeysError::Sealed { kid }) if kid == first));
        assert_eq!(raw.query_row("SELECT count(*) FROM signing_keys", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    }
}
