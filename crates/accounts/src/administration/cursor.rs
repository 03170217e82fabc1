//! Where a page of a list ended, as the next request brings it: what the list is ordered by, and an id.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::Refusal;

/// Writes a place.
pub(super) fn write_cursor(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!(place).to_string())
}

/// Reads it back.
///
/// # Errors
/// Where it is none that was given out.
pub(super) fn read_cursor<T: DeserializeOwned>(cursor: &str) -> Result<T, Refusal> {
    let held = URL_SAFE_NO_PAD.decode(cursor).ok();
    held.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(no_cursor)
}

/// What is answered to a cursor that was not given out for this list.
pub(super) fn no_cursor() -> Refusal {
    Refusal::Unreadable("This cursor is not one that was given out. Begin again without it.".to_owned())
}
