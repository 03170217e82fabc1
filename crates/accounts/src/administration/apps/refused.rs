//! What is answered where the store did not do a step to an app: each reason in words, said once.

use countersign_wire::app::FieldProblem;

use super::AN_APP;
use crate::administration::answer::Refusal;
use crate::administration::request::problem;
use crate::store::rows::{NoSecrets, NotAdded, NotChanged, NotRestored, NotRetired, NotSwitched, NotTransferred, OutOfReach};

const A_SECRET: &str = "secret of this app with this id";

fn code_name_taken() -> Refusal {
    let message = "Another app has this code name. Choose another one.".to_owned();
    Refusal::Taken(FieldProblem { field: "code_name".to_owned(), row: None, message })
}

fn no_organisation() -> Refusal {
    problem("organisation", "There is no organisation with this id.")
}

fn held() -> Refusal {
    Refusal::NotTheirs("An administrator switched this app off. Ask one to switch it on again.")
}

impl From<OutOfReach> for Refusal {
    fn from(reason: OutOfReach) -> Self {
        match reason {
            OutOfReach::NotFound => Self::NotFound(AN_APP),
            OutOfReach::BuiltIn => Self::BuiltIn,
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
            NotAdded::CodeNameTaken => code_name_taken(),
            NotAdded::NoOrganisation => no_organisation(),
        }
    }
}

impl From<NotChanged> for Refusal {
    fn from(reason: NotChanged) -> Self {
        match reason {
            NotChanged::App(reason) => reason.into(),
            NotChanged::Conflict(version) => Self::Conflict("app", version),
            NotChanged::CodeNameTaken => code_name_taken(),
            NotChanged::NoOrganisation => no_organisation(),
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
            NotTransferred::NoOrganisation => no_organisation(),
        }
    }
}

impl From<NoSecrets> for Refusal {
    fn from(reason: NoSecrets) -> Self {
        match reason {
            NoSecrets::App(reason) => reason.into(),
            NoSecrets::Public => Self::Public,
        }
    }
}

impl From<NotRetired> for Refusal {
    fn from(reason: NotRetired) -> Self {
        match reason {
            NotRetired::Secrets(reason) => reason.into(),
            NotRetired::NotFound => Self::NotFound(A_SECRET),
        }
    }
}

impl From<NotRestored> for Refusal {
    fn from(reason: NotRestored) -> Self {
        match reason {
            NotRestored::Secrets(reason) => reason.into(),
            NotRestored::NotFound => Self::NotFound(A_SECRET),
            NotRestored::TooLate => Self::TooLate,
        }
    }
}
