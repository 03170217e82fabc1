//! INT-01: an app is made over inTandem's own API.

use insta::assert_snapshot;
use serde_json::{Value, json};
use support::client::{Client, send};
use support::service::{MICHAEL, Service, http, intandem_app};
use support::shown::shown;
use support::visitor::Answer;

/// Asks for an app as inTandem's API does, with somebody's token.
async fn make(service: &Service, token: &str, body: &Value) -> Answer {
    send(http().post(service.url("/platform/v1/apps")).bearer_auth(token).json(body)).await
}

fn wish() -> Value {
    json!({
        "name": "Booking Desk", "app_code_name": "bookingdesk1", "redirect_uri": "https://booking.example/callback", "trusted": true,
        "app_type": "platform", "scopes": ["openid"], "description": "not for us",
    })
}

async fn administrator(service: &Service) -> String {
    Client::built_in(service).tokens_for("ada@harbour.example", "accounts:admin").await.access_token
}

#[tokio::test]
async fn int_01_an_app_is_made_over_the_api_and_its_answer_carries_id_and_secret() {
    let service = Service::with_people().await;
    let answer = make(&service, &administrator(&service).await, &wish()).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /platform/v1/apps
    201
    cache-control: no-store
    content-type: application/json

    {
      "data": {
        "app_code_name": "bookingdesk1",
        "app_id": "HEX",
        "app_type": "platform",
        "client_id": "HEX",
        "client_secret": "HEX",
        "name": "Booking Desk",
        "redirect_uri": "https://booking.example/callback",
        "scopes": [
          "openid"
        ],
        "trusted": true
      },
      "status": "OK"
    }
    "#);
    let data = &answer.json()["data"];
    let (id, secret) = (data["client_id"].as_str().unwrap(), data["client_secret"].as_str().unwrap());
    let mut client = Client::add(&service, intandem_app()).await;
    (client.id, client.secret) = (id.to_owned(), Some(secret.to_owned()));
    assert_eq!(client.exchange(&client.code(MICHAEL, "openid").await).await.status, 200, "it works at once, and is trusted");
}

#[tokio::test]
async fn int_01_a_code_name_is_one_apps_alone() {
    let service = Service::with_people().await;
    let token = administrator(&service).await;
    assert_eq!(make(&service, &token, &wish()).await.status, 201);
    let mut again = wish();
    again["name"] = "Another".into();
    let answer = make(&service, &token, &again).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /platform/v1/apps
    409
    cache-control: no-store
    content-type: application/json

    {
      "code": "already_exists",
      "error": "Another app has this code name. Choose another one.",
      "errors": [
        {
          "field": "app_code_name",
          "message": "Another app has this code name. Choose another one."
        }
      ],
      "status": "Error"
    }
    "#);
}

#[tokio::test]
async fn int_01_what_is_wrong_with_a_wish_is_told_by_field() {
    let service = Service::with_people().await;
    let token = administrator(&service).await;
    for (field, wrong) in [
        ("name", json!("ab")),
        ("name", json!("a".repeat(26))),
        ("app_code_name", json!("booking-desk")),
        ("app_code_name", json!("")),
        ("redirect_uri", json!("http://booking.example/callback")),
        ("scopes", json!(["personal_information"])),
    ] {
        let mut wish = wish();
        wish[field] = wrong.clone();
        let answer = make(&service, &token, &wish).await;
        assert_eq!((answer.status, answer.json()["status"].clone()), (400, json!("Error")), "{field} {wrong}");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{wrong}");
    }
    let twice = wish().to_string().replacen("{", "{\"name\":\"Other\",", 1);
    for body in ["", "{", "[]", "{}", "{\"name\": 1}", &twice] {
        let request = http().post(service.url("/platform/v1/apps")).bearer_auth(&token).header("content-type", "application/json");
        let answer = send(request.body(body.to_owned())).await;
        assert_eq!((answer.status, answer.json()["status"].clone()), (400, json!("Error")), "{body}");
    }
}

#[tokio::test]
async fn a17_an_app_is_made_over_the_api_by_an_administrator_with_a_fresh_sign_in_alone() {
    let service = Service::with_people().await;
    let built_in = Client::built_in(&service);
    let member = built_in.tokens_for(MICHAEL, "profile accounts:admin").await.access_token;
    let without_scope = built_in.tokens_for("ada@harbour.example", "profile").await.access_token;
    let stale = administrator(&service).await;
    service.clock.advance(301);
    for (token, status) in [(member, 403), (without_scope, 403), ("unknown".to_owned(), 401), (stale, 401)] {
        let answer = make(&service, &token, &wish()).await;
        assert_eq!((answer.status, answer.json()["status"].clone()), (status, json!("Error")), "{}", answer.body);
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    assert_eq!(send(http().get(service.url("/platform/v1/apps"))).await.status, 405);
    assert_eq!(make(&service, &administrator(&service).await, &wish()).await.status, 201, "who signs in anew may");
}
