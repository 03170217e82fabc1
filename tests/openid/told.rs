//! Apps are told that a session has ended (Back-Channel Logout 1.0).

use std::io::ErrorKind;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use support::client::Client;
use support::fake_provider::{FakeProvider, Reply};
use support::service::{PASSWORD, native_app};
use support::visitor::Visitor;
use support::wait::until_some;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::scene::{ADA, MICHAEL, Scene, openid_app};

const PATH: &str = "/signed-out";

/// An app that wants to be told, and what answers for it.
async fn scene() -> (Scene, FakeProvider) {
    let app = FakeProvider::start().await;
    app.always(PATH, Reply::body(200, "text/plain", ""));
    let mut draft = openid_app();
    draft.settings.openid.backchannel_logout_uri = Some(app.url(PATH));
    (Scene::with(draft).await, app)
}

/// Somebody who signed in and whose app has its tokens.
async fn with_tokens(scene: &Scene, scope: &str) -> (Visitor, Value) {
    let mut visitor = Visitor::new();
    let answer = visitor.accept(&scene.request_for(scope, &[]), MICHAEL).await;
    let tokens = scene.client.exchange(&answer.redirected_with()["code"]).await.json();
    (visitor, tokens)
}

async fn sign_out(scene: &Scene, visitor: &mut Visitor) {
    let hint = scene.id_token_of(MICHAEL).await;
    let answer = visitor.open(&scene.service.url(&format!("/oauth/end-session?id_token_hint={hint}"))).await;
    assert!(answer.body.contains("You are signed out"), "{answer:?}");
}

/// The next so many logout tokens that arrive.
async fn arrived(app: &FakeProvider, count: usize) -> Vec<String> {
    let seen = until_some("the app to be told", || async { Some(app.seen(PATH)).filter(|seen| seen.len() >= count) }).await;
    let token = |body: &str| form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "logout_token").unwrap().1.into_owned();
    seen.iter().map(|seen| token(&seen.body)).collect()
}

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

async fn nothing_waits(scene: &Scene) {
    let waiting = || scene.row::<i64>("SELECT count(*) FROM logout_deliveries");
    until_some("nothing to wait", || async { (waiting() == 0).then_some(()) }).await;
}

#[tokio::test]
async fn lo_04_an_app_with_an_id_token_of_the_session_is_told_by_a_signed_token() {
    let (scene, app) = scene().await;
    let (mut visitor, _) = with_tokens(&scene, "openid email").await;
    let sid: String = scene.row("SELECT session FROM grants");
    sign_out(&scene, &mut visitor).await;
    let token = arrived(&app, 1).await.remove(0);
    let header = part(&token, 0);
    assert_eq!((header["typ"].as_str(), header["alg"].as_str()), (Some("logout+jwt"), Some("ES256")));
    let mut claims = part(&token, 1);
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() == 32), "{claims}");
    claims.as_object_mut().unwrap().remove("jti");
    let now = support::service::BEGINNING;
    assert_eq!(
        claims,
        json!({
            "iss": scene.service.issuer(), "aud": scene.client.id, "sub": scene.person(MICHAEL), "sid": sid, "iat": now, "exp": now + 120,
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} }
        })
    );
    let keys = Visitor::new().open(&scene.service.url("/oauth/jwks")).await.json();
    assert!(keys["keys"].as_array().unwrap().iter().any(|key| key["kid"] == header["kid"]), "{keys}");
    nothing_waits(&scene).await;
    assert_eq!(app.seen(PATH)[0].header("content-type"), "application/x-www-form-urlencoded");
}

#[tokio::test]
async fn lo_04_an_app_that_cannot_be_reached_is_told_again_later_and_given_up_after_a_day() {
    let (scene, app) = scene().await;
    let (mut visitor, _) = with_tokens(&scene, "openid").await;
    app.always(PATH, Reply::body(503, "text/plain", ""));
    sign_out(&scene, &mut visitor).await;
    arrived(&app, 1).await;
    let put_off = || scene.row::<Option<String>>("SELECT max(trouble) FROM logout_deliveries WHERE next_at > 0");
    let trouble = until_some("it to be put off", || async { put_off() }).await;
    assert_eq!(trouble, "it answered with status 503");
    let first_pause = scene.row::<i64>("SELECT next_at - created_at FROM logout_deliveries");
    assert_eq!(first_pause, 15);
    scene.service.clock.advance(15);
    let tokens = arrived(&app, 2).await;
    assert_ne!(part(&tokens[0], 1)["jti"], part(&tokens[1], 1)["jti"], "each try has a token of its own");
    until_some("it to be put off again", || async {
        (scene.row::<i64>("SELECT next_at - created_at FROM logout_deliveries") == 45).then_some(())
    })
    .await;
    scene.service.clock.advance(24 * 3600);
    nothing_waits(&scene).await;
    assert_eq!(scene.row::<String>("SELECT detail FROM audit WHERE deed = 'logout_not_delivered'"), "it answered with status 503");
}

