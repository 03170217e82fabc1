//! A vault without a keychain: its key is sealed with a passphrase, by the person's explicit choice (S2).
//!
//! The file beside the vault holds the vault's key, sealed with a key that Argon2id makes of the passphrase. All else is as with
//! a keychain: the passphrase stands in the keychain's place, and a wrong one is a keychain that is locked.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::derivation::{Derivation, SALT};
use super::files::{remove_if_there, write_private};
use super::key::{Key32, Keychain, KeychainError, ROUND_TRIP_ENTRY};
use crate::entropy::Entropy;
use crate::secret::Secret;

/// Fewer characters are guessed from a stolen file.
pub const SHORTEST: usize = 12;
/// More are no passphrase.
pub const LONGEST: usize = 1024;
const SUFFIX: &str = "passphrase";
/// The largest file that is read.
const LARGEST_FILE: u64 = 4096;

/// A passphrase that may be used.
#[derive(Clone, Debug)]
pub struct Passphrase(Secret);

/// Why a text is no passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPassphrase {
    /// Too few characters.
    #[error("A passphrase has at least {SHORTEST} characters: whoever gets the file may guess as often as they like.")]
    TooShort,
    /// Too many.
    #[error("A passphrase has at most {LONGEST} bytes.")]
    TooLong,
    /// Not one line of text.
    #[error("A passphrase is one line of text.")]
    NotOneLine,
}

impl Passphrase {
    /// Takes a passphrase.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(text: Secret) -> Result<Self, NoPassphrase> {
        let characters = text.expose().chars().count();
        if text.expose().len() > LONGEST {
            return Err(NoPassphrase::TooLong);
        }
        if text.expose().chars().any(char::is_control) {
            return Err(NoPassphrase::NotOneLine);
        }
        if characters < SHORTEST { Err(NoPassphrase::TooShort) } else { Ok(Self(text)) }
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// A file that stands in the keychain's place.
pub struct PassphraseKeychain {
    folder: PathBuf,
    passphrase: Passphrase,
    entropy: Arc<dyn Entropy>,
    cost: Derivation,
    /// What the passphrase gave for a salt: Argon2id takes its time on purpose.
    derived: Mutex<Option<(Derivation, Key32)>>,
}

impl PassphraseKeychain {
    /// In the folder of the vault. Nothing is read yet.
    #[must_use]
    pub fn new(home: &Path, passphrase: Passphrase, entropy: Arc<dyn Entropy>) -> Self {
        let cost = Derivation::strong([0; SALT]);
        Self { folder: home.to_owned(), passphrase, entropy, cost, derived: Mutex::default() }
    }

    /// The same with a cost of its own, for tests of which many run at once.
    #[cfg(test)]
    pub(super) fn with_cost(self, cost: Derivation) -> Self {
        Self { cost, ..self }
    }

    /// Whether a key of this folder is sealed with a passphrase.
    #[must_use]
    pub fn is_used_in(home: &Path) -> bool {
        let Ok(files) = std::fs::read_dir(home) else { return false };
        files.flatten().any(|file| {
            let name = file.file_name();
            let name = name.to_string_lossy();
            name.strip_suffix(SUFFIX).is_some_and(|entry| entry.ends_with('.') && entry.trim_end_matches('.') != ROUND_TRIP_ENTRY)
        })
    }

    fn file(&self, entry: &str) -> PathBuf {
        self.folder.join(format!("{entry}.{SUFFIX}"))
    }

    fn fresh(&self) -> Derivation {
        let mut salt = [0; SALT];
        self.entropy.fill(&mut salt);
        self.cost.with_salt(salt)
    }

    fn read(&self, entry: &str) -> Result<Option<Vec<u8>>, KeychainError> {
        use std::io::Read as _;
        let path = self.file(entry);
        let unread = |error: std::io::Error| KeychainError::PassphraseFile(format!("“{}” could not be read: {error}", path.display()));
        let mut bytes = Vec::new();
        match std::fs::File::open(&path) {
            Ok(file) => file.take(LARGEST_FILE).read_to_end(&mut bytes).map_err(unread)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unread(error)),
        };
        Ok(Some(bytes))
    }

