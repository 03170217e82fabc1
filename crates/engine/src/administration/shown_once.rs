//! What a service says this once: a new secret, a link to choose a password.

use crate::unbroken::UntilShown;

/// An answer that nobody can ask for again. A process that ends waits for it ([`crate::Engine::end`]), from its request on until
/// whoever asked lets go of it, shown.
#[derive(Debug)]
pub struct ShownOnce<T> {
    answer: T,
    until_shown: Option<UntilShown>,
}

impl<T> ShownOnce<T> {
    pub(super) fn new(answer: T, until_shown: Option<UntilShown>) -> Self {
        Self { answer, until_shown }
    }

    /// The answer, and what is to be dropped once it is shown.
    pub fn apart(self) -> (T, Option<UntilShown>) {
        (self.answer, self.until_shown)
    }

    /// The answer for a face that shows it by itself: an end does not wait for that any more.
    pub fn handed_over(self) -> T {
        self.answer
    }
}

impl<T> std::ops::Deref for ShownOnce<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.answer
    }
}
