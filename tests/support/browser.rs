//! The system's browser: Chromium, as the default of a session, driven in the very window that the app opened.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::session::{Session, require};
use crate::wait::{LIMIT, until, until_some};

/// The desktop entry of the browser, as `xdg-mime` names it.
pub const ENTRY: &str = "test-browser.desktop";

/// Chromium, registered as the session's default for http, https and HTML. It starts when somebody opens an address.
pub struct Browser {
    profile: PathBuf,
    debugging_port: u16,
    driver: std::process::Child,
    driver_port: u16,
}

/// A port that was free a moment ago.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Browser {
    /// Makes Chromium the session's browser.
    #[must_use]
    pub fn install(session: &mut Session) -> Self {
        require(&["chromium", "chromedriver", "xdg-open", "xdg-mime"]);
        let profile = session.path().join("browser");
        let debugging_port = free_port();
        let program = session.path().join("test-browser");
        let script = format!(
            "#!/bin/sh\nexec chromium --no-sandbox --user-data-dir='{}' --no-first-run --no-default-browser-check \
             --disable-background-networking --disable-component-update --disable-sync --disable-quic --password-store=basic \
             --disable-gpu --disable-dev-shm-usage --window-size=1180,760 --window-position=40,20 \
             --remote-debugging-port={debugging_port} \"$@\" >/dev/null 2>&1\n",
            profile.display()
        );
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let applications = session.data_home().join("applications");
        std::fs::create_dir_all(&applications).unwrap();
        let entry = format!(
            "[Desktop Entry]\nType=Application\nName=Chromium\nExec={} %u\nMimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;\n",
            program.display()
        );
        std::fs::write(applications.join(ENTRY), entry).unwrap();
        let defaults =
            format!("[Default Applications]\nx-scheme-handler/http={ENTRY}\nx-scheme-handler/https={ENTRY}\ntext/html={ENTRY}\n");
        std::fs::write(session.config_home().join("mimeapps.list"), defaults).unwrap();
        let driver_port = free_port();
        let driver = session
            .command("chromedriver")
            .arg(format!("--port={driver_port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until("chromedriver to listen", || std::net::TcpStream::connect(("127.0.0.1", driver_port)).is_ok());
        Self { profile, debugging_port, driver, driver_port }
    }

    /// Lets pages of an origin open the app's scheme without asking, as a person does who ticks "always allow".
    ///
    /// Call it before the browser starts.
    pub fn allow_scheme(&self, origin: &str, scheme: &str) {
        let folder = self.profile.join("Default");
        std::fs::create_dir_all(&folder).unwrap();
        let preferences = json!({ "protocol_handler": { "allowed_origin_protocol_pairs": { origin: { scheme: true } } } });
        std::fs::write(folder.join("Preferences"), preferences.to_string()).unwrap();
    }

    /// Lets no page run a script, as some people have it.
    ///
    /// Call it before the browser starts.
    pub fn without_scripts(&self) {
        let folder = self.profile.join("Default");
        std::fs::create_dir_all(&folder).unwrap();
        let preferences = json!({ "profile": { "default_content_setting_values": { "javascript": 2 } } });
        std::fs::write(folder.join("Preferences"), preferences.to_string()).unwrap();
    }

    /// Whether somebody started it.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.process_id().is_some() && std::net::TcpStream::connect(("127.0.0.1", self.debugging_port)).is_ok()
    }

    /// Drives the window that somebody opened, at the page whose address begins as told.
    ///
    /// # Panics
    /// When no such page is open in time.
    pub async fn page(&self, address: &str) -> Page {
        self.page_saying(address, "").await
    }

    /// The same, of several such pages the one that says something.
    ///
    /// # Panics
    /// When no such page is open in time.
    pub async fn page_saying(&self, address: &str, words: &str) -> Page {
        until("the browser to be started", || self.is_running());
        let capabilities = json!({ "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{}", self.debugging_port) } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{}", self.driver_port))
            .await
            .unwrap();
        let page = Page { client };
        page.find(address, words).await;
        page
    }

    fn process_id(&self) -> Option<String> {
        let lock = std::fs::read_link(self.profile.join("SingletonLock")).ok()?;
        Some(lock.to_str()?.rsplit('-').next()?.to_owned())
    }

    /// Ends the browser, by the id that its profile names.
    pub fn close(&self) {
        let Some(id) = self.process_id() else { return };
        let _ = std::process::Command::new("kill").arg(&id).status();
        until("the browser to end", || !Path::new(&format!("/proc/{id}")).exists() || self.process_id().is_none());
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(id) = self.process_id() {
            let _ = std::process::Command::new("kill").args(["-9", &id]).stderr(Stdio::null()).status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A page in the browser, and what a person does there.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
}

impl Page {
    /// Looks through the windows for the page whose address begins as told, and that says these words.
    pub async fn find(&self, address: &str, words: &str) {
        let what = format!("a page at {address} that says “{words}”");
        until_some(&what, || async {
            for window in self.client.windows().await.ok()? {
                self.client.switch_to_window(window).await.ok()?;
                if self.client.current_url().await.ok()?.as_str().starts_with(address) && self.text().await.contains(words) {
                    return Some(());
                }
            }
            None
        })
        .await;
    }

    /// The address in the address bar.
    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// What a person reads on the page.
    pub async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page says something.
    pub async fn says(&self, words: &str) {
        let what = format!("the page to say “{words}”");
        until_some(&what, || async { self.text().await.contains(words).then_some(()) }).await;
    }

    /// Waits until the page has what the selector finds, whatever language it speaks.
    ///
    /// # Panics
    /// When it does not have it in time; the address and what the page says instead are told.
    pub async fn shows(&self, selector: &str) {
        if self.client.wait().at_most(LIMIT).for_element(Locator::Css(selector)).await.is_err() {
            panic!("waited in vain for {selector} at {}, which says “{}”", self.address().await, self.text().await);
        }
    }

    /// What a person would touch, once the page is there whole: what is pressed while fonts and styles still come may have
    /// moved away from under the pointer.
    async fn element(&self, locator: Locator<'_>) -> Element {
        until_some("the page to be there whole", || async {
            let state = self.client.execute("return document.readyState", Vec::new()).await.ok()?;
            (state == "complete").then_some(())
        })
        .await;
        self.client.wait().at_most(LIMIT).for_element(locator).await.unwrap()
    }

    /// Writes into the field of that name, in place of what is there.
    ///
    /// # Panics
    /// When there is no such field in time, or it has something else afterwards.
    pub async fn fill(&self, name: &str, text: &str) {
        let selector = format!("[name='{name}']");
        let field = self.element(Locator::Css(&selector)).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(text), "what the field “{name}” has");
    }

    /// Chooses an option of the select of that name, by its value or its words.
    pub async fn choose(&self, name: &str, option: &str) {
        let path = format!("//select[@name='{name}']/option[@value='{option}' or normalize-space()='{option}']");
        self.element(Locator::XPath(&path)).await.click().await.unwrap();
    }

    /// Presses the element that the selector finds.
    pub async fn press(&self, selector: &str) {
        self.element(Locator::Css(selector)).await.click().await.unwrap();
    }

    /// Presses the button that says so.
    pub async fn press_button(&self, words: &str) {
        let path = format!("//button[normalize-space()='{words}']");
        self.element(Locator::XPath(&path)).await.click().await.unwrap();
    }

    /// Goes to an address.
    pub async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    /// The page as a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// Lets go of the browser, which stays open.
    pub async fn leave(self) {
        let _ = tokio::time::timeout(crate::wait::LIMIT, self.client.close()).await;
    }

    /// The driver's own client, for what is not said here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}
