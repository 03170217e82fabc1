//! INB-01 to INB-12, by id.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use countersign_wire::app::{AppKind, DialectName, OAuthApp, OAuthAppDraft};
use insta::assert_snapshot;
use serde_json::{Value, json};
use support::client::{Client, VERIFIER, challenge, member, scene};
use support::service::{ADA, MICHAEL, Service, ada, http, inbenta_app, michael};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

const BOTH: &str = "personal_information personal_configuration";

/// The consent page of a request.
async fn consent(client: &Client, scope: &str) -> (Visitor, Answer) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize(scope), MICHAEL).await;
    (visitor, page)
}

async fn token(client: &Client, email: &str, scope: &str) -> String {
    let code = client.code(email, scope).await;
    member(&client.exchange(&code).await, "access_token")
}

#[tokio::test]
async fn inb_01_an_administrator_creates_an_app_with_an_id_and_a_secret_that_works_at_once() {
    let service = Service::with_people().await;
    let own = Client::built_in(&service);
    let code = own.code(ADA, "accounts:admin").await;
    let bearer = member(&own.exchange(&code).await, "access_token");
    let created = http().post(service.url("/admin/v1/apps")).bearer_auth(&bearer).json(&inbenta_app()).send().await.unwrap();
    assert_eq!(created.status(), 201);
    let created: Value = created.json().await.unwrap();
    let app: OAuthApp = serde_json::from_value(created.clone()).unwrap();
    assert_eq!((app.dialect, app.kind, app.secrets.len()), (DialectName::Inbenta, AppKind::Web, 1));
    let mut client = Client::add(&service, inbenta_app()).await;
    client.id = app.client_id;
    client.secret = Some(created["client_secret"].as_str().unwrap().to_owned());
    assert_eq!(client.exchange(&client.code(MICHAEL, BOTH).await).await.status, 200);
}

#[tokio::test]
async fn inb_02_the_documented_request_starts_a_sign_in_and_a_plus_is_a_space() {
    let (service, client) = scene(inbenta_app()).await;
    let target = format!(
        "/v1/oauth/sign-in?response_type=code&client_id={}&redirect_uri=https://my-application.com&state=xx234asdfx0&scope=personal_information+personal_configuration",
        client.id
    );
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(&target), MICHAEL).await;
    let boxes: Vec<_> = page.form_with("answer").fields.into_iter().filter(|(name, _)| name == "scope").map(|(_, value)| value).collect();
    assert_eq!(boxes, ["personal_information", "personal_configuration"]);
}

#[tokio::test]
async fn inb_03_the_person_signs_in_on_the_services_own_page() {
    let (_service, client) = scene(inbenta_app()).await;
    let page = Visitor::new().visit(&client.authorize(BOTH)).await;
    assert_eq!(page.status, 200);
    let form = page.form_with("password");
    assert!(form.action.starts_with('/') && !form.action.starts_with("//"), "the form goes to the service itself: {}", form.action);
    assert!(form.names.iter().any(|name| name == "email"));
    assert!(page.body.contains("Chat Desk"), "the page names the app");
}

#[tokio::test]
async fn inb_04_the_consent_page_names_the_app_and_each_scope_and_what_impersonates_starts_unticked() {
    let (_service, client) = scene(inbenta_app()).await;
    let (_, page) = consent(&client, "personal_information product_apis km_editor_api reporting_api").await;
    assert!(page.body.contains("Chat Desk") && page.body.contains("my-application.com"));
    for scope in ["personal_information", "product_apis", "km_editor_api", "reporting_api"] {
        assert!(page.body.contains(&format!("name=\"scope\" value=\"{scope}\"")), "{scope}");
    }
    let ticked: Vec<_> = page.form_with("answer").fields.into_iter().filter(|(name, _)| name == "scope").map(|(_, value)| value).collect();
    assert_eq!(ticked, ["personal_information", "product_apis"]);
    assert_eq!(page.body.matches("It acts as you").count(), 2);
}

#[tokio::test]
async fn inb_05_accept_redirects_at_once_to_the_registered_string_with_code_and_state() {
    let (_service, client) = scene(inbenta_app()).await;
    let (mut visitor, page) = consent(&client, BOTH).await;
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await;
    assert_eq!(answer.status, 302);
    let location = answer.location().unwrap();
    assert!(location.starts_with("https://my-application.com?code="), "{location}");
    assert!(location.ends_with("&state=xx234asdfx0"), "{location}");
    assert_eq!(answer.redirected_with().len(), 2, "nothing else is in it: {location}");
}

