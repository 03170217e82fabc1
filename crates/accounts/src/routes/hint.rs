//! ID tokens that come back as a hint (`id_token_hint`).

use super::site::At;
use crate::grant::stage::Request;
use crate::keys::{IdTokenHint, KeysError};
use crate::store::StoreError;

/// What a hint says, where this service signed it.
pub(super) async fn read(at: &At, token: &str) -> Result<Option<IdTokenHint>, StoreError> {
    at.keys.read_hint(&at.issuer, token).await.map_err(|error| match error {
        KeysError::Store(error) => error,
        other => StoreError::Database(other.to_string()),
    })
}

/// The id of the person whom a request's hint names. A hint that was given to another app is none.
pub(super) async fn person(at: &At, request: &Request) -> Result<Option<String>, StoreError> {
    let Some(token) = &request.wishes.id_token_hint else { return Ok(None) };
    let hint = read(at, token).await?.filter(|hint| hint.aud == request.app.client_id);
    Ok(hint.map(|hint| hint.sub))
}
