//! The one key, and how the keychain is asked for it: never on an async thread, never without a time-out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::keychain::KeychainState;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::passphrase::Passphrase;
use crate::entropy::Entropy;

/// The service that every entry of this program stands under in the keychain.
pub const KEYCHAIN_SERVICE: &str = "app.countersign.desktop";
/// The entry of the default home folder.
const ENTRY: &str = "vault";
/// The entry of the round trip, apart from the key, so that a check never touches it.
pub(super) const ROUND_TRIP_ENTRY: &str = "vault-round-trip";
/// Every value of the round trip begins like this, so that two processes that check at once understand each other.
const ROUND_TRIP_MARK: &[u8; 16] = b"countersign-trip";

/// The key of the sealed file.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key32([u8; 32]);

impl Key32 {
    /// A fresh key.
    pub(super) fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// A key as it came from a keychain; `None` where it is not 32 bytes long.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The key, for the cipher and the keychain only.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of the file beside the vault that has this name: neither file can stand in for the other. The key is 256 random
    /// bits, of which a hash makes others as good.
    pub(super) fn of_file(&self, name: &str) -> Self {
        Self(Sha256::new().chain_update(b"countersign file beside the vault\0").chain_update(name).chain_update(self.0).finalize().into())
    }

    /// What the sealed file says about its key, so that another key is told from a damaged file. Of a key of 256
    /// random bits a hash reveals nothing.
    pub(super) fn fingerprint(&self) -> [u8; 8] {
        let digest = Sha256::new().chain_update(b"countersign vault key\0").chain_update(self.0).finalize();
        let mut short = [0; 8];
        short.copy_from_slice(&digest[..8]);
        short
    }
}

impl PartialEq for Key32 {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Key32 {}

impl std::fmt::Debug for Key32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key32(…)")
    }
}

/// Why the keychain did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// It is there and does not open, or the person dismissed its question.
    #[error("The keychain is locked. Unlock it, and try again; nothing is lost.")]
    Locked,
    /// There is none: no bus, no provider, no store.
    #[error(
        "This session has no keychain (on Linux: no Secret Service, such as gnome-keyring or KWallet, on the session bus). Start one, and try again; nothing is lost."
    )]
    Absent,
    /// It has not answered in time. It may be asking the person something.
    #[error("The keychain does not answer; it may be waiting for you to unlock it. Unlock it, and try again; nothing is lost.")]
    Silent,
    /// The vault is sealed with a passphrase, and this is another one.
    #[error("The passphrase is not the one of this vault. Nothing is lost. Check the passphrase file, and try again.")]
    WrongPassphrase,
    /// The file that stands in the keychain's place cannot be read, written or used.
    #[error("{0}. Nothing is lost.")]
    PassphraseFile(String),
    /// Anything else, as the system says it.
    #[error("The keychain refused: {0}. Nothing is lost.")]
    Other(String),
}

/// A store for keys, of the system's. Its calls block; they are made from one thread of its own only.
pub trait Keychain: Send + Sync {
    /// The key of an entry; `None` where the keychain says that there is no such entry.
    ///
    /// # Errors
    /// [`KeychainError`] where it cannot say.
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError>;

    /// Stores the key of an entry.
    ///
    /// # Errors
    /// [`KeychainError`] where it does not.
    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError>;

    /// How long an answer may take: long enough for a person to type a password, short enough to say something.
    fn patience(&self) -> Duration {
        Duration::from_secs(20)
    }

    /// Whether what it is given can be had again, by a value that stands apart from every key: a store that only pretends is
    /// found out here. `entry` is the one whose key is wanted.
    ///
    /// # Errors
    /// [`KeychainError`] where it cannot say.
    fn gives_back(&self, _entry: &str, value: &Key32) -> Result<bool, KeychainError> {
        self.set(ROUND_TRIP_ENTRY, value)?;
        Ok(self.get(ROUND_TRIP_ENTRY)?.is_some_and(|read| read == *value || read.0.starts_with(ROUND_TRIP_MARK)))
    }

    /// Whether a passphrase stands in the keychain's place.
    fn is_passphrase(&self) -> bool {
        false
    }

    /// Seals the key of an entry with another passphrase, where one stands in the keychain's place.
    ///
    /// # Errors
    /// [`KeychainError`] where it does not; the passphrase is the one before then.
    fn change_passphrase(&self, _entry: &str, _to: &Passphrase) -> Result<(), KeychainError> {
        Err(KeychainError::Other("it has no passphrase".into()))
    }
}

/// The entry for a home folder. Two homes never share a key, nor overwrite one another's.
pub(super) fn entry_of(home: &Path, default_home: &Path) -> String {
    let resolved = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let home = resolved(home);
    if home == resolved(default_home) {
        return ENTRY.to_owned();
    }
    let digest = Sha256::digest(home.as_os_str().as_encoded_bytes());
    format!("{ENTRY}-{}", URL_SAFE_NO_PAD.encode(&digest[..16]))
}

type Job = Box<dyn FnOnce(&dyn Keychain) + Send>;

/// The one thread that talks to the keychain.
///
/// Secret stores block, some until the person answers a prompt, and some misbehave when they are asked twice at
/// once. A question that took too long goes on in the thread; what was asked meanwhile, and is no longer waited for,
/// is skipped. So nothing that a caller gave up on begins later.
pub(super) struct KeychainThread {
    pub(super) keychain: Arc<dyn Keychain>,
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
}

