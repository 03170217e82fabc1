//! The ways back that take no browser on this machine, and what a script's input is safe from.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use support::fake_provider::FakeProvider;
use support::programs::program;
use support::session::Keyring;

use crate::person::Answer;
use crate::scene::{Done, PROVIDER, Scene, done, keys, query};
use crate::schema::check_answer;

/// A command whose first line was read, and whose input is still open.
struct Open {
    child: Child,
    out: BufReader<ChildStdout>,
    first: String,
    arguments: Vec<String>,
}

impl Open {
    fn start(scene: &Scene, arguments: &[&str]) -> Self {
        let mut child = scene.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        assert!(!first.is_empty(), "{:?}", done(child.wait_with_output().unwrap()));
        Self { child, out, first, arguments: arguments.iter().map(|&word| word.to_owned()).collect() }
    }

    fn value(&self) -> Value {
        let line = serde_json::from_str(&self.first).unwrap_or_else(|_| panic!("{:?}", self.first));
        let arguments: Vec<_> = self.arguments.iter().map(String::as_str).collect();
        check_answer(&arguments, &line);
        line
    }

    fn paste(&mut self, text: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{text}").unwrap();
    }

    /// Closes its input, and waits until it has ended.
    fn end(mut self) -> Done {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        let mut ended = done(self.child.wait_with_output().unwrap());
        ended.out = rest;
        ended
    }
}

#[tokio::test]
async fn a_pasted_address_signs_in_and_wrong_ones_before_it_are_told() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let mut open = Open::start(&scene, &["sign-in", PROVIDER, "--return", "paste", "--scope", "profile", "--json"]);
    assert_eq!(keys(&open.value()), ["authorize_url"]);
    let url = open.value()["authorize_url"].as_str().unwrap().to_owned();
    assert_eq!(query(&url, "redirect_uri"), "http://127.0.0.1/callback");
    let address = scene.anna.answers(&url, Answer::Accept).await;
    for pasted in ["", &url, &query(&address, "code"), &address] {
        open.paste(pasted);
    }
    let ended = open.end();
    assert_eq!(ended.value()["name"], "Anna Örn");
    let told: Vec<Value> = ended.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = told.iter().map(|line| line["warning"]["message"].as_str().unwrap()).collect();
    for (told, what) in told.iter().zip(["Nothing was pasted", "the sign-in page itself", "the code alone"]) {
        assert!(told.contains(what), "{told}");
    }
    assert_eq!(told.len(), 3);
}

#[test]
fn an_input_that_ends_without_the_address_ends_the_sign_in() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let open = Open::start(&scene, &["sign-in", PROVIDER, "--return", "paste", "--json"]);
    let (exit, code, message) = open.end().error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"), "{message}");
    assert!(message.contains("Standard input ended"), "{message}");
}

#[tokio::test]
async fn a_denial_that_is_pasted_is_one() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let mut open = Open::start(&scene, &["sign-in", PROVIDER, "--return", "paste", "--json"]);
    let address = scene.anna.answers(open.value()["authorize_url"].as_str().unwrap(), Answer::Deny).await;
    open.paste(&address);
    let (exit, code, _) = open.end().error();
    assert_eq!((exit, code.as_str()), (4, "denied"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_is_entered_on_another_device_signs_in() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.lets_devices_sign_in();
    fake.device_interval(1);
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    let open = Open::start(&scene, &["sign-in", PROVIDER, "--return", "device", "--json"]);
    let line = open.value();
    assert_eq!(keys(&line), ["expires_at", "user_code", "verification_uri", "verification_uri_complete"]);
    assert_eq!(line["verification_uri"], fake.url("/device").as_str());
    fake.enter(line["user_code"].as_str().unwrap());
    assert_eq!(open.end().value()["name"], "Michael");

    let open = Open::start(&scene, &["sign-in", PROVIDER, "--return", "device"]);
    assert_eq!(open.first, format!("{}\n", fake.url("/device")));
    fake.deny("WDJB-0002");
    let ended = open.end();
    assert_eq!((ended.code, ended.out.as_str()), (4, "WDJB-0002\n"));
    assert!(ended.err.contains("on any device") && ended.err.contains("denied"), "{}", ended.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_named_way_the_answer_comes_back_here_or_by_a_code() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.lets_devices_sign_in();
    fake.device_interval(1);
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    let waiting = scene.start_sign_in(PROVIDER, &["--select-account", "--login-hint", "ada@test.com"]);
    assert!(waiting.redirect_uri().starts_with("http://127.0.0.1:"), "{}", waiting.authorize_url);
    assert_eq!(query(&waiting.authorize_url, "prompt"), "select_account");
    assert_eq!(query(&waiting.authorize_url, "login_hint"), "ada@test.com");
    assert_eq!(crate::person::go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    waiting.end().value();
    let waiting = scene.start_sign_in(PROVIDER, &[]);
    fake.enter("WDJB-0002");
    waiting.end().value();
}

#[test]
fn the_input_of_a_script_is_left_to_the_script() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let mut command: Command = scene.session.command("sh");
    let script = format!("'{}' sign-in {PROVIDER} --print-url --wait 1s --json >&2; cat", program("countersign").display());
    let mut child = command.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"the next line").unwrap();
    assert_eq!(done(child.wait_with_output().unwrap()).out, "the next line");
}
