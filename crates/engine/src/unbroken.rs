//! What must not be broken off: from a request whose answer may be the only one of its kind until what came is saved.
//!
//! A refresh token or a code is used up at the service by the request that carries it. A process that ends between that and its
//! save leaves a session behind that nobody can go on with. So such work says that it has begun, and whoever ends the process
//! first lets nothing more begin, and then waits for what is on its way. It takes as long as its exchange may: each request has
//! a time-out of its own (`http`).
//!
//! What a service shows once, such as a new secret, is not on its way until it is saved but until somebody saw it: see
//! [`UntilShown`].

use countersign_wire::error::{ErrorCode, UserError};
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// Work of this process that must not be broken off.
#[derive(Default)]
pub(crate) struct Unbroken {
    all: TaskTracker,
    /// Counts what is shown once; a part of all.
    to_be_shown: TaskTracker,
}

/// Something that a service shows once is on its way to the person for as long as this lives.
#[derive(Debug)]
pub struct UntilShown {
    _of_all: TaskTrackerToken,
    _to_be_shown: TaskTrackerToken,
}

impl Unbroken {
    /// Begins such work; it is done when the answer is dropped.
    ///
    /// # Errors
    /// `Cancelled` where the process is about to end. Nothing may be asked then.
    pub(crate) fn begin(&self) -> Result<TaskTrackerToken, UserError> {
        // Counted before the look: whoever ends the process closes first and counts then, so one of the two sees the other.
        let work = self.all.token();
        if self.all.is_closed() {
            return Err(UserError::new(ErrorCode::Cancelled, "Countersign is ending, so nothing was begun. Try again."));
        }
        Ok(work)
    }

    /// The same from a request for what is shown once until it is shown.
    pub(crate) fn begin_to_show(&self) -> Result<UntilShown, UserError> {
        Ok(UntilShown { _of_all: self.begin()?, _to_be_shown: self.to_be_shown.token() })
    }

    /// Lets nothing more begin, and waits until all that was begun is done.
    pub(crate) async fn end(&self) {
        self.all.close();
        self.all.wait().await;
    }

    /// Whether something is on its way.
    pub(crate) fn is_under_way(&self) -> bool {
        !self.all.is_empty()
    }

    /// Whether something of that is to be shown once.
    pub(crate) fn is_to_be_shown(&self) -> bool {
        !self.to_be_shown.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn an_end_waits_for_what_was_begun_and_nothing_begins_after_it() {
        let unbroken = Unbroken::default();
        let work = unbroken.begin().unwrap();
        let mut ending = Box::pin(unbroken.end());
        assert!(ending.as_mut().now_or_never().is_none() && unbroken.is_under_way());
        assert_eq!(unbroken.begin().unwrap_err().code, ErrorCode::Cancelled);
        drop(work);
        ending.await;
        assert!(!unbroken.is_under_way());
    }

    #[tokio::test]
    async fn an_end_waits_until_what_is_shown_once_was_shown() {
        let unbroken = Unbroken::default();
        let (until_shown, renewal) = (unbroken.begin_to_show().unwrap(), unbroken.begin().unwrap());
        assert!(unbroken.is_to_be_shown());
        let mut ending = Box::pin(unbroken.end());
        drop(renewal);
        assert!(ending.as_mut().now_or_never().is_none());
        drop(until_shown);
        ending.await;
        assert!(!unbroken.is_to_be_shown() && unbroken.begin_to_show().is_err());
    }
}
