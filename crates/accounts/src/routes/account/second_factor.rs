//! The second factor: set up, recovery codes, switched off.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, Visit, back, either, password, said, sign_in};
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::account::{Note, RecoveryCodes, SecondFactorPage, SecondFactorState, Section};
use crate::people::password::Password;
use crate::people::recovery::RecoveryCode;
use crate::people::sign_in::NotSignedIn;
use crate::routes::answer;
use crate::routes::reader::Reader;
use crate::routes::site::At;
use crate::store::rows::SecondFactor;

const HERE: Section = Section::SecondFactor;

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let visit = Visit::of(at, reader, headers, HERE).await?;
    page(at, &visit, StatusCode::OK, said(query)).await
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
    if !visit.is_fresh(at.issuing.now()) {
        return Ok(sign_in::first(HERE));
    }
    match form.get("do").unwrap_or_default() {
        "begin" => begin(at, &visit).await,
        "confirm" => confirm(at, &visit, peer, &form).await,
        "renew" => renew(at, &visit, peer).await,
        "remove" => remove(at, &visit, peer, &form).await,
        _ => Ok(answer::redirect(StatusCode::SEE_OTHER, HERE.path())),
    }
}

/// The page as the second factor stands. A secret that waits to be confirmed is shown to a fresh sign-in only.
async fn page(at: &At, visit: &Visit, status: StatusCode, note: Option<Note>) -> Result<Response, Instead> {
    let person = &visit.session.person;
    let state = match factor(at, visit).await? {
        Some(SecondFactor { confirmed_at: Some(since), recovery_codes, .. }) => {
            SecondFactorState::on(since, recovery_codes, &person.formats, visit.reader.language())
        }
        Some(factor) if visit.is_fresh(at.issuing.now()) => {
            let secret = at.signing_in.secret_of(&person.id, &factor).map_err(|error| visit.failed(at, &error))?;
            match secret.url(&at.service_name, &person.email) {
                Some(url) => SecondFactorState::Waiting { text: secret.text(), url },
                None => SecondFactorState::Off,
            }
        }
        _ => SecondFactorState::Off,
    };
    let page = SecondFactorPage { frame: at.frame(&visit.reader), chrome: visit.chrome(at, HERE, note), state };
    Ok(answer::page(status, &page.frame, page.render(), None))
}

async fn factor(at: &At, visit: &Visit) -> Result<Option<SecondFactor>, Instead> {
    at.store().second_factor(&visit.session.person.id).await.map_err(|error| visit.failed(at, &error))
}

async fn begin(at: &At, visit: &Visit) -> Result<Response, Instead> {
    at.signing_in.begin_second_factor(&visit.session.person.id).await.map_err(|error| visit.failed(at, &error))?;
    Ok(answer::redirect(StatusCode::SEE_OTHER, HERE.path()))
}

async fn confirm(at: &At, visit: &Visit, peer: SocketAddr, form: &Parameters) -> Result<Response, Instead> {
    let code = form.get("code").unwrap_or_default();
    match at.signing_in.confirm_second_factor(&visit.session.person, code, peer.ip()).await {
        Ok(codes) => Ok(codes_page(at, visit, &codes, Saying::of("account-second-factor-added"))),
        Err(NotSignedIn::Wrong) => wrong(at, visit, Saying::of("account-code-wrong")).await,
        Err(refused) => Ok(password::put_off(at, visit, refused)),
    }
}

async fn renew(at: &At, visit: &Visit, peer: SocketAddr) -> Result<Response, Instead> {
    let renewed = at.signing_in.renew_recovery_codes(&visit.session.person.id, peer.ip()).await;
    match renewed.map_err(|error| visit.failed(at, &error))? {
        Some(codes) => Ok(codes_page(at, visit, &codes, Saying::of("account-second-factor-renewed"))),
        None => Ok(answer::redirect(StatusCode::SEE_OTHER, HERE.path())),
    }
}

async fn remove(at: &At, visit: &Visit, peer: SocketAddr, form: &Parameters) -> Result<Response, Instead> {
    let typed = Password::presented(form.get("password").unwrap_or_default().to_owned());
    match at.signing_in.remove_second_factor(&visit.session.person, typed, peer.ip()).await {
        Ok(()) => Ok(back(HERE, "removed")),
        Err(NotSignedIn::Wrong) => wrong(at, visit, Saying::of("account-password-wrong")).await,
        Err(refused) => Ok(password::put_off(at, visit, refused)),
    }
}

async fn wrong(at: &At, visit: &Visit, said: Saying<'static>) -> Result<Response, Instead> {
    page(at, visit, StatusCode::UNPROCESSABLE_ENTITY, Some(Note::trouble(said))).await
}

/// The one page that shows them: it answers the form itself, as nothing that could show them again is kept.
fn codes_page(at: &At, visit: &Visit, codes: &[RecoveryCode], said: Saying<'static>) -> Response {
    let codes = codes.iter().map(|code| code.expose().to_owned().into()).collect();
    let chrome = visit.chrome(at, HERE, Some(Note::done(said)));
    let page = RecoveryCodes { frame: at.frame(&visit.reader), chrome, codes };
    answer::page(StatusCode::OK, &page.frame, page.render(), None)
}
