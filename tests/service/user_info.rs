//! What a token opens, and what a request without a good one is told.

use insta::assert_snapshot;
use support::client::{Client, member};
use support::service::{MICHAEL, Service, http, web_app};
use support::shown::shown;
use support::visitor::Answer;

#[tokio::test]
async fn without_a_token_the_challenge_names_no_error() {
    let service = Service::start().await;
    let answer = Answer::to(http().get(service.url("/oauth/userinfo"))).await;
    assert_snapshot!(shown(&answer), @r#"
    GET /oauth/userinfo
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="accounts"

    {
      "error": "invalid_token",
      "error_description": "An access token is missing."
    }
    "#);
}

#[tokio::test]
async fn an_access_token_ends_to_the_second() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let token = member(&client.exchange(&client.code(MICHAEL, "profile").await).await, "access_token");
    service.clock.advance(3599);
    assert_eq!(client.user_info(&token).await.status, 200);
    service.clock.advance(1);
    assert_snapshot!(shown(&client.user_info(&token).await), @r#"
    GET /oauth/userinfo
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="accounts", error="invalid_token"

    {
      "error": "invalid_token",
      "error_description": "The access token is not known, or has ended."
    }
    "#);
}

#[tokio::test]
async fn a_token_in_the_address_is_refused_even_beside_a_good_one() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let token = member(&client.exchange(&client.code(MICHAEL, "profile").await).await, "access_token");
    let address = service.url(&format!("/oauth/userinfo?access_token={token}"));
    for request in [http().get(&address), http().get(&address).bearer_auth(&token)] {
        assert_eq!(Answer::to(request).await.json()["error"], "invalid_request");
    }
}

#[tokio::test]
async fn a_refresh_token_a_code_and_a_client_secret_are_no_access_tokens() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let code = client.code(MICHAEL, "profile").await;
    let answer = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    for other in [code, member(&answer, "refresh_token"), client.secret.clone().unwrap()] {
        assert_eq!(client.user_info(&other).await.status, 401);
    }
}

#[tokio::test]
async fn what_a_person_changed_is_what_the_next_answer_says() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let token = member(&client.exchange(&client.code(MICHAEL, "profile").await).await, "access_token");
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE people SET timezone = 'Asia/Kolkata' WHERE email = ?1", [MICHAEL]).unwrap();
    assert_eq!(client.user_info(&token).await.json()["zoneinfo"], "Asia/Kolkata");
}
