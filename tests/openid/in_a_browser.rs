//! What only a browser shows: a form that sends itself, one that a person sends, and policies that let both through.

use std::process::Stdio;

use support::browser::{Browser, Page};
use support::fake_provider::{FakeProvider, Reply, Seen};
use support::service::PASSWORD;
use support::session::{Keyring, Session};
use support::wait::until_some;

use crate::scene::{MICHAEL, Scene, openid_app};

/// A browser at a service, and an app that answers on this computer.
struct Desk {
    scene: Scene,
    app: FakeProvider,
    browser: Browser,
    session: Session,
}

impl Desk {
    async fn new(scripts: bool) -> Self {
        let app = FakeProvider::start().await;
        for path in ["/callback", "/goodbye"] {
            app.always(path, Reply::body(200, "text/html", "<!doctype html><title>App</title><h1>Welcome back</h1>"));
        }
        let mut draft = openid_app();
        draft.redirect_uris = vec![app.url("/callback")];
        draft.settings.openid.post_logout_redirect_uris = vec![app.url("/goodbye")];
        let scene = Scene::with(draft).await;
        let mut session = Session::with_display(Keyring::NoProvider, 1280, 800);
        let browser = Browser::install(&mut session);
        if !scripts {
            browser.without_scripts();
        }
        Self { scene, app, browser, session }
    }

    async fn open(&mut self, address: &str) -> Page {
        // It lasts as long as the browser does.
        let opening = self.session.command("xdg-open").arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        self.session.keep(opening);
        self.browser.page(self.scene.service.issuer()).await
    }

    /// Signs in and accepts.
    async fn accept(&mut self, more: &[(&str, &str)]) -> Page {
        let request = self.scene.request(more);
        let page = self.open(&request).await;
        page.fill("email", MICHAEL).await;
        page.fill("password", PASSWORD).await;
        page.press_button("Sign in").await;
        page.press_button("Accept").await;
        page
    }

    async fn called_back(&self) -> Seen {
        until_some("the app to be called back", || async { self.app.seen("/callback").into_iter().next() }).await
    }
}

fn posted(seen: &Seen, name: &str) -> Option<String> {
    form_urlencoded::parse(seen.body.as_bytes()).find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn op_13_a_browser_sends_the_form_by_itself() {
    let mut desk = Desk::new(true).await;
    let page = desk.accept(&[("response_mode", "form_post")]).await;
    let seen = desk.called_back().await;
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("POST", "/callback"));
    assert_eq!(posted(&seen, "state").as_deref(), Some("a state & more"));
    assert_eq!(posted(&seen, "iss").as_deref(), Some(desk.scene.service.issuer()));
    assert_eq!(desk.scene.client.exchange(&posted(&seen, "code").unwrap()).await.status, 200);
    page.says("Welcome back").await;
    page.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn op_13_where_scripts_are_off_a_person_sends_the_form() {
    let mut desk = Desk::new(false).await;
    let page = desk.accept(&[("response_mode", "form_post")]).await;
    page.says("If nothing happens, press the button").await;
    assert!(desk.app.seen("/callback").is_empty(), "nothing is sent by itself");
    page.press_button("Continue").await;
    assert!(posted(&desk.called_back().await, "code").is_some());
    page.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lo_01_a_browser_is_signed_out_and_comes_back_to_the_app() {
    let mut desk = Desk::new(true).await;
    let page = desk.accept(&[]).await;
    page.says("Welcome back").await;
    let hint = desk.scene.id_token_of(MICHAEL).await;
    let uri: String = form_urlencoded::byte_serialize(desk.app.url("/goodbye").as_bytes()).collect();
    let address = format!("/oauth/end-session?id_token_hint={hint}&state=s1&post_logout_redirect_uri={uri}");
    page.go(&desk.scene.service.url(&address)).await;
    let goodbye = until_some("the browser to come back", || async { desk.app.seen("/goodbye").into_iter().next() }).await;
    assert_eq!(goodbye.target, "/goodbye?state=s1");
    page.go(&desk.scene.request(&[])).await;
    page.says("It never sees your password").await;
    page.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lo_03_a_person_presses_sign_out_and_reads_that_it_is_done() {
    let mut desk = Desk::new(true).await;
    let page = desk.accept(&[]).await;
    page.says("Welcome back").await;
    page.go(&desk.scene.service.url("/oauth/end-session")).await;
    page.press_button("Sign out").await;
    page.says("You are signed out").await;
    page.leave().await;
}
