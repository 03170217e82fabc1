//! Signing in, agreeing, and being somebody else.

use countersign_wire::app::OAuthAppDraft;
use insta::assert_snapshot;
use support::client::Client;
use support::service::{ADA, MICHAEL, PASSWORD, Service, inbenta_app, native_app, web_app};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

async fn consent(client: &Client, scope: &str) -> (Visitor, Answer) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize(scope), MICHAEL).await;
    (visitor, page)
}

#[tokio::test]
async fn a9_after_the_password_a_303_leads_back_to_the_request() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.open(&client.authorize("profile")).await;
    let form = page.form_with("password").with("email", "  MICHAEL@test.com ").with("password", PASSWORD);
    let answer = visitor.submit(&page, &form).await;
    assert_eq!(answer.status, 303);
    assert_eq!(service.url(answer.location().unwrap()), client.authorize("profile"));
}

#[tokio::test]
async fn a14_a_wrong_password_shows_the_page_again_and_nothing_of_what_was_typed_but_the_name() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.open(&client.authorize("profile")).await;
    let form = page.form_with("password").with("email", MICHAEL).with("password", "a wrong password");
    let answer = visitor.submit(&page, &form).await;
    assert_snapshot!(shown(&answer), @r#"
    POST /sign-in
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Sign in
    to go on to
    Harbour Desk
    .
    It never sees your password.
    The e-mail address or the password is wrong.
    Check both and try again.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    Afterwards you go back to
    harbour.example
    .
    "#);
    assert!(!answer.body.contains("a wrong password"));
    let again = answer.form_with("password").with("password", PASSWORD);
    assert_eq!(visitor.submit(&answer, &again).await.status, 303, "the page that came can be used");
}

#[tokio::test]
async fn the_consent_page_shows_the_persons_own_values_and_its_policy_names_the_way_back() {
    let service = Service::with_people().await;
    let client = Client::add(&service, inbenta_app()).await;
    let (_, page) = consent(&client, "personal_information personal_configuration km_editor_api").await;
    assert_snapshot!(shown(&page), @r#"
    GET /v1/oauth/sign-in
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Chat Desk asks for access
    You are Michael, michael@test.com.
    Not you?
    What you leave ticked is granted.
    Your account id
    PERSON. Always part of it.
    Your name and e-mail
    Michael, michael@test.com
    personal_information
    Your language and formats
    English, Europe/Madrid, 14-05-2026, 1.234,56
    personal_configuration
    Edit the knowledge base as you
    Articles it writes carry your name.
    It acts as you. Leave it unticked when in doubt.
    km_editor_api
    Afterwards you go back to
    my-application.com
    . You can end its access at any time in your account here, under Connected apps.
    Deny
    Accept
    "#);
}

#[tokio::test]
async fn a9_the_policy_names_the_scheme_of_a_native_app_or_its_port_on_this_computer() {
    let service = Service::with_people().await;
    let mut client = Client::add(&service, native_app()).await;
    for (uri, target) in
        [("com.example.till:/callback", " com.example.till:"), ("http://127.0.0.1:49152/callback", " http://127.0.0.1:49152")]
    {
        client.redirect_uri = uri.into();
        let (_, page) = consent(&client, "profile").await;
        assert!(page.header("content-security-policy").ends_with(&format!("form-action 'self'{target}")), "{uri}");
    }
}

#[tokio::test]
async fn a8_a_scope_swapped_between_the_page_and_the_press_is_refused() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let (mut visitor, page) = consent(&client, "profile").await;
    let other = visitor.open(&client.authorize("profile email")).await;
    let (form, other) = (page.form_with("answer").with("answer", "accept"), other.form_with("answer"));
    let request = &other.fields.iter().find(|(name, _)| name == "request").unwrap().1;
    let swapped = form.clone().with("request", request).ticking("scope", &["profile", "email"]);
    let added = form.clone().ticking("scope", &["profile", "email"]);
    for refused in [visitor.submit(&page, &swapped).await, visitor.submit(&page, &added).await] {
        assert_eq!((refused.status, refused.location()), (400, None));
    }
    assert_eq!(visitor.submit(&page, &form).await.status, 302, "the page as it was shown still holds");
}

