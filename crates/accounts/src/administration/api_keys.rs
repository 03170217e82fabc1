//! Keys of the product APIs: list, create, read, rename and switch, delete; new secrets, and retiring one (INB-17).

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use countersign_wire::UnixSeconds;
use countersign_wire::api_key::{ApiKeyDraft, ApiKeyPage, ApiKeyUpdate, ApiKeyView, CreatedApiKey, NewApiKeySecret};
use countersign_wire::app::AppSort;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, versioned, with_status};
use super::apps::query;
use super::authority::{Administrator, Caller, Fresh};
use super::document::{NoSuch, NotJson, Refusals, Versioned};
use super::request::{Id, Ids, Sent, Version, problem};
use crate::audit::{Deed, Entry, Subject};
use crate::people::fresh;
use crate::product_apis::key;
use crate::store::rows::{ApiKey, ApiKeyChange, ApiKeyNotChanged};

/// What is not there where a key is nobody's.
const A_KEY: &str = "API key like this";

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, update, delete))
        .routes(routes!(add_secret))
        .routes(routes!(retire_secret))
}

/// Lists the keys of the product APIs, by name.
#[utoipa::path(get, path = "/api-keys", operation_id = "list_api_keys", tag = "api keys",
    params(("search" = Option<String>, Query, description = "Part of a name, without regard to case."),
        ("cursor" = Option<String>, Query, description = "From an earlier page."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows a page; absent: 50.")),
    responses((status = 200, description = "A page of keys.", body = ApiKeyPage), Refusals), security(("administrator" = ["accounts:admin"])))]
async fn list(_: Administrator, State(desk): State<Desk>, RawQuery(words): RawQuery) -> Result<Response, Refusal> {
    let (asked, after) = query::read(words.as_deref().unwrap_or_default())?;
    let page = desk.store.api_keys(asked.search, after, asked.limit.unwrap_or(1)).await?;
    let next_cursor = page.next.map(|place| query::write_cursor(AppSort::Name, &place));
    let items = page.items.iter().map(ApiKey::view).collect();
    Ok(with_status(StatusCode::OK, &ApiKeyPage { items, next_cursor, total: page.total }))
}

/// Makes a key; its secret is shown this once.
#[utoipa::path(post, path = "/api-keys", operation_id = "create_api_key", tag = "api keys", request_body = ApiKeyDraft,
    responses((status = 201, description = "The key.", body = CreatedApiKey), Refusals, NotJson),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn create(who: Fresh<Administrator>, State(desk): State<Desk>, Sent(draft): Sent<ApiKeyDraft>) -> Result<Response, Refusal> {
    let name = named(&draft.name)?;
    let now = desk.clock.now();
    let (new, secret) = key::new_key(name, draft.organisation, Some(who.id()), desk.entropy.as_ref(), now);
    let entry = done_to(&who, Deed::ApiKeyAdded, &new.key, now);
    let made = desk.store.add_api_key(new, entry).await?;
    let gone = || problem("organisation", "There is no organisation with this id. Leave it out, or name one that is there.");
    let created = CreatedApiKey { key: made.ok_or_else(gone)?.view(), secret: secret.expose().to_owned() };
    Ok(with_status(StatusCode::CREATED, &created))
}

/// Reads a key; its version is also its ETag.
#[utoipa::path(get, path = "/api-keys/{key}", operation_id = "read_api_key", tag = "api keys",
    params(("key" = String, Path, description = "The key.")),
    responses((status = 200, description = "The key.", body = ApiKeyView), Refusals, NoSuch), security(("administrator" = ["accounts:admin"])))]
async fn read(_: Administrator, State(desk): State<Desk>, Id(key): Id) -> Result<Response, Refusal> {
    let key = found(&desk, &key).await?;
    Ok(versioned(key.version, &key.view()))
}

/// Renames a key, or switches it on or off. Switching it off ends all that was given for it; switching it on needs a fresh
/// sign-in.
#[utoipa::path(put, path = "/api-keys/{key}", operation_id = "update_api_key", tag = "api keys", request_body = ApiKeyUpdate,
    params(("key" = String, Path, description = "The key."),
        ("If-Match" = String, Header, example = "\"1\"", description = "The version it was read at, in quotes.")),
    responses((status = 200, description = "The key.", body = ApiKeyView), Refusals, NoSuch, NotJson, Versioned),
    security(("administrator" = ["accounts:admin"])))]
