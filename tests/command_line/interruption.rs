//! Ctrl-C, SIGTERM and SIGHUP while a service's answer is on its way: no session is lost by them.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use support::fake_provider::FakeProvider;
use support::session::Keyring;
use support::wait::until_some;

use crate::person::go_to;
use crate::scene::{Done, PROVIDER, Scene, signal};

/// A command whose words are read as they come.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Self { child, out: BufReader::new(out), err: BufReader::new(err) }
    }

    /// Sends a signal, and gives what is said then.
    fn is_signalled(&mut self, which: &str) -> String {
        signal(which, self.child.id());
        line(&mut self.err)
    }

    fn end(mut self) -> Done {
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.err.read_to_string(&mut err).unwrap();
        Done { code: self.child.wait().unwrap().code().unwrap_or(-1), out, err }
    }
}

fn line(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    from.read_line(&mut line).unwrap();
    line
}

/// Somebody who is signed in at a service that takes each refresh token once; their account's id.
async fn signed_in(scene: &Scene, fake: &FakeProvider) -> String {
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    let waiting = scene.start_sign_in(PROVIDER, &[]);
    assert_eq!(go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    let account = waiting.end().value();
    fake.forget_seen();
    account["id"].as_str().unwrap().to_owned()
}

async fn is_asked(fake: &FakeProvider) {
    until_some("the request", || async { (!fake.seen("/token").is_empty()).then_some(()) }).await;
}

const WAITED_FOR: &str = "The service's answer is on its way";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_no_signal_ends_a_renewal_between_its_request_and_its_save() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let account = signed_in(&scene, &fake).await;
    for (number, which) in ["-INT", "-TERM", "-HUP"].into_iter().enumerate() {
        let gate = fake.hold("/token");
        let mut running = Running::start(scene.command(&["refresh", &account]));
        until_some("the request", || async { (fake.seen("/token").len() > 2 * number).then_some(()) }).await;
        assert!(running.is_signalled(which).contains(WAITED_FOR), "{which}");
        assert!(running.is_signalled("-INT").contains(WAITED_FOR), "a second one cuts it no more than the first: {which}");
        gate.open();
        let ended = running.end();
        assert_eq!((ended.code, ended.out.as_str()), (4, ""), "{which}: {}", ended.err);
        assert!(ended.err.contains("was called off"), "{which}: {}", ended.err);
        // The refresh token that was presented is dead: what came in its place was kept.
        assert_eq!(scene.json(&["refresh", &account]).code, 0, "{which}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_an_agent_that_is_told_to_end_keeps_what_it_has_asked_for() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.lifetime(0);
    let account = signed_in(&scene, &fake).await;
    fake.lifetime(3600);
    let gate = fake.hold("/token");
    let mut running = Running::start(scene.command(&["agent"]));
    assert!(!line(&mut running.out).is_empty());
    assert!(line(&mut running.err).contains("The agent answers"));
    let asking = Running::start(scene.command(&["token", &account]));
    is_asked(&fake).await;
    assert!(running.is_signalled("-TERM").contains(WAITED_FOR));
    gate.open();
    let ended = running.end();
    assert_eq!(ended.code, 0, "{}", ended.err);
    // Whoever asked may have gone on without the agent by then.
    asking.end();
    assert_eq!(scene.json(&["refresh", &account]).code, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c12_a_sign_in_whose_code_is_on_its_way_is_finished() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    let gate = fake.hold("/token");
    let mut running = Running::start(scene.command(&["sign-in", PROVIDER, "--print-url"]));
    let address = line(&mut running.out);
    assert!(line(&mut running.err).contains("Ctrl-C calls it off"));
    let answer = fake.accept(address.trim());
    let browser = tokio::spawn(async move { go_to(&answer).await });
    is_asked(&fake).await;
    assert!(running.is_signalled("-INT").contains(WAITED_FOR));
    assert!(running.is_signalled("-INT").contains(WAITED_FOR));
    gate.open();
    assert_eq!(browser.await.unwrap().0, 200);
    let ended = running.end();
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(scene.json(&["accounts"]).value()["state"], "active");
    assert_eq!(fake.seen("/token").len(), 1);
}

#[test]
fn a_command_that_waits_for_its_input_is_called_off_by_a_signal() {
    let scene = Scene::bare(Keyring::Unlocked);
    let mut child = scene.command(&["git-credential", "get", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    let input = child.stdin.take().unwrap();
    let status = format!("/proc/{}/status", child.id());
    // Heard are the signals of which the system says that somebody catches them.
    support::wait::until("it hears signals", || {
        let status = std::fs::read_to_string(&status).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(caught.trim(), 16).unwrap() & (1 << 14) != 0
    });
    signal("-TERM", child.id());
    let ended = crate::scene::done(child.wait_with_output().unwrap());
    drop(input);
    let (exit, code, _) = ended.error();
    assert_eq!((exit, code.as_str()), (4, "cancelled"));
}
