//! A desktop with a browser, an accounts service with people, and the app.

use std::path::PathBuf;
use std::process::{Child, Stdio};

use countersign_engine::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};
use support::browser::{Browser, Page};
use support::desktop::{App, processes_of};
use support::fake_provider::FakeProvider;
use support::line::Line;
use support::programs::program;
use support::service::{PASSWORD, Service, ada, michael};
use support::session::{Keyring, Session};
use support::wait::until;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The app's scheme.
pub(crate) const SCHEME: &str = "app.countersign.desktop";

/// A browser, a web view and a display each: more than two at a time would only slow each other down.
static PLACES: Semaphore = Semaphore::const_new(2);

/// One scenario's world.
pub(crate) struct Scene {
    pub(crate) app: Option<App>,
    pub(crate) service: Service,
    pub(crate) browser: Browser,
    pub(crate) session: Session,
    _place: SemaphorePermit<'static>,
}

impl Scene {
    /// Michael and Ada at a service, a browser that may open the app's links, and no app yet.
    pub(crate) async fn without_app(keyring: Keyring) -> Self {
        let place = PLACES.acquire().await.unwrap();
        Self::around(place, Service::with_people().await, keyring)
    }

    fn around(place: SemaphorePermit<'static>, service: Service, keyring: Keyring) -> Self {
        // The app goes by the computer's clock, and believes no ID token that had ended before it came, nor one from the future:
        // a scenario may move the service's clock forward by some minutes.
        service.clock.set(SystemClock.now() - 500);
        let mut session = Session::with_display(keyring, 1280, 800);
        let browser = Browser::install(&mut session);
        browser.allow_scheme(service.issuer(), SCHEME);
        Self { app: None, service, browser, session, _place: place }
    }

    /// The same with the app, on its first screen.
    pub(crate) async fn new(keyring: Keyring) -> Self {
        let mut scene = Self::without_app(keyring).await;
        scene.start_app().await;
        scene
    }

    /// The same with a line to the service that can be cut.
    pub(crate) async fn on_a_line() -> (Self, Line) {
        let place = PLACES.acquire().await.unwrap();
        let mut line = Line::new();
        let service = Service::start_with(|config| config.public_url = Some(line.origin())).await;
        service.add_person(michael()).await;
        service.add_person(ada()).await;
        line.lead_to(service.running.local_addr()).await;
        let mut scene = Self::around(place, service, Keyring::Unlocked);
        scene.start_app().await;
        (scene, line)
    }

    /// The same with a fake provider, which notes every request, and the name by which it goes.
    pub(crate) async fn with_fake() -> (Self, FakeProvider, String) {
        let scene = Self::new(Keyring::Unlocked).await;
        let fake = FakeProvider::start().await;
        let provider = scene.add(&fake).await;
        (scene, fake, provider)
    }

    /// Adds a fake provider past the screen, as the only one; gives the name by which it goes.
    pub(crate) async fn add(&self, fake: &FakeProvider) -> String {
        let draft = json!({ "draft": { "name": "fake", "issuer": fake.issuer, "client_id": "desk", "redirect_uris": ["app.countersign.desktop:/callback"] }, "secret": null });
        invoke(self.app(), "add_provider", draft).await.unwrap();
        only_provider(self.app()).await
    }

    /// Starts the app; it has registered its scheme when this returns.
    pub(crate) async fn start_app(&mut self) {
        self.app = Some(App::start(&self.session, &[]).await);
        self.until_registered();
    }

    /// Waits until the app has registered its scheme, whichever opener asks for it.
    pub(crate) fn until_registered(&self) {
        let line = format!("x-scheme-handler/{SCHEME}={SCHEME}.desktop");
        let list = self.session.config_home().join("mimeapps.list");
        until("the app to register its scheme", || std::fs::read_to_string(&list).is_ok_and(|text| text.contains(&line)));
        assert_eq!(self.handler(), format!("{SCHEME}.desktop"));
    }

