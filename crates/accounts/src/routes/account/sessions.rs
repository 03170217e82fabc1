//! Where somebody is signed in.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, Visit, back, either, said};
use crate::audit::Deed;
use crate::pages::account::{Section, SessionLine, Sessions};
use crate::routes::answer;
use crate::routes::reader::Reader;
use crate::routes::site::At;

const HERE: Section = Section::Sessions;

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let visit = Visit::of(at, reader, headers, HERE).await?;
    let person = &visit.session.person;
    let sessions = at.store().sessions_of(&person.id, at.issuing.now()).await.map_err(|error| visit.failed(at, &error))?;
    let here = visit.session.authentication.sid.as_deref();
    let line = |session| SessionLine::of(session, here, &person.formats, visit.reader.language());
    let sessions = sessions.into_iter().map(line).collect();
    let page = Sessions { frame: at.frame(&visit.reader), chrome: visit.chrome(at, HERE, said(query)), sessions };
    Ok(answer::page(StatusCode::OK, &page.frame, page.render(), None))
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
    let person = &visit.session.person.id;
    match form.get("end").unwrap_or_default() {
        "others" => {
            let entry = visit.does(at, Deed::SessionsEnded, peer.ip());
            at.store().end_sessions(person, Some(visit.session.id), entry).await.map_err(|error| visit.failed(at, &error))?;
            Ok(back(HERE, "sessions"))
        }
        one => {
            // One that has ended by itself meanwhile is ended.
            let entry = visit.does(at, Deed::SessionEnded, peer.ip());
            at.store().end_session(person, one, entry).await.map_err(|error| visit.failed(at, &error))?;
            Ok(back(HERE, "session"))
        }
    }
}