#[tokio::test]
async fn a8_what_an_administrator_took_back_while_the_page_was_open_is_not_granted() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let (mut visitor, page) = consent(&client, "profile email").await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE apps SET scopes = 'profile' WHERE client_id = ?1", [&client.id]).unwrap();
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await;
    assert_eq!(answer.redirected_with()["error"], "invalid_scope");
    raw.execute("UPDATE apps SET enabled = 0 WHERE client_id = ?1", [&client.id]).unwrap();
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await;
    assert_eq!((answer.status, answer.location()), (400, None));
}

#[tokio::test]
async fn an_answer_that_is_neither_accept_nor_deny_grants_nothing() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let (mut visitor, page) = consent(&client, "profile").await;
    for answer in ["", "yes", "ACCEPT"] {
        let answer = visitor.submit(&page, &page.form_with("answer").with("answer", answer)).await;
        assert_eq!((answer.status, answer.location()), (400, None));
    }
}

#[tokio::test]
async fn int_03_trusted_skips_consent_for_a_confidential_app_and_never_for_a_native_one() {
    let service = Service::with_people().await;
    let trusted = Client::add(&service, OAuthAppDraft { trusted: true, ..web_app() }).await;
    let mut visitor = Visitor::new();
    let answer = visitor.sign_in(&trusted.authorize("profile"), MICHAEL).await;
    assert!(answer.location().unwrap().starts_with("https://harbour.example/callback?code="), "{:?}", answer.location());
    let native = Client::add(&service, native_app()).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute("UPDATE apps SET trusted = 1", []).unwrap();
    for client in [native, Client::built_in(&service)] {
        let page = visitor.visit(&client.authorize("profile")).await;
        assert_eq!((page.status, page.location()), (200, None), "A8: consent is shown, whatever the row says");
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_is_asked_for_consent_each_time_and_for_the_password_no_more() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let (mut visitor, _) = consent(&client, "profile").await;
    let page = visitor.visit(&client.authorize("profile")).await;
    assert!(page.forms().iter().all(|form| !form.names.contains(&"password".to_owned())));
    service.clock.advance(12 * 3600);
    let page = visitor.visit(&client.authorize("profile")).await;
    assert!(page.form_with("password").names.contains(&"email".to_owned()), "a session ends");
}

#[tokio::test]
async fn not_you_lets_somebody_else_sign_in_and_ends_the_session_before() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let (mut visitor, page) = consent(&client, "profile").await;
    let before = visitor.clone();
    let form = page.forms().into_iter().find(|form| form.names.contains(&"answer".to_owned())).unwrap();
    let sign_in = visitor.submit_and_follow(&page, &form.with("answer", "not_you")).await;
    let form = sign_in.form_with("password").with("email", ADA).with("password", PASSWORD);
    let consent = visitor.submit_and_follow(&sign_in, &form).await;
    assert!(consent.body.contains("Ada Ruiz"));
    let old = before.clone().visit(&client.authorize("profile")).await;
    assert!(old.form_with("password").names.contains(&"password".to_owned()), "the cookie of before is worth nothing");
}

#[tokio::test]
async fn a18_sign_ins_and_consents_are_in_the_audit_without_anything_secret() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let (mut visitor, page) = consent(&client, "profile").await;
    visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await;
    let code = client.code(MICHAEL, "profile").await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    let mut statement =
        raw.prepare("SELECT deed, coalesce(detail, ''), address FROM audit WHERE deed GLOB '*sign*' OR deed GLOB 'consent*'").unwrap();
    let rows: Vec<(String, String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().map(Result::unwrap).collect();
    let deeds: Vec<_> = rows.iter().map(|(deed, detail, _)| format!("{deed} {detail}")).collect();
    assert_eq!(deeds, ["signed_in ", "consent_denied ", "signed_in ", "consent_given profile"]);
    assert!(rows.iter().all(|(_, detail, address)| address == "127.0.0.1" && !detail.contains(&code)));
}
