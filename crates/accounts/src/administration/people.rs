//! People: list, invite, read, update with version, delete with what it would break; their links, sessions and second factor.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::{AdministrationCode as Code, FieldProblem};
use countersign_wire::person::{
    LinkPurpose, LinkWish, MailState, NewOneTimeLink, PeopleQuery, PersonCreated, PersonDeletion, PersonDraft, PersonPage, PersonView,
    Role, SessionList,
};
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, versioned, with_status};
use super::authority::{Administrator, Fresh};
use super::cursor::{read_cursor, write_cursor};
use super::document::{NoSuch, NotJson, Refusals, Stands, Versioned};
use super::page::{ROWS, flag, rows, word};
use super::request::{Id, Ids, Sent, Version, no_such_word, problem, words_of};
use crate::audit::Deed;
use crate::links::{self, NoLink, NotInvited};
use crate::people::fresh;
use crate::people::newcomer;
use crate::store::rows::{PersonSaved, Registered};

/// What is not there where an id is nobody's.
const A_PERSON: &str = "person with this id";

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(list, invite))
        .routes(routes!(read, update, delete))
        .routes(routes!(deletion))
        .routes(routes!(make_link))
        .routes(routes!(sessions, end_sessions))
        .routes(routes!(end_session))
        .routes(routes!(remove_second_factor))
        .routes(routes!(mail))
}

/// Lists people, by name.
#[utoipa::path(get, path = "/people", operation_id = "list_people", tag = "people", params(PeopleQuery),
    responses((status = 200, description = "A page of people.", body = PersonPage), Refusals), security(("administrator" = ["accounts:admin"])))]
async fn list(_: Administrator, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let (query, after) = read_query(query.as_deref().unwrap_or_default())?;
    page(&desk, query, after).await
}

/// A page of people.
pub(super) async fn page(desk: &Desk, query: PeopleQuery, after: Option<(String, String)>) -> Result<Response, Refusal> {
    let page = desk.store.people(query, after).await?;
    let next_cursor = page.next.map(|place| write_cursor(&place));
    let items = page.items.iter().map(Registered::view).collect();
    Ok(with_status(StatusCode::OK, &PersonPage { items, next_cursor, total: page.total }))
}

/// Invites somebody: they choose their password with a one-time link, which goes to them by mail where the service sends
/// any, and else is shown in the answer, this once.
#[utoipa::path(post, path = "/people", operation_id = "invite_person", tag = "people", request_body = PersonDraft,
    responses((status = 201, description = "The person, and their invitation.", body = PersonCreated), Refusals, NotJson, Stands),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn invite(who: Fresh<Administrator>, State(desk): State<Desk>, Sent(draft): Sent<PersonDraft>) -> Result<Response, Refusal> {
    let draft = checked(&desk, draft).await?;
    let now = desk.clock.now();
    let new = newcomer::invited(draft, desk.entropy.as_ref(), now);
    let person = new.person.clone();
    let added = who.does(Deed::PersonAdded, now).on_person(&person.id);
    let invited = who.does(links::deed(LinkPurpose::Invitation), now);
    let link = desk.links.invite(new, added, invited).await.map_err(|refused| match refused {
        NotInvited::EmailTaken => email_taken(),
        NotInvited::NoLink(refused) => no_link(refused),
    })?;
    let person = Registered { person, has_password: false, second_factor: false }.view();
    Ok(with_status(StatusCode::CREATED, &PersonCreated { person, link }))
}

/// Reads somebody; their version is also their ETag.
#[utoipa::path(get, path = "/people/{id}", operation_id = "read_person", tag = "people",
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 200, description = "The person.", body = PersonView), Refusals, NoSuch), security(("administrator" = ["accounts:admin"])))]
async fn read(_: Administrator, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    let found = found(&desk, &id).await?;
    Ok(versioned(found.person.version, &found.view()))
}

/// Sets everything that may be changed of somebody.
///
/// Another role, address or organisation, and disabling, need a fresh sign-in. Disabling ends their sessions, and what
/// apps were given, at once. The last administrator who may sign in stays.
#[utoipa::path(put, path = "/people/{id}", operation_id = "update_person", tag = "people", request_body = PersonDraft,
    params(("id" = String, Path, description = "The person's id."),
        ("If-Match" = String, Header, example = "\"1\"", description = "The version it was read at, in quotes.")),
    responses((status = 200, description = "The person.", body = PersonView), Refusals, NoSuch, NotJson, Stands, Versioned),
    security(("administrator" = ["accounts:admin"])))]
