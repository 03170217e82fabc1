//! An engine of its own for each test: its folder, keychain, browser and clock.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_engine::clock::SettableClock;
use countersign_engine::entropy::SeededEntropy;
use countersign_engine::vault::{Key32, Keychain, KeychainError};
use countersign_engine::{Engine, Home, Names, Parts, Secret, SystemNames, WithoutKeychain};
use countersign_wire::account::AccountView;
use countersign_wire::event::Event;
use countersign_wire::provider::{ProviderDraft, ProviderView, ReturnPath};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use support::fake_provider::FakeProvider;
use support::parts::Noting;
use tokio::sync::broadcast::Receiver;

/// When every test begins.
pub(crate) const BEGINNING: i64 = 1_778_749_620;

/// How a keychain behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Ready,
    Locked,
    Absent,
    /// Holds what it is given for the length of a round trip only.
    Hangs,
}

/// A keychain in memory, in the mood that a test wants.
pub(crate) struct FakeKeychain {
    entries: Mutex<BTreeMap<String, Key32>>,
    mood: Mutex<Mood>,
    pub(crate) asked: AtomicUsize,
}

impl FakeKeychain {
    pub(crate) fn new(mood: Mood) -> Self {
        Self { entries: Mutex::default(), mood: Mutex::new(mood), asked: AtomicUsize::new(0) }
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn entries(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }

    fn answer<T>(&self, good: impl FnOnce(&mut BTreeMap<String, Key32>) -> T) -> Result<T, KeychainError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Ready => Ok(good(&mut self.entries.lock().unwrap())),
            Mood::Locked => Err(KeychainError::Locked),
            Mood::Absent => Err(KeychainError::Absent),
            Mood::Hangs => {
                while *self.mood.lock().unwrap() == Mood::Hangs {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(KeychainError::Locked)
            }
        }
    }
}

impl Keychain for FakeKeychain {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        self.answer(|entries| entries.get(entry).cloned())
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        self.answer(|entries| entries.insert(entry.to_owned(), key.clone())).map(drop)
    }

    fn patience(&self) -> Duration {
        // Long for a keychain in memory, short for one that hangs.
        if *self.mood.lock().unwrap() == Mood::Hangs { Duration::from_millis(50) } else { Duration::from_secs(20) }
    }
}

