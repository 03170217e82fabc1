//! A vault with a passphrase, a provider, the built command line that is killed, and the engine that looks afterwards.

use std::cell::{Cell, RefCell};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use countersign_engine::clock::{Clock, SettableClock, SystemClock};
use countersign_engine::desktop::{Desktop, OpenUrlError};
use countersign_engine::entropy::SystemEntropy;
use countersign_engine::vault::passphrase::{Passphrase, PassphraseKeychain};
use countersign_engine::{Engine, Home, Parts, Secret, WithoutKeychain};
use countersign_wire::account::SessionStatus;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::UserError;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;
use support::fake_provider::FakeProvider;
use support::service::http;

use crate::kills::Came;
use crate::kills::process::{Spot, Watch, noted, of, was_killed};

pub const PROVIDER: &str = "work";
/// The name of a file with accounts.
pub const EXPORT: &str = "accounts.sealed";
const WORDS: &str = "a passphrase of many words";
/// What the passphrase is changed to.
pub const OTHER_WORDS: &str = "another one of many words";
/// How long anything may take that somebody waits for. A lock that is not let go takes longer.
const SOON: Duration = Duration::from_secs(25);

/// What a kill may leave: whatever is there has one of these names, and the next try uses it again.
const NAMES: [&str; 3] = ["vault.lock", "traces.lock", EXPORT];
/// The same of the sealed files, each with what may stand beside it.
const SEALED: [&str; 2] = ["vault.sealed", "traces.sealed"];
const BESIDE: [&str; 4] = ["", ".previous", ".next", ".link"];
/// The same of whatever there is one of for each account or key.
const ENDS: [(&str, &str); 3] = [("account-", ".lock"), ("vault-", ".passphrase"), ("vault-", ".passphrase.next")];
/// How the name of an export on its way begins. A kill may leave one, until the next export to the same place.
const DRAFT: &str = ".countersign-export-";
/// Seconds after which a sign-in that nobody finished counts as broken off.
const A_WHILE: i64 = 180;
/// Keys in a folder: that of the vault, and the one that a round trip writes.
const KEYS: usize = 2;

/// A browser that opens nothing.
struct Nowhere;

impl Desktop for Nowhere {
    fn open_url(&self, _: &str) -> Result<(), OpenUrlError> {
        Ok(())
    }
}

pub struct Desk {
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    pub fake: FakeProvider,
    /// The passphrase that opens the vault.
    pub words: &'static str,
    /// Whoever looks: one process until the next victim starts.
    looking: RefCell<Option<Engine>>,
    /// By how many seconds their clock is ahead.
    ahead: Cell<i64>,
}

/// What became of a program that was to be killed.
pub struct Victim {
    pub came: Came,
    /// Whether it had answered before.
    pub answered: bool,
}

impl Desk {
    /// A folder without a vault.
    pub fn empty() -> Self {
        let desk = Self::with_a_strict_provider_to_be();
        desk.fake.with_grace_until_the_successor_is_used();
        desk
    }

    /// One with a provider that gives nothing twice, and ID tokens at each renewal.
    pub fn with_a_strict_provider() -> Self {
        let desk = Self::with_a_strict_provider_to_be();
        desk.fake.speak_openid();
        desk.fake.id_tokens(|it| it.now = SystemClock.now());
        desk.add(PROVIDER).unwrap();
        desk
    }

