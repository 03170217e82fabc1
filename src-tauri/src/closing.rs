//! Whether the app may end when the person wants it to: where something in the window is unfinished, they are asked first.
//!
//! The page says whether something is, and asks. It may hang or be gone by then: whoever wants to end the app once more while the
//! question stands has it ended. Nobody is asked about a signal (`ending`), nor about a window that only hides into the tray.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What comes so soon after the first wish belongs to it: a double press is no answer to a question that nobody has read.
const ONE_PRESS: Duration = Duration::from_secs(1);

/// What the window says of itself, and since when its question stands.
#[derive(Default)]
pub(crate) struct Closing(Mutex<State>);

#[derive(Default)]
struct State {
    unfinished: bool,
    asked: Option<Instant>,
}

/// What becomes of a wish to end the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// It ends.
    Granted,
    /// The person is to be asked.
    Asked,
    /// They are being asked already.
    Waits,
}

impl Closing {
    /// Takes over whether something in the window would be lost.
    pub(crate) fn set_unfinished(&self, unfinished: bool) {
        self.with(|state| {
            state.unfinished = unfinished;
            // A question about nothing is over, be it that a new page took the place of the one that asked.
            if !unfinished {
                state.asked = None;
            }
        });
    }

    /// Somebody wants to end the app.
    pub(crate) fn wish(&self, now: Instant) -> Wish {
        self.with(|state| match state.asked {
            _ if !state.unfinished => Wish::Granted,
            None => {
                state.asked = Some(now);
                Wish::Asked
            }
            Some(asked) if now.duration_since(asked) < ONE_PRESS => Wish::Waits,
            Some(_) => Wish::Granted,
        })
    }

    /// They were asked, and stay.
    pub(crate) fn stay(&self) {
        self.with(|state| state.asked = None);
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfinished() -> (Closing, Instant) {
        let closing = Closing::default();
        closing.set_unfinished(true);
        (closing, Instant::now())
    }

    #[test]
    fn an_app_with_nothing_unfinished_ends_without_a_question() {
        let closing = Closing::default();
        assert_eq!(closing.wish(Instant::now()), Wish::Granted);
        closing.set_unfinished(true);
        closing.set_unfinished(false);
        assert_eq!(closing.wish(Instant::now()), Wish::Granted);
    }

    #[test]
    fn what_is_unfinished_is_asked_about_and_whoever_stays_is_asked_the_next_time_too() {
        let (closing, now) = unfinished();
        assert_eq!(closing.wish(now), Wish::Asked);
        closing.stay();
        assert_eq!(closing.wish(now + ONE_PRESS), Wish::Asked);
    }

    #[test]
    fn a_page_that_never_asks_does_not_keep_the_app_from_ending() {
        let (closing, now) = unfinished();
        assert_eq!(closing.wish(now), Wish::Asked);
        assert_eq!(closing.wish(now + ONE_PRESS), Wish::Granted);
    }

    #[test]
    fn a_double_press_is_one_wish() {
        let (closing, now) = unfinished();
        assert_eq!(closing.wish(now), Wish::Asked);
        assert_eq!(closing.wish(now + ONE_PRESS / 2), Wish::Waits);
    }

    #[test]
    fn a_question_outlives_what_else_is_begun_and_not_the_end_of_all_that_is_unfinished() {
        let (closing, now) = unfinished();
        assert_eq!(closing.wish(now), Wish::Asked);
        closing.set_unfinished(true);
        assert_eq!(closing.wish(now + ONE_PRESS), Wish::Granted);
        closing.set_unfinished(false);
        closing.set_unfinished(true);
        assert_eq!(closing.wish(now + ONE_PRESS), Wish::Asked);
    }
}
