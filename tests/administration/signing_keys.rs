//! Signing keys, at the API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Caller, service};

fn told(answer: &Value, alg: &str) -> Vec<String> {
    let keys = answer["items"].as_array().unwrap().iter().filter(|key| key["alg"] == alg);
    keys.map(|key| key["state"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a15_a_key_is_published_before_it_signs_and_can_be_told_to_sign_at_once() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    // The keys are made when they are first needed: whoever verifies asks for them.
    let published = support::service::http().get(service.url("/oauth/jwks")).send().await.unwrap();
    assert_eq!(published.status(), 200);
    service.clock.advance(1);
    let wish = json!({ "alg": "ES256" });
    let waiting = administrator.post("/signing-keys", &wish).await;
    assert_eq!((waiting.status, told(&waiting.json(), "ES256")), (201, vec!["signing".into(), "published".into()]));
    let again = administrator.post("/signing-keys", &wish).await.json();
    assert_eq!(told(&again, "ES256"), ["signing", "published"], "one waits, and not two");

    let keys = again["items"].as_array().unwrap();
    let next = keys.iter().find(|key| key["state"] == "published").unwrap()["kid"].as_str().unwrap();
    let promotion = format!("/signing-keys/{next}/promotion");
    assert_eq!(told(&administrator.post(&promotion, &json!({})).await.json(), "ES256"), ["retired", "signing"]);
    assert_eq!(administrator.post(&promotion, &json!({})).await.status, 404, "it signs already");
    let listed = administrator.get("/signing-keys").await;
    assert!(!listed.body.contains("private") && !listed.body.contains("\"d\""), "{}", listed.body);
}

#[tokio::test]
async fn a18_who_published_a_key_is_in_the_audit() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    administrator.post("/signing-keys", &json!({ "alg": "EdDSA" })).await;
    let row = &administrator.get("/audit?deed=signing_key_made&limit=1").await.json()["items"][0];
    assert!(row["actor"].is_string() && row["detail"] == "EdDSA", "{row}");
    assert!(row["subject"].as_str().unwrap().starts_with("signing_key:"), "{row}");
}

fn kid_of(list: &Value, alg: &str, state: &str) -> String {
    let keys = list["items"].as_array().unwrap();
    let found = keys.iter().find(|key| key["alg"] == alg && key["state"] == state);
    found.unwrap_or_else(|| panic!("no {state} key in {list}"))["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a15_a_key_that_is_known_to_somebody_else_is_removed_once_another_one_signs() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let published = async || support::client::send(support::service::http().get(service.url("/oauth/jwks"))).await.body;
    published().await;
    let known = kid_of(&administrator.get("/signing-keys").await.json(), "ES256", "signing");
    let remove = async |kid: &str| administrator.send(Method::DELETE, &format!("/signing-keys/{kid}"), None, None).await;
    let refused = remove(&known).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("signs")), "{}", refused.body);

    let next = kid_of(&administrator.post("/signing-keys", &json!({ "alg": "ES256" })).await.json(), "ES256", "published");
    administrator.post(&format!("/signing-keys/{next}/promotion"), &json!({})).await;
    assert!(published().await.contains(&known), "a retired key is believed until it is removed");
    let left = remove(&known).await;
    assert_eq!((left.status, told(&left.json(), "ES256")), (200, vec!["signing".into()]));
    assert!(!published().await.contains(&known));
    assert_eq!(remove(&known).await.status, 404);
    let row = &administrator.get("/audit?deed=signing_key_removed&limit=1").await.json()["items"][0];
    assert!(row["actor"].is_string() && row["detail"] == "retired" && row["subject"] == format!("signing_key:{known}"), "{row}");
}

#[tokio::test]
async fn a15_a_key_that_only_waits_is_removed_and_another_one_can_be_published() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let wish = json!({ "alg": "EdDSA" });
    let first = kid_of(&administrator.post("/signing-keys", &wish).await.json(), "EdDSA", "published");
    let left = administrator.send(Method::DELETE, &format!("/signing-keys/{first}"), None, None).await;
    assert_eq!((left.status, told(&left.json(), "EdDSA")), (200, Vec::<String>::new()));
    let second = kid_of(&administrator.post("/signing-keys", &wish).await.json(), "EdDSA", "published");
    assert_ne!(first, second);
}