    fn with_a_strict_provider_to_be() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let fake = runtime.block_on(FakeProvider::start());
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder, runtime, fake, words: WORDS, looking: RefCell::default(), ahead: Cell::new(0) };
        std::fs::create_dir(desk.home()).unwrap();
        desk
    }

    /// One with a provider.
    pub fn with_provider() -> Self {
        let desk = Self::empty();
        desk.add(PROVIDER).unwrap();
        desk
    }

    fn home(&self) -> std::path::PathBuf {
        self.folder.path().join("home")
    }

    /// The path of a file in the home.
    pub fn file(&self, name: &str) -> String {
        self.home().join(name).display().to_string()
    }

    /// A file with the passphrase.
    pub fn passphrase_file(&self) -> String {
        self.write_words("words", self.words)
    }

    /// A file beside the home.
    pub fn write_words(&self, name: &str, words: &str) -> String {
        let path = self.folder.path().join(name);
        support::process::write_private(&path, words.as_bytes());
        path.display().to_string()
    }

    /// Runs the built program until it is killed before a call, or has its calls counted where none is named.
    pub fn killed(&self, spot: &Spot, nth: Option<u32>, words: &[&str]) -> Result<Victim, String> {
        self.killed_while(spot, nth, words, |_, _| {})
    }

    /// The same, with something that is done once it has said its first line.
    pub fn killed_while(&self, spot: &Spot, nth: Option<u32>, words: &[&str], act: impl FnOnce(&Self, &str)) -> Result<Victim, String> {
        let notes = self.folder.path().join("calls");
        let watch = nth.map_or(Watch::Note(spot, &notes), |nth| Watch::KillAt(spot, nth));
        let mut command = of("countersign", &self.home(), watch);
        self.say(&mut command, words);
        self.nobody_looks();
        watched(command, nth.is_none().then_some(notes.as_path()), words, |line| act(self, line))
    }

    /// Whoever looked has ended: the next to look is another process.
    pub fn nobody_looks(&self) {
        self.looking.take();
    }

    /// So much later that a sign-in which nobody finished is over.
    pub fn a_while_later(&self) {
        self.ahead.set(A_WHILE);
        self.nobody_looks();
    }

    /// A command of the built program that has to work.
    pub fn answered(&self, words: &[&str]) -> Result<(), String> {
        let mut command = of("countersign", &self.home(), Watch::Not);
        self.say(&mut command, words);
        told_by(command, words).map(drop)
    }

    fn say(&self, command: &mut Command, words: &[&str]) {
        command.args(words).arg("--json").arg("--home").arg(self.home());
        command.args(["--vault", "passphrase", "--passphrase-file"]).arg(self.passphrase_file());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    }

    /// The browser goes where it was sent; whoever listened there may be gone.
    pub fn browser_comes_back(&self, to: &str) {
        browser_comes_back(&self.runtime, to);
    }

    /// Another process looks, or does something, and is not kept waiting.
    pub fn look<T, F: Future<Output = Result<T, UserError>>>(&self, with: impl FnOnce(Engine) -> F) -> Result<T, String> {
        self.runtime.block_on(async {
            let done = async {
                let known = self.looking.borrow().clone();
                let engine = match known {
                    Some(engine) => engine,
                    None => self.engine().await?,
                };
                self.looking.replace(Some(engine.clone()));
                with(engine).await
            };
            let done = tokio::time::timeout(SOON, done).await.map_err(|_| "somebody waits for what nobody has any more".to_owned())?;
            done.map_err(|error| format!("after the kill: {error}"))
        })
    }

    async fn engine(&self) -> Result<Engine, UserError> {
        let home = Home::resolve(Some(self.home()))?;
        let entropy = Arc::new(SystemEntropy);
        let keychain = PassphraseKeychain::new(home.path(), Passphrase::new(Secret::new(self.words)).unwrap(), entropy.clone());
        let clock: Arc<dyn Clock> = match self.ahead.get() {
            0 => Arc::new(SystemClock),
            ahead => Arc::new(SettableClock::at(SystemClock.now() + ahead)),
        };
        let parts = Parts {
            clock,
            entropy,
            browser: Arc::new(Nowhere),
            keychain: Arc::new(keychain),
            names: Arc::new(countersign_engine::SystemNames),
        };
        Engine::open(home, parts, WithoutKeychain::Refuse).await
    }

    pub fn providers(&self) -> Result<Vec<String>, String> {
        self.look(|engine| async move { Ok(engine.providers().await?.into_iter().map(|provider| provider.name).collect()) })
    }

    pub fn add(&self, name: &str) -> Result<(), String> {
        let issuer = Some(self.fake.issuer.clone());
        let draft = ProviderDraft { name: name.into(), issuer, client_id: Some("till".into()), ..Default::default() };
        self.look(|engine| async move { engine.add_provider(draft, None).await.map(drop) })
    }

    /// Signs in without a kill; gives the account.
    pub fn sign_in(&self) -> Result<String, String> {
        let request = SignInRequest {
            provider: PROVIDER.into(),
            return_path: Some(ReturnPath::DeepLink),
            browser: Some(BrowserChoice::Link),
            ..Default::default()
        };
        self.look(|engine| async move {
            let started = engine.start_sign_in(request).await?;
            Ok(engine.receive_callback(self.fake.accept(&started.authorize_url).as_bytes()).await?.id)
        })
    }

    /// How an account stands; nothing where there is none.
    pub fn state_of(&self, id: &str) -> Result<Option<SessionStatus>, String> {
        let accounts = self.look(|engine| async move { engine.accounts().await })?;
        Ok(accounts.into_iter().find(|account| account.id == id).map(|account| account.state))
    }

    /// Whether a session lives: there is a token, it is renewed, and what came of that is renewed again.
    pub fn lives(&self, id: &str) -> Result<(), String> {
        self.look(|engine| async move {
            engine.access_token(id, Duration::from_secs(60)).await?;
            engine.refresh(id).await?;
            engine.refresh(id).await.map(drop)
        })
    }

    /// Brings the accounts of a file in.
    pub fn import(&self, file: &str) -> Result<(), String> {
        let words = Passphrase::new(Secret::new(WORDS)).unwrap();
        let imported = self.look(|engine| async move { engine.import_accounts(Path::new(file), &words).await })?;
        if imported.accounts.len() == 1 { Ok(()) } else { Err(format!("{imported:?}")) }
    }

    /// How many exports on their way were left.
    pub fn drafts(&self) -> usize {
        self.names().iter().filter(|name| name.starts_with(DRAFT)).count()
    }

    /// How far the victim came, where nothing is left beside the vault that would grow.
    pub fn ended(&self, victim: &Victim) -> Result<Came, String> {
        let names = self.names();
        let keys = names.iter().filter(|name| name.ends_with(".passphrase")).count();
        match names.iter().find(|name| !is_known(name)) {
            Some(left) => Err(format!("“{left}” is left")),
            None if keys > KEYS => Err(format!("{keys} keys are left")),
            None => Ok(victim.came),
        }
    }

    fn names(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.home()).unwrap().flatten();
        files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

