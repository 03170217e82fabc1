//! A browser without a window, and what of it a test may set: theme, width, languages, scripts.

use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use support::browser::Driver;
use support::session::require;
use tokio::sync::{Semaphore, SemaphorePermit};

/// More at once would only slow each other down.
static PLACES: Semaphore = Semaphore::const_new(1);

pub(crate) const THEMES: [&str; 2] = ["light", "dark"];

/// Chromium, driven by its own protocol where WebDriver has no word for it.
pub(crate) struct Chromium {
    client: Client,
    /// It takes its browser along, when the test failed before the session was closed.
    _driver: Driver,
    _profile: tempfile::TempDir,
    _place: SemaphorePermit<'static>,
}

impl Chromium {
    /// Starts one whose person reads these languages, such as `es-ES,en`.
    pub(crate) async fn start(languages: &str) -> Self {
        require(&["chromium", "chromedriver"]);
        let place = PLACES.acquire().await.unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new("chromedriver");
        command.env("HOME", profile.path());
        let driver = Driver::start(command);
        let folder = format!("--user-data-dir={}", profile.path().join("browser").display());
        let capabilities = json!({ "goog:chromeOptions": {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", folder],
            "prefs": { "intl.accept_languages": languages },
        } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(driver.address())
            .await
            .unwrap();
        let chromium = Self { client, _driver: driver, _profile: profile, _place: place };
        // As if its window were in front: only there is the focus drawn.
        chromium.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await;
        chromium
    }

    /// The driver's own client.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    /// Looks from now on as it does under this theme of the system.
    pub(crate) async fn set_theme(&self, theme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Is from now on so many CSS pixels wide.
    pub(crate) async fn set_width(&self, width: u32) {
        self.set_size(width, 800).await;
    }

    /// Is from now on so many CSS pixels wide and high.
    pub(crate) async fn set_size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Draws no bars to scroll with from now on: a picture of the whole page would end before them.
    pub(crate) async fn hide_scrollbars(&self) {
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
    }

    /// The whole page as a PNG, with what is below the edge of the window.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let taken = self.devtools("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true })).await;
        BASE64_STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()
    }

    /// Is from now on in this time zone.
    pub(crate) async fn set_time_zone(&self, zone: &str) {
        self.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await;
    }

    /// Runs no script of a page from now on.
    pub(crate) async fn forbid_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    /// What a script of the test finds on the page.
    pub(crate) async fn find(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Presses a key, or types a text, where the focus is.
    pub(crate) async fn type_keys(&self, keys: &str) {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    pub(crate) async fn press_tab(&self) {
        self.type_keys(&char::from(Key::Tab).to_string()).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.client.issue_cmd(DevTools(json!({ "cmd": command, "params": parameters }))).await.unwrap()
    }

    /// Ends it.
    pub(crate) async fn close(self) {
        let _ = tokio::time::timeout(support::wait::LIMIT, self.client.clone().close()).await;
    }
}

/// A command of the Chrome DevTools Protocol, by chromedriver's own endpoint.
#[derive(Debug)]
struct DevTools(Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}
