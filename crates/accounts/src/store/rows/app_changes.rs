//! Why a step that changes an app was not done: the reasons of each step by themselves, so that whoever tells them tells
//! each of them, and none that cannot be.

use countersign_wire::scope::ADMINISTRATION;

use super::App;

/// Which apps somebody may change. It is asked in the transaction of the change: an app that went to another organisation
/// meanwhile is out of reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    Everything,
    /// Those of this organisation.
    Organisation(String),
}

impl Reach {
    /// Whether an app is within it.
    #[must_use]
    pub fn covers(&self, app: &App) -> bool {
        match self {
            Self::Everything => true,
            Self::Organisation(own) => app.settings.organisation.as_ref() == Some(own),
        }
    }

    /// Whether an app can do more than anybody of this reach may give it (A17): one that administers the service, or whose
    /// consent nobody is asked for. Whoever could change where it sends people, or had a secret of it, would have what it has.
    #[must_use]
    pub fn is_exceeded_by(&self, app: &App) -> bool {
        self.organisation().is_some() && (app.trusted || app.scopes.contains(ADMINISTRATION))
    }

    /// The organisation it ends at.
    #[must_use]
    pub fn organisation(&self) -> Option<&str> {
        match self {
            Self::Everything => None,
            Self::Organisation(own) => Some(own),
        }
    }
}

/// What a draft names and cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Another app has the code name.
    #[error("Another app has this code name. Choose another one.")]
    CodeName,
    /// There is no such organisation.
    #[error("There is no organisation with this id. It may have been deleted.")]
    Organisation,
}

impl Unavailable {
    /// The field that names it.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::CodeName => "code_name",
            Self::Organisation => "organisation",
        }
    }
}

/// Why an app was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// Another app has the client id.
    ClientIdTaken,
    /// It names what it cannot have.
    Names(Unavailable),
}

/// Why nobody of this reach may change an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfReach {
    /// There is none, or it is of another organisation: who does not reach it learns no more.
    NotFound,
    /// The service carries it by itself.
    BuiltIn,
}

/// Why an app was not set as a draft says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// It is out of reach.
    App(OutOfReach),
    /// It was changed since the version that was sent; this is the one it has.
    Conflict(i64),
    /// It names what it cannot have.
    Names(Unavailable),
    /// An administrator switched it off, so no app manager switches it on.
    Held,
}

/// Why an app was not enabled or disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSwitched {
    /// It is out of reach.
    App(OutOfReach),
    /// An administrator switched it off, so no app manager switches it on.
    Held,
}

/// Why an app was not given to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTransferred {
    /// It is out of reach.
    App(OutOfReach),
    /// There is no such organisation.
    NoOrganisation,
}

/// Why an app was not deleted at a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDeleted {
    /// It is out of reach.
    App(OutOfReach),
    /// It was changed since that version; this is the one it has.
    Conflict(i64),
}

/// Why one of several changes was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplied {
    /// An app was not added.
    Added(NotAdded),
    /// An app was not set.
    Changed(NotChanged),
    /// An app was not deleted.
    Deleted(NotDeleted),
}

/// Why an app was given no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSecrets {
    /// It is out of reach.
    App(OutOfReach),
    /// It has none.
    Public,
    /// It can do more than somebody of this reach may give it.
    BeyondThem,
}

/// Why a secret was not retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRetired {
    /// The app is out of reach, or has no secrets.
    Secrets(NoSecrets),
    /// No secret with this id works.
    NotFound,
}

/// Why the retiring of a secret was not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRestored {
    /// The app is out of reach, or has no secrets.
    Secrets(NoSecrets),
    /// No secret with this id is retired.
    NotFound,
    /// It was retired too long ago.
    TooLate,
    /// Two others work.
    TwoWork,
}

/// A reason that is one of several of a step.
macro_rules! reason {
    ($($step:ident :: $variant:ident of $reason:ident),+ $(,)?) => {
        $(impl From<$reason> for $step {
            fn from(reason: $reason) -> Self {
                Self::$variant(reason)
            }
        })+
    };
}
reason!(
    NotChanged::App of OutOfReach,
    NotSwitched::App of OutOfReach,
    NotTransferred::App of OutOfReach,
    NotDeleted::App of OutOfReach,
    NoSecrets::App of OutOfReach,
    NotAdded::Names of Unavailable,
    NotChanged::Names of Unavailable,
    NotApplied::Added of NotAdded,
    NotApplied::Changed of NotChanged,
    NotApplied::Deleted of NotDeleted,
    NotRetired::Secrets of NoSecrets,
    NotRestored::Secrets of NoSecrets,
);
