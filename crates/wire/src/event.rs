//! What the engine tells the screen without being asked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::account::{AccountView, SignOutReceipt};
use crate::desktop::Wanted;
use crate::error::UserError;
use crate::hosted::HostedService;
use crate::keychain::KeychainState;
use crate::program::ProgramQuestion;
use crate::sign_in::{SignInOutcome, SignInProgress, SignInStarted};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", content = "detail", rename_all = "snake_case")]
pub enum Event {
    /// A session is new or stands otherwise than before.
    AccountChanged(AccountView),
    /// An account was taken off this computer.
    AccountRemoved {
        /// Its id.
        id: String,
    },
    /// Providers were added or removed.
    ProvidersChanged,
    /// A sign-in reached a step.
    SignInProgress(SignInProgress),
    /// A sign-in ended.
    SignInEnded {
        /// The attempt's id.
        attempt: String,
        /// How.
        outcome: SignInOutcome,
    },
    /// A service wants to be sure that it is still the same person before it does what was asked (RFC 9470). Their browser is
    /// about to open for it; the end comes as that of any sign-in.
    FreshSignIn {
        /// The id of the account that it is for.
        account: String,
        /// The sign-in.
        started: SignInStarted,
    },
    /// What a service could not be told at a sign-out is settled: it was told, or it is too late for that.
    SignOutSettled {
        /// The account's id.
        account: String,
        /// The receipt of that sign-out as it is now; nothing in it is pending any more.
        receipt: SignOutReceipt,
    },
    /// A program of the person's asks for a token, and waits for what they say.
    ProgramAsks(ProgramQuestion),
    /// The person answered about a program, or took too long.
    ProgramAnswered {
        /// The question's id.
        id: String,
    },
    /// The keychain answers otherwise than before.
    KeychainChanged(KeychainState),
    /// The service on this computer started or stopped.
    HostedChanged(HostedService),
    /// The person asked to see something in the tray or at a notification: the window goes there.
    GoTo(Wanted),
    /// The person wants to end the app while something in the window is unfinished: they are asked there first.
    QuitWanted,
    /// A quiet word: something arrived that nobody waits for (D5).
    Notice(UserError),
}
