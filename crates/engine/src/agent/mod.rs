//! Tokens for other programs of the person (L1), through a socket that only they can reach.
//!
//! * `place`: where the socket is: 0600 in a folder of 0700, and nothing there is followed or trusted that is not the person's.
//! * `listener`: takes programs in, each to one of the `seats`, so that a slow or silent one holds up nobody; `protocol` is what they say, a line of JSON
//!   each (docs/AGENT.md).
//! * `program`: who is at the other end: the file that the process runs, and its hash; `reading` reads a few of them at once.
//! * `answers`: what a program gets; `approvals` what it was allowed, kept in the vault; [`Approver`] is whoever asks the
//!   person. One question for all that wait for it; `asked` keeps a refusal from being asked about again for a while, and the
//!   person from being asked all the time.
//! * `uses`: the log of what was handed out, without any token.
//! * `client`: how `countersign token` asks, before anything else of the engine is started.
//!
//! What this is: consent, and a trace of it. What it is not: a wall between programs of one person. Whoever runs as the
//! person can run `countersign` itself, which needs no approval, can trace a program that was approved, or can begin a
//! connection and then become one (`execve`). docs/SECURITY.md says so.
//!
//! Left out on purpose: a lock with a password, as `ssh-add -x` has it (who may end the agent may unlock it: end it, and the
//! keychain's own lock counts again), refresh tokens, tokens narrowed to some of their scopes (services narrow the grant for good,
//! or refuse), other systems than Linux (the program behind a socket is named there by calls that are not memory-safe), and
//! what other programs may see of approvals and the log: nothing.

mod answers;
mod approvals;
mod approver;
mod asked;
mod client;
mod listener;
mod place;
mod program;
mod protocol;
mod reading;
mod seats;
mod uses;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use approvals::{allow, list, revoke};
pub use approver::{Approver, Nobody};
pub use client::token;
pub(crate) use client::{Presence, presence};
pub use listener::Agent;
pub use uses::{Use, uses};

use crate::home::Home;

/// What an agent is told at its start.
#[derive(Clone)]
pub struct AgentOptions {
    /// Whose socket and log it is.
    pub home: Home,
    /// Another place for the socket than the usual one; its folder has to be the person's alone.
    pub socket: Option<PathBuf>,
    /// The files of Countersign itself, which need no approval.
    pub own: Vec<PathBuf>,
    /// Who asks the person.
    pub approver: Arc<dyn Approver>,
    /// How long what the person allows lasts.
    pub approval_lasts: Duration,
    /// How long the person may take to answer.
    pub patience: Duration,
}

impl AgentOptions {
    /// The usual ones: what is allowed lasts a day, and a minute is time to answer.
    #[must_use]
    pub fn usual(home: Home, approver: Arc<dyn Approver>) -> Self {
        let minute = Duration::from_secs(60);
        Self { home, socket: None, own: own_programs(), approver, approval_lasts: 24 * 60 * minute, patience: minute }
    }
}

/// `countersign` as it stands beside this very program.
fn own_programs() -> Vec<PathBuf> {
    let folder = std::env::current_exe().ok().and_then(|own| own.parent().map(PathBuf::from));
    folder.map(|folder| folder.join("countersign")).into_iter().collect()
}
