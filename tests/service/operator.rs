//! `countersign-accounts` as an operator's scripts meet it: JSON on stdout, everything else on stderr.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use support::client::member;
use support::programs::program;
use support::service::http;
use support::visitor::Visitor;

const PASSWORD: &str = "correct horse battery";

pub(crate) fn run(database: &Path, arguments: &[&str], stdin: &str) -> Output {
    let mut words = arguments.to_vec();
    let address = format!("sqlite:{}", database.display());
    words.extend(["--database", &address]);
    let mut child = Command::new(program("countersign-accounts"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its flags does not wait for what comes after them.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const ADD_ADA: [&str; 10] =
    ["people", "add", "--email", "ada@harbour.example", "--name", "Ada Ruiz", "--role", "administrator", "--password-stdin", "--json"];

/// A service as a process of its own; it ends with the test.
struct Serving {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Serving {
    fn start(database: &Path) -> Self {
        let mut child = Command::new(program("countersign-accounts"))
            .args(["serve", "--database", &format!("sqlite:{}", database.display()), "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn line(&mut self) -> Value {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn what_the_commands_add_a_running_service_knows_at_its_next_request() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("accounts.db");
    let mut serving = Serving::start(&database);
    let issuer = serving.line()["listening"].as_str().unwrap().to_owned();
    let set_up = serving.line()["setup_url"].as_str().unwrap().to_owned();
    assert!(set_up.starts_with(&format!("{issuer}/")), "{set_up}");
    let metadata: Value =
        http().get(format!("{issuer}/.well-known/oauth-authorization-server")).send().await.unwrap().json().await.unwrap();
    assert_eq!(metadata["issuer"], issuer.as_str());

    let person = json(&run(&database, &ADD_ADA, &format!("{PASSWORD}\n")));
    assert_eq!(person["email"], "ada@harbour.example");
    let arguments = ["apps", "add", "--name", "Harbour", "--kind", "web", "--redirect-uri", "https://harbour.example/cb", "--json"];
    let app = json(&run(&database, &arguments, ""));
    let client_id = app["client_id"].as_str().unwrap();
    let redirect = form_urlencoded::byte_serialize(b"https://harbour.example/cb").collect::<String>();
    let challenge = support::client::challenge(support::client::VERIFIER);
    let authorize = format!(
        "{issuer}/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri={redirect}&code_challenge={challenge}&code_challenge_method=S256"
    );
    let code = Visitor::new().accept(&authorize, "ada@harbour.example").await.redirected_with().remove("code").unwrap();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "https://harbour.example/cb"),
        ("client_id", client_id),
        ("client_secret", app["client_secret"].as_str().unwrap()),
        ("code_verifier", support::client::VERIFIER),
    ];
    let answer = support::client::send(http().post(format!("{issuer}/oauth/token")).form(&pairs)).await;
    let claims = http().get(format!("{issuer}/oauth/userinfo")).bearer_auth(member(&answer, "access_token")).send().await.unwrap();
    assert_eq!(claims.json::<Value>().await.unwrap()["sub"], person["id"]);
    assert_eq!(Visitor::new().open(&set_up).await.status, 410, "set-up is over");
}

#[test]
fn each_start_without_people_prints_a_set_up_address_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("accounts.db");
    let address = || {
        let mut serving = Serving::start(&database);
        serving.line();
        let url = serving.line()["setup_url"].as_str().unwrap().to_owned();
        url.split_once("code=").unwrap().1.to_owned()
    };
    assert_ne!(address(), address());
}

#[test]
fn what_is_wrong_is_told_on_stderr_and_nothing_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("accounts.db");
    let person = |more: &[&str], password: &str| {
        let mut words = ADD_ADA.to_vec();
        words.extend(more);
        run(&database, &words, password)
    };
    for (more, password, word) in [
        (&["--timezone", "Europe/Nowhere"][..], PASSWORD, "time zone"),
        (&["--locale", "not a language"], PASSWORD, "language"),
        (&["--date-format", "DD"], PASSWORD, "date format"),
        (&["--thousands", ".", "--decimal", "."], PASSWORD, "different"),
        (&["--smart-dates", "maybe"], PASSWORD, "maybe"),
        (&[], "short", "12 characters"),
    ] {
        let output = person(more, password);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{more:?}");
        assert!(told.contains(word) && !told.contains(PASSWORD), "{more:?}: {told}");
    }
    json(&person(&[], PASSWORD));
    let taken = person(&["--email", "ADA@harbour.example"], PASSWORD);
    assert!(!taken.status.success(), "the flag twice, or the address taken: neither adds anybody");
    for words in [
        &["apps", "add", "--name", "X", "--kind", "web", "--redirect-uri", "http://x.example/"][..],
        &["apps", "add", "--name", "X", "--kind", "native", "--redirect-uri", "com.x.y:/cb", "--scope", "read_write"],
        &["apps", "add", "--name", "X", "--kind", "native", "--redirect-uri", "com.x.y:/cb", "--trusted"],
        &["apps", "add", "--name", "X", "--kind", "spa", "--redirect-uri", "com.x.y:/cb"],
        &["serve", "--listen", "0.0.0.0:0"],
        &["serve", "--public-url", "http://accounts.example"],
    ] {
        let output = run(&database, words, "");
        assert!(!output.status.success() && output.stdout.is_empty() && !output.stderr.is_empty(), "{words:?}");
    }
    let raw = rusqlite::Connection::open(&database).unwrap();
    let count = |table: &str| raw.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((count("people"), count("apps WHERE NOT built_in")), (1, 0));
}
