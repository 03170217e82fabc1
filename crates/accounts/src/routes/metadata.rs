//! What the service publishes about itself (RFC 8414).

use axum::extract::State;
use axum::response::Response;
use countersign_wire::app::DialectName;
use countersign_wire::metadata::ServerMetadata;
use http::StatusCode;

use super::answer;
use super::site::At;
use crate::administration;
use crate::dialect;

pub(super) async fn read(State(at): State<At>) -> Response {
    let standard = dialect::of(DialectName::Standard);
    let paths = standard.paths();
    let url = |path: &str| format!("{}{path}", at.issuer);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let metadata = ServerMetadata {
        issuer: at.issuer.clone(),
        authorization_endpoint: url(paths.authorize),
        token_endpoint: url(paths.token),
        userinfo_endpoint: Some(url(paths.user_info)),
        revocation_endpoint: paths.revoke.map(url),
        registration_endpoint: None,
        scopes_supported: words(DialectName::Standard.scopes()),
        response_types_supported: words(&["code"]),
        grant_types_supported: words(&["authorization_code", "refresh_token"]),
        token_endpoint_auth_methods_supported: words(&["client_secret_basic", "client_secret_post", "none"]),
        code_challenge_methods_supported: words(&["S256"]),
        authorization_response_iss_parameter_supported: standard.names_issuer(),
        countersign_administration_endpoint: Some(url(administration::ROOT)),
        countersign_service_name: Some(at.service_name.clone()),
    };
    answer::json(StatusCode::OK, standard, &metadata)
}
