//! RFC 7662 and RFC 7009: what a token opens, told to those whom it concerns, and its end.

use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft, TokenSettings};
use serde_json::{Value, json};
use support::client::{Client, member};
use support::service::{BEGINNING, Service, native_app, web_app};

use crate::scene::{MICHAEL, add_machine, change_code, id_of, machine_app, openid_app};

const NOT_ACTIVE: &str = r#"{"active":false}"#;

async fn inspect(service: &Service, client: &Client, token: &str, more: &[(&str, &str)]) -> support::visitor::Answer {
    let mut pairs = vec![("token", token), ("client_id", &*client.id)];
    pairs.extend(client.secret.as_deref().map(|secret| ("client_secret", secret)));
    pairs.extend(more);
    client.post(&service.url("/oauth/introspect"), &pairs, None).await
}

fn serving(resource: &str, draft: OAuthAppDraft) -> OAuthAppDraft {
    let tokens = TokenSettings { resources: vec![resource.into()], ..TokenSettings::default() };
    OAuthAppDraft { settings: AppSettings { tokens, ..AppSettings::default() }, ..draft }
}

#[tokio::test]
async fn an_app_inspects_its_own_tokens_of_both_kinds() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let tokens = client.tokens_for(MICHAEL, "openid offline_access").await;
    let told = inspect(&service, &client, &tokens.access_token, &[("token_type_hint", "refresh_token")]).await;
    assert_eq!(told.header("cache-control"), "no-store");
    let common = json!({
        "active": true,
        "iss": service.issuer(),
        "client_id": client.id,
        "sub": id_of(&service, MICHAEL),
        "username": MICHAEL,
        "scope": "openid offline_access",
        "iat": BEGINNING,
    });
    let mut access = common.clone();
    access["exp"] = json!(BEGINNING + 3600);
    access["token_type"] = json!("Bearer");
    access["aud"] = json!(service.issuer());
    access["jti"] = told.json()["jti"].clone();
    assert_eq!(told.json(), access);
    let mut refresh = common;
    refresh["exp"] = json!(BEGINNING + 30 * 24 * 3600);
    let refresh_token = tokens.refresh_token.unwrap();
    let told = inspect(&service, &client, &refresh_token, &[("token_type_hint", "made_up")]).await.json();
    refresh["jti"] = told["jti"].clone();
    assert_eq!(told, refresh);
    client.refresh(&refresh_token).await;
    assert_eq!(inspect(&service, &client, &refresh_token, &[]).await.body, NOT_ACTIVE, "it was used");
}

#[tokio::test]
async fn a_token_has_one_id_whoever_inspects_it_and_nothing_of_the_token_is_in_it() {
    let service = Service::with_people().await;
    let api = "https://api.harbour.example";
    let client = Client::add(&service, openid_app()).await;
    let server = add_machine(&service, serving(api, machine_app())).await;
    let code = client.code(MICHAEL, "openid offline_access").await;
    change_code(&service, "resources", api);
    let answer = client.exchange(&code).await;
    let (access, refresh) = (member(&answer, "access_token"), member(&answer, "refresh_token"));
    let renewed = member(&client.refresh(&refresh).await, "access_token");
    let mut ids = Vec::new();
    for token in [&access, &renewed] {
        let id = inspect(&service, &client, token, &[]).await.json()["jti"].as_str().unwrap().to_owned();
        assert_eq!(inspect(&service, &server, token, &[]).await.json()["jti"], id);
        assert_eq!(inspect(&service, &client, &id, &[]).await.body, NOT_ACTIVE, "it opens nothing");
        assert!(id.len() == 22 && !token.contains(&id), "{id}");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_token_is_active_to_the_second_at_which_user_info_takes_it() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let token = client.tokens_for(MICHAEL, "openid").await.access_token;
    service.clock.advance(3599);
    assert_eq!(
        (inspect(&service, &client, &token, &[]).await.json()["active"].clone(), client.user_info(&token).await.status),
        (json!(true), 200)
    );
    service.clock.advance(1);
    assert_eq!((inspect(&service, &client, &token, &[]).await.body.as_str(), client.user_info(&token).await.status), (NOT_ACTIVE, 401));
}

#[tokio::test]
async fn what_is_not_good_or_is_not_its_business_is_one_answer() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let other = Client::add(&service, web_app()).await;
    let machine = add_machine(&service, machine_app()).await;
    let tokens = client.tokens_for(MICHAEL, "openid offline_access").await;
    for who in [&other, &machine] {
        for token in [&*tokens.access_token, tokens.refresh_token.as_deref().unwrap(), "made-up"] {
            assert_eq!(inspect(&service, who, token, &[]).await.body, NOT_ACTIVE);
        }
    }
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE people SET enabled = 0 WHERE email = ?1", [MICHAEL]).unwrap();
    assert_eq!(inspect(&service, &client, &tokens.access_token, &[]).await.body, NOT_ACTIVE, "the person may not sign in");
    raw.execute("UPDATE people SET enabled = 1", []).unwrap();
    client.revoke(&tokens.access_token).await;
    assert_eq!(inspect(&service, &client, &tokens.access_token, &[]).await.body, NOT_ACTIVE);
}

