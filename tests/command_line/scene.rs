//! A desktop session, a service with people, and the command line in between.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use support::programs::{program, write_script};
use support::session::{Keyring, Session};

use crate::person::{Answer, Person};
use crate::schema::{check_answer, check_told};

/// What a command left behind.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// The one JSON value on stdout.
    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        let values = self.values();
        assert_eq!(values.len(), 1, "{self:?}");
        values.into_iter().next().unwrap()
    }

    /// The JSON values on stdout, one a line and nothing else.
    #[track_caller]
    pub(crate) fn values(&self) -> Vec<Value> {
        assert!(self.out.is_empty() || self.out.ends_with('\n'), "{self:?}");
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?} of {self:?}"))).collect()
    }

    /// Holds every line against the schema of what is printed with `--json`.
    #[track_caller]
    pub(crate) fn is_as_described(&self, arguments: &[&str]) {
        let lines = |text: &str| {
            text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?} of {self:?}"))).collect::<Vec<Value>>()
        };
        lines(&self.out).iter().for_each(|line| check_answer(arguments, line));
        lines(&self.err).iter().for_each(check_told);
    }

    /// The error on stderr, as `(exit code, code, message)`; stdout has to be empty.
    #[track_caller]
    pub(crate) fn error(&self) -> (i32, String, String) {
        assert_eq!(self.out, "", "{self:?}");
        let value: Value = serde_json::from_str(self.err.trim_end()).unwrap_or_else(|_| panic!("{self:?}"));
        assert_eq!(keys(&value), ["error"], "{self:?}");
        assert_eq!(keys(&value["error"]), ["code", "message"], "{self:?}");
        (self.code, value["error"]["code"].as_str().unwrap().into(), value["error"]["message"].as_str().unwrap().into())
    }
}

/// The keys of an object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// A session, a service and its first administrator.
pub(crate) struct Scene {
    pub(crate) session: Session,
    pub(crate) issuer: String,
    pub(crate) anna: Person,
    database: PathBuf,
}

/// Where Anna stands in the list of providers.
pub(crate) const PROVIDER: &str = "work";

impl Scene {
    /// A service on which Anna is an administrator, and no provider yet.
    pub(crate) fn new(keyring: Keyring) -> Self {
        let mut scene = Self::bare(keyring);
        scene.anna = scene.add_person(
            "anna@one.example",
            "Anna Örn",
            "--role administrator --locale es-ES --timezone Europe/Madrid --date-format DD-MM-YYYY --smart-dates on --thousands . --decimal ,",
        );
        scene.serve();
        scene
    }

    /// A session alone: no service answers.
    pub(crate) fn bare(keyring: Keyring) -> Self {
        let session = Session::start(keyring);
        let database = session.path().join("accounts.sqlite");
        Self { session, issuer: String::new(), anna: Person::default(), database }
    }

