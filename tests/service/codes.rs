//! A4: codes, and what becomes of them.

use std::collections::BTreeMap;

use countersign_accounts::Config;
use insta::assert_snapshot;
use support::client::{Client, member, scene};
use support::service::{MICHAEL, Service, native_app, web_app};
use support::shown::shown;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a4_of_256_racers_one_has_tokens_and_the_rest_invalid_grant() {
    let (_service, client) = scene(web_app()).await;
    let code = client.code(MICHAEL, "profile").await;
    let racers: Vec<_> = (0..256)
        .map(|_| {
            let (client, code) = (client.clone(), code.clone());
            tokio::spawn(async move { client.exchange(&code).await })
        })
        .collect();
    let mut outcomes = BTreeMap::new();
    for racer in racers {
        let answer = racer.await.unwrap();
        let error = answer.json().get("error").and_then(|error| error.as_str().map(str::to_owned));
        *outcomes.entry((answer.status, error)).or_insert(0) += 1;
    }
    assert_eq!(outcomes, BTreeMap::from([((200, None), 1), ((400, Some("invalid_grant".to_owned())), 255)]));
}

#[tokio::test]
async fn a4_a_valid_replay_is_refused_and_ends_what_the_code_gave() {
    let (_service, client) = scene(web_app()).await;
    let code = client.code(MICHAEL, "profile offline_access").await;
    let first = client.exchange(&code).await;
    let (access, refresh) = (member(&first, "access_token"), member(&first, "refresh_token"));
    assert_eq!(client.user_info(&access).await.status, 200);
    assert_snapshot!(shown(&client.exchange(&code).await), @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_grant",
      "error_description": "The code was used before. What it gave has been ended."
    }
    "#);
    assert_eq!(client.user_info(&access).await.status, 401);
    assert_eq!(client.refresh(&refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a4_a_replay_that_could_not_have_had_the_tokens_ends_nothing() {
    let service = Service::with_people().await;
    let client = Client::add(&service, native_app()).await;
    let code = client.code(MICHAEL, "profile").await;
    let access = member(&client.exchange(&code).await, "access_token");
    let mut stolen = client.exchange_pairs(&code);
    stolen.retain(|(name, _)| *name != "code_verifier");
    assert_eq!(client.token(&stolen, None).await.json()["error"], "invalid_grant");
    stolen.push(("code_verifier", "aBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    assert_eq!(client.token(&stolen, None).await.json()["error"], "invalid_grant");
    assert_eq!(client.user_info(&access).await.status, 200);
}

#[tokio::test]
async fn a4_a_code_lives_as_long_as_the_service_says_and_no_second_longer() {
    let service = Service::start_with(|config: &mut Config| config.code_lifetime = std::time::Duration::from_secs(30)).await;
    service.add_person(support::service::michael()).await;
    let client = Client::add(&service, web_app()).await;
    let (early, late) = (client.code(MICHAEL, "profile").await, client.code(MICHAEL, "profile").await);
    service.clock.advance(29);
    assert_eq!(client.exchange(&early).await.status, 200);
    service.clock.advance(1);
    let answer = client.exchange(&late).await;
    assert_eq!(answer.json()["error"], "invalid_grant");
    assert_eq!(answer.json()["error_description"], "The code has expired.");
}

#[tokio::test]
async fn a4_a_code_is_of_use_to_its_own_client_only() {
    let (service, client) = scene(web_app()).await;
    let other = Client::add(&service, web_app()).await;
    let code = client.code(MICHAEL, "profile").await;
    let unknown = other.exchange(&"A".repeat(43)).await;
    let stolen = other.exchange(&code).await;
    assert_eq!((stolen.status, stolen.body), (unknown.status, unknown.body), "another's code is as unknown as none");
    assert_eq!(client.exchange(&code).await.status, 200, "and was not spent");
}

#[tokio::test]
async fn a4_the_redirect_uri_is_asked_again_and_compared_byte_for_byte() {
    let service = Service::with_people().await;
    let mut client = Client::add(&service, native_app()).await;
    client.redirect_uri = "http://127.0.0.1:49152/callback".into();
    let code = client.code(MICHAEL, "profile").await;
    for (other, error) in [
        (None, "invalid_request"),
        (Some("http://127.0.0.1/callback"), "invalid_grant"),
        (Some("http://127.0.0.1:49153/callback"), "invalid_grant"),
        (Some("http://127.0.0.1:49152/callback/"), "invalid_grant"),
    ] {
        let mut pairs = client.exchange_pairs(&code);
        pairs.retain(|(name, _)| *name != "redirect_uri");
        pairs.extend(other.map(|other| ("redirect_uri", other)));
        assert_eq!(client.token(&pairs, None).await.json()["error"], error, "{other:?}");
    }
    assert_eq!(client.exchange(&code).await.status, 200);
}

#[tokio::test]
async fn a_code_dies_with_its_app() {
    let (service, client) = scene(web_app()).await;
    let code = client.code(MICHAEL, "profile").await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.pragma_update(None, "foreign_keys", true).unwrap();
    raw.execute("DELETE FROM apps WHERE client_id = ?1", [&client.id]).unwrap();
    assert_eq!(client.exchange(&code).await.json()["error"], "invalid_client");
    let left: i64 = raw.query_row("SELECT count(*) FROM codes", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a15_no_code_token_secret_or_session_is_in_the_database() {
    let (service, client) = scene(web_app()).await;
    let mut visitor = support::visitor::Visitor::new();
    let code = visitor.accept(&client.authorize("profile offline_access"), MICHAEL).await.redirected_with().remove("code").unwrap();
    let answer = client.exchange(&code).await;
    let renewed = client.refresh(&member(&answer, "refresh_token")).await;
    let mut secrets = vec![code, client.secret.clone().unwrap(), support::service::PASSWORD.to_owned()];
    secrets.extend(["access_token", "refresh_token"].iter().flat_map(|name| [member(&answer, name), member(&renewed, name)]));
    secrets.extend(visitor.cookies.values().cloned());
    for file in std::fs::read_dir(service.database().parent().unwrap()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{} in {}", secret, path.display());
        }
    }
}
