//! INT-02 to INT-09, by id; how an app is made is in `intandem_apps`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use support::client::{Client, VERIFIER, challenge, member, scene, send};
use support::service::{BEGINNING, MICHAEL, Service, http, intandem_app};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

/// Sends JSON to the token endpoint.
async fn post(service: &Service, body: impl Into<reqwest::Body>) -> Answer {
    send(http().post(service.url("/oauth/token")).header("content-type", "application/json").body(body)).await
}

/// The documented exchange.
fn exchange(client: &Client, code: &str) -> Value {
    client
        .exchange_pairs(code)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[tokio::test]
async fn int_02_somebody_who_is_not_signed_in_is_asked_to_sign_in_first() {
    let (_service, client) = scene(intandem_app()).await;
    let page = Visitor::new().visit(&client.authorize("")).await;
    assert_eq!(page.status, 200);
    assert!(page.form_with("password").names.contains(&"email".to_owned()));
}

#[tokio::test]
async fn int_03_a_trusted_app_skips_the_dialog_and_any_other_shows_it() {
    let (service, client) = scene(intandem_app()).await;
    let trusted = Client::add(&service, countersign_wire::app::OAuthAppDraft { trusted: true, ..intandem_app() }).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize(""), MICHAEL).await;
    assert!(page.form_with("answer").names.contains(&"answer".to_owned()), "the dialog is shown");
    let answer = visitor.visit(&trusted.authorize("")).await;
    assert_eq!((answer.status, answer.redirected_with().contains_key("code")), (302, true));
}

#[tokio::test]
async fn int_04_the_answer_has_code_and_state_and_nothing_else() {
    let (_service, client) = scene(intandem_app()).await;
    let answer = Visitor::new().accept(&client.authorize(""), MICHAEL).await;
    let location = answer.location().unwrap();
    assert!(location.starts_with("https://booking.example/callback?code=") && location.ends_with("&state=xx234asdfx0"), "{location}");
    assert_eq!(answer.redirected_with().len(), 2, "{location}");
}

#[tokio::test]
async fn int_04_the_real_services_address_without_a_response_type_starts_the_same_sign_in() {
    let (service, client) = scene(intandem_app()).await;
    let target = format!("/app/oauth/authorize?client_id={}&redirect_uri=https://booking.example/callback&state=s", client.id);
    let answer = Visitor::new().accept(&service.url(&target), MICHAEL).await;
    assert_eq!(client.exchange(&answer.redirected_with()["code"]).await.status, 200);
}

#[tokio::test]
async fn int_05_a_code_works_for_thirty_seconds() {
    let (service, client) = scene(intandem_app()).await;
    let (early, late) = (client.code(MICHAEL, "").await, client.code(MICHAEL, "").await);
    service.clock.advance(29);
    assert_eq!(client.exchange(&early).await.status, 200);
    service.clock.advance(1);
    assert_eq!(client.exchange(&late).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn int_06_the_documented_exchange_is_json_and_a_form_works_as_well() {
    let (service, client) = scene(intandem_app()).await;
    let code = client.code(MICHAEL, "").await;
    assert_eq!(post(&service, exchange(&client, &code).to_string()).await.status, 200);
    assert_eq!(client.exchange(&client.code(MICHAEL, "").await).await.status, 200);
}

#[tokio::test]
async fn int_06_a_code_verifier_is_checked_where_there_was_a_challenge() {
    let (service, client) = scene(intandem_app()).await;
    let challenge = challenge(VERIFIER);
    let mut request = client.request("", "s", "");
    request.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
    let mut answers = Vec::new();
    for verifier in [Some(VERIFIER), Some("another-verifier-that-has-as-many-characters-as-it-needs"), None] {
        let code = Visitor::new().accept(&client.authorize_url(&request), MICHAEL).await.redirected_with().remove("code").unwrap();
        let mut body = exchange(&client, &code);
        if let Some(verifier) = verifier {
            body["code_verifier"] = verifier.into();
        }
        answers.push(post(&service, body.to_string()).await.status);
    }
    assert_eq!(answers, [200, 400, 400]);
}

#[tokio::test]
async fn a2_a_member_that_stands_twice_is_refused_and_spends_nothing() {
    let (service, client) = scene(intandem_app()).await;
    let code = client.code(MICHAEL, "").await;
    let whole = exchange(&client, &code).to_string();
    for (name, other) in [("code", "x"), ("client_id", "x"), ("redirect_uri", "https://evil.example"), ("unknown", "x")] {
        let first = format!("{{\"{name}\":\"{other}\",\"{name}\":\"{other}\",{}", &whole[1..]);
        let last = format!("{},\"{name}\":\"{other}\",\"{name}\":\"{other}\"}}", &whole[..whole.len() - 1]);
        for body in [first, last] {
            let answer = post(&service, body).await;
            assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!("invalid_request")), "{name}");
        }
    }
    assert_eq!(post(&service, whole).await.status, 200);
}

