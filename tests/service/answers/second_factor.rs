//! The second factor: set up, asked for, switched off.

use countersign_accounts::clock::Clock as _;
use insta::assert_snapshot;
use support::authenticator::Authenticator;
use support::service::{MICHAEL, PASSWORD, Service};
use support::shown::shown;
use support::visitor::{Answer, Visitor};

const PLACE: &str = "/account/second-factor";

/// Michael at the page, and a secret that waits to be confirmed.
async fn begun(service: &Service) -> (Visitor, Answer, Authenticator) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), MICHAEL).await;
    let page = visitor.submit_and_follow(&page, &page.form_with("do").with("do", "begin")).await;
    let text = page.body.split("<code class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    let secret = Authenticator::reading(text);
    (visitor, page, secret)
}

/// The same, confirmed; the code that confirmed it is used up.
async fn confirmed(service: &Service) -> (Visitor, Authenticator) {
    let (mut visitor, page, secret) = begun(service).await;
    let code = secret.code_at(service.clock.now());
    let shown = visitor.submit(&page, &page.form_with("code").with("do", "confirm").with("code", &code)).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    service.clock.advance(30);
    (visitor, secret)
}

/// An answer whose secrets are another one each time: all but its words.
fn without_words(answer: &Answer) -> String {
    shown(&Answer { body: String::new(), ..answer.clone() })
}

#[tokio::test]
async fn it_is_offered_begun_and_confirmed() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), MICHAEL).await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/second-factor
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
    Two-step sign-in
    After your password you type a code from an authenticator app. Somebody who learns your password alone cannot sign in.
    Set up
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &page.form_with("do").with("do", "begin")).await), @r#"
    POST /account/second-factor
    303
    cache-control: no-store
    location: /account/second-factor
    "#);
    let (mut visitor, page, secret) = begun(&service).await;
    let form = |code: &str| page.form_with("code").with("do", "confirm").with("code", code);
    assert_snapshot!(without_words(&visitor.submit(&page, &form("000000")).await), @r#"
    POST /account/second-factor
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8
    "#);
    let right = secret.code_at(service.clock.now());
    assert_snapshot!(without_words(&visitor.submit(&page, &form(&right)).await), @r#"
    POST /account/second-factor
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    "#);
}

#[tokio::test]
async fn after_the_password_a_code_is_asked_for() {
    let service = Service::with_people().await;
    let (_, secret) = confirmed(&service).await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), MICHAEL).await;
    assert_snapshot!(shown(&page), @r#"
    GET /sign-in/code
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    One more step
    Type the code that your authenticator app shows.
    Code
    Sign in
    No app at hand? Type one of your recovery codes in its place.
    "#);
    let form = |code: &str| page.form_with("code").with("code", code);
    assert_snapshot!(shown(&visitor.submit(&page, &form("000000")).await), @r#"
    POST /sign-in/code
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    One more step
    Type the code that your authenticator app shows.
    The code is not right, or was used already.
    Wait for the next one and try again.
    Code
    Sign in
    No app at hand? Type one of your recovery codes in its place.
    "#);
    let code = secret.code_at(service.clock.now());
    assert_snapshot!(shown(&visitor.submit(&page, &form(&code)).await), @r#"
    POST /sign-in/code
    303
    cache-control: no-store
    location: /account/second-factor
    set-cookie: countersign-done=TOKEN; Path=/; HttpOnly; SameSite=Lax
    set-cookie: countersign-first-step=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax
    "#);
}

#[tokio::test]
async fn a_code_without_its_first_step_is_of_no_use() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/sign-in/code")).await), @r#"
    GET /sign-in/code
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
}

#[tokio::test]
async fn it_is_shown_and_switched_off_with_the_password() {
    let service = Service::with_people().await;
    let (mut visitor, _) = confirmed(&service).await;
    let page = visitor.open(&service.url(PLACE)).await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/second-factor
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
    Two-step sign-in
    Each sign-in asks for a code from your authenticator app, since 14-05-2026, 11:07.
    Recovery codes
    10 are left. Each signs you in once, when the app is out of reach.
    Make new codes
    Switch off
    After that your password alone is enough. Type it to go on.
    Password
    Switch off
    "#);
    let form = |password: &str| page.form_with("password").with("do", "remove").with("password", password);
    assert_snapshot!(shown(&visitor.submit(&page, &form("not the password")).await), @r#"
    POST /account/second-factor
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
    Two-step sign-in
    This is not your password.
    Each sign-in asks for a code from your authenticator app, since 14-05-2026, 11:07.
    Recovery codes
    10 are left. Each signs you in once, when the app is out of reach.
    Make new codes
    Switch off
    After that your password alone is enough. Type it to go on.
    Password
    Switch off
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form(PASSWORD)).await), @r#"
    POST /account/second-factor
    303
    cache-control: no-store
    location: /account/second-factor?done=removed
    "#);
}

#[tokio::test]
async fn an_old_sign_in_is_asked_for_a_new_one() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(PLACE), MICHAEL).await;
    service.clock.advance(301);
    assert_snapshot!(shown(&visitor.submit(&page, &page.form_with("do").with("do", "begin")).await), @r#"
    POST /account/second-factor
    303
    cache-control: no-store
    location: /account/sign-in?to=/account/second-factor
    "#);
}
