//! What people let apps do: of an app, and of a person; one of them ended, or all.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::{AppGrantPage, AppGrantView, GrantPerson, Revoked};
use http::StatusCode;

use super::reached;
use crate::administration::Desk;
use crate::administration::answer::{Refusal, with_status};
use crate::administration::authority::{Administrator, AppManager, Caller};
use crate::administration::cursor::{read_cursor, write_cursor};
use crate::administration::document::{NoSuch, Refusals};
use crate::administration::page::{ROWS, rows};
use crate::administration::request::{Id, Ids, no_such_word, words_of};
use crate::audit::Deed;
use crate::store::rows::{AppGrant, GrantsOf, Reach};

const A_GRANT: &str = "grant with this id";
const A_PERSON: &str = "person with this id";

/// Lists what an app was given, the latest first.
#[utoipa::path(get, path = "/apps/{client_id}/grants", operation_id = "list_app_grants", tag = "grants",
    params(("client_id" = String, Path, description = "The app's client id."),
        ("cursor" = Option<String>, Query, description = "From an earlier page."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows a page; absent: 50.")),
    responses((status = 200, description = "A page of grants.", body = AppGrantPage), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn of_app(
    who: AppManager,
    State(desk): State<Desk>,
    Id(client_id): Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    page(&desk, GrantsOf::App(client_id), query.as_deref()).await
}

/// Ends all that an app was given. People are asked again.
#[utoipa::path(delete, path = "/apps/{client_id}/grants", operation_id = "end_app_grants", tag = "grants",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "How many ended.", body = Revoked), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn end_all_of_app(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    end_all(&desk, &who, &who.reach, GrantsOf::App(client_id)).await
}

/// Ends one grant of an app.
#[utoipa::path(delete, path = "/apps/{client_id}/grants/{grant}", operation_id = "end_app_grant", tag = "grants",
    params(("client_id" = String, Path, description = "The app's client id."), ("grant" = String, Path, description = "The grant's id.")),
    responses((status = 204, description = "It is over."), Refusals, NoSuch), security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn end_one_of_app(who: AppManager, State(desk): State<Desk>, Ids(client_id, grant): Ids) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    end_one(&desk, &who, &who.reach, GrantsOf::App(client_id), grant).await
}

/// Lists what a person let apps do, the latest first.
#[utoipa::path(get, path = "/people/{person}/grants", operation_id = "list_person_grants", tag = "grants",
    params(("person" = String, Path, description = "The person's id."),
        ("cursor" = Option<String>, Query, description = "From an earlier page."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows a page; absent: 50.")),
    responses((status = 200, description = "A page of grants.", body = AppGrantPage), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])))]
pub(super) async fn of_person(
    _: Administrator,
    State(desk): State<Desk>,
    Id(person): Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    page(&desk, somebody(&desk, person).await?, query.as_deref()).await
}

/// Ends all that a person let apps do. They are asked again.
#[utoipa::path(delete, path = "/people/{person}/grants", operation_id = "end_person_grants", tag = "grants",
    params(("person" = String, Path, description = "The person's id.")),
    responses((status = 200, description = "How many ended.", body = Revoked), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])))]
pub(super) async fn end_all_of_person(who: Administrator, State(desk): State<Desk>, Id(person): Id) -> Result<Response, Refusal> {
    end_all(&desk, &who, &Reach::Everything, somebody(&desk, person).await?).await
}

/// Ends one thing that a person let an app do.
#[utoipa::path(delete, path = "/people/{person}/grants/{grant}", operation_id = "end_person_grant", tag = "grants",
    params(("person" = String, Path, description = "The person's id."), ("grant" = String, Path, description = "The grant's id.")),
    responses((status = 204, description = "It is over."), Refusals, NoSuch), security(("administrator" = ["accounts:admin"])))]
pub(super) async fn end_one_of_person(who: Administrator, State(desk): State<Desk>, Ids(person, grant): Ids) -> Result<Response, Refusal> {
    end_one(&desk, &who, &Reach::Everything, GrantsOf::Person(person), grant).await
}

/// What a person let apps do, if there is such a person.
async fn somebody(desk: &Desk, person: String) -> Result<GrantsOf, Refusal> {
    desk.store.person(&person).await?.ok_or(Refusal::NotFound(A_PERSON))?;
    Ok(GrantsOf::Person(person))
}

async fn page(desk: &Desk, of: GrantsOf, query: Option<&str>) -> Result<Response, Refusal> {
    let (mut limit, mut before) = (ROWS, None);
    for (name, value) in words_of(query.unwrap_or_default())? {
        match name.as_str() {
            "limit" => limit = rows(&value)?,
            "cursor" => before = Some(read_cursor(&value)?),
            other => return Err(no_such_word(other)),
        }
    }
    let mut grants = desk.store.grants(of, before, limit + 1, desk.clock.now()).await?;
    let more = grants.len() > limit as usize;
    grants.truncate(limit as usize);
    let next_cursor = grants.last().filter(|_| more).map(|last| write_cursor(&(last.created_at, &last.id)));
    let items = grants.into_iter().map(view).collect();
    Ok(with_status(StatusCode::OK, &AppGrantPage { items, next_cursor }))
}

fn view(grant: AppGrant) -> AppGrantView {
    AppGrantView {
        id: grant.id,
        client_id: grant.client_id,
        app_name: grant.app_name,
        person: grant.person.map(|(id, name, email)| GrantPerson { id, name, email }),
        scopes: grant.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        since: grant.created_at,
        last_used_at: grant.last_used_at,
        tokens: grant.tokens,
    }
}

async fn end(desk: &Desk, who: &Caller, reach: &Reach, of: GrantsOf, grant: Option<String>) -> Result<u64, Refusal> {
    let entry = who.does(Deed::GrantsRevoked, desk.clock.now()).saying(grant.as_deref().unwrap_or("all"));
    let entry = match &of {
        GrantsOf::App(client_id) => entry.on_app(client_id),
        GrantsOf::Person(person) => entry.on_person(person),
    };
    Ok(desk.store.end_grants(of, reach, grant, entry).await?)
}

async fn end_all(desk: &Desk, who: &Caller, reach: &Reach, of: GrantsOf) -> Result<Response, Refusal> {
    Ok(with_status(StatusCode::OK, &Revoked { revoked: end(desk, who, reach, of, None).await? }))
}

async fn end_one(desk: &Desk, who: &Caller, reach: &Reach, of: GrantsOf, grant: String) -> Result<Response, Refusal> {
    match end(desk, who, reach, of, Some(grant)).await? {
        0 => Err(Refusal::NotFound(A_GRANT)),
        _ => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}
