//! GEN-01 to GEN-07, by id.

use insta::assert_snapshot;
use serde_json::json;
use support::client::{member, scene};
use support::service::{MICHAEL, general_app, http};
use support::shown::shown;
use support::visitor::Visitor;

#[tokio::test]
async fn gen_01_the_documented_request_starts_a_sign_in() {
    let (service, client) = scene(general_app()).await;
    let target = format!(
        "/oauth/authorize?response_type=code&client_id={}&redirect_uri=https://ledger.example/callback&scope=read_write&state=STATE",
        client.id
    );
    let page = Visitor::new().sign_in(&service.url(&target), MICHAEL).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Ledger") && page.body.contains("name=\"scope\" value=\"read_write\""), "{}", page.body);
}

#[tokio::test]
async fn gen_02_the_answer_has_code_and_state_and_nothing_else() {
    let (_service, client) = scene(general_app()).await;
    let answer = Visitor::new().accept(&client.authorize("read_write"), MICHAEL).await;
    let told = answer.redirected_with();
    assert_eq!(told.keys().collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(told["state"], "xx234asdfx0");
}

#[tokio::test]
async fn gen_03_the_exchange_names_the_redirect_uri_of_the_request() {
    let (_service, client) = scene(general_app()).await;
    let code = client.code(MICHAEL, "read_write").await;
    let mut elsewhere = client.exchange_pairs(&code);
    elsewhere.iter_mut().find(|(name, _)| *name == "redirect_uri").unwrap().1 = "https://ledger.example/other";
    assert_eq!(client.token(&elsewhere, None).await.json()["error"], "invalid_grant");
    let mut nowhere = client.exchange_pairs(&code);
    nowhere.retain(|(name, _)| *name != "redirect_uri");
    assert_eq!(client.token(&nowhere, None).await.json()["error"], "invalid_request");
    assert_eq!(client.exchange(&code).await.status, 200);
}

#[tokio::test]
async fn gen_04_the_answer_is_the_documented_one_with_a_refresh_token_that_nobody_asked_for() {
    let (_service, client) = scene(general_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, "read_write").await).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /oauth/token
    200
    cache-control: no-store
    content-type: application/json

    {
      "access_token": "TOKEN",
      "expires_in": 3600,
      "refresh_token": "TOKEN",
      "token_type": "Bearer"
    }
    "#);
}

#[tokio::test]
async fn gen_05_the_refresh_token_renews_without_a_sign_in_and_rotates() {
    let (service, client) = scene(general_app()).await;
    let first = client.tokens_for(MICHAEL, "read_write").await;
    service.clock.advance(3601);
    assert_eq!(client.user_info(&first.access_token).await.status, 401, "it lasted an hour");
    let renewed = client.refresh(&first.refresh_token.unwrap()).await;
    assert_eq!(renewed.json()["expires_in"], 3600);
    assert_eq!(client.user_info(&member(&renewed, "access_token")).await.status, 200);
}

#[tokio::test]
async fn gen_05_a_refresh_token_that_is_used_again_after_its_successor_ends_the_sign_in() {
    let (_service, client) = scene(general_app()).await;
    let stolen = client.tokens_for(MICHAEL, "read_write").await.refresh_token.unwrap();
    let second = client.refresh(&stolen).await;
    let third = client.refresh(&member(&second, "refresh_token")).await;
    assert_eq!(client.refresh(&stolen).await.json()["error"], "invalid_grant");
    assert_eq!(client.refresh(&member(&third, "refresh_token")).await.json()["error"], "invalid_grant");
    assert_eq!(client.user_info(&member(&third, "access_token")).await.status, 401);
}

#[tokio::test]
async fn gen_06_plain_http_is_for_loopback_alone() {
    let refused = |uri: &str| {
        let draft = support::service::general_app();
        !countersign_wire::app::OAuthAppDraft { redirect_uris: vec![uri.into()], ..draft }.validate().is_empty()
    };
    assert!(refused("http://ledger.example/callback"));
    assert!(!refused("https://ledger.example/callback") && !refused("http://127.0.0.1/callback"));
    let folder = tempfile::tempdir().unwrap();
    let mut config = countersign_accounts::Config::new(folder.path().join("accounts.db"));
    config.public_url = Some("http://accounts.example".into());
    assert!(countersign_accounts::start(config).await.unwrap_err().to_string().contains("https"));
}

#[tokio::test]
async fn gen_07_of_secrets_codes_and_tokens_only_hashes_are_kept() {
    let (service, client) = scene(general_app()).await;
    let code = client.code(MICHAEL, "read_write").await;
    let answer = client.exchange(&code).await;
    let secrets = [code, member(&answer, "access_token"), member(&answer, "refresh_token"), client.secret.clone().unwrap()];
    for file in [service.database(), service.database().with_extension("db-wal")] {
        let bytes = std::fs::read(file).unwrap_or_default();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "a secret is in the database");
        }
    }
}

#[tokio::test]
async fn gen_07_nothing_is_told_without_a_token_that_holds() {
    let (service, client) = scene(general_app()).await;
    let access = client.tokens_for(MICHAEL, "read_write").await.access_token;
    let ask = |token: Option<String>| async {
        let request = http().get(service.url("/oauth/userinfo"));
        token.map_or(request.try_clone().unwrap(), |token| request.bearer_auth(token)).send().await.unwrap().status().as_u16()
    };
    assert_eq!((ask(None).await, ask(Some("other".into())).await, ask(Some(access)).await), (401, 401, 200));
}

#[tokio::test]
async fn the_person_is_told_with_the_scope_and_is_an_id_alone_without() {
    let (_service, client) = scene(general_app()).await;
    let mut said = Vec::new();
    for scope in ["read_write", ""] {
        let mut one = client.user_info(&client.tokens_for(MICHAEL, scope).await.access_token).await.json();
        assert!(one.as_object_mut().unwrap().remove("id").unwrap().is_string());
        said.push(one);
    }
    assert_eq!(said, [json!({ "name": "Michael", "email": MICHAEL, "locale": "en", "timezone": "Europe/Madrid" }), json!({})]);
}

#[tokio::test]
async fn json_is_refused_as_the_document_shows_forms_alone() {
    let (service, client) = scene(general_app()).await;
    let code = client.code(MICHAEL, "read_write").await;
    let body: serde_json::Map<_, _> =
        client.exchange_pairs(&code).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let answer = http().post(service.url("/oauth/token")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["error"], "invalid_request");
    assert_eq!(client.exchange(&code).await.status, 200, "the code was not spent");
}
