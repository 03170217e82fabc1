//! A5 and A6: renewal.

use insta::assert_snapshot;
use support::client::{Client, member};
use support::service::{MICHAEL, Service, native_app, web_app};
use support::shown::shown;
use support::visitor::Answer;

const DAY: i64 = 24 * 3600;

async fn scene() -> (Service, Client, String) {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    let token = first(&client).await;
    (service, client, token)
}

/// The refresh token of a new sign-in.
async fn first(client: &Client) -> String {
    member(&client.exchange(&client.code(MICHAEL, "profile email offline_access").await).await, "refresh_token")
}

fn is_refused(answer: &Answer) -> bool {
    answer.status == 400 && answer.json()["error"] == "invalid_grant"
}

#[tokio::test]
async fn a5_each_renewal_gives_new_tokens() {
    let (_service, client, token) = scene().await;
    let answer = client.refresh(&token).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /oauth/token
    200
    cache-control: no-store
    content-type: application/json

    {
      "access_token": "TOKEN",
      "expires_in": 3600,
      "refresh_token": "TOKEN",
      "scope": "profile email offline_access",
      "token_type": "Bearer"
    }
    "#);
    assert_ne!(member(&answer, "refresh_token"), token);
    assert_eq!(client.user_info(&member(&answer, "access_token")).await.json()["email"], MICHAEL);
}

#[tokio::test]
async fn a5_reuse_ends_the_family_with_every_access_token() {
    let (_service, client, token) = scene().await;
    let second = client.refresh(&token).await;
    let third = client.refresh(&member(&second, "refresh_token")).await;
    assert_snapshot!(shown(&client.refresh(&token).await), @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_grant",
      "error_description": "The refresh token was used before. The sign-in has been ended, as somebody else may have it."
    }
    "#);
    assert!(is_refused(&client.refresh(&member(&third, "refresh_token")).await));
    for answer in [&second, &third] {
        assert_eq!(client.user_info(&member(answer, "access_token")).await.status, 401);
    }
}

#[tokio::test]
async fn a5_another_sign_in_is_another_family() {
    let (_service, client, token) = scene().await;
    let other = first(&client).await;
    let second = client.refresh(&token).await;
    client.refresh(&member(&second, "refresh_token")).await;
    assert!(is_refused(&client.refresh(&token).await));
    assert_eq!(client.refresh(&other).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a5_of_64_racers_all_are_given_one_and_the_same_successor_and_nobody_is_signed_out() {
    let (_service, client, token) = scene().await;
    let racers: Vec<_> = (0..64)
        .map(|_| {
            let (client, token) = (client.clone(), token.clone());
            tokio::spawn(async move { client.refresh(&token).await })
        })
        .collect();
    let mut successors = std::collections::BTreeSet::new();
    for racer in racers {
        successors.insert(member(&racer.await.unwrap(), "refresh_token"));
    }
    assert_eq!(successors.len(), 1);
    assert_eq!(client.refresh(successors.first().unwrap()).await.status, 200);
}

#[tokio::test]
async fn a5_a_token_is_bound_to_its_client() {
    let (service, client, token) = scene().await;
    let other = Client::add(&service, web_app()).await;
    assert!(is_refused(&other.refresh(&token).await));
    assert_eq!(client.refresh(&token).await.status, 200, "and the attempt spent nothing");
}

#[tokio::test]
async fn a5_scope_can_be_narrowed_for_one_access_token_and_never_widened() {
    let (_service, client, token) = scene().await;
    for wider in ["profile email offline_access accounts:admin", "openid", "product_apis", "\""] {
        assert_eq!(client.refresh_with(&token, &[("scope", wider)]).await.json()["error"], "invalid_scope", "{wider}");
    }
    let narrow = client.refresh_with(&token, &[("scope", "email")]).await;
    assert_eq!(narrow.json()["scope"], "email");
    let said = client.user_info(&member(&narrow, "access_token")).await.json();
    assert_eq!((said["email"].as_str(), said.get("name")), (Some(MICHAEL), None));
    let whole = client.refresh(&member(&narrow, "refresh_token")).await;
    assert_eq!(whole.json()["scope"], "profile email offline_access");
}

#[tokio::test]
async fn a5_a_token_that_lies_unused_ends_and_one_that_is_used_lives_on() {
    let (service, client, token) = scene().await;
    let idle = first(&client).await;
    service.clock.advance(29 * DAY);
    let next = member(&client.refresh(&token).await, "refresh_token");
    service.clock.advance(DAY);
    assert!(is_refused(&client.refresh(&idle).await));
    assert_eq!(client.refresh(&next).await.status, 200);
}

#[tokio::test]
async fn a5_however_often_it_is_renewed_a_sign_in_ends() {
    let (service, client, mut token) = scene().await;
    for _ in 0..8 {
        service.clock.advance(20 * DAY);
        token = member(&client.refresh(&token).await, "refresh_token");
    }
    service.clock.advance(20 * DAY - 60);
    let last = client.refresh(&token).await;
    assert_eq!(last.json()["expires_in"], 60, "no access token outlives the sign-in");
    service.clock.advance(60);
    assert!(is_refused(&client.refresh(&member(&last, "refresh_token")).await));
    assert_eq!(client.user_info(&member(&last, "access_token")).await.status, 401);
}

#[tokio::test]
async fn a6_a_lost_answer_is_given_again_within_30_seconds() {
    let (service, client, token) = scene().await;
    let lost = client.refresh(&token).await;
    service.clock.advance(30);
    let again = client.refresh(&token).await;
    assert_eq!(member(&again, "refresh_token"), member(&lost, "refresh_token"));
    assert_eq!(client.user_info(&member(&again, "access_token")).await.status, 200);
    assert_eq!(client.refresh(&member(&again, "refresh_token")).await.status, 200);
}

#[tokio::test]
async fn a6_after_30_seconds_it_is_reuse() {
    let (service, client, token) = scene().await;
    let lost = client.refresh(&token).await;
    service.clock.advance(31);
    assert!(is_refused(&client.refresh(&token).await));
    assert!(is_refused(&client.refresh(&member(&lost, "refresh_token")).await), "the family is over");
}

#[tokio::test]
async fn a6_once_the_successor_was_used_it_is_reuse() {
    let (_service, client, token) = scene().await;
    let successor = member(&client.refresh(&token).await, "refresh_token");
    let third = client.refresh(&successor).await;
    assert!(is_refused(&client.refresh(&token).await));
    assert!(is_refused(&client.refresh(&member(&third, "refresh_token")).await), "the family is over");
}

#[tokio::test]
async fn a6_somebody_who_loses_every_answer_once_stays_signed_in_over_a_restart_too() {
    let (service, client, mut token) = scene().await;
    for _ in 0..20 {
        client.refresh(&token).await;
        service.clock.advance(25);
        token = member(&client.refresh(&token).await, "refresh_token");
        service.clock.advance(3000);
    }
    let lost = client.refresh(&token).await;
    let service = service.restart().await;
    let client = Client::of(&service, &client.id, None, &client.redirect_uri);
    assert_eq!(member(&client.refresh(&token).await, "refresh_token"), member(&lost, "refresh_token"));
}
