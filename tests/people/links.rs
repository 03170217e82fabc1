//! One-time links: invitations, forgotten passwords.

use reqwest::Method;
use serde_json::json;
use support::client::{Client, send};
use support::mail::MailServer;
use support::service::{Service, ada, http, michael, web_app};
use support::visitor::{Answer, Visitor};
use support::wait;

use crate::desk::Desk;

const NEW: &str = "another horse entirely";

/// Opens a link and goes on; gives the answer.
async fn open(visitor: &mut Visitor, link: &str) -> Answer {
    let page = visitor.open(link).await;
    assert_eq!(page.status, 200, "{}", page.body);
    visitor.submit_and_follow(&page, &page.form_with("csrf")).await
}

/// Opens a link and chooses the password; gives the answer.
async fn choose(link: &str) -> Answer {
    let mut visitor = Visitor::new();
    let page = open(&mut visitor, link).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(!page.url.as_str().contains("code="), "the code has left the address");
    let form = page.form_with("password").with("password", NEW).with("password_again", NEW);
    visitor.submit(&page, &form).await
}

async fn reset_link(desk: &Desk, email: &str) -> String {
    let id = desk.person(email).await["id"].as_str().unwrap().to_owned();
    let made = desk.ask(Method::POST, &format!("/people/{id}/link"), Some(json!({}))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["url"].as_str().unwrap().to_owned()
}

async fn signs_in_with(service: &Service, email: &str, password: &str) -> bool {
    let mut visitor = Visitor::new();
    let page = visitor.visit(&service.url("/account")).await;
    let form = page.form_with("password").with("email", email).with("password", password);
    visitor.submit(&page, &form).await.status == 303
}

#[tokio::test]
async fn whoever_is_invited_chooses_a_password_and_signs_in() {
    let desk = Desk::open().await;
    let invited = desk.ask(Method::POST, "/people", Some(json!({ "email": "new@test.com", "name": "New" }))).await;
    assert_eq!(invited.status, 201, "{}", invited.body);
    let invited = invited.json();
    assert_eq!((invited["person"]["invited"].as_bool(), invited["link"]["purpose"].as_str()), (Some(true), Some("invitation")));
    assert_eq!(invited["link"]["mailed"], false);
    assert_eq!(choose(invited["link"]["url"].as_str().unwrap()).await.status, 200);
    assert!(signs_in_with(&desk.service, "new@test.com", NEW).await);
    let person = desk.person("new@test.com").await;
    assert_eq!((person["invited"].as_bool(), person["email_verified"].as_bool()), (Some(false), Some(false)));
}

#[tokio::test]
async fn a_link_is_not_spent_by_whatever_looks_at_it() {
    let desk = Desk::open().await;
    let link = reset_link(&desk, &michael().email).await;
    assert_eq!(send(http().head(&link)).await.status, 200);
    for _ in 0..3 {
        assert_eq!(Visitor::new().visit(&link).await.status, 200);
    }
    assert_eq!(choose(&link).await.status, 200);
}

#[tokio::test]
async fn the_page_of_a_link_is_in_the_readers_language_and_so_is_what_follows() {
    let desk = Desk::open().await;
    let link = reset_link(&desk, &michael().email).await;
    let mut visitor = Visitor::new();
    let page = visitor.open(&format!("{link}&ui_locales=es")).await;
    assert!(page.body.contains("No se hace nada con él hasta que continúes."), "{}", page.body);
    let page = visitor.submit_and_follow(&page, &page.form_with("csrf")).await;
    assert!(page.body.contains("Contraseña nueva"), "{}", page.body);
}

#[tokio::test]
async fn a8_only_the_browser_that_was_shown_a_link_goes_on_with_it() {
    let desk = Desk::open().await;
    let link = reset_link(&desk, &michael().email).await;
    let page = Visitor::new().open(&link).await;
    let mut other = Visitor::new();
    other.open(&link).await;
    assert_eq!(other.submit(&page, &page.form_with("csrf")).await.status, 400);
    assert_eq!(choose(&link).await.status, 200, "it is as it was");
}

#[tokio::test]
async fn a_link_works_once() {
    let desk = Desk::open().await;
    let link = reset_link(&desk, &michael().email).await;
    let mut visitor = Visitor::new();
    let page = open(&mut visitor, &link).await;
    assert_eq!((page.status, page.url.path()), (200, "/account/link"));
    assert_eq!(open(&mut Visitor::new(), &link).await.status, 410, "the link is spent");
    let form = page.form_with("password").with("password", NEW).with("password_again", NEW);
    assert_eq!(visitor.submit(&page, &form).await.status, 200);
    assert_eq!(visitor.submit(&page, &form).await.status, 410, "and so is its cookie");
}

#[tokio::test]
async fn a_link_ends_and_a_newer_one_takes_its_place() {
    let desk = Desk::open().await;
    let first = reset_link(&desk, &michael().email).await;
    let second = reset_link(&desk, &michael().email).await;
    assert_eq!(open(&mut Visitor::new(), &first).await.status, 410);
    desk.service.clock.advance(1800);
    assert_eq!(open(&mut Visitor::new(), &second).await.status, 410, "after thirty minutes");
}

#[tokio::test]
async fn an_invitation_lasts_for_seven_days() {
    let desk = Desk::open().await;
    let mut links = Vec::new();
    for email in ["one@test.com", "two@test.com"] {
        let invited = desk.ask(Method::POST, "/people", Some(json!({ "email": email, "name": "New" }))).await.json();
        links.push(invited["link"]["url"].as_str().unwrap().to_owned());
    }
    desk.service.clock.advance(7 * 24 * 3600 - 1);
    assert_eq!(open(&mut Visitor::new(), &links[0]).await.status, 200);
    desk.service.clock.advance(1);
    assert_eq!(open(&mut Visitor::new(), &links[1]).await.status, 410);
}

#[tokio::test]
async fn a10_a_chosen_password_ends_every_session_and_every_renewal() {
    let desk = Desk::open().await;
    let client = Client::add(&desk.service, web_app()).await;
    let tokens = client.tokens_for(&michael().email, "profile offline_access").await;
    let mut visitor = Visitor::new();
    visitor.sign_in(&desk.service.url("/account"), &michael().email).await;
    let link = reset_link(&desk, &michael().email).await;
    assert_eq!(choose(&link).await.status, 200);
    assert_eq!(visitor.open(&desk.service.url("/account")).await.status, 303);
    assert_eq!(client.refresh(&tokens.refresh_token.unwrap()).await.status, 400);
    assert_eq!(client.user_info(&tokens.access_token).await.status, 401);
}

#[tokio::test]
async fn a12_a_password_that_is_too_short_leaves_the_link_as_it_is() {
    let desk = Desk::open().await;
    let mut visitor = Visitor::new();
    let page = open(&mut visitor, &reset_link(&desk, &michael().email).await).await;
    let form = |password: &str| page.form_with("password").with("password", password).with("password_again", password);
    assert_eq!(visitor.submit(&page, &form("short")).await.status, 422);
    assert_eq!(visitor.submit(&page, &form(NEW)).await.status, 200);
}

#[tokio::test]
async fn a15_links_are_kept_as_hashes_and_sessions_of_others_are_not_opened_by_them() {
    let desk = Desk::open().await;
    let link = reset_link(&desk, &michael().email).await;
    let code = link.split("code=").nth(1).unwrap().to_owned();
    for name in ["accounts.db", "accounts.db-wal"] {
        let bytes = std::fs::read(desk.service.database().with_file_name(name)).unwrap_or_default();
        assert!(!bytes.windows(code.len()).any(|part| part == code.as_bytes()), "{name}");
    }
}

#[tokio::test]
async fn a14_without_mail_nobody_is_offered_a_link() {
    let service = Service::with_people().await;
    let page = Visitor::new().visit(&service.url("/account")).await;
    assert!(!page.body.contains("/account/forgotten"));
    assert_eq!(Visitor::new().open(&service.url("/account/forgotten")).await.status, 404);
}

/// Asks for a link at the page; gives the answer.
async fn forgotten(service: &Service, email: &str) -> Answer {
    let mut visitor = Visitor::new();
    let page = visitor.open(&service.url("/account/forgotten")).await;
    visitor.submit(&page, &page.form_with("email").with("email", email)).await
}

#[tokio::test]
async fn a14_asking_for_a_link_is_answered_alike_whether_the_address_is_known() {
    let server = MailServer::start().await;
    let desk = Desk::open_with(|config| config.mail = Some(server.settings())).await;
    let (known, unknown) = (forgotten(&desk.service, &michael().email).await, forgotten(&desk.service, "nobody@test.com").await);
    let alike = |answer: &Answer| answer.body.lines().filter(|line| !line.contains("nonce=")).collect::<String>();
    assert_eq!((known.status, alike(&known)), (unknown.status, alike(&unknown)));
    let letter = server.letter(1).await;
    assert_eq!(letter.to, michael().email);
    assert!(letter.link().starts_with(&desk.service.url("/account/link?code=")), "{}", letter.text);
    assert_eq!(choose(&letter.link()).await.status, 200);
    assert!(signs_in_with(&desk.service, &michael().email, NEW).await);
    assert_eq!(desk.person(&michael().email).await["email_verified"], true, "mail has reached them");
    assert_eq!(server.letters().len(), 1, "nobody else was written to");
}

#[tokio::test]
async fn a14_nobodys_mailbox_is_filled_by_asking() {
    let server = MailServer::start().await;
    let desk = Desk::open_with(|config| config.mail = Some(server.settings())).await;
    for _ in 0..10 {
        assert_eq!(forgotten(&desk.service, "nobody@test.com").await.status, 200);
    }
    assert_eq!(forgotten(&desk.service, "nobody@test.com").await.status, 429);
}

#[tokio::test]
async fn a14_three_letters_an_hour_are_sent_however_often_somebody_asks_and_the_answer_tells_nothing() {
    let server = MailServer::start().await;
    let desk = Desk::open_with(|config| config.mail = Some(server.settings())).await;
    let alike = |answer: &Answer| answer.body.lines().filter(|line| !line.contains("nonce=")).collect::<String>();
    let unknown = forgotten(&desk.service, "nobody@test.com").await;
    for _ in 0..6 {
        let answer = forgotten(&desk.service, &michael().email).await;
        assert_eq!((answer.status, alike(&answer)), (unknown.status, alike(&unknown)));
    }
    server.letter(3).await;
    desk.service.clock.advance(3600);
    forgotten(&desk.service, &michael().email).await;
    let fourth = server.letter(4).await.link();
    let database = rusqlite::Connection::open(desk.service.database()).unwrap();
    let made: i64 = database.query_row("SELECT count(*) FROM one_time_links", [], |row| row.get(0)).unwrap();
    assert_eq!(made, 4, "there is no link whose letter is still to come");
    assert_eq!(choose(&fourth).await.status, 200);
}

#[tokio::test]
async fn a14_a_stranger_who_asks_takes_no_link_away() {
    let server = MailServer::start().await;
    let desk = Desk::open_with(|config| config.mail = Some(server.settings())).await;
    let id = desk.person(&michael().email).await["id"].as_str().unwrap().to_owned();
    let handed_over = || async {
        let made = desk.ask(Method::POST, &format!("/people/{id}/link"), Some(json!({ "mail": false }))).await.json();
        made["url"].as_str().unwrap().to_owned()
    };
    let link = handed_over().await;
    forgotten(&desk.service, &michael().email).await;
    let asked = server.letter(1).await.link();
    let mut visitor = Visitor::new();
    let page = open(&mut visitor, &link).await;
    assert_eq!(page.status, 200, "{}", page.body);
    forgotten(&desk.service, &michael().email).await;
    server.letter(2).await;
    let mut other = Visitor::new();
    assert_eq!(open(&mut other, &asked).await.status, 200, "nor one that was asked for before");
    let form = page.form_with("password").with("password", NEW).with("password_again", NEW);
    assert_eq!(visitor.submit(&page, &form).await.status, 200, "one that was opened can be used");
    assert_eq!(other.open(&desk.service.url("/account/link")).await.status, 410, "and ends all others");
}

#[tokio::test]
async fn an_invitation_goes_by_mail_in_the_persons_language_and_is_shown_to_nobody_else() {
    let server = MailServer::start().await;
    let desk = Desk::open_with(|config| config.mail = Some(server.settings())).await;
    let draft = json!({ "email": "new@test.com", "name": "New", "formats": { "locale": "es-MX" } });
    let invited = desk.ask(Method::POST, "/people", Some(draft)).await.json();
    assert_eq!((invited["link"]["mailed"].as_bool(), invited["link"]["url"].as_str()), (Some(true), None));
    let letter = server.letter(1).await;
    assert!(letter.text.contains("Hola, New:"), "{}", letter.text);
    assert_eq!(choose(&letter.link()).await.status, 200);
}

#[tokio::test]
async fn a_letter_that_is_refused_is_told_to_administrators_and_a_link_can_be_shown_instead() {
    let server = MailServer::start_with("550 no such mailbox").await;
    let desk = Desk::open_with(|config| config.mail = Some(server.settings())).await;
    assert_eq!(desk.ask(Method::GET, "/mail", None).await.json(), json!({ "sends": true, "failed_at": null, "reason": null }));
    forgotten(&desk.service, &michael().email).await;
    let told = wait::until_some("the failure", || async {
        let state = desk.ask(Method::GET, "/mail", None).await.json();
        state["reason"].as_str().map(str::to_owned)
    });
    let reason = told.await;
    assert!(reason.contains("refused") && !reason.contains("michael"), "{reason}");
    let id = desk.person(&michael().email).await["id"].as_str().unwrap().to_owned();
    let shown = desk.ask(Method::POST, &format!("/people/{id}/link"), Some(json!({ "mail": false }))).await.json();
    assert_eq!(choose(shown["url"].as_str().unwrap()).await.status, 200);
}

#[tokio::test]
async fn a17_a_link_for_somebody_else_needs_a_fresh_sign_in() {
    let desk = Desk::open().await;
    let id = desk.person(&ada().email).await["id"].as_str().unwrap().to_owned();
    desk.service.clock.advance(301);
    let refused = desk.ask(Method::POST, &format!("/people/{id}/link"), Some(json!({}))).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (401, Some("fresh_sign_in_needed")));
}
