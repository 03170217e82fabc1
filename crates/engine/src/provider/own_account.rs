//! Where people look after their own account at a service, and in which way.

use countersign_wire::account::OwnAccountReach;
use countersign_wire::scope::{Scope, ScopeSet};
use serde::{Deserialize, Serialize};

use super::preset::{Address, Base};

/// As a preset says it: its address stands below the service's own, like all the others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnAccountOfPreset {
    endpoint: Address,
    speaks: OwnAccountWay,
    scope: Scope,
}

/// Where and how, of a service that was added.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OwnAccount {
    pub(crate) endpoint: String,
    pub(crate) speaks: OwnAccountWay,
    /// The scope that a person grants for it.
    scope: Scope,
}

/// In which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OwnAccountWay {
    /// The account API of an accounts service: the profile with its formats, connected apps, and sessions.
    AccountApi,
    /// The profile at one address: read with GET, changed by a merge of what is sent (RFC 7396).
    MergePatch,
}

impl OwnAccountOfPreset {
    pub(super) fn at(&self, base: &Base<'_>) -> OwnAccount {
        OwnAccount { endpoint: base.of(&self.endpoint), speaks: self.speaks, scope: self.scope.clone() }
    }
}

impl OwnAccount {
    /// How far somebody may look after their account who granted so much.
    pub(crate) fn reach(&self, granted: &ScopeSet) -> Option<OwnAccountReach> {
        let reach = match self.speaks {
            OwnAccountWay::AccountApi => OwnAccountReach::Whole,
            OwnAccountWay::MergePatch => OwnAccountReach::Profile,
        };
        granted.contains(self.scope.as_str()).then_some(reach)
    }
}