async fn update(
    who: Administrator,
    State(desk): State<Desk>,
    Id(id): Id,
    Version(version): Version,
    Sent(draft): Sent<PersonDraft>,
) -> Result<Response, Refusal> {
    let before = found(&desk, &id).await?.person;
    let draft = checked(&desk, draft).await?;
    let now = desk.clock.now();
    let same = before.role == draft.role
        && before.email == draft.email
        && before.organisation == draft.organisation
        && before.enabled == draft.enabled;
    if !same {
        who.require_fresh(now)?;
    }
    // What was looked at is what is changed: somebody else may have changed it to the version that was sent since.
    if before.version != version {
        return Err(Refusal::Conflict("person", before.version));
    }
    let entry = who.does(Deed::PersonChanged, now).on_person(&id);
    let changed = done(desk.store.change_person(&id, draft, version, entry).await?)?;
    Ok(versioned(changed.person.version, &changed.view()))
}

/// Tells what would go with somebody, before they are deleted.
#[utoipa::path(get, path = "/people/{id}/deletion", operation_id = "read_person_deletion", tag = "people",
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 200, description = "What would go with them.", body = PersonDeletion), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])))]
async fn deletion(_: Administrator, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    let told = desk.store.person_deletion(&id, desk.clock.now()).await?.ok_or(Refusal::NotFound(A_PERSON))?;
    Ok(with_status(StatusCode::OK, &told))
}

/// Deletes somebody, with their sessions and all that apps were given. The last administrator stays.
#[utoipa::path(delete, path = "/people/{id}", operation_id = "delete_person", tag = "people",
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 204, description = "They are gone."), Refusals, NoSuch, Stands),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn delete(who: Fresh<Administrator>, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    let entry = who.does(Deed::PersonDeleted, desk.clock.now()).on_person(&id);
    done(desk.store.delete_person(&id, entry).await?)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes a one-time link for somebody to choose a password: an invitation while they have none, else a new one. A link that
/// they had for the same works no more.
#[utoipa::path(post, path = "/people/{id}/link", operation_id = "make_person_link", tag = "people", request_body = LinkWish,
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 201, description = "The link.", body = NewOneTimeLink), Refusals, NoSuch, NotJson, Stands),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn make_link(
    who: Fresh<Administrator>,
    State(desk): State<Desk>,
    Id(id): Id,
    Sent(wish): Sent<LinkWish>,
) -> Result<Response, Refusal> {
    let Registered { person, has_password, .. } = found(&desk, &id).await?;
    let purpose = if has_password { LinkPurpose::Reset } else { LinkPurpose::Invitation };
    let entry = who.does(links::deed(purpose), desk.clock.now());
    Ok(with_status(StatusCode::CREATED, &desk.links.make(&person, purpose, wish.mail, entry).await.map_err(no_link)?))
}

/// Lists the browsers that somebody is signed in with.
#[utoipa::path(get, path = "/people/{id}/sessions", operation_id = "list_person_sessions", tag = "people",
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 200, description = "The browsers.", body = SessionList), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])))]
async fn sessions(_: Administrator, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    found(&desk, &id).await?;
    let items = desk.store.sessions_of(&id, desk.clock.now()).await?;
    Ok(with_status(StatusCode::OK, &SessionList { items }))
}

/// Signs somebody out of every browser.
#[utoipa::path(delete, path = "/people/{id}/sessions", operation_id = "end_person_sessions", tag = "people",
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 204, description = "They are signed out."), Refusals, NoSuch), security(("administrator" = ["accounts:admin"])))]
async fn end_sessions(who: Administrator, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    found(&desk, &id).await?;
    let entry = who.does(Deed::SessionsEnded, desk.clock.now()).on_person(&id);
    desk.store.end_sessions(&id, None, entry).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Signs somebody out of one browser.
#[utoipa::path(delete, path = "/people/{id}/sessions/{session}", operation_id = "end_person_session", tag = "people",
    params(("id" = String, Path, description = "The person's id."), ("session" = String, Path, description = "The session's id.")),
    responses((status = 204, description = "They are signed out of it."), Refusals, NoSuch), security(("administrator" = ["accounts:admin"])))]
async fn end_session(who: Administrator, State(desk): State<Desk>, Ids(id, session): Ids) -> Result<Response, Refusal> {
    let entry = who.does(Deed::SessionEnded, desk.clock.now()).on_person(&id);
    let ended = desk.store.end_session(&id, &session, entry).await?;
    if ended { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Refusal::NotFound("session with this id")) }
}

/// Takes somebody's second factor away, for one who has lost it.
#[utoipa::path(delete, path = "/people/{id}/second-factor", operation_id = "remove_second_factor", tag = "people",
    params(("id" = String, Path, description = "The person's id.")),
    responses((status = 204, description = "It is gone."), Refusals, NoSuch),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
