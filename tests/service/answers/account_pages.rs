//! The pages on which people look after their own account.

use insta::assert_snapshot;
use support::client::Client;
use support::service::{MICHAEL, PASSWORD, Service, web_app};
use support::shown::shown;
use support::visitor::{Answer, Form, Visitor};

const NEW: &str = "another horse entirely";

/// Michael at a page of his account.
async fn at(service: &Service, path: &str) -> (Visitor, Answer) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(path), MICHAEL).await;
    assert_eq!((page.status, page.url.path()), (200, path), "{}", page.body);
    (visitor, page)
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_way_in() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/account/sessions")).await), @r#"
    GET /account/sessions
    303
    cache-control: no-store
    location: /account/sign-in?to=/account/sessions
    "#);
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/account/sign-in?to=/account/sessions")).await), @r#"
    GET /account/sign-in
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Sign in
    to look after your account.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    "#);
}

#[tokio::test]
async fn signing_in_leads_on_and_a_wrong_password_does_not() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&service.url("/account")).await;
    let form = |password: &str| page.form_with("password").with("email", MICHAEL).with("password", password);
    assert_snapshot!(shown(&visitor.submit(&page, &form("not the password")).await), @r#"
    POST /account/sign-in
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Sign in
    to look after your account.
    The e-mail address or the password is wrong.
    Check both and try again.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form(PASSWORD)).await), @r#"
    POST /account/sign-in
    303
    cache-control: no-store
    location: /account
    set-cookie: countersign-done=TOKEN; Path=/; HttpOnly; SameSite=Lax
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax
    "#);
}

#[tokio::test]
async fn the_profile_is_shown_stored_and_refused() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael
    michael@test.com
    Sign out
    Profile
    Password
    Two-step sign-in
    Where you are signed in
    Connected apps
    Profile
    Name
    Short name
    How you read dates and numbers
    Language
    English
    Time zone
    Europe/Madrid
    Dates
    31-12-2026
    Numbers
    1.234,56
    Dates near today as words
    “yesterday”, “in two days”
    Today and a number, as you read them:
    14-05-2026 · 1.234,56
    Where you are reached
    Telephone
    Place
    Street and number
    Postal code
    Town
    Region
    Country
    About you
    Website
    Address of a picture
    A few words
    Save
    "#);
    let form = page.form_with("name");
    assert_snapshot!(shown(&visitor.submit(&page, &form.clone().with("name", "Mike")).await), @r#"
    POST /account
    303
    cache-control: no-store
    location: /account?done=profile
    "#);
    let refused = visitor.submit(&page, &form.with("name", "")).await;
    assert_eq!((refused.status, refused.body.contains("id=\"name-problem\"")), (422, true), "{}", refused.body);
}

#[tokio::test]
async fn the_password_is_changed_and_a_wrong_one_is_told() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account/password").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/password
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael
    michael@test.com
    Sign out
    Profile
    Password
    Two-step sign-in
    Where you are signed in
    Connected apps
    Password
    Changing it signs you out in every other browser, and apps have to sign in again.
    Current password
    New password
    12 characters or more.
    Password, again
    Set the password
    "#);
    let form = |old: &str| page.form_with("old").with("old", old).with("password", NEW).with("password_again", NEW);
    assert_snapshot!(shown(&visitor.submit(&page, &form("not the password")).await), @r#"
    POST /account/password
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael
    michael@test.com
    Sign out
    Profile
    Password
    Two-step sign-in
    Where you are signed in
    Connected apps
    Password
    Changing it signs you out in every other browser, and apps have to sign in again.
    Current password
    This is not your password.
    New password
    12 characters or more.
    Password, again
    Set the password
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form(PASSWORD)).await), @r#"
    POST /account/password
    303
    cache-control: no-store
    location: /account/password?done=password
    "#);
}

#[tokio::test]
async fn a14_too_many_tries_are_put_off() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account/password").await;
    let form = page.form_with("old").with("old", "not the password").with("password", NEW).with("password_again", NEW);
    for _ in 0..10 {
        visitor.submit(&page, &form).await;
    }
    assert_snapshot!(shown(&visitor.submit(&page, &form).await), @r#"
    POST /account/password
    429
    cache-control: no-store
    content-type: text/html; charset=utf-8
    retry-after: 900

    Too many tries
    From here, or with this name, a password was wrong ten times within 15 minutes.
    Nothing is locked. Try again in 15 minutes.
    "#);
}

#[tokio::test]
async fn the_sessions_are_shown_and_ended() {
    let service = Service::with_people().await;
    at(&service, "/account").await;
    // Two that begin in one second are in no order.
    service.clock.advance(60);
    let (mut visitor, page) = at(&service, "/account/sessions").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/sessions
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael
    michael@test.com
    Sign out
    Profile
    Password
    Two-step sign-in
    Where you are signed in
    Connected apps
    Where you are signed in
    Each browser that is signed in here as you. Do you not know one? Sign it out and change your password.
    A browser
    Since 14-05-2026, 11:08, from 127.0.0.1
    This browser
    A browser
    Since 14-05-2026, 11:07, from 127.0.0.1
    Last used 14-05-2026, 11:07
    Sign out
    Sign out all others
    "#);
    let ended = visitor.submit(&page, &page.form_with("end").with("end", "others")).await;
    assert_snapshot!(shown(&ended), @r#"
    POST /account/sessions
    303
    cache-control: no-store
    location: /account/sessions?done=sessions
    "#);
}

#[tokio::test]
async fn the_connected_apps_are_shown_and_disconnected() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    client.tokens_for(MICHAEL, "profile").await;
    let (mut visitor, page) = at(&service, "/account/apps").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/apps
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael
    michael@test.com
    Sign out
    Profile
    Password
    Two-step sign-in
    Where you are signed in
    Connected apps
    Connected apps
    Each app that has access to your account. Ending it takes effect at once.
    Harbour Desk
    Since 14-05-2026, 11:07.
    Your name, language and formats
    End access
    "#);
    let ended = visitor.submit(&page, &page.form_with("revoke").with("revoke", &client.id)).await;
    assert_snapshot!(shown(&ended), @r#"
    POST /account/apps
    303
    cache-control: no-store
    location: /account/apps?done=app
    "#);
}

#[tokio::test]
async fn a_form_of_another_browser_is_of_no_use() {
    let service = Service::with_people().await;
    let (_, theirs) = at(&service, "/account").await;
    let (mut visitor, page) = at(&service, "/account").await;
    assert_snapshot!(shown(&visitor.submit(&page, &theirs.form_with("name")).await), @r#"
    POST /account
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
}

#[tokio::test]
async fn whoever_leaves_is_told_so() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account").await;
    let leave = page.forms().into_iter().find(|form: &Form| form.action == "/account/sign-out").unwrap();
    assert_snapshot!(shown(&visitor.submit(&page, &leave).await), @r#"
    POST /account/sign-out
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0

    You are signed out
    This browser is signed out of the service.
    You can close this page.
    "#);
}
