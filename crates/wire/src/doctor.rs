//! What was found out about this computer, and what there is to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Who receives links of the app's scheme.
    Scheme,
    /// Whether pages open in a browser.
    Browser,
    /// Whether the keychain keeps what it is given.
    Keychain,
    /// The sealed file, and who may read it.
    Vault,
    /// This computer's clock, against those of the services.
    Clock,
    /// Whether a service can be reached.
    Network,
    /// Whether its certificate is good.
    Tls,
    /// Whether a service still is what it was when it was added.
    Provider,
    /// The agent that has tokens for other programs.
    Agent,
    /// The way of a sign-in, walked by a probe.
    SignIn,
}

impl Check {
    /// Its word, as JSON has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Browser => "browser",
            Self::Keychain => "keychain",
            Self::Vault => "vault",
            Self::Clock => "clock",
            Self::Network => "network",
            Self::Tls => "tls",
            Self::Provider => "provider",
            Self::Agent => "agent",
            Self::SignIn => "sign_in",
        }
    }
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be.
    Ok,
    /// It works, or something else does in its place.
    Warning,
    /// Something will not work.
    Failed,
    /// It could not be found out.
    Unknown,
}

impl Health {
    /// Its word, as JSON has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it is.
    pub state: Health,
    /// Which one, where there are several: a provider's name, a host, a step of a sign-in.
    pub about: Option<String>,
    /// What was seen.
    pub seen: String,
    /// What there is to do, where there is something.
    pub advice: Option<String>,
    /// How long it took, where that was measured.
    #[ts(type = "number | null")]
    pub milliseconds: Option<u64>,
}

impl Finding {
    fn new(check: Check, state: Health, seen: impl Into<String>, advice: Option<String>) -> Self {
        Self { check, state, about: None, seen: seen.into(), advice, milliseconds: None }
    }

    /// As it should be.
    pub fn good(check: Check, seen: impl Into<String>) -> Self {
        Self::new(check, Health::Ok, seen, None)
    }

    /// It works, or something else does in its place.
    pub fn warning(check: Check, seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(check, Health::Warning, seen, Some(advice.into()))
    }

    /// Something will not work.
    pub fn failed(check: Check, seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(check, Health::Failed, seen, Some(advice.into()))
    }

    /// It could not be found out.
    pub fn unknown(check: Check, seen: impl Into<String>) -> Self {
        Self::new(check, Health::Unknown, seen, None)
    }

    /// The same about one of several.
    #[must_use]
    pub fn about(mut self, which: impl Into<String>) -> Self {
        self.about = Some(which.into());
        self
    }

    /// The same with something to do.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The same with how long it took.
    #[must_use]
    pub fn took(mut self, time: std::time::Duration) -> Self {
        self.milliseconds = u64::try_from(time.as_millis()).ok();
        self
    }
}
