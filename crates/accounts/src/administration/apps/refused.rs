//! What is answered where the store did not do a step to an app: each reason in words, said once.

use countersign_wire::app::FieldProblem;

use super::AN_APP;
use crate::administration::answer::Refusal;
use crate::administration::request::problem;
use crate::store::rows::{NoSecrets, NotAdded, NotChanged, NotRestored, NotRetired, NotSwitched, NotTransferred, OutOfReach, Unavailable};

const A_WORKING_SECRET: &str = "secret of this app with this id that works";
const A_RETIRED_SECRET: &str = "retired secret of this app with this id";

fn held() -> Refusal {
    Refusal::NotTheirs("An administrator switched this app off. Ask one to switch it on again.")
}

pub(super) fn beyond_them() -> Refusal {
    Refusal::NotTheirs("This app skips the consent page or may ask for accounts:admin, so only an administrator changes it. Ask one.")
}

impl From<OutOfReach> for Refusal {
    fn from(reason: OutOfReach) -> Self {
        match reason {
            OutOfReach::NotFound => Self::NotFound(AN_APP),
            OutOfReach::BuiltIn => Self::BuiltIn,
        }
    }
}

impl From<Unavailable> for Refusal {
    fn from(named: Unavailable) -> Self {
        match named {
            Unavailable::CodeName => Self::Taken(FieldProblem { field: named.field().to_owned(), row: None, message: named.to_string() }),
            Unavailable::Organisation => problem(named.field(), named.to_string()),
        }
    }
}

impl From<NotAdded> for Refusal {
    fn from(reason: NotAdded) -> Self {
        match reason {
            NotAdded::ClientIdTaken => {
                let message = "Another app has this client id. Try again.".to_owned();
                Self::Taken(FieldProblem { field: "client_id".to_owned(), row: None, message })
            }
            NotAdded::Names(named) => named.into(),
        }
    }
}

impl From<NotChanged> for Refusal {
    fn from(reason: NotChanged) -> Self {
        match reason {
            NotChanged::App(reason) => reason.into(),
            NotChanged::Conflict(version) => Self::Conflict("app", version),
            NotChanged::Names(named) => named.into(),
            NotChanged::Held => held(),
        }
    }
}

impl From<NotSwitched> for Refusal {
    fn from(reason: NotSwitched) -> Self {
        match reason {
            NotSwitched::App(reason) => reason.into(),
            NotSwitched::Held => held(),
        }
    }
}

impl From<NotTransferred> for Refusal {
    fn from(reason: NotTransferred) -> Self {
        match reason {
            NotTransferred::App(reason) => reason.into(),
            NotTransferred::NoOrganisation => Unavailable::Organisation.into(),
        }
    }
}

impl From<NoSecrets> for Refusal {
    fn from(reason: NoSecrets) -> Self {
        match reason {
            NoSecrets::App(reason) => reason.into(),
            NoSecrets::Public => Self::Public,
            NoSecrets::BeyondThem => beyond_them(),
        }
    }
}

impl From<NotRetired> for Refusal {
    fn from(reason: NotRetired) -> Self {
        match reason {
            NotRetired::Secrets(reason) => reason.into(),
            NotRetired::NotFound => Self::NotFound(A_WORKING_SECRET),
        }
    }
}

impl From<NotRestored> for Refusal {
    fn from(reason: NotRestored) -> Self {
        match reason {
            NotRestored::Secrets(reason) => reason.into(),
            NotRestored::NotFound => Self::NotFound(A_RETIRED_SECRET),
            NotRestored::TooLate => Self::TooLate("This secret was retired more than 7 days ago. Make a new one."),
            NotRestored::TwoWork => Self::TooLate("Two other secrets work already. Retire one of them first."),
        }
    }
}
