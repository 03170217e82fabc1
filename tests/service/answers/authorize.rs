//! Authorization: what the app is told, by the addresses of every dialect.

use countersign_wire::app::OAuthAppDraft;
use insta::assert_snapshot;
use support::client::{Client, scene, send};
use support::service::{MICHAEL, Service, http, iiniit_app, inbenta_app, intandem_app, web_app};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

/// The answer to a request that has one parameter changed or more.
async fn asked(client: &Client, more: &[(&str, &str)]) -> Answer {
    let challenge = support::client::challenge(support::client::VERIFIER);
    let mut pairs = client.request("profile", "s", &challenge);
    pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    pairs.extend(more);
    Visitor::new().open(&client.authorize_url(&pairs)).await
}

#[tokio::test]
async fn a_request_that_is_not_one_is_told_to_the_app() {
    let (_service, client) = scene(web_app()).await;
    assert_snapshot!(shown(&asked(&client, &[("code_challenge_method", "plain")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=invalid_request&error_description=The+code_challenge_method+has+to+be+S256.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
    assert_snapshot!(shown(&asked(&client, &[("response_type", "token")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=unsupported_response_type&error_description=The+only+response_type+is+code.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
    assert_snapshot!(shown(&asked(&client, &[("scope", "openid")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=invalid_scope&error_description=The+app+is+not+allowed+a+scope+that+it+asks+for.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
    assert_snapshot!(shown(&asked(&client, &[("request", "x.y.z")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=request_not_supported&error_description=Request+objects+are+not+supported.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
    assert_snapshot!(shown(&asked(&client, &[("request_uri", "https://harbour.example/request")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=request_uri_not_supported&error_description=Request+objects+are+not+supported.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
    assert_snapshot!(shown(&asked(&client, &[("resource", "https://elsewhere.example")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=invalid_target&error_description=The+app+may+not+ask+for+tokens+for+this+resource.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
}

#[tokio::test]
async fn without_a_page_nobody_is_asked() {
    let (_service, client) = scene(web_app()).await;
    assert_snapshot!(shown(&asked(&client, &[("prompt", "none")]).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=login_required&error_description=The+person+has+to+sign+in%2C+and+nothing+may+be+asked.&state=s&iss=http%3A%2F%2F127.0.0.1%3APORT
    "#);
    let mut visitor = Visitor::new();
    visitor.sign_in(&client.authorize("profile"), MICHAEL).await;
    let silent = format!("{}&prompt=none", client.authorize("profile"));
    assert_snapshot!(shown(&visitor.open(&silent).await), @r#"
    GET /oauth/authorize
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=consent_required&error_description=The+person+has+to+be+asked+for+consent%2C+and+nothing+may+be+asked.&state=xx234asdfx0&iss=http%3A%2F%2F127.0.0.1%3APORT
    set-cookie: countersign-done=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0
    "#);
}

#[tokio::test]
async fn a_person_who_denies_is_told_to_the_app() {
    let (_service, client) = scene(web_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize("profile"), MICHAEL).await;
    assert_snapshot!(shown(&visitor.submit(&page, &page.form_with("answer").with("answer", "deny")).await), @r#"
    POST /consent
    302
    cache-control: no-store
    location: https://harbour.example/callback?error=access_denied&state=xx234asdfx0&iss=http%3A%2F%2F127.0.0.1%3APORT
    set-cookie: countersign-done=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0
    "#);
}

#[tokio::test]
async fn a_request_in_a_form_goes_on_as_one_in_an_address() {
    let service = Service::start().await;
    assert_snapshot!(shown(&posted(&service, "/oauth/authorize").await), @r#"
    POST /oauth/authorize
    303
    cache-control: no-store
    location: /oauth/authorize?client_id=x
    "#);
    assert_snapshot!(shown(&posted(&service, "/v1/oauth/sign-in").await), @r#"
    POST /v1/oauth/sign-in
    303
    cache-control: no-store
    location: /v1/oauth/sign-in?client_id=x
    "#);
    assert_snapshot!(shown(&posted(&service, "/app/oauth/authorize").await), @r#"
    POST /app/oauth/authorize
    303
    cache-control: no-store
    location: /app/oauth/authorize?client_id=x
    "#);
    assert_snapshot!(shown(&posted(&service, "/auth/login").await), @r#"
    POST /auth/login
    303
    cache-control: no-store
    location: /auth/login?client_id=x
    "#);
}

async fn posted(service: &Service, path: &str) -> Answer {
    send(http().post(service.url(path)).form(&[("client_id", "x")])).await
}

/// What comes of a request at the address of a dialect, for somebody who is not signed in.
async fn at(draft: OAuthAppDraft, path: &str) -> Answer {
    let (service, client) = scene(draft).await;
    let target = client.authorize_url(&client.request("", "s", ""));
    let query = target.split_once('?').unwrap().1.to_owned();
    Visitor::new().open(&service.url(&format!("{path}?{query}"))).await
}

#[tokio::test]
async fn the_addresses_of_the_real_services_lead_to_the_same_page() {
    assert_snapshot!(shown(&at(inbenta_app(), "/v1/oauth/sign-in").await), @r#"
    GET /v1/oauth/sign-in
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Sign in
    to go on to
    Chat Desk
    .
    It never sees your password.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    Afterwards you go back to
    my-application.com
    .
    "#);
    assert_snapshot!(shown(&at(intandem_app(), "/app/oauth/authorize").await), @r#"
    GET /app/oauth/authorize
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Sign in
    to go on to
    Booking Desk
    .
    It never sees your password.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    Afterwards you go back to
    booking.example
    .
    "#);
    assert_snapshot!(shown(&at(iiniit_app(), "/auth/login").await), @r#"
    GET /auth/login
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Sign in
    to go on to
    Gallery
    .
    It never sees your password.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    Afterwards you go back to
    gallery.example
    .
    "#);
}

#[tokio::test]
async fn a_request_without_an_app_is_told_on_a_page() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/oauth/authorize")).await), @r#"
    GET /oauth/authorize
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This request cannot be understood
    It does not say which app it is of (client_id).
    Go back to the app and start again. If it happens each time, tell whoever runs it.
    "#);
}

#[tokio::test]
async fn a_database_that_fails_is_a_page() {
    let (service, client) = scene(web_app()).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute_batch("ALTER TABLE apps RENAME TO lost").unwrap();
    assert_snapshot!(shown(&asked(&client, &[]).await), @r#"
    GET /oauth/authorize
    500
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Something went wrong here
    The service could not finish what you asked for. Nothing was stored.
    Try again. If it happens each time, tell whoever runs this service; the log says more.
    "#);
}