#[tokio::test]
async fn inb_05_a_state_comes_back_exactly_and_is_absent_when_none_was_given() {
    let (_service, client) = scene(inbenta_app()).await;
    for state in ["a b+c&d=e%20é\"<>", ""] {
        let address = client.authorize_url(&client.request(BOTH, state, ""));
        let answer = Visitor::new().accept(&address, MICHAEL).await;
        let expected = (!state.is_empty()).then(|| state.to_owned());
        assert_eq!(answer.redirected_with().get("state").cloned(), expected, "{:?}", answer.location());
    }
}

#[tokio::test]
async fn inb_05_deny_redirects_with_access_denied_and_state() {
    let (_service, client) = scene(inbenta_app()).await;
    let (mut visitor, page) = consent(&client, BOTH).await;
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.location(), Some("https://my-application.com?error=access_denied&state=xx234asdfx0"));
}

#[tokio::test]
async fn inb_05_the_registered_string_is_kept_whatever_it_looks_like() {
    let service = Service::with_people().await;
    for (uri, before) in [
        ("https://my-application.com", "https://my-application.com?code="),
        ("https://my-application.com/", "https://my-application.com/?code="),
        ("https://my-application.com/a/../b%2f", "https://my-application.com/a/../b%2f?code="),
        ("https://my-application.com/?next=1", "https://my-application.com/?next=1&code="),
        ("https://MY-application.com:443", "https://MY-application.com:443?code="),
    ] {
        let client = Client::add(&service, OAuthAppDraft { redirect_uris: vec![uri.into()], ..inbenta_app() }).await;
        let answer = Visitor::new().accept(&client.authorize(BOTH), MICHAEL).await;
        assert!(answer.location().unwrap().starts_with(before), "{uri}: {:?}", answer.location());
    }
}

