//! What is only told: last uses and counts, which are written when the service stops at the latest.

use support::client::{Client, member};
use support::service::{BEGINNING, Service, web_app};
use support::visitor::Visitor;

use crate::scene::MICHAEL;

#[tokio::test]
async fn the_last_use_of_a_secret_and_what_happened_on_a_day_are_written() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let first = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    service.clock.advance(7);
    client.refresh(&member(&first, "refresh_token")).await;
    client.refresh("made-up").await;
    let service = service.restart().await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let used = raw.query_row("SELECT last_used_at, last_used_from FROM app_secrets WHERE app = ?1", [&client.id], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    });
    assert_eq!(used.unwrap(), (BEGINNING + 7, "127.0.0.1".to_owned()));
    let mut rows = raw.prepare("SELECT event, reason, times, day FROM usage WHERE app = ?1 ORDER BY event").unwrap();
    let counts: Vec<(String, String, i64, i64)> =
        rows.query_map([&client.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap().map(Result::unwrap).collect();
    let day = BEGINNING / (24 * 3600);
    let row = |event: &str, reason: &str| (event.to_owned(), reason.to_owned(), 1, day);
    assert_eq!(counts, [row("refresh", ""), row("refusal", "invalid_grant"), row("sign_in", "")]);
    let last: i64 = raw.query_row("SELECT last_used_at FROM apps WHERE client_id = ?1", [&client.id], |row| row.get(0)).unwrap();
    assert_eq!(last, BEGINNING + 7);
}

#[tokio::test]
async fn a7_a_retired_secret_does_not_work_and_is_not_told_as_used() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE app_secrets SET retired_at = ?1", [BEGINNING]).unwrap();
    assert_eq!(client.refresh("made-up").await.json()["error"], "invalid_client");
    raw.execute("UPDATE app_secrets SET retired_at = NULL", []).unwrap();
    assert_eq!(client.refresh("made-up").await.json()["error"], "invalid_grant", "retiring can be taken back");
}

#[tokio::test]
async fn a_return_address_that_is_not_registered_is_told_to_whoever_looks_after_the_app() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let wrong = Client::of(&service, &client.id, None, "https://harbour.example/callback/");
    for _ in 0..2 {
        assert_eq!(Visitor::new().open(&wrong.authorize("profile")).await.status, 400);
    }
    let service = service.restart().await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let told = raw.query_row("SELECT app, redirect_uri, times, last_at FROM redirect_uri_mismatches", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
    });
    assert_eq!(told.unwrap(), (client.id, "https://harbour.example/callback/".to_owned(), 2, BEGINNING));
}
