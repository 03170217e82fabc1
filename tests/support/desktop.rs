//! The built desktop app, driven as a person does: by what its controls are called and what it says.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::ports::free_port;
use crate::programs::program;
use crate::session::{Session, require};
use crate::touch::Touch;
use crate::wait::{LIMIT, found, until};

/// The app's window.
pub struct App {
    client: Client,
    driver: Child,
    /// The app's own process, which the driver started.
    process: Option<u32>,
    log: PathBuf,
}

impl App {
    /// Starts the app in the session and waits until its window can be used.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(session: &Session, arguments: &[&str]) -> Self {
        Self::start_of(session, &program("countersign-desktop"), arguments).await
    }

    /// The same of another copy of the app.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_of(session: &Session, program: &Path, arguments: &[&str]) -> Self {
        let app = Self::open(session, program, program, arguments).await;
        app.find("h1").await;
        app
    }

    /// Opens the window of any program of the app's toolkit, by starting `starter`, which becomes `program`.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn open(session: &Session, starter: &Path, program: &Path, arguments: &[&str]) -> Self {
        require(&["WebKitWebDriver"]);
        let port = free_port();
        let log = session.path().join(format!("app-{port}.log"));
        let output = std::fs::File::create(&log).unwrap();
        let driver = session
            .command("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".into()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        until("WebKitWebDriver to listen", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        let capabilities = json!({ "webkitgtk:browserOptions": { "binary": starter, "args": arguments } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("the app did not start: {error}\n{}", std::fs::read_to_string(&log).unwrap_or_default()));
        let process = child_of(driver.id(), program);
        Self { client, driver, process, log }
    }

    /// The id of the app's own process.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.process
    }

    /// What the app and its driver wrote to their outputs so far, which may end in the middle of a letter.
    #[must_use]
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// Waits for an element.
    pub async fn find(&self, selector: &str) -> Element {
        self.until(selector, || async { self.client.find(Locator::Css(selector)).await.ok() }).await
    }

    /// Waits until an element is gone.
    pub async fn lacks(&self, selector: &str) {
        let gone = || async { self.client.find_all(Locator::Css(selector)).await.ok()?.is_empty().then_some(()) };
        self.until(&format!("{selector} to go"), gone).await;
    }

    /// Looks at the window until something is found.
    ///
    /// # Panics
    /// When it is not found in time; what the window says instead is told, and what the app and its driver wrote.
    async fn until<T, F: Future<Output = Option<T>>>(&self, what: &str, look: impl FnMut() -> F) -> T {
        match found(look).await {
            Some(found) => found,
            None => panic!("waited {LIMIT:?} in vain for {what} in the app, which says:\n{}\n{}", self.text().await, self.log()),
        }
    }

    /// What a person reads in the window. The driver's own reading leaves out what is cut with an ellipsis.
    pub async fn text(&self) -> String {
        let read = self.client.execute("return document.body.innerText", vec![]).await;
        read.ok().and_then(|text| Some(text.as_str()?.to_owned())).unwrap_or_default()
    }

    /// What a person reads in one place.
    pub async fn text_of(&self, selector: &str) -> String {
        self.until(selector, || async { self.client.find(Locator::Css(selector)).await.ok()?.text().await.ok() }).await
    }

    /// Waits until the window says something.
    pub async fn says(&self, words: &str) {
        self.until(&format!("“{words}”"), || async { self.text().await.contains(words).then_some(()) }).await;
    }

    /// Presses the button or link that is called so, or that begins with a part of that name.
    pub async fn press(&self, name: &str) {
        let path = format!(
            "//*[self::button or self::a or @role='button' or @role='tab' or @role='option'][normalize-space()='{name}' or @aria-label='{name}' or *[1][normalize-space()='{name}'] or text()[1][normalize-space()='{name}']][not(@disabled)]"
        );
        self.touch(&format!("“{name}” to press"), Locator::XPath(&path)).await;
    }

    /// Presses the element that the selector finds.
    pub async fn press_at(&self, selector: &str) {
        self.touch(&format!("{selector} to press"), Locator::Css(selector)).await;
    }

    async fn touch(&self, what: &str, locator: Locator<'_>) {
        let touch = Touch::new(&self.client, locator);
        self.until(what, || touch.click()).await;
    }

    /// Writes into the field with that label, in place of what is there.
    pub async fn fill(&self, label: &str, text: &str) {
        let path =
            format!("//*[@id=//label[normalize-space()='{label}']/@for] | //*[self::input or self::textarea][@aria-label='{label}']");
        let touch = Touch::new(&self.client, Locator::XPath(&path));
        let field = self.until(&format!("the field “{label}”"), || touch.still()).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Runs a script in the window and gives what it returns.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    /// The window as a PNG, once what it shows has been drawn.
    pub async fn picture(&self) -> Vec<u8> {
        let drawn = "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.client.execute_async(drawn, vec![]).await.unwrap();
        self.client.screenshot().await.unwrap()
    }

    /// The driver's own client, for what is not said here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the app, as its driver does when a session is over.
    pub async fn close(self) {
        let _ = tokio::time::timeout(crate::wait::LIMIT, self.client.clone().close()).await;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // The driver answers before the app has ended, and without the driver the app would go on for ever.
        if let Some(id) = self.process {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).stderr(Stdio::null()).status();
            until("the app to end", || is_over(id));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Whether a process has ended, be it that its parent has not noticed yet.
pub(crate) fn is_over(id: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) else { return true };
    stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
}

/// The child of a process that runs the given program.
fn child_of(parent: u32, program: &Path) -> Option<u32> {
    let parents = |id: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok()) == Some(parent)
    };
    processes_of(program).into_iter().find(parents)
}

/// The ids of the processes whose program is the given file, as `/proc` tells.
#[must_use]
pub fn processes_of(program: &Path) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|id| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program))
        .collect()
}