/// Whether the next try uses what has this name.
fn is_known(name: &str) -> bool {
    let is_sealed = || SEALED.iter().any(|sealed| name.strip_prefix(sealed).is_some_and(|beside| BESIDE.contains(&beside)));
    NAMES.contains(&name) || is_sealed() || ENDS.iter().any(|(start, end)| name.starts_with(start) && name.ends_with(end))
}

/// Runs a program to its end or its kill, with something that is done once it has said its first line. Its calls stand in
/// `notes`, where they were to be counted.
pub fn watched(mut command: Command, notes: Option<&Path>, words: &[&str], act: impl FnOnce(&str)) -> Result<Victim, String> {
    let mut child = command.spawn().expect("strace is not installed; run `cargo xtask setup` first");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut first, mut rest) = (String::new(), String::new());
    out.read_line(&mut first).unwrap();
    act(&first);
    out.read_to_string(&mut rest).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let status = child.wait().unwrap();
    let answered = [first, rest].concat().lines().any(|line| !line.contains("authorize_url"));
    if was_killed(status) {
        return Ok(Victim { came: Came::ToTheCall, answered });
    }
    if !status.success() {
        return Err(format!("{} ended with {status}: {err}", words.join(" ")));
    }
    Ok(Victim { came: Came::ToItsEnd { calls: notes.map_or(0, noted) }, answered })
}

/// What a command says that has to work.
pub fn told_by(mut command: Command, words: &[&str]) -> Result<Vec<u8>, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let told = || format!("{} ended with {}: {}", words.join(" "), output.status, String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(output.stdout) } else { Err(told()) }
}

/// The browser goes where it was sent; whoever listened there may be gone.
pub fn browser_comes_back(runtime: &tokio::runtime::Runtime, to: &str) {
    let _page = runtime.block_on(async { http().get(to).send().await?.text().await });
}
