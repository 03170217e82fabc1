//! One-time links, and asking for one.

use insta::assert_snapshot;
use support::mail::MailServer;
use support::service::{MICHAEL, Service, michael};
use support::shown::shown;
use support::visitor::Visitor;

const NEW: &str = "another horse entirely";

/// A service that sends mail, and what takes it.
async fn with_mail() -> (Service, MailServer) {
    let server = MailServer::start().await;
    let service = Service::start_with(|config| config.mail = Some(server.settings())).await;
    service.add_person(michael()).await;
    (service, server)
}

/// A link that was asked for and came by mail.
async fn link(service: &Service, server: &MailServer) -> String {
    let mut visitor = Visitor::new();
    let page = visitor.open(&service.url("/account/forgotten")).await;
    visitor.submit(&page, &page.form_with("email").with("email", MICHAEL)).await;
    server.letter(1).await.link()
}

#[tokio::test]
async fn asking_for_a_link_is_answered_whether_the_address_is_known_or_not() {
    let (service, _server) = with_mail().await;
    let mut visitor = Visitor::new();
    let page = visitor.open(&service.url("/account/forgotten")).await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/forgotten
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Forgot your password?
    Give your address. If this service knows it, a link to choose a new password goes there by e-mail.
    E-mail
    Send the link
    "#);
    let form = page.form_with("email").with("email", "nobody@test.com");
    assert_snapshot!(shown(&visitor.submit(&page, &form).await), @r#"
    POST /account/forgotten
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Look into your e-mail
    If this service knows the address, a link is on its way. It works for thirty minutes.
    Nothing came? Look among unwanted e-mail, or ask an administrator for a link.
    "#);
    for _ in 1..10 {
        visitor.submit(&page, &form).await;
    }
    assert_snapshot!(shown(&visitor.submit(&page, &form).await), @r#"
    POST /account/forgotten
    429
    cache-control: no-store
    content-type: text/html; charset=utf-8
    retry-after: 900

    Too many requests
    From here, or for this address, a link was asked for ten times within 15 minutes.
    Look into the e-mail that came. Try again in 15 minutes.
    "#);
}

#[tokio::test]
async fn where_no_mail_is_sent_nobody_is_offered_a_link() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/account/forgotten")).await), @r#"
    GET /account/forgotten
    404
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This service sends no e-mail
    So it cannot send you a link.
    Ask an administrator: they can make one for you.
    "#);
}

#[tokio::test]
async fn a_form_without_its_browser_has_expired() {
    let (service, _server) = with_mail().await;
    let page = Visitor::new().open(&service.url("/account/forgotten")).await;
    assert_snapshot!(shown(&Visitor::new().submit(&page, &page.form_with("email")).await), @r#"
    POST /account/forgotten
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
}

#[tokio::test]
async fn a_link_leaves_the_address_and_a_password_is_chosen() {
    let (service, server) = with_mail().await;
    let mut visitor = Visitor::new();
    let first = visitor.open(&link(&service, &server).await).await;
    assert_snapshot!(shown(&first), @r#"
    GET /account/link
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Choose a password
    Your link works once. Nothing is done with it until you go on.
    Go on
    "#);
    assert_snapshot!(shown(&visitor.submit(&first, &first.form_with("csrf")).await), @r#"
    POST /account/link/open
    303
    cache-control: no-store
    location: /account/link
    set-cookie: countersign-link=TOKEN; Path=/; HttpOnly; SameSite=Lax
    "#);
    let page = visitor.open(&service.url("/account/link")).await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/link
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Choose a password
    for
    michael@test.com
    . Every browser is signed out, and apps have to sign in again.
    New password
    12 characters or more.
    Password, again
    Set the password
    "#);
    let form = |again: &str| page.form_with("password").with("password", NEW).with("password_again", again);
    assert_snapshot!(shown(&visitor.submit(&page, &form("something else")).await), @r#"
    POST /account/link
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Choose a password
    for
    michael@test.com
    . Every browser is signed out, and apps have to sign in again.
    New password
    12 characters or more.
    Password, again
    The two passwords are not the same. Type them again.
    Set the password
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form(NEW)).await), @r#"
    POST /account/link
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-link=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0

    Your password is set
    From now on you sign in with it. Whatever was signed in before is signed out.
    You can close this page and sign in from your app.
    "#);
}

#[tokio::test]
async fn a_link_that_was_used_is_gone() {
    let (service, server) = with_mail().await;
    let link = link(&service, &server).await;
    let going_on = || async {
        let mut visitor = Visitor::new();
        let page = visitor.open(&link).await;
        visitor.submit(&page, &page.form_with("csrf")).await
    };
    assert_eq!(going_on().await.status, 303);
    assert_snapshot!(shown(&going_on().await), @r#"
    POST /account/link/open
    410
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This link does not work any more
    It was used, is too old, or a newer one took its place.
    Ask for a new one.
    "#);
}
