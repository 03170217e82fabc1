//! An OAuth token and an API key become a token for the product APIs (INB-13 to INB-16).

use countersign_accounts::Config;
use countersign_accounts::product_apis::catalog::Product;
use insta::assert_snapshot;
use serde_json::json;
use support::client::{Client, member, send};
use support::service::{BEGINNING, MICHAEL, Service, http, inbenta_app};
use support::shown::shown;

use super::{Said, Scene, assert_not_authorized};

#[tokio::test]
async fn inb_13_user_information_leaves_out_what_the_scope_does_not_name() {
    let scene = Scene::open().await;
    let said = scene.client.user_info(&scene.token("product_apis").await).await;
    assert_eq!(said.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
}

#[tokio::test]
async fn inb_14_the_documented_request_starts_an_api_authorization() {
    let scene = Scene::open().await;
    let answer = scene.auth(&scene.said("product_apis").await).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /v1/auth
    200
    cache-control: no-store
    content-type: application/json

    {
      "accessToken": "TOKEN",
      "apis": {
        "chatbot": "http://127.0.0.1:PORT/apis/chatbot/v1",
        "knowledge": "http://127.0.0.1:PORT/apis/knowledge/v1"
      },
      "expiration": 1778750820,
      "expires_in": 1200
    }
    "#);
    assert_eq!(answer.json()["expiration"], BEGINNING + 1200);
}

#[tokio::test]
async fn inb_15_without_a_scope_for_it_the_answer_is_403() {
    let scene = Scene::open().await;
    for scopes in ["", "personal_information", "personal_information personal_configuration"] {
        let answer = scene.auth(&scene.said(scopes).await).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].clone()), (403, json!(403)), "{scopes}");
    }
    assert_snapshot!(scene.auth(&scene.said("").await).await.body, @r#"{"error":{"code":403,"message":"The OAuth token has no scope for this. It needs product_apis, km_editor_api or reporting_api."}}"#);
}

#[tokio::test]
async fn inb_15_each_scope_opens_its_own_apis() {
    let scene = Scene::open().await;
    let mut opened = Vec::new();
    for scopes in ["product_apis", "km_editor_api", "reporting_api", "personal_information km_editor_api reporting_api"] {
        let apis = scene.auth(&scene.said(scopes).await).await.json()["apis"].clone();
        opened.push(apis.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "));
    }
    assert_eq!(opened, ["chatbot knowledge", "km-editor", "reporting", "km-editor reporting"]);
}

#[tokio::test]
async fn inb_15_the_apis_are_those_that_the_service_is_set_up_with() {
    let service = Service::start_with(|config: &mut Config| {
        config.product_apis = vec![Product::parse("product_apis search https://search.example/v2").unwrap()];
    })
    .await;
    service.add_person(support::service::michael()).await;
    let client = Client::add(&service, inbenta_app()).await;
    let added = service.operator().add_api_key("Search").await.unwrap();
    let scene = Scene { service, client, key: added.key, secret: added.secret.expose().to_owned() };
    let answer = scene.auth(&scene.said("product_apis").await).await;
    assert_eq!(answer.json()["apis"], json!({ "search": "https://search.example/v2" }));
}

#[tokio::test]
async fn inb_16_consent_says_that_the_app_acts_as_the_person_and_starts_unticked() {
    let scene = Scene::open().await;
    let page = support::visitor::Visitor::new().sign_in(&scene.client.authorize("km_editor_api reporting_api"), MICHAEL).await;
    assert_eq!(page.body.matches("It acts as you").count(), 2);
    assert!(page.form_with("answer").fields.iter().all(|(name, _)| name != "scope"), "nothing is ticked");
}

#[tokio::test]
async fn a_wrong_key_secret_header_or_token_is_told_apart_by_nobody() {
    let scene = Scene::open().await;
    let good = scene.said("product_apis").await;
    for (what, said) in [
        ("key", Said { key: "0".repeat(32), ..good.clone() }),
        ("secret", Said { secret: "x".repeat(43), ..good.clone() }),
        ("token", Said { token: "x".repeat(43), ..good.clone() }),
        ("the secret in the place of the token", Said { token: good.secret.clone(), ..good.clone() }),
    ] {
        assert_not_authorized(&scene.auth(&said).await, what);
    }
    let url = scene.service.url("/v1/auth");
    let body = json!({ "secret": good.secret });
    let bearer = format!("Bearer {}", good.token);
    for (what, request) in [
        ("no key", http().post(&url).header("x-oauth-token", &bearer)),
        ("no token", http().post(&url).header("x-inbenta-key", &good.key)),
        ("another scheme", http().post(&url).header("x-inbenta-key", &good.key).header("x-oauth-token", format!("Basic {}", good.token))),
        ("no scheme", http().post(&url).header("x-inbenta-key", &good.key).header("x-oauth-token", &good.token)),
        ("another header", http().post(&url).header("x-inbenta-key", &good.key).header("authorization", &bearer)),
        (
            "two keys",
            http().post(&url).header("x-inbenta-key", &good.key).header("x-inbenta-key", &good.key).header("x-oauth-token", &bearer),
        ),
    ] {
        assert_not_authorized(&send(request.json(&body)).await, what);
    }
    assert_eq!(scene.auth(&good).await.status, 200);
}

#[tokio::test]
async fn a25_a_body_that_is_no_request_is_400_in_the_words_of_the_api() {
    let scene = Scene::open().await;
    let said = scene.said("product_apis").await;
    let post = |kind: &'static str, body: String| {
        let request = http().post(scene.service.url("/v1/auth")).header("x-inbenta-key", &said.key);
        send(request.header("x-oauth-token", format!("Bearer {}", said.token)).header("content-type", kind).body(body))
    };
    let twice = format!("{{\"secret\":\"x\",\"secret\":\"{}\"}}", said.secret);
    for body in ["", "{", "[]", "{}", "{\"secret\":1}", "{\"secret\":\"\"}", "{\"secret\":\"\\u0000\"}", &twice] {
        let answer = post("application/json", body.to_owned()).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].clone()), (400, json!(400)), "{body}");
        assert!(answer.json()["error"]["message"].is_string());
    }
    for kind in ["application/x-www-form-urlencoded", "text/plain", ""] {
        let answer = post(kind, format!("secret={}", said.secret)).await;
        let message = answer.json()["error"]["message"].clone();
        assert_eq!((answer.status, message), (400, json!("Send the body as JSON, with Content-Type: application/json.")), "{kind}");
    }
    assert_eq!(send(http().get(scene.service.url("/v1/auth"))).await.status, 405);
}

#[tokio::test]
async fn a15_of_keys_secrets_and_product_tokens_only_hashes_of_what_is_secret_are_kept() {
    let scene = Scene::open().await;
    let given = member(&scene.auth(&scene.said("product_apis").await).await, "accessToken");
    for file in [scene.service.database(), scene.service.database().with_extension("db-wal")] {
        let bytes = std::fs::read(file).unwrap_or_default();
        for secret in [&given, &scene.secret] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
    }
}