impl KeychainThread {
    pub(super) fn new(keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain, jobs: Mutex::default() }
    }

    /// Asks, and waits as long as the keychain's patience.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Keychain) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let job: Job = Box::new(move |keychain| {
            if !reply.is_closed() {
                // A panic inside a store must not end the thread, nor the program.
                let answer = catch_unwind(AssertUnwindSafe(|| question(keychain)));
                let _nobody_waits = reply.send(answer.unwrap_or_else(|_| Err(KeychainError::Other("its library broke off".into()))));
            }
        });
        self.send(job)?;
        match tokio::time::timeout(self.keychain.patience(), answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(KeychainError::Other("the thread that asks it ended".into())),
            Err(_) => Err(KeychainError::Silent),
        }
    }

    fn send(&self, job: Job) -> Result<(), KeychainError> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match jobs.take() {
            Some(sender) => sender,
            None => self.start()?,
        };
        let sent = sender.send(job);
        *jobs = sent.is_ok().then_some(sender);
        sent.map_err(|_| KeychainError::Other("the thread that asks it ended".into()))
    }

    fn start(&self) -> Result<mpsc::Sender<Job>, KeychainError> {
        let (sender, jobs) = mpsc::channel::<Job>();
        let keychain = Arc::clone(&self.keychain);
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || jobs.into_iter().for_each(|job| job(keychain.as_ref())))
            .map_err(|error| KeychainError::Other(error.to_string()))?;
        Ok(sender)
    }

    /// Whether it keeps what it is given.
    pub(super) async fn round_trip(&self, entry: &str, entropy: &dyn Entropy) -> KeychainState {
        let mut value = [0; 32];
        entropy.fill(&mut value);
        value[..16].copy_from_slice(ROUND_TRIP_MARK);
        let (entry, written) = (entry.to_owned(), Key32(value));
        match self.ask(move |keychain| keychain.gives_back(&entry, &written)).await {
            Ok(true) => KeychainState::Ready,
            // It takes values and forgets them: nothing can be kept in it.
            Ok(false) | Err(KeychainError::Absent) => KeychainState::Absent,
            Err(KeychainError::Silent) => KeychainState::Silent,
            Err(KeychainError::Locked | KeychainError::WrongPassphrase) => KeychainState::Locked,
            Err(KeychainError::Other(detail) | KeychainError::PassphraseFile(detail)) => {
                tracing::warn!(detail, "the keychain refused the round trip");
                KeychainState::Locked
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Hangs {
        gate: Mutex<mpsc::Receiver<()>>,
        sets: AtomicUsize,
    }

    impl Keychain for Hangs {
        fn get(&self, _: &str) -> Result<Option<Key32>, KeychainError> {
            let _ = self.gate.lock().unwrap().recv();
            Ok(None)
        }
        fn set(&self, _: &str, _: &Key32) -> Result<(), KeychainError> {
            self.sets.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
        fn patience(&self) -> Duration {
            Duration::from_millis(50)
        }
    }

    #[tokio::test]
    async fn s3_a_keychain_that_hangs_is_silent_and_what_was_given_up_never_begins() {
        let (open_gate, gate) = mpsc::channel();
        let keychain = Arc::new(Hangs { gate: Mutex::new(gate), sets: AtomicUsize::new(0) });
        let thread = KeychainThread::new(keychain.clone());
        assert_eq!(thread.ask(|k| k.get("a")).await, Err(KeychainError::Silent));
        assert_eq!(thread.ask(|k| k.set("a", &Key32([1; 32]))).await, Err(KeychainError::Silent));
        open_gate.send(()).unwrap();
        open_gate.send(()).unwrap();
        assert_eq!(thread.ask(|k| k.get("a")).await, Ok(None), "once it answers, it is asked again");
        assert_eq!(keychain.sets.load(Ordering::SeqCst), 0);
    }

    struct Panics;

    impl Keychain for Panics {
        fn get(&self, _: &str) -> Result<Option<Key32>, KeychainError> {
            panic!("as a store's library once did")
        }
        fn set(&self, _: &str, _: &Key32) -> Result<(), KeychainError> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_panic_of_a_store_is_an_error_and_the_thread_goes_on() {
        let thread = KeychainThread::new(Arc::new(Panics));
        for _ in 0..2 {
            assert!(matches!(thread.ask(|k| k.get("a")).await, Err(KeychainError::Other(_))));
        }
    }

    #[test]
    fn two_homes_have_two_entries_and_one_home_by_two_paths_has_one() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::create_dir(&a).unwrap();
        std::fs::create_dir(&b).unwrap();
        assert_eq!(entry_of(&a, &a), "vault");
        assert_ne!(entry_of(&a, &b), "vault");
        assert_ne!(entry_of(&a, folder.path()), entry_of(&b, folder.path()));
        assert_eq!(entry_of(&a.join("../a"), &b), entry_of(&a, &b));
    }

    #[test]
    fn a_key_does_not_print() {
        assert_eq!(format!("{:?}", Key32([65; 32])), "Key32(…)");
    }
}
