//! OP-14: what the service publishes about itself is complete, and true.

use serde_json::{Value, json};
use support::client::send;
use support::service::{Service, http};

async fn metadata(service: &Service, path: &str) -> Value {
    let answer = send(http().get(service.url(path))).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    answer.json()
}

#[tokio::test]
async fn op_14_both_addresses_have_one_document_of_this_issuer() {
    let service = Service::start().await;
    let openid = metadata(&service, "/.well-known/openid-configuration").await;
    assert_eq!(openid, metadata(&service, "/.well-known/oauth-authorization-server").await);
    assert_eq!(openid["issuer"], service.issuer());
    for (member, has) in [
        ("scopes_supported", json!("openid")),
        ("response_types_supported", json!("code")),
        ("response_modes_supported", json!("query")),
        ("grant_types_supported", json!("client_credentials")),
        ("subject_types_supported", json!("public")),
        ("id_token_signing_alg_values_supported", json!("RS256")),
        ("id_token_signing_alg_values_supported", json!("Ed25519")),
        ("token_endpoint_auth_methods_supported", json!("private_key_jwt")),
        ("token_endpoint_auth_signing_alg_values_supported", json!("ES256")),
        ("token_endpoint_auth_signing_alg_values_supported", json!("Ed25519")),
        ("claims_supported", json!("email_verified")),
        ("code_challenge_methods_supported", json!("S256")),
    ] {
        assert!(openid[member].as_array().is_some_and(|values| values.contains(&has)), "{member}: {}", openid[member]);
    }
    assert_eq!(openid["request_uri_parameter_supported"], false, "its absence would mean true");
    assert_eq!(openid["authorization_response_iss_parameter_supported"], true);
    assert!(!openid.to_string().contains("\"none\"]}"));
    assert!(!openid["id_token_signing_alg_values_supported"].as_array().unwrap().contains(&json!("none")));
}

#[tokio::test]
async fn op_14_every_address_of_the_document_answers() {
    let service = Service::start().await;
    let document = metadata(&service, "/.well-known/openid-configuration").await;
    let addresses = document.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri");
    let mut asked = 0;
    for (name, address) in addresses.filter(|(name, _)| *name != "countersign_administration_endpoint") {
        let answer = send(http().get(address.as_str().unwrap())).await;
        assert_ne!(answer.status, 404, "{name}");
        asked += 1;
    }
    assert!(asked >= 6, "{asked}");
}

#[tokio::test]
async fn what_is_published_may_be_kept_for_a_while_and_read_by_any_script() {
    let service = Service::start().await;
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth/jwks"] {
        let answer = send(http().get(service.url(path)).header("origin", "https://anybody.example")).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("cache-control"), "public, max-age=900", "{path}");
    }
}
