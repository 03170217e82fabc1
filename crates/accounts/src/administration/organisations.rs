//! Organisations: list, add, read, rename with version, delete while nothing belongs to them; their members.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::{AdministrationCode as Code, FieldProblem};
use countersign_wire::person::{Organisation, OrganisationDraft, OrganisationPage, PeopleQuery, PersonPage};
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, versioned, with_status};
use super::authority::Administrator;
use super::cursor::{read_cursor, write_cursor};
use super::document::{NoSuch, NotJson, Refusals, Stands, Versioned};
use super::page::{ROWS, rows};
use super::people;
use super::request::{Id, Sent, Version, no_such_word, words_of};
use crate::audit::{Deed, Subject};
use crate::organisations;
use crate::store::rows::OrganisationSaved;

/// What is not there where an id is of none.
const AN_ORGANISATION: &str = "organisation with this id";

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(read, rename, delete)).routes(routes!(members))
}

/// Lists organisations, by name.
#[utoipa::path(get, path = "/organisations", operation_id = "list_organisations", tag = "organisations",
    params(("search" = Option<String>, Query, description = "How the name begins."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows a page; absent: 50."),
        ("cursor" = Option<String>, Query, description = "From an earlier page.")),
    responses((status = 200, description = "A page of organisations.", body = OrganisationPage), Refusals),
    security(("administrator" = ["accounts:admin"])))]
async fn list(_: Administrator, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let Asked { search, after, limit } = Asked::read(query.as_deref().unwrap_or_default())?;
    let page = desk.store.organisations(search, after, limit).await?;
    let next_cursor = page.next.map(|place| write_cursor(&place));
    Ok(with_status(StatusCode::OK, &OrganisationPage { items: page.items, next_cursor, total: page.total }))
}

/// Adds an organisation.
#[utoipa::path(post, path = "/organisations", operation_id = "add_organisation", tag = "organisations", request_body = OrganisationDraft,
    responses((status = 201, description = "The organisation.", body = Organisation), Refusals, NotJson, Stands),
    security(("administrator" = ["accounts:admin"])))]
async fn add(who: Administrator, State(desk): State<Desk>, Sent(draft): Sent<OrganisationDraft>) -> Result<Response, Refusal> {
    check(&draft)?;
    let now = desk.clock.now();
    let new = organisations::new(&draft, desk.entropy.as_ref(), now);
    let id = new.id.clone();
    let entry = who.does(Deed::OrganisationAdded, now).on(Subject::Organisation(id.clone()));
    if !desk.store.add_organisation(new, entry).await? {
        return Err(name_taken());
    }
    Ok(with_status(StatusCode::CREATED, &found(&desk, &id).await?))
}

/// Reads an organisation; its version is also its ETag.
#[utoipa::path(get, path = "/organisations/{id}", operation_id = "read_organisation", tag = "organisations",
    params(("id" = String, Path, description = "The organisation's id.")),
    responses((status = 200, description = "The organisation.", body = Organisation), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])))]
async fn read(_: Administrator, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    let found = found(&desk, &id).await?;
    Ok(versioned(found.version, &found))
}

/// Gives an organisation another name.
#[utoipa::path(put, path = "/organisations/{id}", operation_id = "rename_organisation", tag = "organisations",
    request_body = OrganisationDraft,
    params(("id" = String, Path, description = "The organisation's id."),
        ("If-Match" = String, Header, example = "\"1\"", description = "The version it was read at, in quotes.")),
    responses((status = 200, description = "The organisation.", body = Organisation), Refusals, NoSuch, NotJson, Stands, Versioned),
    security(("administrator" = ["accounts:admin"])))]
async fn rename(
    who: Administrator,
    State(desk): State<Desk>,
    Id(id): Id,
    Version(version): Version,
    Sent(draft): Sent<OrganisationDraft>,
) -> Result<Response, Refusal> {
    check(&draft)?;
    let entry = who.does(Deed::OrganisationChanged, desk.clock.now()).on(Subject::Organisation(id.clone()));
    let renamed = done(desk.store.rename_organisation(&id, draft.name.trim(), version, entry).await?)?;
    Ok(versioned(renamed.version, &renamed))
}

/// Deletes an organisation that has neither people nor apps nor API keys; else the answer says how many it has.
#[utoipa::path(delete, path = "/organisations/{id}", operation_id = "delete_organisation", tag = "organisations",
    params(("id" = String, Path, description = "The organisation's id.")),
    responses((status = 204, description = "It is gone."), Refusals, NoSuch, Stands), security(("administrator" = ["accounts:admin"])))]
async fn delete(who: Administrator, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    let entry = who.does(Deed::OrganisationDeleted, desk.clock.now()).on(Subject::Organisation(id.clone()));
    done(desk.store.delete_organisation(&id, entry).await?)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Lists the people of an organisation, by name.
#[utoipa::path(get, path = "/organisations/{id}/members", operation_id = "list_members", tag = "organisations",
    params(("id" = String, Path, description = "The organisation's id."),
        ("search" = Option<String>, Query, description = "Part of a name or an e-mail address, without regard to case."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows a page; absent: 50."),
        ("cursor" = Option<String>, Query, description = "From an earlier page.")),
    responses((status = 200, description = "A page of people.", body = PersonPage), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])))]
async fn members(_: Administrator, State(desk): State<Desk>, Id(id): Id, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let Organisation { id, .. } = found(&desk, &id).await?;
    let Asked { search, after, limit } = Asked::read(query.as_deref().unwrap_or_default())?;
    let query = PeopleQuery { search, organisation: Some(id), limit: Some(limit), ..PeopleQuery::default() };
    people::page(&desk, query, after).await
}

async fn found(desk: &Desk, id: &str) -> Result<Organisation, Refusal> {
    desk.store.organisation(id).await?.filter(|found| found.id == id).ok_or(Refusal::NotFound(AN_ORGANISATION))
}

fn check(draft: &OrganisationDraft) -> Result<(), Refusal> {
    let problems = draft.validate();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

fn name_taken() -> Refusal {
    let message = "Another organisation has this name already. Choose another one.".to_owned();
    Refusal::Taken(FieldProblem { field: "name".to_owned(), row: None, message })
}

fn done<T>(saved: OrganisationSaved<T>) -> Result<T, Refusal> {
    match saved {
        OrganisationSaved::Done(value) => Ok(value),
        OrganisationSaved::NotFound => Err(Refusal::NotFound(AN_ORGANISATION)),
        OrganisationSaved::Conflict(version) => Err(Refusal::Conflict("organisation", version)),
        OrganisationSaved::NameTaken => Err(name_taken()),
        OrganisationSaved::NotEmpty { people, apps, api_keys } => {
            let why = format!("It still has people ({people}), apps ({apps}) and API keys ({api_keys}). Move or delete them first.");
            Err(Refusal::AsItStands(Code::NotEmpty, why))
        }
    }
}

/// What a request asks for.
struct Asked {
    search: Option<String>,
    after: Option<(String, String)>,
    limit: u32,
}

impl Asked {
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut asked = Self { search: None, after: None, limit: ROWS };
        for (name, value) in words_of(text)? {
            match name.as_str() {
                "search" => asked.search = Some(value).filter(|search| !search.trim().is_empty()),
                "limit" => asked.limit = rows(&value)?,
                "cursor" => asked.after = Some(read_cursor(&value)?),
                other => return Err(no_such_word(other)),
            }
        }
        Ok(asked)
    }
}