async fn update(
    who: Administrator,
    State(desk): State<Desk>,
    Id(key): Id,
    Version(version): Version,
    Sent(update): Sent<ApiKeyUpdate>,
) -> Result<Response, Refusal> {
    let now = desk.clock.now();
    let before = found(&desk, &key).await?;
    if update.enabled && !before.enabled {
        who.require_fresh(now)?;
    }
    // What was looked at is what is changed: somebody else may have changed it to the version that was sent since.
    if before.version != version {
        return Err(Refusal::Conflict("API key", before.version));
    }
    let change = ApiKeyChange { name: Some(named(&update.name)?), enabled: Some(update.enabled) };
    let entry = done_to(&who, Deed::ApiKeyChanged, &key, now);
    match desk.store.change_api_key(&key, change, version, entry).await? {
        Ok(key) => Ok(versioned(key.version, &key.view())),
        Err(ApiKeyNotChanged::NotFound) => Err(Refusal::NotFound(A_KEY)),
        Err(ApiKeyNotChanged::Conflict(version)) => Err(Refusal::Conflict("API key", version)),
    }
}

/// Deletes a key, and all that was given for it.
#[utoipa::path(delete, path = "/api-keys/{key}", operation_id = "delete_api_key", tag = "api keys",
    params(("key" = String, Path, description = "The key.")),
    responses((status = 204, description = "It is gone."), Refusals, NoSuch), security(("administrator" = ["accounts:admin"])))]
async fn delete(who: Administrator, State(desk): State<Desk>, Id(key): Id) -> Result<Response, Refusal> {
    let entry = done_to(&who, Deed::ApiKeyDeleted, &key, desk.clock.now());
    let deleted = desk.store.delete_api_key(&key, entry).await?;
    if deleted { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Refusal::NotFound(A_KEY)) }
}

/// Makes a secret of a key, which is shown this once. A third retires the oldest, and the answer names it.
#[utoipa::path(post, path = "/api-keys/{key}/secrets", operation_id = "add_api_key_secret", tag = "api keys",
    params(("key" = String, Path, description = "The key.")),
    responses((status = 201, description = "The secret.", body = NewApiKeySecret), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn add_secret(who: Fresh<Administrator>, State(desk): State<Desk>, Id(key): Id) -> Result<Response, Refusal> {
    let now = desk.clock.now();
    let (kept, shown) = key::new_secret(desk.entropy.as_ref(), now);
    let entry = done_to(&who, Deed::ApiKeySecretAdded, &key, now).saying(&kept.id);
    let added = desk.store.add_api_key_secret(&key, kept, entry).await?.ok_or(Refusal::NotFound(A_KEY))?;
    let secret = NewApiKeySecret { key, secret: shown.expose().to_owned(), retired: added.retired };
    Ok(with_status(StatusCode::CREATED, &secret))
}

/// Retires a secret of a key: it does not work from then on, and what was given for it ends.
#[utoipa::path(delete, path = "/api-keys/{key}/secrets/{secret}", operation_id = "retire_api_key_secret", tag = "api keys",
    params(("key" = String, Path, description = "The key."), ("secret" = String, Path, description = "The id of the secret.")),
    responses((status = 204, description = "It is retired."), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn retire_secret(who: Fresh<Administrator>, State(desk): State<Desk>, Ids(key, secret): Ids) -> Result<Response, Refusal> {
    let entry = done_to(&who, Deed::ApiKeySecretRetired, &key, desk.clock.now()).saying(&secret);
    let retired = desk.store.retire_api_key_secret(&key, &secret, entry).await?;
    if retired { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Refusal::NotFound("secret of this key that works")) }
}

/// A row of the audit about what somebody does to a key.
fn done_to(who: &Caller, deed: Deed, key: &str, now: UnixSeconds) -> Entry {
    who.does(deed, now).on(Subject::ApiKey(key.to_owned()))
}

async fn found(desk: &Desk, key: &str) -> Result<ApiKey, Refusal> {
    desk.store.api_key(key).await?.ok_or(Refusal::NotFound(A_KEY))
}

fn named(name: &str) -> Result<String, Refusal> {
    key::name(name).map_err(|error| problem("name", error.to_string()))
}
