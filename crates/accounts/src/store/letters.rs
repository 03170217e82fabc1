//! Letters that are still to be sent. They are kept with their links ([`super::Credentials`]), and end with them.

use countersign_wire::UnixSeconds;

use super::Answer;
use super::rows::DueLetter;
use crate::token::Digest;

/// The queue of letters.
pub trait Letters {
    /// Takes what is due, at most `most`, by a conditional write: nobody else takes it before `until`.
    fn take_due_letters(&self, now: UnixSeconds, until: UnixSeconds, most: u32) -> Answer<'_, Vec<DueLetter>>;
    /// Puts a letter off.
    fn put_letter_off(&self, link: Digest, next_at: UnixSeconds) -> Answer<'_, ()>;
    /// A letter is sent, or given up.
    fn settle_letter(&self, link: Digest) -> Answer<'_, ()>;
}
