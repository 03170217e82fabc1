//! Keys of the product APIs, and what is given for them.

use std::sync::Arc;

use super::Place;
use super::given::*;
use crate::store::Store;
use crate::store::rows::{
    ApiKey, ApiKeyChange, ApiKeyNotChanged, ApiKeySecret, NewApiKey, NewProductToken, OrganisationSaved, SecretAdded,
};

fn api_secret(id: &str) -> ApiKeySecret {
    ApiKeySecret { id: id.to_owned(), hash: digest(id), created_at: NOW, last_used_at: None, retired_at: None }
}

async fn add(store: &dyn Store, key: &str, name: &str, organisation: Option<&str>) -> Option<ApiKey> {
    let new = NewApiKey {
        key: key.to_owned(),
        name: name.to_owned(),
        organisation: organisation.map(str::to_owned),
        secret: api_secret(&format!("{key} secret")),
        created_by: None,
        created_at: NOW,
    };
    store.add_api_key(new, entry()).await.unwrap()
}

/// A store with the key *key* and the grant *grant* of michael.
async fn with_key(place: &impl Place) -> Arc<dyn Store> {
    let store = furnished(place).await;
    assert!(add(store.as_ref(), "key", "Key", None).await.is_some());
    let_in(store.as_ref(), "grant", ("michael", DESK), None, "profile").await;
    store
}

/// Exchanges a secret and the access token of a grant for the token `name`.
async fn exchange(store: &dyn Store, name: &str, secret: &str, grant: &str) -> bool {
    let new = NewProductToken {
        hash: digest(name),
        secret: secret.to_owned(),
        given_for: access(grant),
        expires_at: END,
        now: NOW,
        address: "192.0.2.9".to_owned(),
    };
    store.add_product_token(new).await.unwrap()
}

async fn is_good(store: &dyn Store, name: &str) -> bool {
    store.product_access(digest(name), NOW).await.unwrap().is_some()
}

async fn working(store: &dyn Store) -> Vec<String> {
    let key = store.api_key("key").await.unwrap().unwrap();
    key.secrets.into_iter().filter(|secret| secret.retired_at.is_none()).map(|secret| secret.id).collect()
}

pub(crate) async fn a_key_is_changed_at_the_version_that_was_read(place: &impl Place) {
    let store = with_key(place).await;
    let renamed = |version| {
        let change = ApiKeyChange { name: Some("Renamed".to_owned()), enabled: None };
        store.change_api_key("key", change, version, entry())
    };
    let changed = renamed(1).await.unwrap().unwrap();
    assert_eq!((changed.name.as_str(), changed.enabled, changed.version), ("Renamed", true, 2));
    assert_eq!(renamed(1).await.unwrap().unwrap_err(), ApiKeyNotChanged::Conflict(2));
    let nobody = store.change_api_key("no key", ApiKeyChange::default(), 1, entry()).await.unwrap();
    assert_eq!(nobody.unwrap_err(), ApiKeyNotChanged::NotFound);
}

pub(crate) async fn two_secrets_of_a_key_work_at_a_time(place: &impl Place) {
    let store = with_key(place).await;
    let added = store.add_api_key_secret("key", api_secret("second"), entry()).await.unwrap();
    assert_eq!(added, Some(SecretAdded { retired: None }));
    let added = store.add_api_key_secret("key", api_secret("third"), entry()).await.unwrap();
    assert_eq!(added, Some(SecretAdded { retired: Some("key secret".to_owned()) }));
    assert_eq!(working(store.as_ref()).await, ["second", "third"]);
    assert!(store.retire_api_key_secret("key", "third", entry()).await.unwrap());
    assert!(!store.retire_api_key_secret("key", "third", entry()).await.unwrap());
    assert_eq!(working(store.as_ref()).await, ["second"]);
}