async fn remove_second_factor(who: Fresh<Administrator>, State(desk): State<Desk>, Id(id): Id) -> Result<Response, Refusal> {
    let entry = who.does(Deed::SecondFactorRemoved, desk.clock.now()).on_person(&id);
    let removed = desk.store.remove_second_factor(&id, entry).await?;
    if removed { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Refusal::NotFound("second factor of this person")) }
}

/// Tells whether mail is sent, and what went wrong with it lately.
#[utoipa::path(get, path = "/mail", operation_id = "read_mail", tag = "people",
    responses((status = 200, description = "How mail stands.", body = MailState), Refusals), security(("administrator" = ["accounts:admin"])))]
async fn mail(_: Administrator, State(desk): State<Desk>) -> Result<Response, Refusal> {
    let failure = desk.links.post.as_ref().and_then(|post| post.last_failure());
    let state = MailState {
        sends: desk.links.sends_mail(),
        failed_at: failure.map(|failure| failure.at),
        reason: failure.map(|failure| failure.reason.to_owned()),
    };
    Ok(with_status(StatusCode::OK, &state))
}

async fn found(desk: &Desk, id: &str) -> Result<Registered, Refusal> {
    desk.store.person(id).await?.ok_or(Refusal::NotFound(A_PERSON))
}

/// A draft that nothing stands against, tidied up.
async fn checked(desk: &Desk, draft: PersonDraft) -> Result<PersonDraft, Refusal> {
    let draft = newcomer::tidy(draft);
    let problems = draft.validate();
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    if let Some(organisation) = &draft.organisation {
        let named = desk.store.organisation(organisation).await?.filter(|found| found.id == *organisation);
        named.ok_or_else(no_such_organisation)?;
    }
    Ok(draft)
}

fn no_such_organisation() -> Refusal {
    problem("organisation", "There is no organisation with this id. It may have been deleted.")
}

fn email_taken() -> Refusal {
    let message = "Somebody has this e-mail address already. Look for them among the people, or use another address.".to_owned();
    Refusal::Taken(FieldProblem { field: "email".to_owned(), row: None, message })
}

fn done<T>(saved: PersonSaved<T>) -> Result<T, Refusal> {
    match saved {
        PersonSaved::Done(value) => Ok(value),
        PersonSaved::NotFound => Err(Refusal::NotFound(A_PERSON)),
        PersonSaved::Conflict(version) => Err(Refusal::Conflict("person", version)),
        PersonSaved::EmailTaken => Err(email_taken()),
        PersonSaved::NoSuchOrganisation => Err(no_such_organisation()),
        PersonSaved::LastAdministrator => {
            let why = "This is the last administrator who can sign in. Make somebody else one first.";
            Err(Refusal::AsItStands(Code::LastAdministrator, why.to_owned()))
        }
    }
}

fn no_link(refused: NoLink) -> Refusal {
    match refused {
        NoLink::Gone => Refusal::AsItStands(Code::Disabled, "A disabled person gets no link. Enable them first.".to_owned()),
        NoLink::NoMail => {
            let why = "No mail can be sent, or too much of it waits. Ask for the link with {\"mail\": false}, and hand it over yourself.";
            Refusal::AsItStands(Code::NoMail, why.to_owned())
        }
        NoLink::Store(error) => Refusal::Store(error),
    }
}

fn read_query(text: &str) -> Result<(PeopleQuery, Option<(String, String)>), Refusal> {
    let mut query = PeopleQuery { limit: Some(ROWS), ..PeopleQuery::default() };
    let mut after = None;
    for (name, value) in words_of(text)? {
        match name.as_str() {
            "search" => query.search = Some(value).filter(|search| !search.trim().is_empty()),
            "organisation" => query.organisation = Some(value),
            "role" => query.role = Some(word("role", "member, app-manager or administrator", Role::parse(&value))?),
            "enabled" => query.enabled = Some(flag("enabled", &value)?),
            "limit" => query.limit = Some(rows(&value)?),
            "cursor" => after = Some(read_cursor(&value)?),
            other => return Err(no_such_word(other)),
        }
    }
    Ok((query, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a20_a_question_is_bounded_and_says_each_word_once() {
        let (query, _) = read_query("search=ada&role=app-manager&enabled=false&limit=200").unwrap();
        assert_eq!((query.role, query.enabled, query.limit), (Some(Role::AppManager), Some(false), Some(200)));
        for wrong in ["limit=0", "limit=201", "role=king", "enabled=perhaps", "cursor=x", "search=a&search=b", "other=x"] {
            assert!(read_query(wrong).is_err(), "{wrong}");
        }
    }
}
