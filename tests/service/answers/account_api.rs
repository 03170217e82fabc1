//! The account as JSON.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, send};
use support::service::{MICHAEL, PASSWORD, Service, http, web_app};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

const NEW: &str = "another horse entirely";

/// Michael, by a token of the service's own app.
struct Michael {
    service: Service,
    token: String,
}

impl Michael {
    async fn new() -> Self {
        let service = Service::with_people().await;
        let token = Client::built_in(&service).token_granting(MICHAEL, "account").await;
        Self { service, token }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        http().request(method, self.service.url(&format!("/account/v1{path}"))).bearer_auth(&self.token)
    }

    async fn ask(&self, method: Method, path: &str) -> Answer {
        send(self.request(method, path)).await
    }

    async fn say(&self, method: Method, path: &str, body: &Value) -> Answer {
        send(self.request(method, path).json(body)).await
    }
}

#[tokio::test]
async fn a_profile_is_read_and_changed() {
    let michael = Michael::new().await;
    assert_snapshot!(shown(&michael.ask(Method::GET, "/profile").await), @r#"
    GET /account/v1/profile
    200
    cache-control: no-store
    content-type: application/json

    {
      "details": {},
      "formats": {
        "dates": {
          "format": "DD-MM-YYYY",
          "smart": "off"
        },
        "locale": "en",
        "number_separators": {
          "decimal": ",",
          "thousands": "."
        },
        "timezone": "Europe/Madrid"
      },
      "name": "Michael",
      "version": 1
    }
    "#);
    assert_snapshot!(shown(&michael.say(Method::PATCH, "/profile", &json!({ "name": "Mike" })).await), @r#"
    PATCH /account/v1/profile
    200
    cache-control: no-store
    content-type: application/json

    {
      "details": {},
      "formats": {
        "dates": {
          "format": "DD-MM-YYYY",
          "smart": "off"
        },
        "locale": "en",
        "number_separators": {
          "decimal": ",",
          "thousands": "."
        },
        "timezone": "Europe/Madrid"
      },
      "name": "Mike",
      "version": 2
    }
    "#);
}

#[tokio::test]
async fn a_profile_that_cannot_be_is_told_by_field() {
    let michael = Michael::new().await;
    let wrong = json!({ "name": " ", "details": { "website": "javascript:alert(1)" } });
    assert_snapshot!(shown(&michael.say(Method::PATCH, "/profile", &wrong).await), @r#"
    PATCH /account/v1/profile
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "Give a name of 1 to 120 characters, without control characters.",
      "problems": [
        {
          "field": "name",
          "message": "Give a name of 1 to 120 characters, without control characters.",
          "row": null
        },
        {
          "field": "website",
          "message": "Write the address with https, as https://example.com/ada.",
          "row": null
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_body_that_is_none_is_told_without_what_was_sent() {
    let michael = Michael::new().await;
    let broken = michael.request(Method::POST, "/password").header("content-type", "application/json").body("{\"old\": \"secret");
    assert_snapshot!(shown(&send(broken).await), @r#"
    POST /account/v1/password
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "The body cannot be read as this API reads it (line 1, column 15)."
    }
    "#);
}

#[tokio::test]
async fn a_password_is_changed() {
    let michael = Michael::new().await;
    assert_snapshot!(shown(&michael.say(Method::POST, "/password", &json!({ "old": PASSWORD, "new": NEW })).await), @r#"
    POST /account/v1/password
    204
    cache-control: no-store
    "#);
}

#[tokio::test]
async fn a_password_that_is_too_short_is_refused() {
    let michael = Michael::new().await;
    assert_snapshot!(shown(&michael.say(Method::POST, "/password", &json!({ "old": PASSWORD, "new": "short" })).await), @r#"
    POST /account/v1/password
    400
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "Choose a password of at least 12 characters. Several words in a row are easy to remember."
    }
    "#);
}

#[tokio::test]
async fn a14_a_wrong_old_password_is_refused_and_then_put_off() {
    let michael = Michael::new().await;
    let wrong = json!({ "old": "not the password", "new": NEW });
    assert_snapshot!(shown(&michael.say(Method::POST, "/password", &wrong).await), @r#"
    POST /account/v1/password
    403
    cache-control: no-store
    content-type: application/json

    {
      "code": "forbidden",
      "message": "The password until now is another one."
    }
    "#);
    for _ in 1..10 {
        assert_eq!(michael.say(Method::POST, "/password", &wrong).await.status, 403);
    }
    assert_snapshot!(shown(&michael.say(Method::POST, "/password", &wrong).await), @r#"
    POST /account/v1/password
    429
    cache-control: no-store
    content-type: application/json
    retry-after: 900

    {
      "code": "too_many_tries",
      "message": "Too many tries. Nothing is locked; try again later."
    }
    "#);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let michael = Michael::new().await;
    let listed = michael.ask(Method::GET, "/sessions").await;
    assert_snapshot!(shown(&listed), @r#"
    GET /account/v1/sessions
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "address": "127.0.0.1",
          "amr": "pwd",
          "authenticated_at": 1778749620,
          "created_at": 1778749620,
          "current": true,
          "expires_at": 1778792820,
          "id": "ID",
          "seen_at": 1778749620,
          "user_agent": null
        }
      ]
    }
    "#);
    let one = format!("/sessions/{}", listed.json()["items"][0]["id"].as_str().unwrap());
    assert_snapshot!(shown(&michael.ask(Method::DELETE, &one).await), @r#"
    DELETE /account/v1/sessions/ID
    204
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&michael.ask(Method::DELETE, "/sessions/nobodys").await), @r#"
    DELETE /account/v1/sessions/nobodys
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "It is not there. It may have ended."
    }
    "#);
}

#[tokio::test]
async fn connected_apps_are_listed_and_disconnected() {
    let michael = Michael::new().await;
    let client = Client::add(&michael.service, web_app()).await;
    client.tokens_for(MICHAEL, "profile").await;
    assert_snapshot!(shown(&michael.ask(Method::GET, "/apps").await), @r#"
    GET /account/v1/apps
    200
    cache-control: no-store
    content-type: application/json

    {
      "items": [
        {
          "client_id": "countersign",
          "last_used_at": null,
          "name": "Countersign",
          "scopes": [
            "account"
          ],
          "since": 1778749620
        },
        {
          "client_id": "CLIENT",
          "last_used_at": null,
          "name": "Harbour Desk",
          "scopes": [
            "profile"
          ],
          "since": 1778749620
        }
      ]
    }
    "#);
    let one = format!("/apps/{}", client.id);
    assert_snapshot!(shown(&michael.ask(Method::DELETE, &one).await), @r#"
    DELETE /account/v1/apps/CLIENT
    204
    cache-control: no-store
    "#);
    assert_snapshot!(shown(&michael.ask(Method::DELETE, &one).await), @r#"
    DELETE /account/v1/apps/CLIENT
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "It is not there. It may have ended."
    }
    "#);
}

#[tokio::test]
async fn without_a_token_the_challenge_names_no_error() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/account/v1/profile")).await), @r#"
    GET /account/v1/profile
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="account"

    {
      "code": "unauthorized",
      "message": "The access token is missing. Sign in first."
    }
    "#);
}

#[tokio::test]
async fn a_token_that_has_ended_is_an_invalid_token() {
    let michael = Michael::new().await;
    michael.service.clock.advance(3600);
    assert_snapshot!(shown(&michael.ask(Method::GET, "/profile").await), @r#"
    GET /account/v1/profile
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="account", error="invalid_token"

    {
      "code": "unauthorized",
      "message": "The access token is unknown or over. Sign in again."
    }
    "#);
}

#[tokio::test]
async fn a_token_of_another_app_is_refused() {
    let service = Service::with_people().await;
    let token = Client::add(&service, web_app()).await.tokens_for(MICHAEL, "profile").await.access_token;
    assert_snapshot!(shown(&Michael { service, token }.ask(Method::GET, "/profile").await), @r#"
    GET /account/v1/profile
    403
    cache-control: no-store
    content-type: application/json
    www-authenticate: Bearer realm="account", error="insufficient_scope", scope="account"

    {
      "code": "forbidden",
      "message": "This needs the scope account, which a person grants to this service's own app."
    }
    "#);
}

#[tokio::test]
async fn an_address_or_a_method_that_is_none_is_told_in_the_words_of_the_api() {
    let michael = Michael::new().await;
    assert_snapshot!(shown(&michael.ask(Method::GET, "/nothing").await), @r#"
    GET /account/v1/nothing
    404
    cache-control: no-store
    content-type: application/json

    {
      "code": "not_found",
      "message": "There is nothing at this address. The profile is at /account/v1/profile."
    }
    "#);
    assert_snapshot!(shown(&michael.ask(Method::PUT, "/profile").await), @r#"
    PUT /account/v1/profile
    405
    allow: GET,HEAD,PATCH
    cache-control: no-store
    content-type: application/json

    {
      "code": "invalid_input",
      "message": "This address does not answer that method. Allow names those that it does."
    }
    "#);
}

#[tokio::test]
async fn a_database_that_fails_is_told_without_its_words() {
    let michael = Michael::new().await;
    let raw = rusqlite::Connection::open(michael.service.database()).unwrap();
    raw.execute_batch("ALTER TABLE access_tokens RENAME TO lost").unwrap();
    assert_snapshot!(shown(&michael.ask(Method::GET, "/profile").await), @r#"
    GET /account/v1/profile
    500
    cache-control: no-store
    content-type: application/json

    {
      "code": "internal",
      "message": "The service could not finish the request. Its log says why."
    }
    "#);
}