pub(crate) async fn a16_a_product_token_opens_what_its_access_token_opens(place: &impl Place) {
    let store = with_key(place).await;
    assert!(exchange(store.as_ref(), "token", "key secret", "grant").await);
    let opened = store.product_access(digest("token"), END - 1).await.unwrap().unwrap();
    assert_eq!((opened.key.as_str(), opened.secret.as_str(), opened.access.client_id.as_str()), ("key", "key secret", DESK));
    assert_eq!((opened.access.person.unwrap().id.as_str(), opened.given_for.is_same(&access("grant"))), ("michael", true));
    assert!(store.product_access(digest("token"), END).await.unwrap().is_none());
    let key = store.api_key("key").await.unwrap().unwrap();
    assert_eq!((key.last_use, key.secrets[0].last_used_at), (Some((NOW, "192.0.2.9".to_owned())), Some(NOW)));
    assert!(!exchange(store.as_ref(), "none", "no secret", "grant").await);
    assert!(!exchange(store.as_ref(), "none", "key secret", "no grant").await);
}

pub(crate) async fn a16_a_product_token_ends_with_all_that_it_stands_on(place: &impl Place) {
    let store = with_key(place).await;
    let token = |name: &'static str, secret: &'static str| exchange(store.as_ref(), name, secret, "grant");
    store.add_api_key_secret("key", api_secret("second"), entry()).await.unwrap();
    assert!(token("by first", "key secret").await && token("by second", "second").await);
    store.retire_api_key_secret("key", "key secret", entry()).await.unwrap();
    assert_eq!((is_good(store.as_ref(), "by first").await, is_good(store.as_ref(), "by second").await), (false, true));
    assert!(!token("late", "key secret").await);

    let version = store.api_key("key").await.unwrap().unwrap().version;
    for (version, enabled) in [(version, false), (version + 1, true)] {
        let change = ApiKeyChange { name: None, enabled: Some(enabled) };
        store.change_api_key("key", change, version, entry()).await.unwrap().unwrap();
        assert!(!is_good(store.as_ref(), "by second").await, "and enabling the key brings nothing back");
    }
    assert!(token("anew", "second").await);
    assert!(store.revoke(access("grant"), DESK, entry()).await.unwrap());
    assert!(!is_good(store.as_ref(), "anew").await);

    let_in(store.as_ref(), "another", ("michael", DESK), None, "profile").await;
    assert!(exchange(store.as_ref(), "last", "second", "another").await);
    assert!(store.delete_api_key("key", entry()).await.unwrap());
    assert!(!store.delete_api_key("key", entry()).await.unwrap());
    assert!(!is_good(store.as_ref(), "last").await);
}

pub(crate) async fn keys_are_found_by_name_and_page_without_a_gap(place: &impl Place) {
    let store = place.open().await;
    for number in 0..10 {
        add(store.as_ref(), &format!("k{number}"), ["Crane", "Winch"][number % 2], None).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    for round in 0..20 {
        let page = store.api_keys(Some("RAN".to_owned()), after, 2).await.unwrap();
        assert_eq!(page.total, 5 + round);
        seen.extend(page.items.into_iter().map(|key| key.key));
        add(store.as_ref(), &format!("a{round}"), "A crane", None).await;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["k0", "k2", "k4", "k6", "k8"]);
    let all = store.api_keys(None, None, 1).await.unwrap();
    assert_eq!(all.items.len(), 1);
}

pub(crate) async fn an_organisation_stays_while_a_key_is_for_its_people(place: &impl Place) {
    let store = place.open().await;
    add_organisation(store.as_ref(), "north").await;
    assert!(add(store.as_ref(), "lost", "Key", Some("south")).await.is_none());
    assert!(add(store.as_ref(), "key", "Key", Some("north")).await.is_some());
    let refused = store.delete_organisation("north", entry()).await.unwrap();
    assert_eq!(refused, OrganisationSaved::NotEmpty { people: 0, apps: 0, api_keys: 1 });
    assert!(store.delete_api_key("key", entry()).await.unwrap());
    assert_eq!(store.delete_organisation("north", entry()).await.unwrap(), OrganisationSaved::Done(()));
}