#[tokio::test]
async fn inb_06_the_documented_exchange_is_a_form_with_the_secret_in_it() {
    let (service, client) = scene(inbenta_app()).await;
    let code = client.code(MICHAEL, BOTH).await;
    let body = format!(
        "grant_type=authorization_code&code={code}&redirect_uri=https://my-application.com&client_id={}&client_secret={}",
        client.id,
        client.secret.as_deref().unwrap()
    );
    let request = http().post(service.url("/v1/oauth/tokens")).header("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
    assert_eq!(request.body(body).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn inb_06_basic_works_as_well() {
    let (_service, client) = scene(inbenta_app()).await;
    let code = client.code(MICHAEL, BOTH).await;
    let header = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", client.id, client.secret.as_deref().unwrap())));
    let pairs = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &client.redirect_uri)];
    assert_eq!(client.token(&pairs, Some(header.as_bytes())).await.status, 200);
}

#[tokio::test]
async fn inb_06_a_native_app_with_a_secret_needs_both_the_secret_and_pkce() {
    let service = Service::with_people().await;
    let draft = OAuthAppDraft {
        kind: AppKind::Native,
        with_secret: true,
        redirect_uris: vec!["app.countersign.desktop:/callback/inbenta".into()],
        ..inbenta_app()
    };
    let client = Client::add(&service, draft).await;
    let bare = Visitor::new().open(&client.authorize(BOTH)).await;
    assert_eq!(bare.turned_back_with()["error"], "invalid_request");
    let challenge = challenge(VERIFIER);
    let mut request = client.request(BOTH, "s", "");
    request.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
    let code = || async { Visitor::new().accept(&client.authorize_url(&request), MICHAEL).await.redirected_with().remove("code").unwrap() };
    let code = [code().await, code().await, code().await];
    assert_eq!(client.exchange(&code[0]).await.json()["error"], "invalid_grant");
    let mut whole = client.exchange_pairs(&code[1]);
    whole.push(("code_verifier", VERIFIER));
    assert_eq!(client.token(&whole, None).await.status, 200);
    let mut without_secret = client.exchange_pairs(&code[2]);
    without_secret.push(("code_verifier", VERIFIER));
    without_secret.retain(|(name, _)| *name != "client_secret");
    assert_eq!(client.token(&without_secret, None).await.json()["error"], "invalid_client");
}

#[tokio::test]
async fn inb_07_the_answer_is_the_documented_one() {
    let (_service, client) = scene(inbenta_app()).await;
    let answer = client.exchange(&client.code(MICHAEL, BOTH).await).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /v1/oauth/tokens
    200
    cache-control: no-store
    content-type: application/json;charset=UTF-8

    {
      "access_token": "TOKEN",
      "expires_in": 3600,
      "token_type": "bearer"
    }
    "#);
}

#[tokio::test]
async fn inb_07_scope_is_in_the_answer_only_where_less_was_granted() {
    let (_service, client) = scene(inbenta_app()).await;
    let (mut visitor, page) = consent(&client, BOTH).await;
    let form = page.form_with("answer").ticking("scope", &["personal_information"]).with("answer", "accept");
    let code = visitor.submit(&page, &form).await.redirected_with().remove("code").unwrap();
    assert_eq!(client.exchange(&code).await.json()["scope"], "personal_information");
    let whole = client.exchange(&client.code(MICHAEL, BOTH).await).await.json();
    assert_eq!(whole.get("scope"), None);
    assert_eq!(whole.get("refresh_token"), None);
}

#[tokio::test]
async fn inb_08_the_secret_is_in_no_answer_and_no_page() {
    let (_service, client) = scene(inbenta_app()).await;
    let secret = client.secret.clone().unwrap();
    let (_, page) = consent(&client, BOTH).await;
    let code = client.code(MICHAEL, BOTH).await;
    let exchanged = client.exchange(&code).await;
    let replayed = client.exchange(&code).await;
    for answer in [page, exchanged, replayed] {
        assert!(!format!("{answer:?}").contains(&secret));
    }
}

#[tokio::test]
async fn inb_09_user_information_takes_a_bearer_token_and_a_content_type_does_no_harm() {
    let (_service, client) = scene(inbenta_app()).await;
    let answer = client.user_info(&token(&client, MICHAEL, BOTH).await).await;
    assert_snapshot!(shown(&answer), @r#"
    GET /v1/oauth/user-information
    200
    cache-control: no-store
    content-type: application/json;charset=UTF-8

    {
      "dates": {
        "format": "DD-MM-YYYY",
        "smart": "off"
      },
      "email": "michael@test.com",
      "id": "PERSON",
      "locale": "en",
      "name": "Michael",
      "numberSeparators": {
        "decimal": ",",
        "thousands": "."
      },
      "timezone": "Europe/Madrid"
    }
    "#);
    assert_snapshot!(shown(&client.user_info("not-a-token").await), @r#"
    GET /v1/oauth/user-information
    401
    cache-control: no-store
    content-type: application/json;charset=UTF-8
    www-authenticate: Bearer realm="accounts", error="invalid_token"

    {
      "error": "invalid_token",
      "error_description": "The access token is not known, or has ended."
    }
    "#);
}

#[tokio::test]
async fn inb_10_without_a_scope_it_is_the_id_only() {
    let (_service, client) = scene(inbenta_app()).await;
    let said = client.user_info(&token(&client, MICHAEL, "").await).await.json();
    assert_eq!(said.as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
}

#[tokio::test]
async fn inb_11_personal_information_adds_name_and_email_of_the_very_person() {
    let (_service, client) = scene(inbenta_app()).await;
    for person in [michael(), ada()] {
        let mut said = client.user_info(&token(&client, &person.email, "personal_information").await).await.json();
        said.as_object_mut().unwrap().remove("id");
        assert_eq!(said, json!({ "name": person.name, "email": person.email }));
    }
}

#[tokio::test]
async fn inb_12_personal_configuration_adds_locale_timezone_and_formats_of_the_very_person() {
    let (_service, client) = scene(inbenta_app()).await;
    let mut said = Vec::new();
    for email in [MICHAEL, ADA] {
        let mut one = client.user_info(&token(&client, email, "personal_configuration").await).await.json();
        one.as_object_mut().unwrap().remove("id");
        said.push(one);
    }
    assert_eq!(
        said,
        [
            json!({
                "locale": "en", "timezone": "Europe/Madrid", "dates": { "format": "DD-MM-YYYY", "smart": "off" },
                "numberSeparators": { "thousands": ".", "decimal": "," }
            }),
            json!({
                "locale": "es-MX", "timezone": "Asia/Tokyo", "dates": { "format": "YYYY/MM/DD", "smart": "on" },
                "numberSeparators": { "thousands": ",", "decimal": "." }
            }),
        ]
    );
}
