//! A15: signing keys change while people sign in, and nobody is turned away.

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::keys::Keys;
use countersign_accounts::store::sqlite::SqliteStore;
use countersign_wire::app::SigningAlg;
use support::client::{Client, member};
use support::service::{BEGINNING, Service};

use crate::scene::{MICHAEL, keys, signing_with, verified};

/// The keys of the same database in another process.
fn beside(service: &Service) -> Keys {
    let (store, key) = SqliteStore::open(&service.database(), &SystemEntropy).unwrap();
    Keys::new(Arc::new(store), key, service.clock.clone(), Arc::new(SystemEntropy))
}

async fn kids(service: &Service) -> BTreeSet<String> {
    let set = keys(service).await;
    let of_alg = set.keys.iter().filter(|key| key.common.key_algorithm == Some(jsonwebtoken::jwk::KeyAlgorithm::ES256));
    of_alg.map(|key| key.common.key_id.clone().unwrap()).collect()
}

#[tokio::test]
async fn a15_a_rotation_under_load_fails_nobody() {
    let service = Service::with_people().await;
    let client = Client::add(&service, signing_with(SigningAlg::ES256)).await;
    let mut refresh = client.tokens_for(MICHAEL, "openid offline_access").await.refresh_token.unwrap();
    let other = beside(&service);
    let mut signed_by = BTreeSet::new();
    for round in 0..3 {
        let before = kids(&service).await;
        other.publish(SigningAlg::ES256, Entry::of(Deed::SigningKeyMade, BEGINNING)).await.unwrap();
        let next = kids(&service).await.difference(&before).next().unwrap().clone();
        for step in 0..6 {
            if step == 2 {
                assert!(other.promote(&next, Entry::of(Deed::SigningKeyPromoted, BEGINNING)).await.unwrap());
            }
            // Time passes between, so that this process looks at the table again.
            service.clock.advance(3);
            let answer = client.refresh(&refresh).await;
            assert_eq!(answer.status, 200, "round {round}, step {step}: {}", answer.body);
            // Verified with what is published now: a key is there before it signs, and after.
            let (header, _) = verified(&service, &member(&answer, "id_token")).await;
            signed_by.insert(header.kid.unwrap());
            refresh = member(&answer, "refresh_token");
        }
    }
    assert_eq!(signed_by.len(), 4, "each of the keys signed: {signed_by:?}");
    assert_eq!(kids(&service).await, signed_by, "what was signed can still be verified");
}

#[tokio::test]
async fn a15_what_a_retired_key_signed_is_still_known() {
    let service = Service::with_people().await;
    let client = Client::add(&service, signing_with(SigningAlg::ES256)).await;
    let token = client.tokens_for(MICHAEL, "openid").await.answer["id_token"].as_str().unwrap().to_owned();
    let other = beside(&service);
    other.publish(SigningAlg::ES256, Entry::of(Deed::SigningKeyMade, BEGINNING)).await.unwrap();
    let (header, claims) = verified(&service, &token).await;
    let next = kids(&service).await.into_iter().find(|kid| Some(kid) != header.kid.as_ref()).unwrap();
    other.promote(&next, Entry::of(Deed::SigningKeyPromoted, BEGINNING)).await.unwrap();
    let hint = other.read_hint(service.issuer(), &token).await.unwrap().unwrap();
    assert_eq!((claims["sub"].as_str(), claims["sid"].as_str()), (Some(&*hint.sub), hint.sid.as_deref()));
}

#[tokio::test]
async fn a15_private_keys_are_sealed_in_the_database() {
    let service = Service::with_people().await;
    keys(&service).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let mut rows = raw.prepare("SELECT private FROM signing_keys").unwrap();
    let sealed: Vec<Vec<u8>> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(sealed.len(), 4);
    // PKCS #8 begins with a sequence whose first member is the version 0 (RFC 5208 §5).
    let version = [0x02, 0x01, 0x00, 0x30];
    assert!(sealed.iter().all(|bytes| !bytes.windows(4).any(|part| part == version)));
}
