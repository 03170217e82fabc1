//! Signing in, choosing an account, agreeing: what the forms answer.

use insta::assert_snapshot;
use support::client::{Client, scene, send};
use support::service::{MICHAEL, PASSWORD, Service, http, web_app};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

async fn at_the_page(client: &Client) -> (Visitor, Answer) {
    let mut visitor = Visitor::new();
    let page = visitor.open(&client.authorize("profile")).await;
    (visitor, page)
}

#[tokio::test]
async fn a_right_password_leads_on() {
    let (_service, client) = scene(web_app()).await;
    let (mut visitor, page) = at_the_page(&client).await;
    let form = page.form_with("password").with("email", MICHAEL).with("password", PASSWORD);
    let mut answer = visitor.submit(&page, &form).await;
    let location = answer.location().unwrap().split('?').next().unwrap().to_owned();
    answer.headers.insert("location", location.parse().unwrap());
    assert_snapshot!(shown(&answer), @r#"
    POST /sign-in
    303
    cache-control: no-store
    location: /oauth/authorize
    set-cookie: countersign-done=TOKEN; Path=/; HttpOnly; SameSite=Lax
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax
    "#);
}

#[tokio::test]
async fn a14_a_wrong_password_is_told_and_then_put_off() {
    let (_service, client) = scene(web_app()).await;
    let (mut visitor, page) = at_the_page(&client).await;
    let form = page.form_with("password").with("email", MICHAEL).with("password", "not the password");
    assert_snapshot!(shown(&visitor.submit(&page, &form).await), @r#"
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
    for _ in 1..10 {
        visitor.submit(&page, &form).await;
    }
    assert_snapshot!(shown(&visitor.submit(&page, &form).await), @r#"
    POST /sign-in
    429
    cache-control: no-store
    content-type: text/html; charset=utf-8
    retry-after: 900

    Sign in
    to go on to
    Harbour Desk
    .
    It never sees your password.
    Too many tries.
    Nothing is locked. Try again in 15 minutes.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    Afterwards you go back to
    harbour.example
    .
    "#);
}

#[tokio::test]
async fn a_form_without_its_browser_has_expired() {
    let service = Service::start().await;
    let forged = |path: &str| http().post(service.url(path)).form(&[("email", MICHAEL), ("request", "x"), ("csrf", "1.x")]);
    assert_snapshot!(shown(&send(forged("/sign-in")).await), @r#"
    POST /sign-in
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
    assert_snapshot!(shown(&send(forged("/sign-in/code")).await), @r#"
    POST /sign-in/code
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
    assert_snapshot!(shown(&send(forged("/consent")).await), @r#"
    POST /consent
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
    assert_snapshot!(shown(&send(forged("/choose-account")).await), @r#"
    POST /choose-account
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
}

#[tokio::test]
async fn a2_a_field_that_is_there_twice_is_refused() {
    let service = Service::start().await;
    assert_snapshot!(shown(&send(http().post(service.url("/sign-in")).form(&[("email", "a"), ("email", "b")])).await), @r#"
    POST /sign-in
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This request cannot be understood
    A field of the form is there twice.
    Go back to the app and start again. If it happens each time, tell whoever runs it.
    "#);
}

#[tokio::test]
async fn choosing_an_account_leads_on() {
    let (_service, client) = scene(web_app()).await;
    let mut visitor = Visitor::new();
    visitor.sign_in(&client.authorize("profile"), MICHAEL).await;
    let page = visitor.open(&format!("{}&prompt=select_account", client.authorize("profile"))).await;
    assert_snapshot!(shown(&page), @r#"
    GET /oauth/authorize
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Choose an account
    to go on to
    Harbour Desk
    .
    You are signed in as michael@test.com.
    Continue as Michael
    Use another account
    Afterwards you go back to
    harbour.example
    .
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &page.form_with("answer").with("answer", "maybe")).await), @r#"
    POST /choose-account
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This request cannot be understood
    It says none of the answers that the page has.
    Go back to the app and start again. If it happens each time, tell whoever runs it.
    "#);
}

#[tokio::test]
async fn an_answer_that_is_none_is_told() {
    let (_service, client) = scene(web_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&client.authorize("profile"), MICHAEL).await;
    assert_snapshot!(shown(&visitor.submit(&page, &page.form_with("answer").with("answer", "maybe")).await), @r#"
    POST /consent
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This request cannot be understood
    It says neither accept nor deny.
    Go back to the app and start again. If it happens each time, tell whoever runs it.
    "#);
}

#[tokio::test]
async fn set_up_is_closed_without_its_code_and_while_there_are_people() {
    let service = Service::with_people().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/set-up")).await), @r#"
    GET /set-up
    410
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This set-up address no longer works
    It works once, for ten minutes, and only while the service has no people.
    If nobody was set up yet, start the service again, or press Set up in the app: it gives a new address.
    "#);
    assert_snapshot!(shown(&send(http().post(service.url("/set-up")).form(&[("name", "x")])).await), @r#"
    POST /set-up
    410
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This set-up address no longer works
    It works once, for ten minutes, and only while the service has no people.
    If nobody was set up yet, start the service again, or press Set up in the app: it gives a new address.
    "#);
}

#[tokio::test]
async fn a_picture_or_a_style_that_is_not_there_is_a_page_that_says_so() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/apps/countersign/logo")).await), @r#"
    GET /apps/countersign/logo
    404
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Nothing is here
    This service has no page at this address.
    Check the address, or start again from your app.
    "#);
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/assets/nothing.css")).await), @r#"
    GET /assets/nothing.css
    404
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Nothing is here
    This service has no page at this address.
    Check the address, or start again from your app.
    "#);
}
