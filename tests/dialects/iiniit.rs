//! III-01 to III-06, by id.

use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::store::Holdings as _;
use insta::assert_snapshot;
use serde_json::{Value, json};
use support::client::{Client, member, scene, send};
use support::service::{BEGINNING, MICHAEL, Service, http, iiniit_app};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

const BOTH: &str = "user:read user:write";

async fn profile(service: &Service, token: &str) -> Answer {
    send(http().get(service.url("/v1/user/profile")).bearer_auth(token)).await
}

#[tokio::test]
async fn iii_01_a_web_application_signs_somebody_in_by_the_authorization_code_grant() {
    let (_service, client) = scene(iiniit_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, BOTH).await).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /oauth/token
    200
    cache-control: no-store
    content-type: application/json

    {
      "access_token": "TOKEN",
      "expires_in": 3600,
      "refresh_token": "TOKEN",
      "scope": "user:read user:write",
      "token_type": "Bearer"
    }
    "#);
    let renewed = client.refresh(&member(&answer, "refresh_token")).await;
    assert_eq!((renewed.status, renewed.json()["expires_in"].clone()), (200, json!(3600)));
}

#[tokio::test]
async fn iii_01_the_real_services_addresses_lead_to_the_same_sign_in() {
    let (service, client) = scene(iiniit_app()).await;
    let target = format!(
        "/auth/login?response_type=code&client_id={}&redirect_uri=https://gallery.example/callback&scope=user:read&state=s",
        client.id
    );
    let sign_in = || async { Visitor::new().accept(&service.url(&target), MICHAEL).await.redirected_with().remove("code").unwrap() };
    let (code, other) = (sign_in().await, sign_in().await);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(client.exchange_pairs(&code)).finish();
    let documented = http().post(service.url("/oauth2/authorize")).header("content-type", "application/json").body(body);
    let tokens = send(documented).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let json: serde_json::Map<_, _> =
        client.exchange_pairs(&other).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    assert_eq!(send(http().post(service.url("/oauth2/authorize")).json(&json)).await.status, 200, "what its header says works as well");
    let refresh = member(&tokens, "refresh_token");
    let pairs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh),
        ("client_id", &client.id),
        ("client_secret", client.secret.as_deref().unwrap()),
    ];
    assert_eq!(client.post(&service.url("/oauth2/token"), &pairs, None).await.status, 200);
}

#[tokio::test]
async fn iii_01_a_form_that_is_called_json_is_refused_where_others_answer_too() {
    let (service, client) = scene(iiniit_app()).await;
    let code = client.code(MICHAEL, BOTH).await;
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(client.exchange_pairs(&code)).finish();
    let answer = send(http().post(service.url("/oauth/token")).header("content-type", "application/json").body(body)).await;
    assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!("invalid_request")));
}

#[tokio::test]
async fn iii_02_user_read_reads_the_profile() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, "user:read").await.access_token;
    let answer = profile(&service, &token).await;
    assert_snapshot!(shown(&answer), @r#"
    GET /v1/user/profile
    200
    cache-control: no-store
    content-type: application/json

    {
      "avatar_url": null,
      "bio": null,
      "created_at": "2026-05-14T09:07:00Z",
      "email": "michael@test.com",
      "id": "PERSON",
      "location": null,
      "name": "Michael",
      "updated_at": "2026-05-14T09:07:00Z",
      "username": null,
      "website": null
    }
    "#);
    assert_eq!(client.user_info(&token).await.json(), answer.json(), "the shared address says the same");
}

#[tokio::test]
async fn iii_02_without_user_read_nothing_is_read() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, "user:write").await.access_token;
    assert_snapshot!(shown(&profile(&service, &token).await), @r#"
    GET /v1/user/profile
    403
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="accounts", error="insufficient_scope", scope="user:read"

    {
      "error": "insufficient_scope",
      "error_description": "This needs an access token with the scope user:read. Ask the person for it."
    }
    "#);
    assert_eq!(client.user_info(&token).await.status, 403);
}

