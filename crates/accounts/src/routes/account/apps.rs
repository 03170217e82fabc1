//! The apps that have access, and taking it away (III-04).

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, Visit, back, either, said};
use crate::audit::Deed;
use crate::pages::account::{ConnectedApps, Section};
use crate::routes::answer;
use crate::routes::reader::Reader;
use crate::routes::site::At;

const HERE: Section = Section::Apps;

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let visit = Visit::of(at, reader, headers, HERE).await?;
    let person = &visit.session.person;
    let apps = at.store().connected_apps(&person.id, at.issuing.now()).await.map_err(|error| visit.failed(at, &error))?;
    let formats = person.formats.clone();
    let page = ConnectedApps { frame: at.frame(&visit.reader), chrome: visit.chrome(at, HERE, said(query)), apps, formats };
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
    let client_id = form.get("revoke").unwrap_or_default();
    let entry = visit.does(at, Deed::AppDisconnected, peer.ip()).about(client_id);
    at.store().disconnect(&visit.session.person.id, client_id, entry).await.map_err(|error| visit.failed(at, &error))?;
    Ok(back(HERE, "app"))
}
