//! Signing out: because an app asks for it, and what the apps are told.

use insta::assert_snapshot;
use support::client::{Client, scene, send};
use support::fake_provider::{FakeProvider, Reply};
use support::service::{MICHAEL, Service, http, web_app};
use support::shown::{shown, steady};
use support::visitor::{Answer, Visitor};

const GOODBYE: &str = "https://harbour.example/goodbye";

/// An app that signs people in, and out again.
fn openid_app() -> countersign_wire::app::OAuthAppDraft {
    let mut draft = web_app();
    draft.scopes.push("openid".into());
    draft.settings.openid.post_logout_redirect_uris = vec![GOODBYE.into()];
    draft
}

/// Michael, signed in, and the ID token that his app has.
async fn signed_in(client: &Client) -> (Visitor, String) {
    let mut visitor = Visitor::new();
    let answer = visitor.accept(&client.authorize("openid"), MICHAEL).await;
    let tokens = client.exchange(&answer.redirected_with()["code"]).await;
    (visitor, support::client::member(&tokens, "id_token"))
}

async fn ask(service: &Service, visitor: &mut Visitor, pairs: &[(&str, &str)]) -> Answer {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    visitor.open(&service.url(&format!("/oauth/end-session?{query}"))).await
}

#[tokio::test]
async fn lo_01_with_a_hint_the_person_is_signed_out_and_sent_back() {
    let (service, client) = scene(openid_app()).await;
    let (mut visitor, hint) = signed_in(&client).await;
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", GOODBYE), ("state", "s")];
    assert_snapshot!(shown(&ask(&service, &mut visitor, &pairs).await), @r#"
    GET /oauth/end-session
    303
    cache-control: no-store
    location: https://harbour.example/goodbye?state=s
    set-cookie: countersign-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0
    "#);
}

#[tokio::test]
async fn lo_01_a_request_in_a_form_goes_on_as_one_in_an_address() {
    let service = Service::start().await;
    assert_snapshot!(shown(&send(http().post(service.url("/oauth/end-session")).form(&[("state", "s")])).await), @r#"
    POST /oauth/end-session
    303
    cache-control: no-store
    location: /oauth/end-session?state=s
    "#);
}

#[tokio::test]
async fn lo_02_an_address_that_is_not_registered_is_told_on_a_page() {
    let (service, client) = scene(openid_app()).await;
    let (mut visitor, hint) = signed_in(&client).await;
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", "https://evil.example/")];
    assert_snapshot!(shown(&ask(&service, &mut visitor, &pairs).await), @r#"
    GET /oauth/end-session
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    You were not signed out
    The app wants you back at an address that is not registered here, letter by letter.
    Go back to the app and tell whoever runs it. You can still sign out from your account page.
    Your account
    "#);
}

#[tokio::test]
async fn lo_02_a_hint_of_another_app_is_told_on_a_page() {
    let (service, client) = scene(openid_app()).await;
    let (mut visitor, hint) = signed_in(&client).await;
    let pairs = [("id_token_hint", hint.as_str()), ("client_id", "nobody")];
    assert_snapshot!(shown(&ask(&service, &mut visitor, &pairs).await), @r#"
    GET /oauth/end-session
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    You were not signed out
    The request names one app, and what it shows was given to another.
    Go back to the app and tell whoever runs it. You can still sign out from your account page.
    Your account
    "#);
}

#[tokio::test]
async fn lo_03_without_a_hint_the_person_is_asked_signed_out_and_told() {
    let (service, client) = scene(openid_app()).await;
    let (mut visitor, _) = signed_in(&client).await;
    let page = ask(&service, &mut visitor, &[]).await;
    assert_snapshot!(shown(&page), @r#"
    GET /oauth/end-session
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Sign out?
    You are Michael, michael@test.com.
    You are signed out of Countersign accounts, and of the apps that ask it who you are.
    Stay signed in
    Sign out
    "#);
    let form = |answer: &str| page.form_with("answer").with("answer", answer);
    assert_snapshot!(shown(&visitor.submit(&page, &form("stay")).await), @r#"
    POST /sign-out
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    You are still signed in
    Nothing was changed.
    You can close this page, or go back to your app.
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form("perhaps")).await), @r#"
    POST /sign-out
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    You were not signed out
    It says none of the answers that the page has.
    Go back to the app and tell whoever runs it. You can still sign out from your account page.
    Your account
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form("sign_out")).await), @r#"
    POST /sign-out
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0

    You are signed out
    This browser is no longer signed in here. Apps that work while you are away go on until you end them.
    You can close this page.
    "#);
}

#[tokio::test]
async fn lo_03_a_form_of_another_browser_is_of_no_use() {
    let (service, client) = scene(openid_app()).await;
    let (mut michael, _) = signed_in(&client).await;
    let page = ask(&service, &mut michael, &[]).await;
    let (mut other, _) = signed_in(&client).await;
    assert_snapshot!(shown(&other.submit(&page, &page.form_with("answer").with("answer", "sign_out")).await), @r#"
    POST /sign-out
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
}

#[tokio::test]
async fn lo_04_an_app_is_told_by_a_form_with_a_token() {
    let app = FakeProvider::start().await;
    app.always("/signed-out", Reply::body(200, "text/plain", ""));
    let mut draft = openid_app();
    draft.settings.openid.backchannel_logout_uri = Some(app.url("/signed-out"));
    let (service, client) = scene(draft).await;
    let (mut visitor, hint) = signed_in(&client).await;
    ask(&service, &mut visitor, &[("id_token_hint", &hint)]).await;
    let seen = support::wait::until_some("the app to be told", || async { app.seen("/signed-out").first().cloned() }).await;
    let sent = format!("{}\ncontent-type: {}\n\n{}", seen.method, seen.header("content-type"), steady(&seen.body));
    assert_snapshot!(sent, @r#"
    POST
    content-type: application/x-www-form-urlencoded

    logout_token=KEY.KEY.KEY
    "#);
}
