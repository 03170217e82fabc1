//! III-01 to III-06, by id.

use insta::assert_snapshot;
use serde_json::{Value, json};
use support::client::{Client, member, send, shown};
use support::service::{Service, http, iiniit_app};
use support::visitor::{Answer, Visitor};

const MICHAEL: &str = "michael@test.com";
const BOTH: &str = "user:read user:write";

async fn scene() -> (Service, Client) {
    let service = Service::with_people().await;
    let client = Client::add(&service, iiniit_app()).await;
    (service, client)
}

async fn profile(service: &Service, token: &str) -> Answer {
    send(http().get(service.url("/v1/user/profile")).bearer_auth(token)).await
}

#[tokio::test]
async fn iii_01_a_web_application_signs_somebody_in_by_the_authorization_code_grant() {
    let (_service, client) = scene().await;
    let answer = client.exchange(&client.code(MICHAEL, BOTH).await).await;
    assert_snapshot!(shown(&answer), @r#"
    200
    cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'
    content-type: application/json
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    pragma: no-cache
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    x-frame-options: DENY

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
    let (service, client) = scene().await;
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
    let (service, client) = scene().await;
    let code = client.code(MICHAEL, BOTH).await;
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(client.exchange_pairs(&code)).finish();
    let answer = send(http().post(service.url("/oauth/token")).header("content-type", "application/json").body(body)).await;
    assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!("invalid_request")));
}

#[tokio::test]
async fn iii_02_user_read_reads_the_profile() {
    let (service, client) = scene().await;
    let token = client.tokens_for(MICHAEL, "user:read").await.access_token;
    let answer = profile(&service, &token).await;
    assert_snapshot!(shown(&answer), @r#"
    200
    cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'
    content-type: application/json
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    pragma: no-cache
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    x-frame-options: DENY

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
    let (service, client) = scene().await;
    let token = client.tokens_for(MICHAEL, "user:write").await.access_token;
    assert_snapshot!(shown(&profile(&service, &token).await), @r#"
    403
    cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'
    content-type: application/json
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    pragma: no-cache
    referrer-policy: no-referrer
    www-authenticate: Bearer realm="accounts", error="insufficient_scope", scope="user:read"
    x-content-type-options: nosniff
    x-frame-options: DENY

    {
      "error": "insufficient_scope",
      "error_description": "This needs an access token with the scope user:read. Ask the person for it."
    }
    "#);
    assert_eq!(client.user_info(&token).await.status, 403);
}

#[tokio::test]
async fn iii_04_a_revoked_token_stops_at_the_very_next_request() {
    let (service, client) = scene().await;
    let tokens = client.tokens_for(MICHAEL, BOTH).await;
    let refresh = tokens.refresh_token.unwrap();
    assert_eq!(profile(&service, &tokens.access_token).await.status, 200);
    assert_eq!(client.revoke(&refresh).await.status, 200);
    assert_eq!(profile(&service, &tokens.access_token).await.status, 401);
    assert_eq!(client.refresh(&refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn iii_05_the_token_is_validated_before_anything_is_served() {
    let (service, client) = scene().await;
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
    let (service, client) = scene().await;
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
    let (_service, client) = scene().await;
    for (asked, granted) in
        [("read:user", "user:read"), ("profile email", "user:read"), ("profile:write read:user", "user:write user:read")]
    {
        let tokens = client.tokens_for(MICHAEL, asked).await;
        assert_eq!(tokens.answer["scope"], Value::from(granted), "{asked}");
    }
}
