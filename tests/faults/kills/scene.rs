//! The database that a kill finds: people who are signed in, apps with tokens, an administrator, a log that is nearly full.
//!
//! It is made once and copied for every kill. Sign-ins grow old, so that it is made anew after a while.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use countersign_accounts::clock::SystemClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operator::Operator;
use countersign_accounts::people::newcomer::Newcomer;
use countersign_wire::app::{OAuthAppDraft, OpenIdSettings, SigningAlg};
use support::ports::free_port;
use support::service::{PASSWORD, ada, michael, web_app};

use super::peer::{Jar, Peer, Stop, member, with_status};
use super::process::{Serving, Watch, answered};
use super::service::LANES;

/// Shorter than a sign-in counts as fresh.
const FRESH: Duration = Duration::from_secs(200);
/// Bytes of the log in the scene: SQLite takes it into the database at a thousand pages, a little later.
const LOG_BYTES: u64 = 970 * 4120;
/// Somebody who was added after the copy was made.
pub const LATE: &str = "late@harbour.example";
/// The address that the service tells of sign-outs. Nobody listens there, so that what is to be told stays in the queue.
const NOBODY: &str = "http://127.0.0.1:9/signed-out";

/// An app, as it shows itself.
#[derive(Clone)]
pub struct App {
    pub id: String,
    pub secret: Option<String>,
    pub redirect: String,
    pub scope: String,
    pub draft: OAuthAppDraft,
}

/// What one lane begins with.
#[derive(Clone)]
pub struct Lane {
    pub email: String,
    pub jar: Jar,
    pub app: App,
    pub refresh: String,
}

pub struct Scene {
    folder: tempfile::TempDir,
    port: u16,
    pub lanes: Vec<Lane>,
    /// The access token of an administrator.
    pub administrator: String,
    made: Instant,
}

/// The files of a scene: the database that was killed, and a copy of it.
const FILES: [&str; 5] = ["accounts.db", "accounts.db-wal", "accounts.db.key", "copy.db", "copy.db.key"];

impl Scene {
    /// The one that is there, or a new one where that has grown old.
    pub fn current() -> Arc<Self> {
        static CURRENT: Mutex<Option<Arc<Scene>>> = Mutex::new(None);
        let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
        match &*current {
            Some(scene) if scene.made.elapsed() < FRESH => Arc::clone(scene),
            _ => {
                let scene = Arc::new(Self::make());
                *current = Some(Arc::clone(&scene));
                scene
            }
        }
    }

    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (made, port) = (Instant::now(), free_port());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let apps = runtime.block_on(settle(folder.path()));
        let serving = Serving::start(folder.path(), port, Watch::Not).unwrap().unwrap();
        let came_in = runtime.block_on(come_in(port, apps));
        let (lanes, administrator) = came_in.unwrap_or_else(|stop| panic!("the scene: {stop}; {}", serving.log()));
        let copy = folder.path().join("copy.db");
        answered(folder.path(), &["backup", copy.to_str().unwrap()]).unwrap();
        let operator = Operator::open(&folder.path().join("accounts.db"), Arc::new(SystemClock), Arc::new(SystemEntropy)).unwrap();
        let late = Newcomer { email: LATE.into(), ..michael() };
        runtime.block_on(operator.add_person(late, PASSWORD.to_owned())).unwrap();
        // Killed and not stopped: who stops takes the log into the database. The last to close it would do so too.
        drop(serving);
        let kept = tempfile::tempdir().unwrap();
        fill_log(&folder.path().join("accounts.db"), || {
            for name in FILES {
                std::fs::copy(folder.path().join(name), kept.path().join(name)).unwrap();
            }
        });
        drop(operator);
        Self { folder: kept, port, lanes, administrator, made }
    }
}