#[tokio::test]
async fn iii_04_a_revoked_token_stops_at_the_very_next_request() {
    let (service, client) = scene(iiniit_app()).await;
    let tokens = client.tokens_for(MICHAEL, BOTH).await;
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(profile(&service, &tokens.access_token).await.status, 200);
    assert_eq!(client.revoke(&refresh).await.status, 200);
    assert_eq!(profile(&service, &tokens.access_token).await.status, 401);
    assert_eq!(client.refresh(&refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn iii_05_the_token_is_validated_before_anything_is_served() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, "user:read").await.access_token;
    let inside_out: String = token.chars().rev().collect();
    for wrong in ["", "a", &inside_out, &token[1..], &format!("{token}a")] {
        let answer = profile(&service, wrong).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{wrong}");
        assert!(!answer.body.contains(MICHAEL), "{wrong}");
    }
    assert_eq!(send(http().get(service.url(&format!("/v1/user/profile?access_token={token}")))).await.status, 400);
    service.clock.advance(3600);
    assert_eq!(profile(&service, &token).await.status, 401, "it has ended");
}

#[tokio::test]
async fn iii_06_less_can_be_granted_than_was_asked_and_the_answer_says_what() {
    let (service, client) = scene(iiniit_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize(BOTH), MICHAEL).await;
    for scope in ["user:read", "user:write"] {
        assert!(page.body.contains(&format!("name=\"scope\" value=\"{scope}\"")), "the person sees {scope}");
    }
    let form = page.form_with("answer").ticking("scope", &["user:read"]).with("answer", "accept");
    let code = visitor.submit(&page, &form).await.redirected_with().remove("code").unwrap();
    let answer = client.exchange(&code).await;
    assert_eq!(answer.json()["scope"], "user:read");
    assert_eq!(profile(&service, &member(&answer, "access_token")).await.status, 200);
}

#[tokio::test]
async fn iii_06_an_app_cannot_ask_for_a_scope_that_it_was_not_given() {
    let service = Service::with_people().await;
    let draft = countersign_wire::app::OAuthAppDraft { scopes: vec!["user:read".into()], ..iiniit_app() };
    let client = Client::add(&service, draft).await;
    for scope in ["user:write", "profile:write", "user:delete"] {
        let answer = Visitor::new().open(&client.authorize(scope)).await;
        assert_eq!(answer.redirected_with()["error"], "invalid_scope", "{scope}");
    }
}

#[tokio::test]
async fn the_other_words_of_its_documents_mean_the_two_scopes_and_the_answer_names_those() {
    let (_service, client) = scene(iiniit_app()).await;
    for (asked, granted) in
        [("read:user", "user:read"), ("profile email", "user:read"), ("profile:write read:user", "user:write user:read")]
    {
        let tokens = client.tokens_for(MICHAEL, asked).await;
        assert_eq!(tokens.answer["scope"], Value::from(granted), "{asked}");
    }
}

async fn patch(service: &Service, token: &str, body: &Value) -> Answer {
    send(http().patch(service.url("/v1/user/profile")).bearer_auth(token).json(body)).await
}

#[tokio::test]
async fn iii_03_user_write_changes_what_is_named_and_leaves_the_rest() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, BOTH).await.access_token;
    let whole = json!({
        "name": "Michael Ruiz", "username": "micha", "avatar_url": "https://gallery.example/m.png", "bio": "Sails.",
        "location": "Cádiz", "website": "https://micha.example/",
    });
    let changed = patch(&service, &token, &whole).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    service.clock.advance(60);
    let merged = patch(&service, &token, &json!({ "bio": null, "location": "Palma" })).await.json();
    assert_eq!(merged, profile(&service, &token).await.json());
    assert_snapshot!(merged_text(&merged), @r#"
    {
      "avatar_url": "https://gallery.example/m.png",
      "bio": null,
      "created_at": "2026-05-14T09:07:00Z",
      "email": "michael@test.com",
      "id": "PERSON",
      "location": "Palma",
      "name": "Michael Ruiz",
      "updated_at": "2026-05-14T09:08:00Z",
      "username": "micha",
      "website": "https://micha.example/"
    }
    "#);
}

