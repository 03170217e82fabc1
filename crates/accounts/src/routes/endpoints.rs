//! The endpoints for apps: token, revocation and introspection.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, OriginalUri, State};
use axum::response::{IntoResponse as _, Response};
use countersign_wire::oauth_error::OAuthErrorCode;
use http::{HeaderMap, StatusCode, header};

use super::body::{self, Written};
use super::site::At;
use super::{answer, cors};
use crate::dialect;
use crate::grant::client_auth::Sent;
use crate::grant::parameters::Parameters;
use crate::grant::{Issued, Refusal};
use crate::store::rows::App;
use crate::usage::Event;

/// Where a token can be inspected.
pub(super) const INSPECT: &str = "/oauth/introspect";

pub(super) async fn token(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: OriginalUri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let (app, parameters) = match request(&at, &uri, &headers, &bytes, peer).await {
        Ok(request) => request,
        Err(refusal) => return answer::refusal(dialect::at(uri.path()), &refusal),
    };
    let issued: Result<Issued, Refusal> = match parameters.get("grant_type") {
        Some("authorization_code") => at.issuing.exchange(&app, &parameters, peer.ip()).await,
        Some("refresh_token") => at.issuing.renew(&app, &parameters, peer.ip()).await,
        Some("client_credentials") => at.issuing.client_credentials(&app, &parameters).await,
        Some(_) => {
            let text = "The grant_type is authorization_code, refresh_token or client_credentials.";
            Err(refuse(OAuthErrorCode::UnsupportedGrantType, text))
        }
        None => Err(refuse(OAuthErrorCode::InvalidRequest, "grant_type is missing.")),
    };
    let dialect = dialect::of(app.dialect);
    let response = match issued {
        Ok(issued) => {
            at.metrics.issued(parameters.get("grant_type").unwrap_or_default());
            answer::json(StatusCode::OK, dialect, &dialect.token_answer(&issued))
        }
        Err(refusal) => {
            if let Refusal::Protocol { code, .. } = &refusal {
                at.issuing.usage.count(&app.client_id, Event::Refusal, code.as_str());
            }
            answer::refusal(dialect, &refusal)
        }
    };
    cors::named_by(response, &app)
}

pub(super) async fn revoke(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: OriginalUri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let (app, parameters) = match request(&at, &uri, &headers, &bytes, peer).await {
        Ok(request) => request,
        Err(refusal) => return answer::refusal(dialect::at(uri.path()), &refusal),
    };
    let response = match at.issuing.end(&app, &parameters, peer.ip()).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => answer::refusal(dialect::at(uri.path()), &refusal),
    };
    cors::named_by(response, &app)
}

/// What a token opens, for programs (RFC 7662).
pub(super) async fn inspect(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let told = match request(&at, &uri, &headers, &body, peer).await {
        Ok((app, parameters)) => at.issuing.inspect(&app, &parameters).await,
        Err(refusal) => Err(refusal),
    };
    match told {
        Ok(told) => answer::json(StatusCode::OK, dialect::at(uri.path()), &told),
        Err(refusal) => answer::refusal(dialect::at(uri.path()), &refusal),
    }
}

fn refuse(code: OAuthErrorCode, description: &'static str) -> Refusal {
    Refusal::Protocol { code, description }
}

/// The app that a request comes from, and its parameters. In the address they are not looked for: addresses are kept
/// in logs (RFC 6749 §2.3.1).
async fn request(at: &At, uri: &OriginalUri, headers: &HeaderMap, bytes: &[u8], peer: SocketAddr) -> Result<(App, Parameters), Refusal> {
    if uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(refuse(OAuthErrorCode::InvalidRequest, "Parameters belong in the body, not in the address."));
    }
    let (parameters, written) = body::read(headers, bytes, dialect::at(uri.path()).reads_forms_called_json())?;
    let authorization: Vec<&[u8]> = headers.get_all(header::AUTHORIZATION).iter().map(http::HeaderValue::as_bytes).collect();
    let sent = Sent { authorization: &authorization, path: uri.path(), from: peer.ip() };
    let app = at.issuing.authenticate(sent, &parameters).await?;
    if written == Written::Json && !dialect::of(app.dialect).reads_json() {
        return Err(refuse(OAuthErrorCode::InvalidRequest, body::NOT_A_FORM));
    }
    Ok((app, parameters))
}
