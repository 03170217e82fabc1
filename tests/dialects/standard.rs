//! The standard dialect, in the words of the RFCs.

use insta::assert_snapshot;
use serde_json::json;
use support::client::{Client, member};
use support::service::{ADA, MICHAEL, Service, http, native_app, web_app};
use support::shown::shown;
use support::visitor::Visitor;

#[tokio::test]
async fn a_sign_in_from_the_first_request_to_the_profile() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, "profile email offline_access").await).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /oauth/token
    200
    cache-control: no-store
    content-type: application/json

    {
      "access_token": "TOKEN",
      "expires_in": 3600,
      "refresh_token": "TOKEN",
      "scope": "profile email offline_access",
      "token_type": "Bearer"
    }
    "#);
    assert_snapshot!(shown(&client.user_info(&member(&answer, "access_token")).await), @r#"
    GET /oauth/userinfo
    200
    cache-control: no-store
    content-type: application/json

    {
      "date_format": "DD-MM-YYYY",
      "email": "michael@test.com",
      "email_verified": false,
      "locale": "en",
      "name": "Michael",
      "number_separators": {
        "decimal": ",",
        "thousands": "."
      },
      "smart_dates": "off",
      "sub": "PERSON",
      "updated_at": 1778749620,
      "zoneinfo": "Europe/Madrid"
    }
    "#);
}

#[tokio::test]
async fn the_claims_are_those_of_the_very_person_and_of_the_scopes() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let mut said = Vec::new();
    for (email, scope) in [(ADA, "profile email"), (ADA, "email"), (MICHAEL, "")] {
        let token = member(&client.exchange(&client.code(email, scope).await).await, "access_token");
        let mut claims = client.user_info(&token).await.json();
        claims.as_object_mut().unwrap().remove("sub").unwrap();
        said.push(claims);
    }
    assert_eq!(
        said,
        [
            json!({
                "name": "Ada Ruiz", "email": ADA, "email_verified": false, "locale": "es-MX", "zoneinfo": "Asia/Tokyo", "updated_at": 1_778_749_620,
                "date_format": "YYYY/MM/DD", "smart_dates": "on", "number_separators": { "thousands": ",", "decimal": "." }
            }),
            json!({ "email": ADA, "email_verified": false }),
            json!({}),
        ]
    );
}

#[tokio::test]
async fn a11_every_authorization_answer_names_the_issuer_errors_too() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let accepted = Visitor::new().accept(&client.authorize("profile"), MICHAEL).await;
    assert_eq!(accepted.redirected_with()["iss"], service.issuer());
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&format!("{}&prompt=consent", client.authorize("profile")), MICHAEL).await;
    let denied = visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    assert_eq!(denied.redirected_with()["iss"], service.issuer());
    let refused = Visitor::new().open(&client.authorize("nonsense")).await;
    assert_eq!(refused.redirected_with()["iss"], service.issuer());
    assert_eq!(refused.redirected_with()["state"], "xx234asdfx0");
}