/// All of it.
pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<SettableClock>,
    pub(crate) browser: Arc<Noting>,
    pub(crate) keychain: Arc<FakeKeychain>,
    names: Arc<dyn Names>,
    pub(crate) engine: Engine,
    policy: WithoutKeychain,
    starts: AtomicUsize,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Mood::Ready, WithoutKeychain::Refuse).await
    }

    pub(crate) async fn with(mood: Mood, policy: WithoutKeychain) -> Self {
        Self::resolving(mood, policy, Arc::new(SystemNames)).await
    }

    /// With names that lead where a test wants.
    pub(crate) async fn resolving(mood: Mood, policy: WithoutKeychain, names: Arc<dyn Names>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, browser) = (Arc::new(SettableClock::at(BEGINNING)), Arc::new(Noting::default()));
        let keychain = Arc::new(FakeKeychain::new(mood));
        let parts = Parts {
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(7)),
            browser: browser.clone(),
            keychain: keychain.clone(),
            names: names.clone(),
        };
        let engine = Engine::open(Home::resolve(Some(folder.path().into())).unwrap(), parts, policy).await.unwrap();
        Self { folder, clock, browser, keychain, names, engine, policy, starts: AtomicUsize::new(0) }
    }

    /// Another process over the same folder: what only memory held is not there.
    pub(crate) async fn another_process(&self) -> Engine {
        let seed = 100 + self.starts.fetch_add(1, Ordering::SeqCst) as u64;
        let parts = Parts {
            clock: self.clock.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
            browser: self.browser.clone(),
            keychain: self.keychain.clone(),
            names: self.names.clone(),
        };
        Engine::open(Home::resolve(Some(self.folder.path().into())).unwrap(), parts, self.policy).await.unwrap()
    }

    /// Adds a provider by its issuer.
    pub(crate) async fn add(&self, name: &str, fake: &FakeProvider) -> ProviderView {
        let draft =
            ProviderDraft { name: name.into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() };
        self.engine.add_provider(draft, None).await.unwrap()
    }

    /// Adds one by its addresses, without an issuer.
    pub(crate) async fn add_by_hand(&self, name: &str, fake: &FakeProvider, secret: Option<&str>) -> ProviderView {
        self.engine.add_provider(by_hand(name, fake), secret.map(Secret::new)).await.unwrap()
    }

    pub(crate) async fn start(&self, provider: &str, path: ReturnPath) -> SignInStarted {
        self.engine.start_sign_in(request(provider, path)).await.unwrap()
    }

    /// Signs in by deep link, all the way.
    pub(crate) async fn sign_in(&self, provider: &str, fake: &FakeProvider) -> AccountView {
        let started = self.start(provider, ReturnPath::DeepLink).await;
        self.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap()
    }

    /// As a tool that tidies up would, or a file system that knows no locks: whoever comes from now on finds none.
    pub(crate) fn lose_the_locks(&self) -> impl FnOnce() + Send + 'static {
        let folder = self.folder.path().to_owned();
        move || {
            let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let is_lock =
                |path: &PathBuf| path.extension().is_some_and(|end| end == "lock") && path.display().to_string().contains("account-");
            let locks: Vec<_> = files.filter(is_lock).collect();
            assert!(!locks.is_empty(), "nobody holds a lock that could be lost");
            for lock in locks {
                std::fs::remove_file(lock).unwrap();
            }
        }
    }

    /// So much time passes, in steps, each of which is seen by whatever keeps the sessions.
    pub(crate) async fn pass(&self, seconds: i64) {
        for _ in 0..seconds / 15 {
            let before = self.clock.sleeps();
            self.clock.advance(15);
            self.clock.slept_more_than(before).await;
        }
    }

    /// What makes every save fail: something stands where the next generation is written.
    pub(crate) fn break_the_disk(&self) -> impl FnOnce() + Send + 'static {
        self.break_the_file("vault.sealed")
    }

    /// The same for one sealed file.
    pub(crate) fn break_the_file(&self, name: &str) -> impl FnOnce() + Send + 'static {
        let next = self.folder.path().join(format!("{name}.next"));
        move || {
            // What nobody waits for, such as the record of a sign-in, may be on its way there.
            support::wait::until("no save to be on its way", || std::fs::create_dir(&next).is_ok());
            std::fs::write(next.join("x"), "").unwrap();
        }
    }

    pub(crate) fn mend_the_disk(&self) {
        std::fs::remove_dir_all(self.folder.path().join("vault.sealed.next")).unwrap();
    }

    /// Every file of the state folder, as one text to search.
    pub(crate) fn files(&self) -> Vec<u8> {
        let read = |path: std::path::PathBuf| match std::fs::read(path) {
            // A save that was on its way: what it wrote has another name by now.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            bytes => bytes.unwrap(),
        };
        std::fs::read_dir(self.folder.path()).unwrap().flat_map(|entry| read(entry.unwrap().path())).collect()
    }
}

pub(crate) fn by_hand(name: &str, fake: &FakeProvider) -> ProviderDraft {
    ProviderDraft {
        name: name.into(),
        authorize_url: Some(fake.url("/authorize")),
        token_url: Some(fake.url("/token")),
        userinfo_url: Some(fake.url("/userinfo")),
        client_id: Some("till".into()),
        ..Default::default()
    }
}

pub(crate) fn request(provider: &str, path: ReturnPath) -> SignInRequest {
    SignInRequest { return_path: Some(path), ..raced(provider) }
}

/// No way back is named: all that there are.
pub(crate) fn raced(provider: &str) -> SignInRequest {
    SignInRequest { provider: provider.into(), ..Default::default() }
}

/// What was told since, without waiting.
pub(crate) fn told(events: &mut Receiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| events.try_recv().ok()).collect()
}

/// A client that follows no redirect, for the part of the browser.
pub(crate) fn browser() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}
