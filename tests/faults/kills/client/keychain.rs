//! The command line over a real keychain, killed between what it says to that and what it writes: the key is made once, and
//! no vault is left that its key does not open.
//!
//! Who looks is the command line too, as a keychain belongs to a session of the desktop. One session serves all kills of a
//! thread; it ends with the thread.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use support::fake_provider::FakeProvider;
use support::session::{Keyring, Session};

use super::desk::{PROVIDER, Victim, browser_comes_back, told_by, watched};
use crate::kills::Came;
use crate::kills::process::{Spot, Watch, of};

/// A desktop session with gnome-keyring, a provider, and somebody who is signed in.
struct Desktop {
    session: Session,
    runtime: tokio::runtime::Runtime,
    fake: FakeProvider,
    /// The homes that were begun.
    homes: u32,
    /// The home and the account of somebody who is signed in.
    signed_in: Option<(PathBuf, String)>,
}

thread_local! {
    static DESKTOP: RefCell<Option<Desktop>> = const { RefCell::new(None) };
}

/// The first command of somebody who has a keychain and no vault: the key is made, and the vault is sealed with it.
pub fn first_key(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    on_the_desktop(|desktop| {
        let home = desktop.new_home();
        let victim = desktop.killed(&home, spot, nth, &desktop.adding(), |_, _| {})?;
        if !desktop.has_provider(&home)? {
            if victim.answered {
                return Err("it was told that the provider was added, and it is not there".to_owned());
            }
            desktop.run(&home, &desktop.adding())?;
            if !desktop.has_provider(&home)? {
                return Err("the next try added nothing".to_owned());
            }
        }
        Ok(victim.came)
    })
}

/// A session whose key is in the keychain is renewed: it lives on, with the token that was given last.
pub fn refreshed(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    on_the_desktop(|desktop| {
        let (home, account) = desktop.signed_in()?;
        let renew = ["refresh", account.as_str()];
        let victim = desktop.killed(&home, spot, nth, &renew, |_, _| {})?;
        desktop.run(&home, &renew)?;
        desktop.run(&home, &renew)?;
        Ok(victim.came)
    })
}

fn on_the_desktop(kill: impl FnOnce(&mut Desktop) -> Result<Came, String>) -> Result<Came, String> {
    DESKTOP.with_borrow_mut(|desktop| kill(desktop.get_or_insert_with(Desktop::start)))
}

impl Desktop {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let fake = runtime.block_on(FakeProvider::start());
        fake.with_grace_until_the_successor_is_used();
        Self { session: Session::start(Keyring::Unlocked), runtime, fake, homes: 0, signed_in: None }
    }

    /// A folder without a vault, for which the keychain has no key.
    fn new_home(&mut self) -> PathBuf {
        self.homes += 1;
        let home = self.session.path().join(format!("vault-{}", self.homes));
        std::fs::create_dir(&home).unwrap();
        home
    }

    fn adding(&self) -> [&str; 8] {
        ["providers", "add", "--name", PROVIDER, "--issuer", &self.fake.issuer, "--client-id", "till"]
    }

    fn has_provider(&self, home: &Path) -> Result<bool, String> {
        let said = self.run(home, &["providers", "list"])?;
        Ok(said.as_array().is_some_and(|all| all.iter().any(|provider| provider["name"] == PROVIDER)))
    }

    /// Somebody signs in, once for all the kills.
    fn signed_in(&mut self) -> Result<(PathBuf, String), String> {
        if let Some(known) = &self.signed_in {
            return Ok(known.clone());
        }
        let home = self.new_home();
        self.run(&home, &self.adding())?;
        let words = ["sign-in", PROVIDER, "--return", "loopback", "--print-url", "--wait", "60s"];
        let never = Spot::counted("sync", "");
        self.killed(&home, &never, None, &words, |desktop, line| {
            let said: Value = serde_json::from_str(line).unwrap_or_default();
            browser_comes_back(&desktop.runtime, &desktop.fake.accept(said["authorize_url"].as_str().unwrap_or_default()));
        })?;
        let accounts = self.run(&home, &["accounts"])?;
        let id = accounts[0]["id"].as_str().ok_or_else(|| format!("nobody is signed in: {accounts}"))?;
        Ok(self.signed_in.insert((home, id.to_owned())).clone())
    }

    /// Runs the built program until it is killed before a call, or has its calls counted where none is named.
    fn killed(&self, home: &Path, spot: &Spot, nth: Option<u32>, words: &[&str], act: impl FnOnce(&Self, &str)) -> Result<Victim, String> {
        let notes = self.session.path().join("calls");
        let mut command = of("countersign", home, nth.map_or(Watch::Note(spot, &notes), |nth| Watch::KillAt(spot, nth)));
        self.say(&mut command, home, words);
        watched(command, nth.is_none().then_some(notes.as_path()), words, |line| act(self, line))
    }

    /// The answer of a command of the built program that has to work.
    fn run(&self, home: &Path, words: &[&str]) -> Result<Value, String> {
        let mut command = of("countersign", home, Watch::Not);
        self.say(&mut command, home, words);
        let said = told_by(command, words)?;
        // Some say nothing, others a line for each.
        let lines = serde_json::Deserializer::from_slice(&said).into_iter::<Value>().collect::<Result<Vec<_>, _>>();
        match lines.map_err(|error| format!("{} answered no JSON: {error}", words.join(" ")))?.as_slice() {
            [Value::Array(all)] => Ok(Value::Array(all.clone())),
            lines => Ok(Value::Array(lines.to_vec())),
        }
    }

    fn say(&self, command: &mut Command, home: &Path, words: &[&str]) {
        command.args(words).arg("--json").arg("--home").arg(home);
        command.env_clear().envs(self.session.environment().iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    }
}
