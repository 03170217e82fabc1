//! Access tokens that others can read (RFC 9068), and that are revoked all the same.

use countersign_wire::app::{AccessTokenFormat, AppSettings, OAuthAppDraft, TokenSettings};
use serde_json::json;
use support::client::{Client, member};
use support::service::{BEGINNING, Service};

use crate::scene::{MICHAEL, add_machine, code_with, for_resources, id_of, machine_app, openid_app, verified};

fn signed(draft: OAuthAppDraft) -> OAuthAppDraft {
    let tokens = TokenSettings { access_token_format: AccessTokenFormat::Jwt, ..draft.settings.tokens };
    OAuthAppDraft { settings: AppSettings { tokens, ..draft.settings }, ..draft }
}

#[tokio::test]
async fn an_app_may_have_tokens_that_say_by_themselves_what_they_are() {
    let service = Service::with_people().await;
    let client = Client::add(&service, signed(openid_app())).await;
    let tokens = client.tokens_for(MICHAEL, "openid profile").await;
    let (header, claims) = verified(&service, &tokens.access_token).await;
    assert_eq!(header.typ.as_deref(), Some("at+jwt"));
    let expected = json!({
        "iss": service.issuer(),
        "sub": id_of(&service, MICHAEL),
        "aud": service.issuer(),
        "client_id": client.id,
        "scope": "openid profile",
        "iat": BEGINNING,
        "exp": BEGINNING + 3600,
        "auth_time": BEGINNING,
        "acr": "1",
        "amr": ["pwd"],
        "jti": claims["jti"],
    });
    assert_eq!(claims, expected);
    assert_eq!(client.user_info(&tokens.access_token).await.json()["sub"], claims["sub"]);
}

#[tokio::test]
async fn a_signed_token_ends_when_it_is_revoked_and_when_its_code_is_replayed() {
    let service = Service::with_people().await;
    let client = Client::add(&service, signed(openid_app())).await;
    let token = client.tokens_for(MICHAEL, "openid").await.access_token;
    assert_eq!(client.user_info(&token).await.status, 200);
    assert_eq!(client.revoke(&token).await.status, 200);
    assert_eq!(client.user_info(&token).await.status, 401);
    let code = client.code(MICHAEL, "openid").await;
    let token = member(&client.exchange(&code).await, "access_token");
    client.exchange(&code).await;
    assert_eq!(client.user_info(&token).await.status, 401);
}

#[tokio::test]
async fn a_signed_token_that_was_changed_opens_nothing() {
    let service = Service::with_people().await;
    let client = Client::add(&service, signed(openid_app())).await;
    let token = client.tokens_for(MICHAEL, "openid").await.access_token;
    let id_token = client.tokens_for(MICHAEL, "openid").await.answer["id_token"].as_str().unwrap().to_owned();
    for other in [format!("{token}x"), token.replacen('.', ".A", 1), id_token] {
        assert_eq!(client.user_info(&other).await.status, 401);
    }
}

#[tokio::test]
async fn its_audience_is_what_it_is_for_and_a_renewal_may_narrow_it() {
    let service = Service::with_people().await;
    let (api, b) = ("https://api.harbour.example", "https://b.harbour.example");
    let client = Client::add(&service, signed(for_resources(&[api, b], openid_app()))).await;
    let code = code_with(&client, "openid offline_access", &[("resource", api), ("resource", b)]).await;
    let first = client.exchange(&code).await;
    let (_, claims) = verified(&service, &member(&first, "access_token")).await;
    assert_eq!(claims["aud"], json!([api, b]));
    let narrowed = client.refresh_with(&member(&first, "refresh_token"), &[("resource", b)]).await;
    let (_, claims) = verified(&service, &member(&narrowed, "access_token")).await;
    assert_eq!(claims["aud"], b);
}

#[tokio::test]
async fn a_programs_own_token_has_itself_as_its_subject() {
    let service = Service::start().await;
    let client = add_machine(&service, signed(for_resources(&["https://api.harbour.example"], machine_app()))).await;
    let secret = client.secret.clone().unwrap();
    let pairs = [("grant_type", "client_credentials"), ("client_id", &*client.id), ("client_secret", &*secret)];
    let (_, claims) = verified(&service, &member(&client.token(&pairs, None).await, "access_token")).await;
    assert_eq!((&claims["sub"], claims.get("auth_time")), (&json!(client.id), None));
    assert_eq!(claims["aud"], "https://api.harbour.example");
}