/// An administrator, somebody for each lane, and an app for each.
async fn settle(folder: &Path) -> Vec<App> {
    let operator = Operator::open(&folder.join("accounts.db"), Arc::new(SystemClock), Arc::new(SystemEntropy)).unwrap();
    operator.add_person(ada(), PASSWORD.to_owned()).await.unwrap();
    let mut apps = Vec::new();
    for lane in 0..LANES {
        let person = Newcomer { email: email(lane), ..michael() };
        operator.add_person(person, PASSWORD.to_owned()).await.unwrap();
        let mut draft = OAuthAppDraft { name: format!("Harbour {lane}"), ..web_app() };
        draft.scopes = ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec();
        draft.settings.openid =
            OpenIdSettings { id_token_alg: SigningAlg::ES256, backchannel_logout_uri: Some(NOBODY.into()), ..OpenIdSettings::default() };
        let added = operator.add_app(draft.clone()).await.unwrap();
        apps.push(App {
            id: added.client_id,
            secret: added.secret.map(|secret| secret.expose().to_owned()),
            redirect: draft.redirect_uris[0].clone(),
            scope: "openid profile offline_access".into(),
            draft,
        });
    }
    apps
}

fn email(lane: usize) -> String {
    format!("lane-{lane}@harbour.example")
}

/// Everybody signs in and has tokens.
async fn come_in(port: u16, apps: Vec<App>) -> Result<(Vec<Lane>, String), Stop> {
    let peer = Peer::on(port);
    let mut lanes = Vec::new();
    for (number, app) in apps.into_iter().enumerate() {
        let (email, mut jar) = (email(number), Jar::new());
        let code = peer.code(&mut jar, &app, &email, PASSWORD).await?;
        let tokens = with_status(peer.exchange(&app, &code).await?, 200)?;
        lanes.push(Lane { email, jar, refresh: member(&tokens, "refresh_token")?, app });
    }
    let own = App {
        id: "countersign".into(),
        secret: None,
        redirect: "app.countersign.desktop:/callback".into(),
        scope: "accounts:admin".into(),
        draft: web_app(),
    };
    let code = peer.code(&mut Jar::new(), &own, &ada().email, PASSWORD).await?;
    let administrator = member(&with_status(peer.exchange(&own, &code).await?, 200)?, "access_token")?;
    Ok((lanes, administrator))
}

/// Writes to the log until it is nearly as long as it gets, and lets the files be copied while it is there.
fn fill_log(database: &Path, copy: impl FnOnce()) {
    let raw = rusqlite::Connection::open(database).unwrap();
    raw.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    raw.pragma_update(None, "synchronous", "off").unwrap();
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    for second in 1.. {
        if std::fs::metadata(&log).unwrap().len() > LOG_BYTES {
            break;
        }
        // A change that says nothing: a page that stays as it was is not written.
        raw.execute("UPDATE apps SET last_used_at = ?1", [second]).unwrap();
    }
    copy();
}

/// A copy of a scene, for one kill.
pub struct Place {
    folder: tempfile::TempDir,
    pub port: u16,
    was: u16,
}

impl Place {
    pub fn of(scene: &Scene) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in FILES {
            std::fs::copy(scene.folder.path().join(name), folder.path().join(name)).unwrap();
        }
        Self { folder, port: free_port(), was: scene.port }
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), port: free_port(), was: 0 }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Cookies of the scene, by the names that they have at this port.
    pub fn jar(&self, jar: &Jar) -> Jar {
        let renamed = |name: &String| name.replace(&self.was.to_string(), &self.port.to_string());
        jar.iter().map(|(name, value)| (renamed(name), value.clone())).collect()
    }

    /// A number of the database, while somebody else has it open: the last to close it would take the log in.
    pub fn number(&self, sql: &str) -> i64 {
        let raw = rusqlite::Connection::open(self.file("accounts.db")).unwrap();
        raw.busy_timeout(Duration::from_secs(10)).unwrap();
        raw.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }
}

/// Whether strace is there and may watch.
#[cfg(test)]
#[test]
fn a_process_can_be_killed_before_a_call() {
    let status = std::process::Command::new("strace")
        .args(["-f", "-qqq", "-o", "/dev/null", "-e", "trace=openat", "-e", "inject=openat:signal=SIGKILL:when=1", "true"])
        .status()
        .expect("strace is not installed; run `cargo xtask setup` first");
    assert!(super::process::was_killed(status), "strace may not watch processes here: {status}");
}
