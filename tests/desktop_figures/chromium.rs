//! Chromium without a window, and what only its own protocol tells.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use support::browser::Driver;
use support::ports::free_port;
use support::wait::until;

/// A browser at a folder that is served. Both end with this.
pub(crate) struct Chromium {
    pub(crate) client: Client,
    pub(crate) origin: String,
    _driver: Driver,
    server: Child,
}

impl Chromium {
    pub(crate) async fn at(folder: &Path) -> Self {
        let port = free_port();
        let mut serve = Command::new("python3");
        serve.args(["-m", "http.server", &port.to_string(), "--bind", "127.0.0.1", "--directory"]).arg(folder);
        let server = serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("the gallery to be served", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        let driver = Driver::start(Command::new("chromedriver"));
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1440,900", "--no-first-run"];
        // A script may take longer than the half minute that is usual, on a machine that has other things to do.
        let capabilities = json!({ "timeouts": { "script": 600_000 }, "goog:chromeOptions": { "args": arguments } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(driver.address())
            .await
            .unwrap();
        Self { client, origin: format!("http://127.0.0.1:{port}"), _driver: driver, server }
    }

    /// Opens a story of the gallery anew, and waits until it has been drawn.
    pub(crate) async fn story(&self, name: &str, ready: &str) {
        // The gallery reads the name once, at its start.
        self.client.goto("about:blank").await.unwrap();
        self.client.goto(&format!("{}/gallery.html#{name}", self.origin)).await.unwrap();
        let there = "const [selector, done] = arguments;
            const look = () => document.querySelector(selector) ? setTimeout(done, 600) : setTimeout(look, 20); look();";
        self.run(there, vec![json!(ready)]).await;
    }

    /// Runs a script that calls its last argument when it is done.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.unwrap()
    }

    /// The page's own figures, after all that nobody needs was thrown away.
    pub(crate) async fn settled(&self) -> Held {
        self.ask("HeapProfiler.enable", json!({})).await;
        for _ in 0..3 {
            self.ask("HeapProfiler.collectGarbage", json!({})).await;
        }
        self.ask("Performance.enable", json!({})).await;
        let told = self.ask("Performance.getMetrics", json!({})).await;
        let metric = |name: &str| {
            let all = told["metrics"].as_array().unwrap();
            all.iter().find(|one| one["name"] == name).unwrap()["value"].as_f64().unwrap()
        };
        Held { heap: metric("JSHeapUsedSize"), listeners: metric("JSEventListeners"), nodes: metric("Nodes") }
    }

    async fn ask(&self, command: &'static str, parameters: Value) -> Value {
        self.client.issue_cmd(Asked { command, parameters }).await.unwrap()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What a page holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    /// Bytes of JavaScript's heap.
    pub(crate) heap: f64,
    /// Listeners for events.
    pub(crate) listeners: f64,
    /// Nodes of the document, and those that something still holds.
    pub(crate) nodes: f64,
}

/// A command of the browser's own protocol, by way of its driver.
#[derive(Debug)]
struct Asked {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Asked {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.command, "params": self.parameters }).to_string()))
    }
}
