//! Where secrets are kept, and whether that works.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the system's keychain answers. Locked is not absent (S3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// A value was written, read and found the same.
    Ready,
    /// It is there and does not open: unlock it, nothing is lost.
    Locked,
    /// It is there and has not answered in time.
    Silent,
    /// There is none: sessions are kept in memory until the app closes.
    Absent,
}
