//! Whoever asks the person whether a program may have a token.

use countersign_wire::program::{ProgramQuestion, ProgramVerdict};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

/// Asks the person.
pub trait Approver: Send + Sync {
    /// Puts a question to the person. The future is dropped where they take too long: then the question has to go away.
    ///
    /// `None`: nobody is there to be asked.
    fn ask(&self, question: ProgramQuestion) -> BoxFuture<'static, Option<ProgramVerdict>>;
}

/// Nobody is there: only what was approved before is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Approver for Nobody {
    fn ask(&self, _: ProgramQuestion) -> BoxFuture<'static, Option<ProgramVerdict>> {
        std::future::ready(None).boxed()
    }
}
