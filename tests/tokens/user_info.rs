//! OP-04, OP-08: who the person is, by GET and by POST.

use serde_json::json;
use support::client::{Client, member, send};
use support::service::{Service, http};

use crate::scene::{MICHAEL, add_machine, code_with, for_resources, machine_app, openid_app, verified};

#[tokio::test]
async fn op_04_get_and_post_with_the_header_say_the_same_of_the_one_in_the_id_token() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let tokens = client.tokens_for(MICHAEL, "openid profile email").await;
    let url = service.url("/oauth/userinfo");
    let get = send(http().get(&url).bearer_auth(&tokens.access_token)).await;
    let post = send(http().post(&url).bearer_auth(&tokens.access_token)).await;
    assert_eq!((get.status, post.status, get.json()), (200, 200, post.json()));
    assert_eq!(get.header("content-type"), "application/json");
    let (_, claims) = verified(&service, tokens.answer["id_token"].as_str().unwrap()).await;
    assert_eq!(get.json()["sub"], claims["sub"]);
    assert_eq!((get.json()["email"].as_str(), get.json()["name"].as_str()), (Some(MICHAEL), Some("Michael")));
}

#[tokio::test]
async fn op_04_a_token_in_the_body_is_refused_with_what_to_do() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let token = client.tokens_for(MICHAEL, "openid").await.access_token;
    let refused = client.post(&service.url("/oauth/userinfo"), &[("access_token", &token)], None).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (400, Some("invalid_request")));
    assert!(refused.json()["error_description"].as_str().unwrap().contains("Authorization header"));
}

#[tokio::test]
async fn op_04_address_and_phone_are_told_where_the_person_has_them() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let token = client.tokens_for(MICHAEL, "openid address phone").await.access_token;
    assert_eq!(client.user_info(&token).await.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["sub"]);
    let details = json!({ "phone_number": "+34 600 000 000", "address": { "locality": "Cádiz", "country": "Spain" } });
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE people SET details = ?1 WHERE email = ?2", [&details.to_string(), MICHAEL]).unwrap();
    let told = client.user_info(&token).await.json();
    assert_eq!((&told["phone_number"], &told["address"]), (&details["phone_number"], &details["address"]));
}

#[tokio::test]
async fn op_08_a_claim_that_was_asked_for_by_itself_is_told() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let claims = r#"{"userinfo": {"name": {"essential": true}, "picture": null}, "id_token": {"email": null}}"#;
    let code = code_with(&client, "openid", &[("claims", claims)]).await;
    let token = member(&client.exchange(&code).await, "access_token");
    let told = client.user_info(&token).await.json();
    assert_eq!(told.as_object().unwrap().keys().collect::<Vec<_>>(), ["name", "sub"]);
}

#[tokio::test]
async fn a_token_for_another_resource_alone_says_nothing_here() {
    let service = Service::with_people().await;
    let api = "https://api.harbour.example";
    let client = Client::add(&service, for_resources(&[api], openid_app())).await;
    let code = code_with(&client, "openid offline_access", &[("resource", api), ("resource", service.issuer())]).await;
    let answer = client.exchange(&code).await;
    assert_eq!(client.user_info(&member(&answer, "access_token")).await.status, 200, "this service is among them");
    let narrowed = client.refresh_with(&member(&answer, "refresh_token"), &[("resource", api)]).await;
    let refused = client.user_info(&member(&narrowed, "access_token")).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (401, Some("invalid_token")));
    assert!(refused.header("www-authenticate").contains("invalid_token"));
    let wider = client.refresh_with(&member(&narrowed, "refresh_token"), &[("resource", "https://other.example")]).await;
    assert_eq!((wider.status, wider.json()["error"].as_str()), (400, Some("invalid_target")));
}

#[tokio::test]
async fn an_apps_own_token_is_nobodys() {
    let service = Service::start().await;
    let client = add_machine(&service, machine_app()).await;
    let secret = client.secret.clone().unwrap();
    let answer = client.token(&[("grant_type", "client_credentials"), ("client_id", &client.id), ("client_secret", &secret)], None).await;
    let refused = client.user_info(&member(&answer, "access_token")).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (403, Some("insufficient_scope")));
}