#[tokio::test]
async fn a11_the_metadata_says_what_holds() {
    let service = Service::start().await;
    let answer = Visitor::new().open(&service.url("/.well-known/oauth-authorization-server")).await;
    assert_snapshot!(shown(&answer), @r#"
    GET /.well-known/oauth-authorization-server
    200
    access-control-allow-origin: *
    cache-control: public, max-age=900
    content-type: application/json

    {
      "acr_values_supported": [
        "1",
        "2"
      ],
      "authorization_endpoint": "http://127.0.0.1:PORT/oauth/authorize",
      "authorization_response_iss_parameter_supported": true,
      "backchannel_logout_session_supported": true,
      "backchannel_logout_supported": true,
      "claims_parameter_supported": true,
      "claims_supported": [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "azp",
        "auth_time",
        "nonce",
        "at_hash",
        "acr",
        "amr",
        "sid",
        "name",
        "preferred_username",
        "picture",
        "website",
        "locale",
        "zoneinfo",
        "date_format",
        "smart_dates",
        "number_separators",
        "updated_at",
        "email",
        "email_verified",
        "address",
        "phone_number",
        "phone_number_verified"
      ],
      "code_challenge_methods_supported": [
        "S256"
      ],
      "countersign_administration_endpoint": "http://127.0.0.1:PORT/admin/v1",
      "countersign_service_name": "Countersign accounts",
      "end_session_endpoint": "http://127.0.0.1:PORT/oauth/end-session",
      "grant_types_supported": [
        "authorization_code",
        "refresh_token",
        "client_credentials"
      ],
      "id_token_signing_alg_values_supported": [
        "RS256",
        "ES256",
        "Ed25519",
        "EdDSA"
      ],
      "introspection_endpoint": "http://127.0.0.1:PORT/oauth/introspect",
      "introspection_endpoint_auth_methods_supported": [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt"
      ],
      "introspection_endpoint_auth_signing_alg_values_supported": [
        "RS256",
        "PS256",
        "ES256",
        "Ed25519",
        "EdDSA"
      ],
      "issuer": "http://127.0.0.1:PORT",
      "jwks_uri": "http://127.0.0.1:PORT/oauth/jwks",
      "prompt_values_supported": [
        "none",
        "login",
        "consent",
        "select_account"
      ],
      "request_parameter_supported": false,
      "request_uri_parameter_supported": false,
      "response_modes_supported": [
        "query",
        "form_post"
      ],
      "response_types_supported": [
        "code"
      ],
      "revocation_endpoint": "http://127.0.0.1:PORT/oauth/revoke",
      "revocation_endpoint_auth_methods_supported": [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "none"
      ],
      "revocation_endpoint_auth_signing_alg_values_supported": [
        "RS256",
        "PS256",
        "ES256",
        "Ed25519",
        "EdDSA"
      ],
      "scopes_supported": [
        "openid",
        "profile",
        "email",
        "address",
        "phone",
        "offline_access",
        "accounts:admin",
        "account"
      ],
      "subject_types_supported": [
        "public"
      ],
      "token_endpoint": "http://127.0.0.1:PORT/oauth/token",
      "token_endpoint_auth_methods_supported": [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "none"
      ],
      "token_endpoint_auth_signing_alg_values_supported": [
        "RS256",
        "PS256",
        "ES256",
        "Ed25519",
        "EdDSA"
      ],
      "userinfo_endpoint": "http://127.0.0.1:PORT/oauth/userinfo"
    }
    "#);
}

#[tokio::test]
async fn the_desktop_signs_in_with_the_app_that_every_service_carries() {
    let service = Service::with_people().await;
    let mut client = Client::built_in(&service);
    let deep_link = Visitor::new().accept(&client.authorize("profile email offline_access accounts:admin"), ADA).await;
    assert!(deep_link.location().unwrap().starts_with("app.countersign.desktop:/callback?code="), "{:?}", deep_link.location());
    client.redirect_uri = "http://127.0.0.1:49152/callback".into();
    let answer = client.exchange(&client.code(ADA, "profile email offline_access accounts:admin").await).await;
    assert_eq!(answer.json()["scope"], "profile email offline_access accounts:admin");
}

#[tokio::test]
async fn administration_is_left_off_for_somebody_without_the_role_and_the_answer_says_so() {
    let service = Service::with_people().await;
    let client = Client::built_in(&service);
    let page = Visitor::new().sign_in(&client.authorize("profile accounts:admin"), MICHAEL).await;
    assert!(!page.body.contains("accounts:admin"), "it is not on the page");
    let answer = client.exchange(&client.code(MICHAEL, "profile accounts:admin").await).await;
    assert_eq!(answer.json()["scope"], "profile");
}

#[tokio::test]
async fn a_refresh_token_is_given_only_with_offline_access() {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    let without = client.exchange(&client.code(MICHAEL, "profile").await).await;
    assert_eq!(without.json().get("refresh_token"), None);
    let with = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    assert!(with.json()["refresh_token"].is_string());
}

#[tokio::test]
async fn a_scope_that_the_app_may_not_ask_for_is_refused_and_never_dropped() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    for scope in ["openid", "profile openid", "accounts:admin", "PROFILE", "personal_information"] {
        let answer = Visitor::new().open(&client.authorize(scope)).await;
        assert_eq!((answer.status, answer.redirected_with()["error"].as_str()), (302, "invalid_scope"), "{scope}");
    }
}

#[tokio::test]
async fn the_shapes_are_those_of_the_apps_dialect_whatever_path_it_comes_to() {
    let service = Service::with_people().await;
    let client = Client::add(&service, support::service::inbenta_app()).await;
    let code = client.code(MICHAEL, "personal_information").await;
    let answer = client.post(&service.url("/oauth/token"), &client.exchange_pairs(&code), None).await;
    assert_eq!(answer.json()["token_type"], "bearer");
    let info = http().get(service.url("/oauth/userinfo")).bearer_auth(member(&answer, "access_token")).send().await.unwrap();
    assert!(info.json::<serde_json::Value>().await.unwrap()["id"].is_string());
}
