//! The keychain of the system: the Secret Service, the macOS keychain, the Windows credential store.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use super::key::{KEYCHAIN_SERVICE, Key32, Keychain, KeychainError};

/// The system's keychain. A connection is made when it is first needed, and again when it was lost.
#[derive(Default)]
pub struct SystemKeychain {
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl SystemKeychain {
    /// The keychain of this session. Nothing is asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Does `work` on an entry; once more over a new connection where the first turns out to be dead.
    fn with_entry<T>(&self, user: &str, work: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        // `keyring`'s own default store caches a failed start for the life of the process: so the store is held here.
        let mut held = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = held.take() {
            let done = store.build(KEYCHAIN_SERVICE, user, None).and_then(|entry| work(&entry));
            if !matches!(done, Err(Error::PlatformFailure(_))) {
                *held = Some(store);
                return done;
            }
        }
        let store = connect()?;
        let done = store.build(KEYCHAIN_SERVICE, user, None).and_then(|entry| work(&entry));
        *held = Some(store);
        done
    }
}

impl Keychain for SystemKeychain {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        match self.with_entry(entry, |entry| entry.get_secret().map(Zeroizing::new)) {
            Ok(text) => {
                let bytes = URL_SAFE_NO_PAD.decode(text.as_slice()).map(Zeroizing::new);
                let key = bytes.ok().and_then(|bytes| Key32::from_slice(&bytes));
                key.map(Some).ok_or_else(|| KeychainError::Other(format!("its entry “{KEYCHAIN_SERVICE}”, “{entry}” holds something else")))
            }
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        // As text, since KWallet keeps nothing else.
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(key.expose()));
        self.with_entry(entry, |entry| entry.set_secret(text.as_bytes())).map_err(|error| told(&error))
    }
}

fn connect() -> Result<Arc<CredentialStore>, Error> {
    #[cfg(target_os = "linux")]
    let store = zbus_secret_service_keyring_store::Store::new();
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new();
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    let store: Result<Arc<CredentialStore>, Error> = Err(Error::NoDefaultStore);
    match store {
        Ok(store) => Ok(store),
        // A bus that is there and does not answer in time says nothing about whether there is a keychain.
        Err(error) if mentions(&error, &["noreply", "timedout", "timed out"]) => Err(error),
        Err(error) => {
            tracing::debug!(%error, "no keychain");
            Err(Error::NoDefaultStore)
        }
    }
}

fn told(error: &Error) -> KeychainError {
    match error {
        Error::NoDefaultStore => KeychainError::Absent,
        // Locked, or its prompt dismissed.
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::PlatformFailure(_) if mentions(error, &["locked", "prompt"]) => KeychainError::Locked,
        Error::PlatformFailure(_) if mentions(error, &["serviceunknown", "no secret service provider"]) => KeychainError::Absent,
        Error::Ambiguous(_) => KeychainError::Other("it holds the same entry more than once".into()),
        // Of these the library's text may show what was stored.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeychainError::Other("its entry cannot be read".into()),
        other => KeychainError::Other(other.to_string()),
    }
}

/// The Secret Service's own errors come wrapped; what they are shows only in their text.
fn mentions(error: &Error, words: &[&str]) -> bool {
    let text = error.to_string().to_lowercase();
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(text: &str) -> Error {
        Error::PlatformFailure(text.into())
    }

    #[test]
    fn s3_locked_is_told_from_absent() {
        assert_eq!(told(&Error::NoStorageAccess("SS error: prompt dismissed".into())), KeychainError::Locked);
        assert_eq!(told(&platform("SS Error: object locked")), KeychainError::Locked);
        assert_eq!(told(&platform("zbus error: org.freedesktop.Secret.Error.IsLocked: x")), KeychainError::Locked);
        assert_eq!(told(&Error::NoDefaultStore), KeychainError::Absent);
        assert_eq!(told(&platform("no secret service provider or dbus session found")), KeychainError::Absent);
        assert!(matches!(told(&platform("zbus error: disk full")), KeychainError::Other(_)));
    }

    #[test]
    fn what_was_stored_is_never_part_of_an_error() {
        let error = told(&Error::BadEncoding(b"canary".to_vec()));
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
