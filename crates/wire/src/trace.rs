//! The record of a sign-in, a renewal or a sign-out: what happened when, and what was said to the service and by it.
//!
//! Nothing secret is in it. A parameter stands as it was only where its name is known for holding nothing secret; of every other
//! one it is told that it was there, and about how long it was.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;
use crate::error::ErrorCode;

/// What a record is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceKind {
    /// A sign-in; its record has the id of the attempt.
    SignIn,
    /// A renewal of a session.
    Renewal,
    /// A sign-out.
    SignOut,
}

/// A point on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceStep {
    /// The request was made and put away.
    Started,
    /// The request was left at the service (RFC 9126).
    Pushed,
    /// The browser was opened.
    Opened,
    /// The browser's answer came, or that of another device.
    Returned,
    /// The service gave tokens.
    Exchanged,
    /// The ID token passed every check.
    IdTokenChecked,
    /// What came of it is in the vault.
    Saved,
    /// The profile was read.
    ProfileRead,
    /// It is over.
    Ended,
}

/// About how many characters a value has that is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[expect(missing_docs, reason = "the bounds, in characters")]
pub enum Length {
    #[serde(rename = "0")]
    Empty,
    #[serde(rename = "1-15")]
    To15,
    #[serde(rename = "16-63")]
    To63,
    #[serde(rename = "64-255")]
    To255,
    #[serde(rename = "256-1023")]
    To1023,
    #[serde(rename = "1024+")]
    Longer,
}

impl Length {
    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text.chars().count() {
            0 => Self::Empty,
            1..=15 => Self::To15,
            16..=63 => Self::To63,
            64..=255 => Self::To255,
            256..=1023 => Self::To1023,
            _ => Self::Longer,
        }
    }

    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "0",
            Self::To15 => "1-15",
            Self::To63 => "16-63",
            Self::To255 => "64-255",
            Self::To1023 => "256-1023",
            Self::Longer => "1024+",
        }
    }
}

/// A parameter, a member of an answer, or a header with a secret: as it was, or that it was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TraceParameter {
    /// What it is called.
    pub name: String,
    /// As it was, where it holds nothing secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub value: Option<String>,
    /// About how many characters it has, where its value is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hidden: Option<Length>,
}

/// One line of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TraceEntry {
    /// A point on the way.
    Step {
        /// When: milliseconds since the Unix epoch.
        #[ts(type = "number")]
        at_ms: i64,
        /// Milliseconds since the point before.
        #[ts(type = "number")]
        took_ms: u64,
        /// Which.
        step: TraceStep,
    },
    /// A request to the service, and its answer.
    Exchange {
        /// When it left: milliseconds since the Unix epoch.
        #[ts(type = "number")]
        at_ms: i64,
        /// Milliseconds until the answer was read whole, or the failure.
        #[ts(type = "number")]
        took_ms: u64,
        /// Such as `POST`.
        method: String,
        /// Whom: host and port.
        host: String,
        /// What: the path alone.
        path: String,
        /// What was said, and the headers that hold a secret.
        sent: Vec<TraceParameter>,
        /// The answer's status; absent where none came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        status: Option<u16>,
        /// The members of an answer that is JSON.
        received: Vec<TraceParameter>,
        /// Why there is no answer that could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        failure: Option<String>,
    },
    /// Where the browser was sent, and what it carried.
    Asked {
        /// When: milliseconds since the Unix epoch.
        #[ts(type = "number")]
        at_ms: i64,
        /// Whom: host and port.
        host: String,
        /// What: the path alone.
        path: String,
        /// The parameters of the address.
        sent: Vec<TraceParameter>,
    },
    /// What the browser brought back.
    Brought {
        /// When: milliseconds since the Unix epoch.
        #[ts(type = "number")]
        at_ms: i64,
        /// The parameters of the address.
        received: Vec<TraceParameter>,
    },
}

impl TraceEntry {
    /// When it was, or began: milliseconds since the Unix epoch.
    #[must_use]
    pub fn at_ms(&self) -> i64 {
        match self {
            Self::Step { at_ms, .. } | Self::Exchange { at_ms, .. } | Self::Asked { at_ms, .. } | Self::Brought { at_ms, .. } => *at_ms,
        }
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceOutcome {
    /// As it should.
    Done,
    /// Called off by the person.
    Cancelled,
    /// Otherwise; the code says why.
    Failed,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Trace {
    /// The attempt's id, of a sign-in.
    pub id: String,
    /// What it is of.
    pub kind: TraceKind,
    /// The provider's name.
    pub provider: String,
    /// The account's id, once there is one.
    pub account: Option<String>,
    /// When it began.
    #[ts(type = "number")]
    pub started_at: UnixSeconds,
    /// How it ended; absent while it goes on.
    pub outcome: Option<TraceOutcome>,
    /// Why it failed, for programs.
    #[schema(value_type = Option<String>)]
    pub code: Option<ErrorCode>,
    /// What happened, in order.
    pub entries: Vec<TraceEntry>,
    /// Departures from the standard that were tolerated.
    pub deviations: Vec<String>,
    /// What the person was told.
    pub warnings: Vec<String>,
    /// How many entries are not here, as the record grew too long.
    pub left_out: u32,
}
