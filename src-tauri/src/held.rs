//! What the native side holds while the screen goes on with it: the screen has a handle, and no more.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_engine::entropy::Entropy;

/// Things by their handles, which nobody can guess. Of more than so many the oldest goes.
pub(crate) struct Held<T> {
    entropy: Arc<dyn Entropy>,
    most: usize,
    all: Mutex<VecDeque<(String, T)>>,
}

impl<T> Held<T> {
    pub(crate) fn new(entropy: Arc<dyn Entropy>, most: usize) -> Self {
        Self { entropy, most, all: Mutex::default() }
    }

    /// Holds it, and gives its handle.
    pub(crate) fn hold(&self, what: T) -> String {
        let mut bytes = [0_u8; 16];
        self.entropy.fill(&mut bytes);
        let handle: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.put_back(handle.clone(), what);
        handle
    }

    /// Holds what was taken by this handle.
    pub(crate) fn put_back(&self, handle: String, what: T) {
        let mut all = self.all();
        all.push_back((handle, what));
        while all.len() > self.most {
            all.pop_front();
        }
    }

    /// It is not held any more.
    pub(crate) fn take(&self, handle: &str) -> Option<T> {
        let mut all = self.all();
        let at = all.iter().position(|(other, _)| other == handle)?;
        all.remove(at).map(|(_, what)| what)
    }

    /// Nothing is held any more.
    pub(crate) fn clear(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<(String, T)>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Held<T> {
    /// It stays.
    pub(crate) fn get(&self, handle: &str) -> Option<T> {
        self.all().iter().find(|(other, _)| other == handle).map(|(_, what)| what.clone())
    }
}

#[cfg(test)]
mod tests {
    use countersign_engine::entropy::SeededEntropy;

    use super::*;

    #[test]
    fn of_more_than_so_many_the_oldest_goes() {
        let held = Held::new(Arc::new(SeededEntropy::new(1)), 2);
        let handles = ["a", "b", "c"].map(|what| held.hold(what));
        assert_eq!(handles.each_ref().map(|handle| held.get(handle)), [None, Some("b"), Some("c")]);
        assert_eq!(held.take(&handles[1]), Some("b"));
        assert_eq!(held.take(&handles[1]), None);
        held.put_back(handles[1].clone(), "d");
        assert_eq!(held.get(&handles[1]), Some("d"));
    }
}