fn merged_text(profile: &Value) -> String {
    support::shown::steady(&serde_json::to_string_pretty(profile).unwrap())
}

#[tokio::test]
async fn iii_03_without_user_write_a_write_is_refused_and_changes_nothing() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, "user:read").await.access_token;
    let refused = patch(&service, &token, &json!({ "name": "Somebody" })).await;
    assert_eq!((refused.status, refused.json()["error"].clone()), (403, json!("insufficient_scope")));
    assert!(refused.header("www-authenticate").contains("scope=\"user:write\""));
    assert_eq!(profile(&service, &token).await.json()["name"], "Michael");
    assert_eq!(patch(&service, "unknown", &json!({ "name": "Somebody" })).await.status, 401);
}

#[tokio::test]
async fn iii_03_whoever_may_write_and_not_read_is_told_nothing() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, "user:write").await.access_token;
    let answer = patch(&service, &token, &json!({ "bio": "Sails." })).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    let reader = client.tokens_for(MICHAEL, "user:read").await.access_token;
    assert_eq!(profile(&service, &reader).await.json()["bio"], "Sails.");
}

#[tokio::test]
async fn iii_03_what_cannot_be_is_refused_whole() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, BOTH).await.access_token;
    for wrong in [
        json!({ "email": "other@test.com" }),
        json!({ "bio": "kept?", "role": "administrator" }),
        json!({ "name": null }),
        json!({ "name": "  " }),
        json!({ "bio": "kept?", "website": "http://micha.example" }),
        json!({ "avatar_url": "javascript:alert(1)" }),
        json!({ "bio": 1 }),
        json!([]),
    ] {
        let answer = patch(&service, &token, &wrong).await;
        assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!("invalid_request")), "{wrong}");
    }
    let raw = |kind: &'static str, body: &'static str| {
        send(http().patch(service.url("/v1/user/profile")).bearer_auth(&token).header("content-type", kind).body(body))
    };
    assert_eq!(raw("application/json", "{\"bio\":\"a\",\"bio\":\"b\"}").await.status, 400, "A2");
    assert_eq!(raw("application/x-www-form-urlencoded", "bio=a").await.status, 400);
    assert_eq!(profile(&service, &token).await.json()["bio"], Value::Null);
    assert_eq!(raw("application/merge-patch+json", "{\"bio\":\"a\"}").await.status, 200);
}

#[tokio::test]
async fn iii_03_an_app_of_another_dialect_never_writes_there() {
    let (service, _) = scene(iiniit_app()).await;
    let other = Client::add(&service, support::service::general_app()).await;
    let token = other.tokens_for(MICHAEL, "read_write").await.access_token;
    assert_eq!(patch(&service, &token, &json!({ "bio": "x" })).await.status, 403);
}

#[tokio::test]
async fn iii_04_a_person_takes_an_apps_access_away_and_its_tokens_stop_at_once() {
    let (service, client) = scene(iiniit_app()).await;
    let tokens = client.tokens_for(MICHAEL, BOTH).await;
    let id = profile(&service, &tokens.access_token).await.json()["id"].as_str().unwrap().to_owned();
    let operator = service.operator();
    let connected = operator.store().connected_apps(&id, BEGINNING).await.unwrap();
    assert_eq!(connected.iter().map(|app| (app.client_id.as_str(), app.name.as_str())).collect::<Vec<_>>(), [(&*client.id, "Gallery")]);
    let entry = Entry::of(Deed::AppDisconnected, BEGINNING).by(&id).about(&client.id);
    assert!(operator.store().disconnect(&id, &client.id, entry).await.unwrap());
    assert_eq!(profile(&service, &tokens.access_token).await.status, 401);
    assert_eq!(patch(&service, &tokens.access_token, &json!({ "bio": "x" })).await.status, 401);
    assert_eq!(client.refresh(&tokens.refresh_token.unwrap()).await.json()["error"], "invalid_grant");
}
