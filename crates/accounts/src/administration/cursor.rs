//! Where a page of a list ended, as the next request brings it: the key that the list is ordered by, and the id.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::answer::Refusal;

/// Writes a place.
pub(super) fn write_cursor(place: &(String, String)) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([place.0, place.1]).to_string())
}

/// Reads it back.
///
/// # Errors
/// Where it is none that was given out.
pub(super) fn read_cursor(cursor: &str) -> Result<(String, String), Refusal> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| Refusal::Unreadable("This cursor is not one that was given out. Begin again without it.".to_owned()))
}
