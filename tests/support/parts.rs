//! What an engine is given in place of the system's own: a keychain in memory, and a browser that only notes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use countersign_engine::desktop::{Desktop, OpenUrlError};
use countersign_engine::vault::{Key32, Keychain, KeychainError};

/// A keychain in memory, which answers at once.
#[derive(Default)]
pub struct InMemory(Mutex<BTreeMap<String, Key32>>);

impl Keychain for InMemory {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        Ok(self.0.lock().unwrap().get(entry).cloned())
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        self.0.lock().unwrap().insert(entry.to_owned(), key.clone());
        Ok(())
    }
}

/// A browser that only notes what it was asked to open.
#[derive(Default)]
pub struct Noting {
    opened: Mutex<Vec<String>>,
    /// Set where there is no browser to be had.
    pub fails: Mutex<bool>,
    /// The browsers that there are besides the default one.
    pub others: Mutex<Vec<String>>,
    opened_in: Mutex<Vec<(String, String)>>,
}

impl Noting {
    /// All that it was asked to open.
    pub fn opened(&self) -> Vec<String> {
        self.opened.lock().unwrap().clone()
    }

    /// What it was asked to open in another browser than the default one, and in which.
    pub fn opened_in(&self) -> Vec<(String, String)> {
        self.opened_in.lock().unwrap().clone()
    }

    /// What it was asked to open last.
    pub fn last(&self) -> Option<String> {
        self.opened.lock().unwrap().last().cloned()
    }

    /// Forgets it all.
    pub fn forget(&self) {
        self.opened.lock().unwrap().clear();
    }
}

impl Desktop for Noting {
    fn open_url(&self, url: &str) -> Result<(), OpenUrlError> {
        if *self.fails.lock().unwrap() {
            return Err(OpenUrlError::Failed("no browser here".into()));
        }
        self.opened.lock().unwrap().push(url.to_owned());
        Ok(())
    }

    fn has_browser(&self, entry: &str) -> bool {
        self.others.lock().unwrap().iter().any(|one| one == entry)
    }

    fn open_url_in(&self, entry: &str, url: &str) -> Result<(), OpenUrlError> {
        if !self.has_browser(entry) {
            return Err(OpenUrlError::Gone(entry.to_owned()));
        }
        self.opened_in.lock().unwrap().push((entry.to_owned(), url.to_owned()));
        Ok(())
    }
}