    pub(crate) fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    /// The desktop entry that the system names for the app's scheme.
    pub(crate) fn handler(&self) -> String {
        let output = self.session.command("xdg-mime").args(["query", "default", &format!("x-scheme-handler/{SCHEME}")]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Adds the service by its address, as a person does; ends on the screen that asks what to ask for.
    pub(crate) async fn add_service(&self) {
        let app = self.app();
        app.fill("Address of the service", self.service.issuer()).await;
        app.press("Continue").await;
        app.find("[data-test='sign-in']").await;
    }

    /// Goes on to the browser, from the screen that asks what to ask for. The button names the browser, unless the system takes
    /// long to tell which it is.
    pub(crate) async fn continue_in_browser(&self) {
        self.app().press_at("[data-test='sign-in'] .row .btn.primary:enabled").await;
    }

    /// Adds the service and goes to the browser; ends there, on the page that asks for a password.
    pub(crate) async fn go_to_browser(&self) -> Page {
        self.add_service().await;
        self.continue_in_browser().await;
        self.app().find("[data-test='sign-in-waiting']").await;
        self.browser.page(self.service.issuer()).await
    }

    /// Somebody types their name and password in the browser; ends on the consent page.
    pub(crate) async fn sign_in_at(&self, page: &Page, email: &str) {
        page.fill("email", email).await;
        page.fill("password", PASSWORD).await;
        page.press_button("Sign in").await;
        page.shows("button[value='accept']").await;
    }

    /// The whole way of a sign-in; ends on the account's screen.
    pub(crate) async fn sign_in(&self, email: &str) {
        let page = self.go_to_browser().await;
        self.sign_in_at(&page, email).await;
        page.press("button[value='accept']").await;
        self.app().find("[data-test='account'][data-state='active']").await;
    }

    /// The same, and the tab goes elsewhere: the next page of the service is the only one.
    pub(crate) async fn sign_in_and_leave(&self, email: &str) {
        let page = self.go_to_browser().await;
        self.sign_in_at(&page, email).await;
        page.press("button[value='accept']").await;
        self.app().find("[data-test='account'][data-state='active']").await;
        page.go("about:blank").await;
        page.leave().await;
    }

    /// Opens a link as a browser does.
    pub(crate) fn open_link(&self, link: &str) {
        let status = self.session.command("xdg-open").arg(link).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(status.success(), "xdg-open ended with {status}");
    }

    /// Starts the app's program without a driver, as the system does.
    pub(crate) fn start_second(&self, arguments: &[&str]) -> Child {
        let mut command = self.session.command(program("countersign-desktop"));
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs the command line over the same home, and gives the JSON values it says.
    pub(crate) fn command_line(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.session.command(program("countersign")).args(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The processes of the app in this session; other scenarios have their own.
    pub(crate) fn app_processes(&self) -> Vec<u32> {
        let mark = format!("XDG_RUNTIME_DIR={}\0", self.session.runtime().display());
        let is_ours =
            |id: &u32| std::fs::read(format!("/proc/{id}/environ")).is_ok_and(|text| String::from_utf8_lossy(&text).contains(&mark));
        processes_of(&program("countersign-desktop")).into_iter().filter(is_ours).collect()
    }

    /// Ends the app as a crash does: nothing of it gets to say goodbye.
    pub(crate) fn kill_app(&mut self) {
        for id in self.app_processes() {
            let _ = std::process::Command::new("kill").args(["-9", &id.to_string()]).status();
        }
        self.app = None;
        until("the app to be gone", || self.app_processes().is_empty());
    }

    /// The app's home.
    pub(crate) fn home(&self) -> PathBuf {
        self.session.data_home().join(SCHEME)
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // A link may have started an app that nobody drives.
        for id in self.app_processes() {
            let _ = std::process::Command::new("kill").args(["-9", &id.to_string()]).status();
        }
    }
}

/// Calls a command of the app's as the screen does.
pub(crate) async fn invoke(app: &App, command: &str, arguments: Value) -> Result<Value, Value> {
    let script = "const [command, values, done] = arguments; \
                  window.__TAURI_INTERNALS__.invoke(command, values).then((ok) => done({ ok: ok ?? null }), (refused) => done({ refused }));";
    let answer = app.client().execute_async(script, vec![json!(command), arguments]).await.unwrap();
    match answer.get("refused") {
        Some(refused) => Err(refused.clone()),
        None => Ok(answer["ok"].clone()),
    }
}

/// Starts a sign-in by deep link without a browser, and gives where it goes.
pub(crate) async fn start_sign_in(app: &App, provider: &str) -> String {
    let request =
        json!({ "request": { "provider": provider, "scopes": null, "return_path": "deep-link", "browser": { "opens": "link" } } });
    let started = invoke(app, "start_sign_in", request).await.unwrap();
    started["authorize_url"].as_str().unwrap().to_owned()
}

/// The name by which the only provider goes.
pub(crate) async fn only_provider(app: &App) -> String {
    let providers = invoke(app, "providers", json!({})).await.unwrap();
    assert_eq!(providers.as_array().unwrap().len(), 1, "{providers}");
    providers[0]["name"].as_str().unwrap().to_owned()
}