    fn damaged(&self, entry: &str) -> KeychainError {
        KeychainError::PassphraseFile(format!(
            "“{}” is damaged, and without it the vault stays closed. Put a copy of yours in its place",
            self.file(entry).display()
        ))
    }

    /// What the passphrase gives for this salt and cost, kept for the next question.
    fn wrapping(&self, derivation: &Derivation) -> Result<Key32, KeychainError> {
        let mut derived = self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, key)) = &*derived
            && of == derivation
        {
            return Ok(key.clone());
        }
        let key = derivation
            .derive(&self.passphrase)
            .map_err(|why| KeychainError::PassphraseFile(format!("The vault's passphrase file cannot be used: {why}")))?;
        *derived = Some((derivation.clone(), key.clone()));
        Ok(key)
    }

    fn write(&self, entry: &str, derivation: &Derivation, wrapping: &Key32, key: &Key32) -> Result<(), KeychainError> {
        let sealed = derivation.seal(wrapping, entry.as_bytes(), key.expose(), self.entropy.as_ref());
        let path = self.file(entry);
        write_private(&path, &sealed)
            .map_err(|error| KeychainError::PassphraseFile(format!("“{}” could not be written: {error}", path.display())))
    }
}

impl Keychain for PassphraseKeychain {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        let Some(bytes) = self.read(entry)? else { return Ok(None) };
        let (derivation, sealed) = Derivation::read(&bytes).ok_or_else(|| self.damaged(entry))?;
        let wrapping = self.wrapping(&derivation)?;
        let key = derivation.unseal(&wrapping, entry.as_bytes(), sealed).ok_or(KeychainError::WrongPassphrase)?;
        Key32::from_slice(&Zeroizing::new(key)).map(Some).ok_or_else(|| self.damaged(entry))
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        // A key that another passphrase seals is never written over.
        self.get(entry)?;
        let known = self.derived.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (derivation, wrapping) = match known {
            Some(known) => known,
            None => {
                let derivation = self.fresh();
                let wrapping = self.wrapping(&derivation)?;
                (derivation, wrapping)
            }
        };
        self.write(entry, &derivation, &wrapping, key)
    }

    /// A file gives back what it was given. What can be wrong is the passphrase, which the key that is here tells.
    fn gives_back(&self, entry: &str, _value: &Key32) -> Result<bool, KeychainError> {
        // Earlier versions wrote a value here to read it again.
        if let Err(error) = remove_if_there(&self.file(ROUND_TRIP_ENTRY)) {
            tracing::debug!(%error, "the file of an earlier check stays");
        }
        self.get(entry).map(|_| true)
    }

    fn is_passphrase(&self) -> bool {
        true
    }

    fn change_passphrase(&self, entry: &str, to: &Passphrase) -> Result<(), KeychainError> {
        let key = self
            .get(entry)?
            .ok_or_else(|| KeychainError::PassphraseFile("Nothing is kept in this vault yet, so it has no passphrase to change".into()))?;
        let derivation = self.fresh();
        let wrapping = derivation
            .derive(to)
            .map_err(|why| KeychainError::PassphraseFile(format!("The vault's passphrase file cannot be used: {why}")))?;
        self.write(entry, &derivation, &wrapping, &key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::contract::Counting;
    use super::*;

    fn keychain(folder: &Path, passphrase: &str) -> PassphraseKeychain {
        let passphrase = Passphrase::new(Secret::new(passphrase)).unwrap();
        PassphraseKeychain::new(folder, passphrase, Arc::new(Counting::default())).with_cost(Derivation::cheap())
    }

    const RIGHT: &str = "a passphrase of many words";

    #[test]
    fn s2_a_key_comes_back_with_its_passphrase_only() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::from_slice(&[7; 32]).unwrap();
        assert_eq!(keychain(folder.path(), RIGHT).get("vault"), Ok(None));
        keychain(folder.path(), RIGHT).set("vault", &key).unwrap();
        assert_eq!(keychain(folder.path(), RIGHT).get("vault"), Ok(Some(key)));
        assert_eq!(keychain(folder.path(), "another one of many words").get("vault"), Err(KeychainError::WrongPassphrase));
    }

    #[test]
    fn s2_a_wrong_passphrase_writes_over_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::from_slice(&[7; 32]).unwrap();
        keychain(folder.path(), RIGHT).set("vault", &key).unwrap();
        let other = keychain(folder.path(), "another one of many words");
        assert_eq!(other.set("vault", &Key32::from_slice(&[8; 32]).unwrap()), Err(KeychainError::WrongPassphrase));
        assert_eq!(keychain(folder.path(), RIGHT).get("vault"), Ok(Some(key)));
    }

    #[test]
    fn s2_a_check_tells_a_wrong_passphrase_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::from_slice(&[7; 32]).unwrap();
        let look = |passphrase: &str| keychain(folder.path(), passphrase).gives_back("vault", &key);
        assert_eq!(look(RIGHT), Ok(true), "before anything is kept");
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        keychain(folder.path(), RIGHT).set("vault", &key).unwrap();
        std::fs::write(folder.path().join("vault-round-trip.passphrase"), "of an earlier version").unwrap();
        assert_eq!(look(RIGHT), Ok(true));
        assert_eq!(look("another one of many words"), Err(KeychainError::WrongPassphrase));
        let left: Vec<_> = folder.path().read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, ["vault.passphrase"]);
    }

    #[test]
    fn another_passphrase_takes_the_place_of_the_first_and_the_key_stays() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::from_slice(&[7; 32]).unwrap();
        let first = keychain(folder.path(), RIGHT);
        first.set("vault", &key).unwrap();
        first.change_passphrase("vault", &Passphrase::new(Secret::new("another one of many words")).unwrap()).unwrap();
        assert_eq!(keychain(folder.path(), RIGHT).get("vault"), Err(KeychainError::WrongPassphrase));
        assert_eq!(keychain(folder.path(), "another one of many words").get("vault"), Ok(Some(key)));
    }

    #[test]
    fn s1_a_file_that_was_cut_or_changed_opens_nothing_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        keychain(folder.path(), RIGHT).set("vault", &Key32::from_slice(&[7; 32]).unwrap()).unwrap();
        let path = folder.path().join("vault.passphrase");
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(keychain(folder.path(), RIGHT).get("vault").is_err(), "{length} bytes");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(keychain(folder.path(), RIGHT).get("vault").is_err(), "byte {at}");
            assert_eq!(std::fs::read(&path).unwrap(), changed);
        }
    }

    #[test]
    fn s2_what_is_no_passphrase_says_why() {
        let refused = |text: &str| Passphrase::new(Secret::new(text)).unwrap_err();
        assert_eq!(refused("eleven char"), NoPassphrase::TooShort);
        assert_eq!(refused("two lines of\ntext"), NoPassphrase::NotOneLine);
        assert_eq!(refused(&"x".repeat(LONGEST + 1)), NoPassphrase::TooLong);
        assert!(!format!("{:?}", Passphrase::new(Secret::new("canary canary")).unwrap()).contains("canary"));
    }

    #[cfg(unix)]
    #[test]
    fn s2_the_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        assert!(!PassphraseKeychain::is_used_in(folder.path()));
        keychain(folder.path(), RIGHT).set("vault", &Key32::from_slice(&[7; 32]).unwrap()).unwrap();
        assert_eq!(std::fs::metadata(folder.path().join("vault.passphrase")).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(PassphraseKeychain::is_used_in(folder.path()));
    }
}
