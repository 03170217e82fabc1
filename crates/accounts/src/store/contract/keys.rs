//! Signing keys.

use countersign_wire::UnixSeconds;
use countersign_wire::app::SigningAlg;

use super::given::*;
use super::{Place, at_once, times};
use crate::store::Store;
use crate::store::rows::{KeyState, SigningKey};

fn key(kid: &str, alg: SigningAlg, state: KeyState, created_at: UnixSeconds) -> SigningKey {
    let signing_at = (state == KeyState::Signing).then_some(created_at);
    SigningKey { kid: kid.to_owned(), alg, state, private: b"sealed".to_vec(), public: "{}".to_owned(), created_at, signing_at }
}

async fn states(store: &dyn Store) -> Vec<(String, KeyState)> {
    store.signing_keys().await.unwrap().into_iter().map(|key| (key.kid, key.state)).collect()
}

pub(crate) async fn one_key_of_an_algorithm_signs_and_one_waits(place: &impl Place) {
    for (state, word) in [(KeyState::Signing, "signing"), (KeyState::Published, "published")] {
        let added = at_once(place, 16, move |store, number| async move {
            store.add_signing_key(key(&format!("{word} {number}"), SigningAlg::ES256, state, NOW), entry()).await
        })
        .await;
        assert_eq!(times(&added, &true), 1, "{word}");
    }
    let store = place.open().await;
    assert!(store.add_signing_key(key("another", SigningAlg::EdDSA, KeyState::Signing, NOW + 1), entry()).await.unwrap());
    let kept = store.signing_keys().await.unwrap();
    assert_eq!(
        (kept.len(), kept[2].kid.as_str(), kept[2].alg, kept[2].private.as_slice()),
        (3, "another", SigningAlg::EdDSA, &b"sealed"[..])
    );
}

pub(crate) async fn a_promoted_key_signs_and_the_one_before_is_retired(place: &impl Place) {
    let store = place.open().await;
    for (kid, alg, state, at) in [
        ("old", SigningAlg::ES256, KeyState::Signing, NOW),
        ("new", SigningAlg::ES256, KeyState::Published, NOW + 1),
        ("other", SigningAlg::EdDSA, KeyState::Signing, NOW + 2),
    ] {
        assert!(store.add_signing_key(key(kid, alg, state, at), entry()).await.unwrap());
    }
    let promoted = at_once(place, 8, |store, _| async move { store.promote_signing_key("new", NOW + 9, entry()).await }).await;
    assert_eq!(times(&promoted, &true), 1);
    let expected = [("old", KeyState::Retired), ("new", KeyState::Signing), ("other", KeyState::Signing)];
    assert_eq!(states(store.as_ref()).await, expected.map(|(kid, state)| (kid.to_owned(), state)));
    assert_eq!(store.signing_keys().await.unwrap()[1].signing_at, Some(NOW + 9));
    assert!(!store.promote_signing_key("old", NOW, entry()).await.unwrap());
    assert_eq!(states(store.as_ref()).await.len(), 3);
}

pub(crate) async fn retired_keys_are_dropped_after_a_while(place: &impl Place) {
    let store = place.open().await;
    assert!(store.add_signing_key(key("old", SigningAlg::ES256, KeyState::Signing, NOW), entry()).await.unwrap());
    assert!(store.add_signing_key(key("new", SigningAlg::ES256, KeyState::Published, NOW + 1), entry()).await.unwrap());
    assert!(store.promote_signing_key("new", NOW + 9, entry()).await.unwrap());
    store.drop_retired_keys(NOW + 8, entry()).await.unwrap();
    assert_eq!(states(store.as_ref()).await.len(), 2);
    store.drop_retired_keys(NOW + 9, entry()).await.unwrap();
    assert_eq!(states(store.as_ref()).await, [("new".to_owned(), KeyState::Signing)]);
}
