//! Where its endpoints are: a preset says paths of its own.

use super::{FakeProvider, KEYS, Shared};

impl FakeProvider {
    /// What the server does at one path it does at this one too.
    pub fn stands_at(&self, path: &str, what: &str) {
        self.shared.places.lock().unwrap().insert(path.to_owned(), what.to_owned());
    }

    /// Token endpoint, user information and keys are at these paths besides.
    pub fn is_laid_out_as(&self, token: &str, userinfo: &str, keys: &str) {
        for (path, what) in [(token, "/token"), (userinfo, "/userinfo"), (keys, KEYS)] {
            self.stands_at(path, what);
        }
    }
}

impl Shared {
    /// What is done at a path.
    pub(super) fn done_at(&self, path: &str) -> String {
        self.places.lock().unwrap().get(path).cloned().unwrap_or_else(|| path.to_owned())
    }
}
