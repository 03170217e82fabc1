//! `countersign token` as a whole process: from a vault whose key is in the desktop's keychain, and from an agent.
//!
//! It runs within a session of its own (a bus, folders, gnome-keyring), which whoever starts it has made but for the keychain.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_engine::SystemKeychain;
use countersign_wire::keychain::KeychainState;
use serde_json::{Value, json};

use super::stage;

/// How long a keychain may take to be there, and how often it is looked for.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A process that ends with this.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Signs somebody in, and asks for their token so many times each way; gives milliseconds.
pub(crate) async fn run(countersign: &Path, home: &Path, issuer: &str, rounds: usize) -> Value {
    let _keyring = keyring().await;
    let engine = stage::open(home, Arc::new(SystemKeychain::new())).await;
    let begin = Instant::now();
    while engine.keychain_state().await != KeychainState::Ready {
        assert!(begin.elapsed() < PATIENCE, "gnome-keyring does not answer");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    stage::add_provider(&engine, issuer).await;
    let account = stage::sign_in(&engine, 1).await.id;
    drop(engine);
    let took = |more: &[&str]| -> Vec<f64> {
        let mut command = Command::new(countersign);
        command.arg("token").arg(&account).arg("--home").arg(home).args(more).stdin(Stdio::null());
        (0..=rounds).map(|_| whole_process(&mut command)).skip(1).collect()
    };
    let keychain = took(&["--no-agent"]);
    let _agent = agent(countersign, home);
    let by_agent = took(&[]);
    // Whoever gets none from the agent looks into the vault, and nobody notices.
    let log = Command::new(countersign).args(["agent", "log", "--home"]).arg(home).output().unwrap().stdout;
    assert!(String::from_utf8_lossy(&log).trim_end().ends_with("given"), "the agent gave no token");
    json!({ "keychain": keychain, "agent": by_agent })
}

fn whole_process(command: &mut Command) -> f64 {
    let begin = Instant::now();
    let output = command.output().unwrap();
    let took = begin.elapsed().as_secs_f64() * 1e3;
    assert!(output.status.success() && output.stdout == b"person-1\n", "{}", String::from_utf8_lossy(&output.stderr));
    took
}

/// A login keyring that is unlocked from the start; its password protects nothing. Nobody may ask for secrets before it has its
/// name on the bus: the bus would start another one, which is locked.
async fn keyring() -> Ending {
    let mut daemon = Command::new("gnome-keyring-daemon");
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    let mut child = daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"a password for a benchmark").unwrap();
    let child = Ending(child);
    let bus = zbus::fdo::DBusProxy::new(&zbus::Connection::session().await.unwrap()).await.unwrap();
    let begin = Instant::now();
    while !bus.name_has_owner("org.freedesktop.secrets".try_into().unwrap()).await.unwrap() {
        assert!(begin.elapsed() < PATIENCE, "gnome-keyring does not offer secrets");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    child
}

/// An agent, once it answers.
fn agent(countersign: &Path, home: &Path) -> Ending {
    let mut command = Command::new(countersign);
    command.arg("agent").arg("--json").arg("--home").arg(home).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("socket"), "{line}");
    Ending(child)
}
