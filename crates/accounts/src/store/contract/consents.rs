//! What people agreed to, as it is remembered.

use countersign_wire::scope::ScopeSet;

use super::Place;
use super::given::*;
use crate::store::Store;
use crate::store::rows::RememberedConsent;

fn agreed(scopes: &str, claims: &[&str]) -> RememberedConsent {
    let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
    RememberedConsent { scopes: ScopeSet::parse(scopes).unwrap(), claims, resources: vec!["https://api.example".to_owned()] }
}

async fn agree(store: &dyn Store, name: &str, consent: RememberedConsent) {
    let mut code = code(name, "michael", DESK, "profile");
    code.remembered = Some(consent);
    assert!(store.add_code(code, entry()).await.unwrap());
}

pub(crate) async fn what_was_agreed_to_is_remembered_in_place_of_what_was(place: &impl Place) {
    let store = furnished(place).await;
    assert!(store.consent(DESK, "michael").await.unwrap().is_none());
    for (name, consent) in [("one", agreed("openid profile", &["email"])), ("two", agreed("openid", &[]))] {
        agree(store.as_ref(), name, consent.clone()).await;
        assert_eq!(store.consent(DESK, "michael").await.unwrap(), Some(consent));
    }
    // A code without an answer to remember changes nothing.
    assert!(store.add_code(code("three", "michael", DESK, "profile"), entry()).await.unwrap());
    assert_eq!(store.consent(DESK, "michael").await.unwrap(), Some(agreed("openid", &[])));
    assert!(store.consent(DESK, "ada").await.unwrap().is_none());
}

pub(crate) async fn a_consent_is_forgotten_once(place: &impl Place) {
    let store = furnished(place).await;
    agree(store.as_ref(), "code", agreed("openid", &[])).await;
    assert!(!store.forget_consent("ada", DESK, entry()).await.unwrap());
    assert!(store.forget_consent("michael", DESK, entry()).await.unwrap());
    assert!(store.consent(DESK, "michael").await.unwrap().is_none());
    assert!(!store.forget_consent("michael", DESK, entry()).await.unwrap());
}

pub(crate) async fn a_consent_goes_with_its_person_and_its_app(place: &impl Place) {
    let store = furnished(place).await;
    agree(store.as_ref(), "one", agreed("openid", &[])).await;
    assert!(store.disconnect("michael", DESK, entry()).await.unwrap());
    assert!(store.consent(DESK, "michael").await.unwrap().is_none());
    agree(store.as_ref(), "two", agreed("openid", &[])).await;
    store.delete_person("michael", entry()).await.unwrap();
    assert!(store.add_person(member("michael"), entry()).await.unwrap());
    assert!(store.consent(DESK, "michael").await.unwrap().is_none());
    agree(store.as_ref(), "three", agreed("openid", &[])).await;
    store.delete_app(DESK, ALL, entry()).await.unwrap().unwrap();
    add_app(store.as_ref(), app(DESK, web(DESK))).await;
    assert!(store.consent(DESK, "michael").await.unwrap().is_none());
}