#[tokio::test]
async fn a_program_inspects_the_tokens_for_the_resource_that_it_serves() {
    let service = Service::with_people().await;
    let api = "https://api.harbour.example";
    let client = Client::add(&service, openid_app()).await;
    let server = add_machine(&service, serving(api, machine_app())).await;
    let neighbour = add_machine(&service, serving("https://other.example", machine_app())).await;
    let web = Client::add(&service, serving(api, web_app())).await;
    let code = client.code(MICHAEL, "openid offline_access").await;
    change_code(&service, "resources", api);
    let answer = client.exchange(&code).await;
    let token = member(&answer, "access_token");
    let told = inspect(&service, &server, &token, &[]).await.json();
    assert_eq!((told["active"].as_bool(), told["aud"].as_str(), told["client_id"].as_str()), (Some(true), Some(api), Some(&*client.id)));
    for who in [&neighbour, &web] {
        assert_eq!(inspect(&service, who, &token, &[]).await.body, NOT_ACTIVE);
    }
    let refresh = member(&answer, "refresh_token");
    assert_eq!(inspect(&service, &server, &refresh, &[]).await.body, NOT_ACTIVE, "what renews is no business of a resource");
    let for_the_service = client.tokens_for(MICHAEL, "openid").await.access_token;
    assert_eq!(inspect(&service, &server, &for_the_service, &[]).await.body, NOT_ACTIVE);
}

#[tokio::test]
async fn whoever_proves_nothing_inspects_nothing() {
    let service = Service::with_people().await;
    let public = Client::add(&service, native_app()).await;
    let token = public.tokens_for(MICHAEL, "profile").await.access_token;
    assert_eq!(inspect(&service, &public, &token, &[]).await.status, 401);
    let confidential = Client::add(&service, web_app()).await;
    let wrong = Client::of(&service, &confidential.id, Some("wrong"), "");
    assert_eq!(inspect(&service, &wrong, &token, &[]).await.status, 401);
    let none: Value = inspect(&service, &confidential, "", &[]).await.json();
    assert_eq!(none["error"], "invalid_request");
}

#[tokio::test]
async fn a_public_app_ends_its_own_tokens_whatever_it_calls_them() {
    let service = Service::with_people().await;
    for (kind, draft) in [(AppKind::Native, native_app()), (AppKind::Spa, OAuthAppDraft { kind: AppKind::Spa, ..web_app() })] {
        let client = Client::add(&service, draft).await;
        let tokens = client.tokens_for(MICHAEL, "profile offline_access").await;
        let url = service.url("/oauth/revoke");
        let wrong_hint = [("token", &*tokens.access_token), ("token_type_hint", "refresh_token"), ("client_id", &*client.id)];
        assert_eq!(client.post(&url, &wrong_hint, None).await.status, 200, "{kind:?}");
        assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
        assert_eq!(client.refresh(tokens.refresh_token.as_deref().unwrap()).await.status, 200, "an access token ends alone");
    }
}