    /// The same with the service as a provider.
    pub(crate) fn with_provider(keyring: Keyring) -> Self {
        let scene = Self::new(keyring);
        let added = scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &scene.issuer]);
        assert_eq!(added.code, 0, "{added:?}");
        scene
    }

    fn serve(&mut self) {
        let mut child = self.accounts(&["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.session.keep(child);
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the service did not start: {line:?}"));
        self.issuer = ready["listening"].as_str().unwrap().into();
    }

    fn accounts(&self, arguments: &[&str]) -> Command {
        let mut command = self.session.command(program("countersign-accounts"));
        let (verb, rest) = arguments.split_at(usize::from(arguments[0] != "serve") + 1);
        command.args(verb).arg("--database").arg(format!("sqlite:{}", self.database.display())).args(rest).stderr(Stdio::null());
        command
    }

    /// Adds a person at the service.
    pub(crate) fn add_person(&self, email: &str, name: &str, settings: &str) -> Person {
        let mut command = self.accounts(&["people", "add", "--email", email, "--name", name]);
        let mut child = command
            .args(words(settings))
            .args(["--password-stdin", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(support::service::PASSWORD.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "people add: {}", String::from_utf8_lossy(&output.stdout));
        Person { email: email.into() }
    }

    /// Adds an app at the service, as its operator does.
    pub(crate) fn add_app(&self, settings: &str) -> Value {
        let output = self.accounts(&["apps", "add"]).args(words(settings)).arg("--json").output().unwrap();
        assert!(output.status.success());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Adds a key of the product APIs, as the operator does: the key and its secret.
    pub(crate) fn add_api_key(&self, name: &str) -> (String, String) {
        let output = self.accounts(&["api-keys", "add"]).args(["--name", name, "--json"]).output().unwrap();
        let added: Value = serde_json::from_slice(&output.stdout).unwrap();
        (added["key"].as_str().unwrap().into(), added["secret"].as_str().unwrap().into())
    }

    /// The command line, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.session.command(program("countersign"));
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        done(self.command(arguments).output().unwrap())
    }

    /// The same with `--json`; whatever it prints is as the schema says.
    pub(crate) fn json(&self, arguments: &[&str]) -> Done {
        let done = self.run(&[arguments, &["--json"]].concat());
        done.is_as_described(arguments);
        done
    }

    /// Runs a command on a terminal of so many columns, which types what is given; gives all that stood there.
    pub(crate) fn on_a_terminal(&self, columns: u16, arguments: &[&str], typed: &str) -> (i32, String) {
        let quoted: Vec<String> = arguments.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
        let line = format!("stty cols {columns} rows 40 -echo; exec '{}' {}", program("countersign").display(), quoted.join(" "));
        let mut command = self.session.command("script");
        command.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm").env("SHELL", "/bin/sh");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(typed.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        drop(input);
        let done = done(output);
        (done.code, done.out.replace("\r\n", "\n"))
    }

    /// Starts a sign-in that prints its address.
    pub(crate) fn start_sign_in(&self, provider: &str, options: &[&str]) -> Waiting {
        self.start(&[&["sign-in", provider], options].concat())
    }

    /// Starts a command that waits for somebody to sign in at the address that it prints.
    pub(crate) fn start(&self, arguments: &[&str]) -> Waiting {
        let mut child = self.command(&[arguments, &["--print-url", "--json"]].concat()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let Ok(value) = serde_json::from_str::<Value>(&line) else {
            panic!("no address: {line:?}, {:?}", done(child.wait_with_output().unwrap()));
        };
        assert_eq!(keys(&value), ["authorize_url"]);
        check_answer(arguments, &value);
        Waiting {
            child,
            out,
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            authorize_url: value["authorize_url"].as_str().unwrap().into(),
        }
    }

    /// Anna signs in by loopback with the scopes named; gives the account.
    pub(crate) async fn signed_in(&self, scopes: &[&str]) -> Value {
        self.signs_in(&self.anna, PROVIDER, scopes).await
    }

    /// Somebody signs in by loopback.
    pub(crate) async fn signs_in(&self, person: &Person, provider: &str, scopes: &[&str]) -> Value {
        let options: Vec<&str> = scopes.iter().flat_map(|scope| ["--scope", scope]).collect();
        let waiting = self.start_sign_in(provider, &options);
        let (status, page) = person.comes_back(&waiting.authorize_url, Answer::Accept).await;
        assert_eq!(status, 200, "{page}");
        waiting.end().value()
    }

    /// The account's access token.
    pub(crate) fn token(&self, account: &str) -> String {
        self.json(&["token", account]).value()["access_token"].as_str().unwrap().into()
    }

    /// What the service's user info says to a token: the status and the body.
    pub(crate) async fn user_info(&self, token: &str) -> (u16, Value) {
        let response = reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .get(format!("{}/oauth/userinfo", self.issuer))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    /// Everybody here showed who they are so many seconds earlier.
    pub(crate) fn age_sign_ins(&self, seconds: i64) {
        let database = rusqlite::Connection::open(&self.database).unwrap();
        database.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
        for table in ["grants", "sessions"] {
            let aged = format!("UPDATE {table} SET authenticated_at = authenticated_at - ?1");
            assert!(database.execute(&aged, [seconds]).unwrap() > 0, "{table}");
        }
    }

    /// Somebody changes the service's database behind its back.
    pub(crate) fn tamper(&self, statement: &str) {
        let database = rusqlite::Connection::open(&self.database).unwrap();
        database.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
        assert!(database.execute(statement, []).unwrap() > 0, "{statement}");
    }

    /// A variable of the session.
    pub(crate) fn variable(&self, name: &str) -> std::ffi::OsString {
        self.session.environment().iter().find(|(other, _)| other == name).unwrap().1.clone()
    }

    /// A browser that only notes the address it is opened with; gives the file that it notes it in.
    pub(crate) fn browser_that_notes(&mut self) -> PathBuf {
        let note = self.session.path().join("opened");
        let folder = self.opener(&format!("printf %s \"$1\" > '{0}.part' && mv '{0}.part' '{0}'", note.display()));
        let path = std::env::var("PATH").unwrap();
        self.session.set("PATH", format!("{}:{path}", folder.display()));
        note
    }

    /// A desktop on which no browser opens.
    pub(crate) fn no_browser(&mut self) {
        let folder = self.opener("exit 3");
        self.session.set("PATH", folder);
    }

    /// A folder with the system's opener, which does what the script says.
    fn opener(&self, script: &str) -> PathBuf {
        let folder = self.session.path().join("bin");
        std::fs::create_dir(&folder).unwrap();
        write_script(&folder.join("xdg-open"), script);
        folder
    }

    /// A file of the session with a secret in it, for its owner only.
    pub(crate) fn secret_file(&self, name: &str, secret: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let path = self.session.path().join(name);
        std::fs::write(&path, format!("{secret}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }
}

/// A sign-in that waits for the browser.
pub(crate) struct Waiting {
    pub(crate) child: Child,
    out: BufReader<ChildStdout>,
    arguments: Vec<String>,
    pub(crate) authorize_url: String,
}

impl Waiting {
    /// Waits until the command has ended.
    pub(crate) fn end(mut self) -> Done {
        let mut out = String::new();
        self.out.read_to_string(&mut out).unwrap();
        let mut ended = done(self.child.wait_with_output().unwrap());
        ended.out = out;
        ended.is_as_described(&self.arguments.iter().map(String::as_str).collect::<Vec<_>>());
        ended
    }

    /// The redirect URI of the request.
    pub(crate) fn redirect_uri(&self) -> String {
        query(&self.authorize_url, "redirect_uri")
    }
}

/// One parameter of a URL.
pub(crate) fn query(address: &str, name: &str) -> String {
    let url = url::Url::parse(address).unwrap();
    url.query_pairs().find(|(key, _)| key == name).unwrap_or_else(|| panic!("no {name} in {address}")).1.into_owned()
}

/// What a person types, word by word.
pub(crate) fn words(typed: &str) -> Vec<&str> {
    typed.split_whitespace().collect()
}

/// Sends a signal to a process.
pub(crate) fn signal(which: &str, process: u32) {
    assert!(Command::new("sh").args(["-c", &format!("kill {which} {process}")]).status().unwrap().success());
}

/// Whether a word stands in any file below a folder.
pub(crate) fn stands_in(folder: &Path, word: &str) -> Vec<String> {
    let found = Command::new("grep").args(["-rlaF", "--", word]).arg(folder).output().unwrap();
    String::from_utf8_lossy(&found.stdout).lines().map(str::to_owned).collect()
}

pub(crate) fn done(output: std::process::Output) -> Done {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}
