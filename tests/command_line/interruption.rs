//! Ctrl-C, SIGTERM and SIGHUP while a service's answer is on its way: no session is lost by them.

use std::borrow::BorrowMut;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::programs::program;
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
    fn start(mut command: impl BorrowMut<Command>) -> Self {
        let mut child = command.borrow_mut().stdin(Stdio::null()).spawn().unwrap();
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

/// A command that hears signals, whatever these tests were started to ignore, as `nohup` has them do.
fn hearing_all(scene: &Scene, arguments: &[&str]) -> Command {
    let mut command = scene.session.command("env");
    command.args(["--default-signal=HUP,INT,TERM", "--"]).arg(program("countersign")).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

const WAITED_FOR: &str = "The service's answer is on its way";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_no_signal_ends_a_renewal_between_its_request_and_its_save() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let account = signed_in(&scene, &fake).await;
    for (number, which) in ["-INT", "-TERM", "-HUP"].into_iter().enumerate() {
        let gate = fake.hold("/token");
        let mut running = Running::start(hearing_all(&scene, &["refresh", &account]));
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
    // Heard are the signals of which the system says that somebody catches them.
    support::wait::until("it hears signals", || mask(child.id(), "SigCgt") & (1 << 14) != 0);
    signal("-TERM", child.id());
    let ended = crate::scene::done(child.wait_with_output().unwrap());
    drop(input);
    let (exit, code, _) = ended.error();
    assert_eq!((exit, code.as_str()), (4, "cancelled"));
}

/// A mask of signals, as the system tells it of a process.
fn mask(process: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let mask = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_that_was_to_do_nothing_from_the_start_does_nothing() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let account = signed_in(&scene, &fake).await;
    let gate = fake.hold("/token");
    // As nohup does it.
    let mut command = scene.session.command("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(program("countersign")).args(["refresh", &account]);
    let running = Running::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    is_asked(&fake).await;
    assert_eq!(mask(running.child.id(), "SigIgn") & 1, 1, "it is ignored still");
    signal("-HUP", running.child.id());
    gate.open();
    let ended = running.end();
    assert_eq!(ended.code, 0, "{}", ended.err);
}

/// A pipe that takes nothing more, with a reader who does not read.
fn full_pipe() -> (PipeReader, PipeWriter) {
    const O_NONBLOCK: i32 = 0o4000;
    let (reader, writer) = std::io::pipe().unwrap();
    // Another opening of the same, as only this one may not wait.
    let place = format!("/proc/self/fd/{}", writer.as_raw_fd());
    let mut filling = std::fs::OpenOptions::new().write(true).custom_flags(O_NONBLOCK).open(place).unwrap();
    while filling.write(&[b'\n'; 4096]).is_ok() {}
    while filling.write(b"\n").is_ok() {}
    (reader, writer)
}

#[test]
fn words_that_nobody_reads_do_not_hold_up_an_end() {
    let scene = Scene::bare(Keyring::Unlocked);
    let (_reader, full) = full_pipe();
    let mut child = scene.command(&["git-credential", "get"]).stdin(Stdio::piped()).stderr(full).spawn().unwrap();
    // To wait for it would close this, and let it end by itself.
    let _input = child.stdin.take();
    support::wait::until("it hears signals", || mask(child.id(), "SigCgt") & (1 << 14) != 0);
    signal("-TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(4));
}

#[test]
fn a_command_that_sees_to_its_end_itself_and_cannot_is_ended() {
    let scene = Scene::bare(Keyring::Unlocked);
    let (_reader, full) = full_pipe();
    let mut child = scene.command(&["agent"]).stdin(Stdio::null()).stderr(full).spawn().unwrap();
    // The next it has to say is for stderr.
    assert!(!line(&mut BufReader::new(child.stdout.as_mut().unwrap())).is_empty());
    signal("-TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(4));
}

#[test]
fn a_command_that_failed_and_tells_it_to_nobody_is_ended_by_a_signal() {
    // More than a pipe holds (pipe(7)): its last words are begun, and no one will hear their end.
    let endless = "f".repeat(100_000);
    let scene = Scene::bare(Keyring::Unlocked);
    let words = ["providers", "add", "--name", PROVIDER, "--issuer", "https://till.example", "--client-id", "till", "--client-secret-file"];
    let mut child = scene.command(&[&words[..], &[&endless]].concat()).stdin(Stdio::null()).spawn().unwrap();
    let mut err = child.stderr.take().unwrap();
    let mut begun = [0; 12];
    err.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"countersign:");
    signal("-TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(4), "it is called off, though its own work is done");
}

/// An administrator at a service whose administration answers as it is told.
async fn administers(scene: &Scene, fake: &FakeProvider) {
    let root = fake.url("/admin/v1");
    fake.metadata(|document| document["countersign_administration_endpoint"] = json!(root));
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    let scopes = ["--scope", "profile", "--scope", "offline_access", "--scope", "accounts:admin"];
    let waiting = scene.start_sign_in(PROVIDER, &scopes);
    assert_eq!(go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    waiting.end().value();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_is_shown_once_is_shown_before_the_command_ends() {
    const SECRETS: &str = "/admin/v1/apps/till/secrets";
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    administers(&scene, &fake).await;
    fake.always(SECRETS, Reply::json(201, json!({"client_id": "till", "client_secret": "shown-this-once", "retired": null})));
    let gate = fake.hold(SECRETS);
    let mut running = Running::start(scene.command(&["apps", "new-secret", "till"]));
    until_some("the request", || async { (!fake.seen(SECRETS).is_empty()).then_some(()) }).await;
    assert!(running.is_signalled("-TERM").contains(WAITED_FOR));
    gate.open();
    let ended = running.end();
    assert!(ended.out.contains("shown-this-once"), "{ended:?}");
    assert_eq!(ended.code, 4, "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_for_secrets_that_holds_none_goes_with_the_command() {
    const PLAN: &str = "/admin/v1/apps/plan";
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    administers(&scene, &fake).await;
    let (file, place) = (scene.session.path().join("apps.toml"), scene.session.path().join("secrets"));
    std::fs::write(&file, "").unwrap();
    let _gate = fake.hold(PLAN);
    let words = ["apps", "apply", file.to_str().unwrap(), "--secrets-file", place.to_str().unwrap()];
    let running = Running::start(scene.command(&words));
    until_some("the request", || async { (!fake.seen(PLAN).is_empty()).then_some(()) }).await;
    assert!(place.exists());
    signal("-TERM", running.child.id());
    assert_eq!(running.end().code, 4);
    assert!(!place.exists(), "nothing is there to be mistaken for secrets");
}
