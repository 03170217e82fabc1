//! Letters that are promised arrive: over a stop, past a server that puts them off, and one by one.

use reqwest::Method;
use serde_json::json;
use support::mail::MailServer;
use support::service::{Service, michael};
use support::visitor::{Answer, Visitor};
use support::wait;

use crate::desk::Desk;

const LATER: &str = "451 come again later";
const TAKEN: &str = "250 taken";

async fn desk(server: &MailServer) -> Desk {
    let mail = server.settings();
    Desk::open_with(|config| config.mail = Some(mail)).await
}

async fn invite(desk: &Desk, email: &str) -> Answer {
    desk.ask(Method::POST, "/people", Some(json!({ "email": email, "name": "New" }))).await
}

/// Opens a link and goes on; gives the status of the page to choose a password.
async fn opened(link: &str) -> u16 {
    let mut visitor = Visitor::new();
    let page = visitor.open(link).await;
    visitor.submit_and_follow(&page, &page.form_with("csrf")).await.status
}

fn rows(service: &Service, table: &str) -> i64 {
    let database = rusqlite::Connection::open(service.database()).unwrap();
    database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// Why a letter failed last, as an administrator is told.
async fn trouble(desk: &Desk) -> Option<String> {
    desk.ask(Method::GET, "/mail", None).await.json()["reason"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_letter_that_waits_arrives_after_a_restart_and_is_not_readable_until_then() {
    let server = MailServer::start_with(LATER).await;
    let desk = desk(&server).await;
    assert_eq!(invite(&desk, "new@test.com").await.json()["link"]["mailed"], true);
    server.named("new@test.com", 1).await;
    let (settings, database) = (server.settings(), desk.service.database());
    let mut kept = Vec::new();
    let Desk { service, .. } = desk;
    let service = service.restart_with(|config| config.mail = Some(settings)).await;
    for name in ["accounts.db", "accounts.db-wal"] {
        kept.extend(std::fs::read(database.with_file_name(name)).unwrap_or_default());
    }
    server.answer("new@test.com", TAKEN);
    service.clock.advance(15);
    let link = server.letter(1).await.link();
    let code = link.split("code=").nth(1).unwrap();
    assert!(!kept.windows(code.len()).any(|part| part == code.as_bytes()), "the link lay readable in the database");
    assert_eq!(opened(&link).await, 200);
    assert_eq!(rows(&service, "letters"), 0);
}

#[tokio::test]
async fn a_letter_that_is_put_off_holds_up_no_other() {
    let server = MailServer::start().await;
    let desk = desk(&server).await;
    server.answer("slow@test.com", LATER);
    assert_eq!(invite(&desk, "slow@test.com").await.status, 201);
    server.named("slow@test.com", 1).await;
    assert_eq!(invite(&desk, "quick@test.com").await.status, 201);
    assert_eq!(server.letter(1).await.to, "quick@test.com");
    let told = wait::until_some("the trouble to be told", || trouble(&desk)).await;
    assert!(told.contains("puts letters off"), "{told}");
    server.answer("slow@test.com", TAKEN);
    desk.service.clock.advance(15);
    assert_eq!(server.letter(2).await.to, "slow@test.com");
}

#[tokio::test]
async fn a_letter_whose_link_has_ended_is_given_up() {
    let server = MailServer::start_with(LATER).await;
    let desk = desk(&server).await;
    let id = desk.person(&michael().email).await["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.ask(Method::POST, &format!("/people/{id}/link"), Some(json!({ "mail": true }))).await.status, 201);
    server.named(&michael().email, 1).await;
    desk.service.clock.advance(1800);
    wait::until_some("the letter to be given up", || async { (rows(&desk.service, "letters") == 0).then_some(()) }).await;
    assert_eq!(server.letters().len(), 0);
}

#[tokio::test]
async fn a_letter_goes_with_its_link() {
    let server = MailServer::start_with(LATER).await;
    let desk = desk(&server).await;
    let id = desk.person(&michael().email).await["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{id}/link");
    let link = |mail: bool| desk.ask(Method::POST, &path, Some(json!({ "mail": mail })));
    assert_eq!(link(true).await.status, 201);
    assert_eq!(rows(&desk.service, "letters"), 1);
    assert_eq!(link(false).await.status, 201);
    assert_eq!(rows(&desk.service, "letters"), 0);
}

#[tokio::test]
async fn where_no_letter_more_may_wait_nobody_is_added_and_the_next_try_can_succeed() {
    let server = MailServer::start().await;
    let desk = desk(&server).await;
    let database = rusqlite::Connection::open(desk.service.database()).unwrap();
    // They are due in a far future, so that none of them is sent meanwhile; and their links are none.
    let fill = "PRAGMA foreign_keys = off; WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000) \
                INSERT INTO letters (link, sealed, next_at) SELECT randomblob(32), x'00', 1 << 40 FROM numbers";
    database.execute_batch(fill).unwrap();
    let (people, links) = (rows(&desk.service, "people"), rows(&desk.service, "one_time_links"));
    let refused = invite(&desk, "new@test.com").await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("no_mail")), "{}", refused.body);
    assert_eq!((rows(&desk.service, "people"), rows(&desk.service, "one_time_links")), (people, links));
    database.execute_batch("DELETE FROM letters").unwrap();
    assert_eq!(invite(&desk, "new@test.com").await.status, 201);
    assert_eq!(server.letter(1).await.to, "new@test.com");
}

#[tokio::test]
async fn whoever_is_invited_disabled_is_not_added() {
    let desk = Desk::open().await;
    let draft = json!({ "email": "new@test.com", "name": "New", "enabled": false });
    let refused = desk.ask(Method::POST, "/people", Some(draft)).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("disabled")), "{}", refused.body);
    assert_eq!(rows(&desk.service, "people"), 2);
}
