//! The engine of a running app: still being opened, open together with what keeps its sessions, or not any more.
//!
//! One state says which, so that whoever closes the app finds an engine that is open as a whole, or none. What opens only after
//! that, as a keychain asked the person first, is let go at once: nobody would wait for what it begins.

use countersign_engine::{Engine, Keeping};
use countersign_wire::error::{ErrorCode, UserError};
use tokio::sync::watch;

/// One for a running app. A test puts something else in the place of the engine.
pub(crate) struct Opening<E = Engine, K = Keeping>(watch::Sender<State<E, K>>);

enum State<E, K> {
    UnderWay,
    Open(E, K),
    Failed(UserError),
    Closing,
}

impl<E, K> Default for Opening<E, K> {
    fn default() -> Self {
        Self(watch::Sender::new(State::UnderWay))
    }
}

impl<E: Clone, K> Opening<E, K> {
    /// Takes what was opened, and has its sessions kept in the same moment. Nothing is given where it failed, and where the app is
    /// closing by now: then nothing is kept either.
    pub(crate) fn opened(&self, opened: Result<E, UserError>, keep: impl FnOnce(&E) -> K) -> Option<E> {
        let mut open = None;
        self.0.send_if_modified(|state| {
            if matches!(state, State::Closing) {
                return false;
            }
            *state = match opened {
                Ok(engine) => {
                    open = Some(engine.clone());
                    let keeping = keep(&engine);
                    State::Open(engine, keeping)
                }
                Err(error) => State::Failed(error),
            };
            true
        });
        open
    }

    /// From here on nobody gets the engine. What was open is to be ended by whoever asks this.
    pub(crate) fn close(&self) -> Option<(E, K)> {
        match self.0.send_replace(State::Closing) {
            State::Open(engine, keeping) => Some((engine, keeping)),
            _ => None,
        }
    }

    /// The engine, where it is open.
    #[cfg(unix)]
    pub(crate) fn now(&self) -> Option<E> {
        match &*self.0.borrow() {
            State::Open(engine, _) => Some(engine.clone()),
            _ => None,
        }
    }

    /// The engine, once it is open.
    ///
    /// # Errors
    /// Why it did not open, or that the app is closing.
    pub(crate) async fn engine(&self) -> Result<E, UserError> {
        let closing = || UserError::new(ErrorCode::Internal, "Countersign is closing. Start it again.");
        let mut state = self.0.subscribe();
        let state = state.wait_for(|state| !matches!(state, State::UnderWay)).await.map_err(|_| closing())?;
        match &*state {
            State::Open(engine, _) => Ok(engine.clone()),
            State::Failed(error) => Err(error.clone()),
            State::UnderWay | State::Closing => Err(closing()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_opens_after_the_app_began_to_close_is_neither_kept_nor_given_to_anybody() {
        let opening = Opening::<&str, ()>::default();
        assert_eq!(opening.close(), None);
        let kept = opening.opened(Ok("engine"), |_| panic!("nobody would stop it"));
        assert_eq!(kept, None);
        assert!(opening.engine().await.unwrap_err().message.contains("closing"));
        assert_eq!(opening.close(), None);
    }

    #[tokio::test]
    async fn whoever_waits_for_the_engine_hears_at_once_that_the_app_is_closing() {
        let opening = Opening::<&str, ()>::default();
        let (waited, _) = tokio::join!(opening.engine(), async { opening.close() });
        assert!(waited.unwrap_err().message.contains("closing"));
    }

    #[tokio::test]
    async fn an_open_engine_is_closed_with_what_keeps_its_sessions() {
        let opening = Opening::default();
        assert_eq!(opening.opened(Ok("engine"), |_| "kept"), Some("engine"));
        assert_eq!(opening.engine().await.unwrap(), "engine");
        assert_eq!(opening.close(), Some(("engine", "kept")));
        assert!(opening.engine().await.is_err());
    }

    #[tokio::test]
    async fn an_engine_that_does_not_open_says_why() {
        let opening = Opening::<&str, ()>::default();
        assert_eq!(opening.opened(Err(UserError::new(ErrorCode::Internal, "no home")), |_| ()), None);
        assert_eq!(opening.engine().await.unwrap_err().message, "no home");
    }
}
