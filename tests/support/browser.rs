//! The system's browser: Chromium, as the default of a session, driven in the very window that the app opened.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::desktop::is_over;
use crate::programs::write_script;
use crate::session::{Session, require};
use crate::touch::Touch;
use crate::wait::{LIMIT, found, until};

/// The desktop entry of the browser, as `xdg-mime` names it.
pub const ENTRY: &str = "test-browser.desktop";

/// Chromium, registered as the session's default for http, https and HTML. It starts when somebody opens an address.
pub struct Browser {
    profile: PathBuf,
    driver: Driver,
}

/// chromedriver. It ends with this, and takes the browsers along that it started.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    /// Read no further, and kept: who writes to an output that nobody has open is told so.
    _stdout: BufReader<ChildStdout>,
    address: String,
}

impl Driver {
    /// Starts it, with the environment of the command that is given.
    ///
    /// # Panics
    /// When it ends before it says where it listens.
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        // It takes a port that is free and says which.
        let mut child = command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let port = loop {
            let line = said.len();
            assert!(stdout.read_line(&mut said).unwrap() > 0, "chromedriver did not start: {said}");
            if let Some((_, port)) = said[line..].trim_end_matches(['.', '\n']).split_once("successfully on port ") {
                break port.to_owned();
            }
        };
        Self { child, _stdout: stdout, address: format!("http://127.0.0.1:{port}") }
    }

    /// Where it takes sessions.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Makes Chromium the session's browser.
    #[must_use]
    pub fn install(session: &mut Session) -> Self {
        require(&["chromium", "chromedriver", "xdg-open", "xdg-mime"]);
        let profile = session.path().join("browser");
        let program = session.path().join("test-browser");
        // It takes a port that is free and notes which in its profile. `test-type` keeps out the bar that warns of
        // `no-sandbox`: it would slide in some time after the start, and move the page away from under the pointer.
        let script = format!(
            "exec chromium --no-sandbox --test-type --user-data-dir='{}' --no-first-run --no-default-browser-check \
             --disable-background-networking --disable-component-update --disable-sync --disable-quic --password-store=basic \
             --disable-gpu --disable-dev-shm-usage --window-size=1180,760 --window-position=40,20 \
             --remote-debugging-port=0 \"$@\" >/dev/null 2>&1",
            profile.display()
        );
        write_script(&program, &script);
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
        Self { profile, driver: Driver::start(session.command("chromedriver")) }
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
        self.process_id().is_some() && self.debugging_port().is_some()
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
        let port = self.debugging_port().unwrap();
        let capabilities = json!({ "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{port}") } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(self.driver.address())
            .await
            .unwrap();
        let page = Page { client };
        page.find(address, words).await;
        page
    }

    /// A link that names its process.
    fn lock(&self) -> PathBuf {
        self.profile.join("SingletonLock")
    }

    fn process_id(&self) -> Option<u32> {
        let lock = std::fs::read_link(self.lock()).ok()?;
        lock.to_str()?.rsplit('-').next()?.parse().ok()
    }

    /// The port at which it is driven, once it listens there.
    fn debugging_port(&self) -> Option<u16> {
        let noted = std::fs::read_to_string(self.noted_port()).ok()?;
        // The second line is written with the first: without it, the first may not be whole.
        let (port, _path) = noted.split_once('\n').filter(|(_, path)| path.starts_with('/'))?;
        let port = port.parse().ok()?;
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok().then_some(port)
    }

    /// Where it notes the port.
    fn noted_port(&self) -> PathBuf {
        self.profile.join("DevToolsActivePort")
    }

    /// Ends the browser, by the id that its profile names.
    pub fn close(&self) {
        let Some(id) = self.process_id() else { return };
        let _ = Command::new("kill").arg(id.to_string()).status();
        // Its lock goes before it has written its last preferences.
        until("the browser to end", || is_over(id));
        // What it noted stays where it was killed, and is not true of the next one.
        let _ = std::fs::remove_file(self.noted_port());
        let _ = std::fs::remove_file(self.lock());
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(id) = self.process_id() {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).stderr(Stdio::null()).status();
        }
    }
}

/// A page in the browser, and what a person does there.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
}

impl Page {
    /// Looks through the windows for the page whose address begins as told, and that says these words.
    ///
    /// # Panics
    /// When no such page is open in time; the addresses that are open instead are told.
    pub async fn find(&self, address: &str, words: &str) {
        let open = Mutex::new(Vec::new());
        let look = || async {
            open.lock().unwrap().clear();
            for window in self.client.windows().await.ok()? {
                self.client.switch_to_window(window).await.ok()?;
                let here = self.client.current_url().await.ok()?;
                if here.as_str().starts_with(address) && self.text().await.contains(words) {
                    return Some(());
                }
                open.lock().unwrap().push(here);
            }
            None
        };
        if found(look).await.is_none() {
            panic!("waited in vain for a page at {address} that says “{words}”; open are {:?}", open.lock().unwrap());
        }
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
        self.until(&format!("“{words}”"), || async { self.text().await.contains(words).then_some(()) }).await;
    }

    /// Waits until the page has what the selector finds, whatever language it speaks.
    pub async fn shows(&self, selector: &str) {
        self.until(selector, || async { self.client.find(Locator::Css(selector)).await.ok() }).await;
    }

    /// Looks at the page until something is found. Looks that fail are looks at a page that is being replaced.
    ///
    /// # Panics
    /// When it is not found in time; the address and what the page says instead are told.
    async fn until<T, F: Future<Output = Option<T>>>(&self, what: &str, look: impl FnMut() -> F) -> T {
        match found(look).await {
            Some(found) => found,
            None => panic!("waited {LIMIT:?} in vain for {what} at {}, which says “{}”", self.address().await, self.text().await),
        }
    }

    async fn touch(&self, locator: Locator<'_>) {
        let touch = Touch::new(&self.client, locator);
        self.until(&format!("{locator:?} to press"), || touch.click()).await;
    }

    /// Writes into the field of that name, in place of what is there.
    ///
    /// # Panics
    /// When there is no such field in time, or it has something else afterwards.
    pub async fn fill(&self, name: &str, text: &str) {
        let selector = format!("[name='{name}']");
        let touch = Touch::new(&self.client, Locator::Css(&selector));
        let field = self.until(&selector, || touch.still()).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(text), "what the field “{name}” has");
    }

    /// Chooses an option of the select of that name, by its value or its words.
    pub async fn choose(&self, name: &str, option: &str) {
        let path = format!("//select[@name='{name}']/option[@value='{option}' or normalize-space()='{option}']");
        self.touch(Locator::XPath(&path)).await;
    }

    /// Presses the element that the selector finds.
    pub async fn press(&self, selector: &str) {
        self.touch(Locator::Css(selector)).await;
    }

    /// Presses the button that says so.
    pub async fn press_button(&self, words: &str) {
        let path = format!("//button[normalize-space()='{words}']");
        self.touch(Locator::XPath(&path)).await;
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
