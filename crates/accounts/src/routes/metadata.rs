//! What the service publishes about itself (RFC 8414, OpenID Connect Discovery §3): one document at both addresses.

use axum::extract::State;
use axum::response::Response;
use countersign_wire::app::DialectName;
use countersign_wire::metadata::ServerMetadata;
use countersign_wire::scope::ACCOUNT;
use http::{StatusCode, header};

use super::site::At;
use super::{answer, end_session, endpoints, jwks};
use crate::dialect;
use crate::grant::assertion;
use crate::{administration, id_token, keys, person_claims};

/// For how long a copy may be kept.
const CACHE_CONTROL: &str = "public, max-age=900";

/// How a confidential app says who it is; `none` is a public one's way.
const PROOFS: [&str; 3] = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

pub(super) async fn read(State(at): State<At>) -> Response {
    let standard = dialect::of(DialectName::Standard);
    let mut response = answer::json(StatusCode::OK, standard, &document(&at, standard));
    answer::set(&mut response, header::CACHE_CONTROL, CACHE_CONTROL);
    response.headers_mut().remove(header::PRAGMA);
    response
}

fn document(at: &At, standard: &dyn dialect::Dialect) -> ServerMetadata {
    let paths = standard.paths();
    let url = |path: &str| format!("{}{path}", at.issuer);
    let proofs_or_none = words(PROOFS.iter().chain(&["none"]));
    ServerMetadata {
        issuer: at.issuer.clone(),
        authorization_endpoint: url(paths.authorize),
        token_endpoint: url(paths.token),
        userinfo_endpoint: Some(url(paths.user_info)),
        revocation_endpoint: paths.revoke.map(url),
        introspection_endpoint: Some(url(endpoints::INSPECT)),
        jwks_uri: Some(url(jwks::PATH)),
        scopes_supported: words(DialectName::Standard.scopes().iter().chain(&[ACCOUNT])),
        grant_types_supported: words(&["authorization_code", "refresh_token", "client_credentials"]),
        token_endpoint_auth_methods_supported: proofs_or_none.clone(),
        token_endpoint_auth_signing_alg_values_supported: words(&assertion::ALGORITHMS),
        revocation_endpoint_auth_methods_supported: proofs_or_none,
        revocation_endpoint_auth_signing_alg_values_supported: words(&assertion::ALGORITHMS),
        introspection_endpoint_auth_methods_supported: words(&PROOFS),
        introspection_endpoint_auth_signing_alg_values_supported: words(&assertion::ALGORITHMS),
        subject_types_supported: words(&["public"]),
        id_token_signing_alg_values_supported: keys::ALGORITHMS.iter().map(|alg| alg.as_str().to_owned()).collect(),
        claims_supported: words(id_token::CLAIMS.iter().chain(&person_claims::KNOWN)),
        acr_values_supported: words(&id_token::CONTEXTS),
        countersign_administration_endpoint: Some(url(administration::ROOT)),
        countersign_service_name: Some(at.service_name.clone()),
        end_session_endpoint: Some(url(end_session::PATH)),
        ..authorization(standard)
    }
}

/// What there is to say of authorization requests and of signing out.
fn authorization(standard: &dyn dialect::Dialect) -> ServerMetadata {
    ServerMetadata {
        response_types_supported: words(&["code"]),
        response_modes_supported: words(&["query", "form_post"]),
        prompt_values_supported: words(&["none", "login", "consent", "select_account"]),
        claims_parameter_supported: Some(true),
        code_challenge_methods_supported: words(&["S256"]),
        request_parameter_supported: Some(false),
        request_uri_parameter_supported: Some(false),
        authorization_response_iss_parameter_supported: standard.names_issuer(),
        backchannel_logout_supported: Some(true),
        backchannel_logout_session_supported: Some(true),
        ..ServerMetadata::default()
    }
}

fn words<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> Vec<String> {
    words.into_iter().map(|word| (*word).to_owned()).collect()
}
