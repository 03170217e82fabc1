//! An app that a library plays: a process that is asked by lines of JSON, and answers by them.

use std::process::Stdio;

use serde_json::{Value, json};
use support::wait::LIMIT;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::places;

/// A library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    OpenIdClient,
    OAuth4WebApi,
    Authlib,
    RequestsOAuthlib,
}

impl Library {
    pub const ALL: [Self; 4] = [Self::OpenIdClient, Self::OAuth4WebApi, Self::Authlib, Self::RequestsOAuthlib];
    /// Those that know OpenID Connect: they read the discovery document and validate ID tokens.
    pub const OF_OPENID: [Self; 3] = [Self::OpenIdClient, Self::OAuth4WebApi, Self::Authlib];
    /// Those that compare the issuer that an answer names (RFC 9207).
    pub const COMPARING_ISSUERS: [Self; 2] = [Self::OpenIdClient, Self::OAuth4WebApi];
    /// Those that make the address that signs out.
    pub const SIGNING_OUT: [Self; 2] = [Self::OpenIdClient, Self::Authlib];

    fn command(self) -> Command {
        let (program, script) = match self {
            Self::OpenIdClient => ("node".into(), places::node().join("openid_client.mjs")),
            Self::OAuth4WebApi => ("node".into(), places::node().join("oauth4webapi.mjs")),
            Self::Authlib => (places::python("python"), places::suite().join("python/authlib_app.py")),
            Self::RequestsOAuthlib => (places::python("python"), places::suite().join("python/requests_oauthlib_app.py")),
        };
        let mut command = Command::new(program);
        // What is asked stays on this computer, whatever a proxy of the machine would like; and no source folder gets caches.
        command.arg(script).env("NO_PROXY", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1").env("NODE_NO_WARNINGS", "1");
        command
    }
}

/// An app that runs.
pub struct App {
    library: Library,
    asked: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    // Ended with the app.
    _process: Child,
}

impl App {
    /// Starts an app with what it was registered as.
    pub async fn begin(library: Library, registration: &Value) -> Self {
        let mut process = library.command().stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let (asked, answers) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()).lines());
        let mut app = Self { library, asked, answers, _process: process };
        app.does("begin", registration).await;
        app
    }

    /// Has it take a step, and gives what the library saw.
    pub async fn does(&mut self, step: &str, given: &Value) -> Value {
        let mut answer = self.ask(step, given).await;
        assert!(answer.get("refused").is_none(), "{:?} refused to {step}: {answer}", self.library);
        answer["done"].take()
    }

    /// Has it take a step that the library has to refuse, and gives its reason.
    pub async fn refuses(&mut self, step: &str, given: &Value) -> Value {
        let mut answer = self.ask(step, given).await;
        assert!(answer.get("done").is_none(), "{:?} did {step}: {answer}", self.library);
        answer["refused"].take()
    }

    async fn ask(&mut self, step: &str, given: &Value) -> Value {
        let line = json!({ "step": step, "given": given }).to_string() + "\n";
        self.asked.write_all(line.as_bytes()).await.unwrap();
        let answer = tokio::time::timeout(LIMIT, self.answers.next_line()).await;
        let answer = answer.unwrap_or_else(|_| panic!("{:?} took longer than {LIMIT:?} to {step}", self.library)).unwrap();
        serde_json::from_str(&answer.unwrap_or_else(|| panic!("{:?} ended at {step}; its own words are above", self.library))).unwrap()
    }
}
