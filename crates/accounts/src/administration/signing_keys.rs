//! The signing keys: listed, published ahead of time, changed over at once, and removed where one may be known to somebody
//! else.
//!
//! They rotate by themselves ([`crate::keys`]); what is here is for whoever does not want to wait.

use axum::extract::State;
use axum::response::Response;
use countersign_wire::app::AdministrationCode as Code;
use countersign_wire::signing_key::{SigningKeyList, SigningKeyWish};
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, with_status};
use super::authority::{Administrator, Fresh};
use super::document::{NoSuch, NotJson, Refusals, Stands};
use super::request::{Id, Sent};
use crate::audit::Deed;
use crate::keys::KeysError;
use crate::people::fresh;
use crate::store::rows::{KeyRemoved, SigningKey};

/// What is not there where there is none, as in “There is no …”.
const A_KEY: &str = "signing key with this kid";
/// Why the key that signs stays.
const SIGNS: &str = "This key signs. Publish another one and have it sign first, then remove this one.";
const A_PUBLISHED_KEY: &str = "published signing key with this kid";

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list, publish)).routes(routes!(remove)).routes(routes!(promote))
}

/// Lists the signing keys: those that are published, those that sign, and those whose signatures still count.
#[utoipa::path(get, path = "/signing-keys", operation_id = "list_signing_keys", tag = "signing keys",
    responses((status = 200, description = "The keys, the oldest first.", body = SigningKeyList), Refusals),
    security(("administrator" = ["accounts:admin"])))]
async fn list(_: Administrator, State(desk): State<Desk>) -> Result<Response, Refusal> {
    told(&desk, StatusCode::OK).await
}

/// Publishes the key that signs next, unless one of that algorithm waits already. By itself it signs a day later.
#[utoipa::path(post, path = "/signing-keys", operation_id = "publish_signing_key", tag = "signing keys", request_body = SigningKeyWish,
    responses((status = 201, description = "The keys, with the new one.", body = SigningKeyList), Refusals, NotJson),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn publish(who: Fresh<Administrator>, State(desk): State<Desk>, Sent(wish): Sent<SigningKeyWish>) -> Result<Response, Refusal> {
    let entry = who.does(Deed::SigningKeyMade, desk.clock.now());
    desk.keys.publish(wish.alg, entry).await.map_err(refused)?;
    told(&desk, StatusCode::CREATED).await
}

/// Has a published key sign from now on, and retires the one that did. Whoever keeps a copy of the published keys from
/// before it was published refuses its signatures until they look again.
#[utoipa::path(post, path = "/signing-keys/{kid}/promotion", operation_id = "promote_signing_key", tag = "signing keys",
    params(("kid" = String, Path, description = "The key's kid.")),
    responses((status = 200, description = "The keys as they are now.", body = SigningKeyList), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn promote(who: Fresh<Administrator>, State(desk): State<Desk>, Id(kid): Id) -> Result<Response, Refusal> {
    let entry = who.does(Deed::SigningKeyPromoted, desk.clock.now());
    match desk.keys.promote(&kid, entry).await.map_err(refused)? {
        true => told(&desk, StatusCode::OK).await,
        false => Err(Refusal::NotFound(A_PUBLISHED_KEY)),
    }
}

/// Removes a key that may be known to somebody else. Whatever a retired one signed counts no more as soon as whoever verifies
/// reads the published keys again: ID tokens, signed access tokens, logout tokens. One that is only published has signed
/// nothing; the next is published when it is due, or now if asked for. The key that signs stays: have another one sign first.
#[utoipa::path(delete, path = "/signing-keys/{kid}", operation_id = "remove_signing_key", tag = "signing keys",
    params(("kid" = String, Path, description = "The key's kid.")),
    responses((status = 200, description = "The keys that are left.", body = SigningKeyList), Refusals, NoSuch, Stands),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn remove(who: Fresh<Administrator>, State(desk): State<Desk>, Id(kid): Id) -> Result<Response, Refusal> {
    let entry = who.does(Deed::SigningKeyRemoved, desk.clock.now());
    match desk.keys.remove(&kid, entry).await.map_err(refused)? {
        KeyRemoved::Gone(_) => told(&desk, StatusCode::OK).await,
        KeyRemoved::Signs => Err(Refusal::AsItStands(Code::Signs, SIGNS.to_owned())),
        KeyRemoved::NotFound => Err(Refusal::NotFound(A_KEY)),
    }
}

async fn told(desk: &Desk, status: StatusCode) -> Result<Response, Refusal> {
    let mut items: Vec<_> = desk.store.signing_keys().await?.iter().map(SigningKey::view).collect();
    // Those of one second come by their algorithm.
    items.sort_by_key(|key| (key.created_at, key.alg.as_str()));
    Ok(with_status(status, &SigningKeyList { items }))
}

fn refused(error: KeysError) -> Refusal {
    match error {
        KeysError::Store(error) => Refusal::Store(error),
        other => Refusal::Failed(other.to_string()),
    }
}
