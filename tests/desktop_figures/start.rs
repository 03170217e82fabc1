//! Starts of the app with twenty accounts and of a bare window of the same toolkit, in turn.
//!
//! A script notes the time and becomes the program, so that the start of the process is known; the page's own record says when
//! it drew first and when the mark `usable` was set, by the same clock. Both windows are driven alike.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use support::desktop::App;
use support::programs::write_script;
use support::session::{Keyring, Session};
use support::wait::until_some;

use crate::memory;

/// The accounts that the app shows.
const ACCOUNTS: &str = "20";
/// How long a window stands before its memory is read: what a start leaves behind is given back by then.
const STANDS: Duration = Duration::from_secs(2);
/// The page's record: when it began, drew first and was usable, in milliseconds since 1970.
const RECORD: &str = "const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
    const [drawn, usable] = [at('first-contentful-paint'), at('usable')];
    return drawn === undefined || usable === undefined ? null : [performance.timeOrigin + drawn, performance.timeOrigin + usable];";

/// Opens each so many times, and the app with its service as often.
pub(crate) async fn measure(app: &Path, bare: &Path, bench: &Path, pairs: usize) -> Value {
    let mut session = Session::with_display(Keyring::Unlocked, 1280, 800);
    sign_in(&mut session, bench);
    let app = Program::new(&session, app);
    let bare = Program::new(&session, bare);
    let plain = in_turn(&session, &app, &bare, pairs).await;
    let hosting = app.open(&session).await;
    let start = "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('start_hosted', {}).then(done, done);";
    let started = hosting.client().execute_async(start, vec![]).await.unwrap();
    assert_eq!(started["state"], "running", "{started}");
    hosting.close().await;
    let hosted = in_turn(&session, &app, &bare, pairs).await;
    json!({ "plain": plain, "hosted": hosted })
}

/// The one first, then the other; the other first, then the one; and so on, after one start of each that does not count.
async fn in_turn(session: &Session, app: &Program, bare: &Program, pairs: usize) -> Value {
    let (mut of_app, mut of_bare) = (Vec::new(), Vec::new());
    for pair in 0..=pairs {
        let (one, other) = if pair % 2 == 0 {
            let one = app.measured(session).await;
            (one, bare.measured(session).await)
        } else {
            let other = bare.measured(session).await;
            (app.measured(session).await, other)
        };
        if pair > 0 {
            of_app.push(one);
            of_bare.push(other);
        }
    }
    json!({ "app": of_app, "bare": of_bare })
}

/// A program, and the script that becomes it.
struct Program {
    path: PathBuf,
    starter: PathBuf,
    noted: PathBuf,
}

impl Program {
    fn new(session: &Session, path: &Path) -> Self {
        let name = path.file_name().unwrap().to_string_lossy();
        let (starter, noted) = (session.path().join(format!("start-{name}")), session.path().join(format!("{name}.started")));
        write_script(&starter, &format!("date +%s%N >'{}'\nexec '{}' \"$@\"", noted.display(), path.display()));
        Self { path: path.canonicalize().unwrap(), starter, noted }
    }

    async fn open(&self, session: &Session) -> App {
        App::open(session, &self.starter, &self.path, &[]).await
    }

    /// Milliseconds from the start of the process, and MB.
    async fn measured(&self, session: &Session) -> Value {
        let app = self.open(session).await;
        let times = until_some("the window to be usable", || async { Some(app.run(RECORD).await).filter(|times| !times.is_null()) }).await;
        let nanoseconds: f64 = std::fs::read_to_string(&self.noted).unwrap().trim().parse().unwrap();
        let since = |time: &Value| time.as_f64().unwrap() - nanoseconds / 1e6;
        tokio::time::sleep(STANDS).await;
        let held = memory::of_tree(app.process().unwrap());
        app.close().await;
        json!({ "drawn": since(&times[0]), "usable": since(&times[1]), "memory": held })
    }
}

/// Twenty people are signed in, in the app's usual home, at a service that goes on.
fn sign_in(session: &mut Session, bench: &Path) {
    let (server, issuer) = serve(session, bench);
    session.keep(server);
    let home = session.data_home().join("app.countersign.desktop");
    let signed_in = session.command(bench).arg("accounts").arg(home).args([&issuer, ACCOUNTS]).status().unwrap();
    assert!(signed_in.success(), "the accounts were not made: {signed_in}");
}

fn serve(session: &Session, bench: &Path) -> (Child, String) {
    let mut server = session.command(bench).arg("engine-server").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();
    (server, said["listening"].as_str().unwrap().to_owned())
}