#[tokio::test]
async fn a25_json_that_cannot_be_a_request_is_an_invalid_request_and_never_a_fault_of_the_service() {
    let (service, client) = scene(intandem_app()).await;
    let code = client.code(MICHAEL, "").await;
    let mut wrong_types = Vec::new();
    for wrong in [json!(1), json!(null), json!(["a"]), json!({ "a": "b" }), json!(true)] {
        let mut body = exchange(&client, &code);
        body["code"] = wrong;
        wrong_types.push(body.to_string());
    }
    let malformed = ["", "{", "[]", "null", "\"a\"", "{}{}", "grant_type=authorization_code", "{\"code\":\"\\ud800\"}"].map(str::to_owned);
    for body in wrong_types.into_iter().chain(malformed).chain(["[".repeat(10_000)]) {
        let answer = post(&service, body.clone()).await;
        assert_eq!((answer.status, answer.json()["error"].clone()), (400, json!("invalid_request")), "{body:.60}");
    }
}

#[tokio::test]
async fn int_06_errors_have_their_status_and_a_description() {
    let (service, client) = scene(intandem_app()).await;
    let mut no_grant = exchange(&client, "unknown");
    no_grant.as_object_mut().unwrap().remove("grant_type");
    assert_snapshot!(shown(&post(&service, no_grant.to_string()).await), @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "grant_type is missing."
    }
    "#);
    let mut wrong_secret = exchange(&client, "unknown");
    wrong_secret["client_secret"] = "wrong".into();
    assert_snapshot!(shown(&post(&service, wrong_secret.to_string()).await), @r#"
    POST /oauth/token
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Basic realm="apps", charset="UTF-8"

    {
      "error": "invalid_client",
      "error_description": "The client is not known here, or its secret is wrong."
    }
    "#);
}

#[tokio::test]
async fn int_07_the_answer_is_the_documented_one() {
    let (service, client) = scene(intandem_app()).await;
    let code = client.code(MICHAEL, "").await;
    service.clock.advance(7);
    let answer = client.exchange(&code).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /oauth/token
    200
    cache-control: no-store
    content-type: application/json

    {
      "access_token": "HEX",
      "created_at": 1778749627,
      "expires_in": 631152000,
      "token_type": "bearer"
    }
    "#);
    let access = member(&answer, "access_token");
    assert!(access.len() == 64 && access.bytes().all(|b| b.is_ascii_hexdigit()), "{access}");
    assert_eq!(answer.json()["created_at"], BEGINNING + 7);
}

#[tokio::test]
async fn int_07_the_token_lasts_as_long_as_it_says_and_there_is_no_renewal() {
    let (service, client) = scene(intandem_app()).await;
    let tokens = client.tokens_for(MICHAEL, "").await;
    assert!(tokens.refresh_token.is_none());
    service.clock.advance(631_152_000 - 1);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 200);
    service.clock.advance(1);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
}

/// A person of a business.
async fn hana(service: &Service) -> &'static str {
    service.operator().add_organisation("Harbour Ltd").await.unwrap();
    let hana = support::service::michael();
    service
        .add_person(countersign_accounts::people::newcomer::Newcomer {
            email: "hana@harbour.example".into(),
            name: "Hana".into(),
            organisation: Some("Harbour Ltd".into()),
            ..hana
        })
        .await;
    "hana@harbour.example"
}

#[tokio::test]
async fn int_08_a_token_without_a_scope_gives_the_business_user_info() {
    let (service, client) = scene(intandem_app()).await;
    let email = hana(&service).await;
    let answer = client.user_info(&client.tokens_for(email, "").await.access_token).await;
    assert_snapshot!(shown(&answer), @r#"
    GET /oauth/userinfo
    200
    cache-control: no-store
    content-type: application/json

    {
      "brand_host": "127.0.0.1:PORT",
      "brand_theme": {
        "locale": "en",
        "logo": null,
        "name": "Countersign accounts"
      },
      "business_id": "ID",
      "business_name": "Harbour Ltd",
      "business_uid": "ID",
      "directory_uid": "127.0.0.1:PORT",
      "email": "hana@harbour.example",
      "role": "member",
      "sub": "PERSON",
      "type": "user"
    }
    "#);
    assert_eq!(client.user_info("unknown").await.status, 401);
}

#[tokio::test]
async fn int_09_the_page_says_for_which_business_the_app_acts_and_so_does_user_info() {
    let (service, client) = scene(intandem_app()).await;
    let email = hana(&service).await;
    let page = Visitor::new().sign_in(&client.authorize(""), email).await;
    assert!(page.body.contains("For the business Harbour Ltd"), "{}", page.body);
    let said = client.user_info(&client.tokens_for(email, "").await.access_token).await.json();
    assert_eq!(said["business_name"], "Harbour Ltd");
}

#[tokio::test]
async fn int_09_somebody_without_a_business_is_told_so_and_has_none_in_user_info() {
    let (_service, client) = scene(intandem_app()).await;
    let page = Visitor::new().sign_in(&client.authorize(""), MICHAEL).await;
    assert!(page.body.contains("You belong to no business here"), "{}", page.body);
    let said = client.user_info(&client.tokens_for(MICHAEL, "").await.access_token).await.json();
    for member in ["business_id", "business_uid", "business_name"] {
        assert_eq!(said.get(member), Some(&Value::Null), "{member}");
    }
}