/// An app that takes a connection and never answers: each connection as it arrives, once its request was read.
async fn hanging() -> (String, tokio::sync::mpsc::UnboundedReceiver<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}{PATH}", listener.local_addr().unwrap());
    let (arrived, connections) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut read = Vec::new();
            while !String::from_utf8_lossy(&read).contains("logout_token=") {
                assert_ne!(stream.read_buf(&mut read).await.unwrap(), 0);
            }
            let _ = arrived.send(stream);
        }
    });
    (address, connections)
}

/// Whether the other side still waits for an answer.
fn is_open(stream: &TcpStream) -> bool {
    let mut rest = [0; 4096];
    loop {
        match stream.try_read(&mut rest) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

#[tokio::test]
async fn lo_04_an_app_that_hangs_holds_up_nobody_but_itself() {
    let (scene, app) = scene().await;
    let (address, mut connections) = hanging().await;
    let mut draft = openid_app();
    draft.settings.openid.backchannel_logout_uri = Some(address);
    let stuck = Client::add(&scene.service, draft).await;
    for _ in 0..3 {
        let mut visitor = Visitor::new();
        let answer = visitor.accept(&stuck.authorize("openid"), MICHAEL).await;
        assert_eq!(stuck.exchange(&answer.redirected_with()["code"]).await.status, 200);
        sign_out(&scene, &mut visitor).await;
    }
    let open = [connections.recv().await.unwrap(), connections.recv().await.unwrap()];
    let (mut visitor, _) = with_tokens(&scene, "openid").await;
    sign_out(&scene, &mut visitor).await;
    arrived(&app, 1).await;
    assert!(open.iter().all(is_open), "the one that hangs was not waited for");
    assert!(connections.try_recv().is_err(), "and has no more than its share");
}

#[tokio::test]
async fn lo_04_what_is_still_to_be_told_outlives_a_restart() {
    let (scene, app) = scene().await;
    let (mut visitor, _) = with_tokens(&scene, "openid").await;
    app.always(PATH, Reply::body(500, "text/plain", ""));
    sign_out(&scene, &mut visitor).await;
    arrived(&app, 1).await;
    until_some("it to be put off", || async { scene.row::<Option<String>>("SELECT max(trouble) FROM logout_deliveries") }).await;
    app.behave();
    app.always(PATH, Reply::body(204, "text/plain", ""));
    let Scene { service, client } = scene;
    let scene = Scene { service: service.restart().await, client };
    scene.service.clock.advance(15);
    arrived(&app, 2).await;
    nothing_waits(&scene).await;
}

#[tokio::test]
async fn lo_04_somebody_else_who_signs_in_signs_the_person_before_out() {
    let (scene, app) = scene().await;
    let (mut visitor, _) = with_tokens(&scene, "openid").await;
    let sid: String = scene.row("SELECT session FROM grants");
    let page = visitor.open(&scene.request(&[("prompt", "login")])).await;
    visitor.submit(&page, &page.form_with("password").with("email", ADA).with("password", PASSWORD)).await;
    assert_eq!(part(&arrived(&app, 1).await[0], 1)["sid"], sid);
}

#[tokio::test]
async fn lo_04_an_app_without_an_id_token_or_of_another_session_is_not_told() {
    let (scene, app) = scene().await;
    let (mut visitor, _) = with_tokens(&scene, "email").await;
    with_tokens(&scene, "openid").await;
    sign_out(&scene, &mut visitor).await;
    assert_eq!(scene.row::<i64>("SELECT count(*) FROM logout_deliveries"), 0);
    assert!(app.seen(PATH).is_empty());
}

#[tokio::test]
async fn lo_04_what_was_to_outlast_the_session_does_and_a_code_of_it_does_not() {
    let (scene, _app) = scene().await;
    let (mut visitor, tokens) = with_tokens(&scene, "openid offline_access").await;
    let answer = visitor.open(&scene.request_for("openid", &[])).await;
    let code = answer.redirected_with().remove("code").unwrap();
    sign_out(&scene, &mut visitor).await;
    assert_eq!(scene.client.refresh(tokens["refresh_token"].as_str().unwrap()).await.status, 200);
    assert_eq!(scene.client.exchange(&code).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn lo_04_signing_out_leaves_an_app_alone_that_only_wanted_access() {
    let (scene, _app) = scene().await;
    let native = Client::add(&scene.service, native_app()).await;
    let mut visitor = Visitor::new();
    let answer = visitor.accept(&native.authorize("profile offline_access"), MICHAEL).await;
    let tokens = native.exchange(&answer.redirected_with()["code"]).await.json();
    sign_out(&scene, &mut visitor).await;
    assert_eq!(native.user_info(tokens["access_token"].as_str().unwrap()).await.status, 200);
    assert_eq!(native.refresh(tokens["refresh_token"].as_str().unwrap()).await.status, 200);
}
