//! Name, language, formats, and what people say of themselves.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, Visit, back, either, said};
use crate::audit::Deed;
use crate::messages::Saying;
use crate::pages::Problem;
use crate::pages::account::{Note, ProfileFields, ProfilePage, Section};
use crate::routes::answer;
use crate::routes::reader::Reader;
use crate::routes::site::At;
use crate::store::rows::{Person, PersonSaved, Profile};

const HERE: Section = Section::Profile;

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let visit = Visit::of(at, reader, headers, HERE).await?;
    Ok(page(at, &visit, StatusCode::OK, kept(&visit.session.person), said(query), Vec::new()))
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(answered(&at, peer, reader, &headers, &body).await)
}

async fn answered(at: &At, peer: SocketAddr, reader: Reader, headers: &HeaderMap, body: &[u8]) -> Result<Response, Instead> {
    let (visit, form) = Visit::with_form(at, reader, headers, HERE, body).await?;
    let fields = ProfileFields::read(|name| form.get(name));
    let problems = fields.problems();
    if !problems.is_empty() {
        let note = Some(Note::trouble(Saying::of("account-not-stored")));
        return Ok(page(at, &visit, StatusCode::UNPROCESSABLE_ENTITY, fields, note, problems));
    }
    let person = &visit.session.person;
    let ProfileFields { name, formats, details } = fields;
    let entry = visit.does(at, Deed::ProfileChanged, peer.ip());
    let saved = at.store().change_profile(&person.id, Profile { name, formats, details }, person.version, entry).await;
    match saved.map_err(|error| visit.failed(at, &error))? {
        PersonSaved::Done(_) => Ok(back(HERE, "profile")),
        PersonSaved::Conflict(_) => {
            let note = Some(Note::trouble(Saying::of("account-changed-meanwhile")));
            Ok(page(at, &visit, StatusCode::CONFLICT, kept(person), note, Vec::new()))
        }
        _ => Ok(super::sign_in::first(HERE)),
    }
}

fn kept(person: &Person) -> ProfileFields {
    ProfileFields { name: person.name.clone(), formats: person.formats.clone(), details: person.details.clone() }
}

fn page(at: &At, visit: &Visit, status: StatusCode, fields: ProfileFields, note: Option<Note>, problems: Vec<Problem>) -> Response {
    let page =
        ProfilePage { frame: at.frame(&visit.reader), chrome: visit.chrome(at, HERE, note), fields, problems, now: at.issuing.now() };
    answer::page(status, &page.frame, page.render(), None)
}
