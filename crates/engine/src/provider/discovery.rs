//! A service by its issuer: what its metadata says (RFC 8414), and whether that may be believed.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::metadata::{ServerMetadata, WELL_KNOWN_PATH};
use countersign_wire::provider::DiscoveredView;
use url::Url;

use super::IssuerTemplate;
use crate::http::{Ask, Http, HttpError, authority, is_loopback, is_secure_or_loopback, shown};

/// Why a service was not found by its issuer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DiscoveryError {
    #[error("“{0}” is not an address of a service: write it like https://accounts.example.com, without user, question mark or “#”.")]
    Address(String),
    #[error("“{0}” is plain http to another machine, where anybody on the way could read along. Use https.")]
    PlainHttp(String),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(
        "{host} publishes nothing about itself at {path} ({status}). Check the address; a service without such a page is added by its endpoints."
    )]
    Absent { host: String, path: String, status: u16 },
    #[error("The document at {host} does not read as OAuth metadata: {detail}. Check the address, or add the service by its endpoints.")]
    Unreadable { host: String, detail: String },
    /// RFC 8414 §3.3: a document in another's name is not believed, but its name is told.
    #[error(
        "You asked for the issuer “{asked}”, and the document there names “{named}”. If that is the one you mean, use it exactly as written."
    )]
    Mismatch { asked: String, named: String },
    #[error("The document of {host} names “{endpoint}” as its {role}, which is not an address that may be used: it has to be https.")]
    Endpoint { host: String, role: &'static str, endpoint: String },
}

impl From<DiscoveryError> for UserError {
    fn from(error: DiscoveryError) -> Self {
        let code = match &error {
            DiscoveryError::Address(_) | DiscoveryError::PlainHttp(_) => ErrorCode::InvalidInput,
            DiscoveryError::Http(error) => error.code(),
            DiscoveryError::Absent { .. } => ErrorCode::NotFound,
            DiscoveryError::Unreadable { .. } | DiscoveryError::Endpoint { .. } => ErrorCode::BadAnswer,
            DiscoveryError::Mismatch { .. } => ErrorCode::IssuerMismatch,
        };
        Self::new(code, error.to_string()).about("issuer")
    }
}

/// The metadata of exactly this issuer, byte for byte, or of a service that many tenants share, whose metadata names its
/// template (C9).
pub(crate) async fn discover_issuer(http: &Http, issuer: &str, shared: Option<&IssuerTemplate>) -> Result<ServerMetadata, DiscoveryError> {
    discover_any(http, &[issuer.to_owned()], shared).await
}

/// What an address that a person typed leads to: with or without a scheme, with or without a slash at the end.
pub(crate) async fn discover_address(http: &Http, address: &str) -> Result<ServerMetadata, DiscoveryError> {
    let typed = address.trim();
    let typed = if typed.contains("://") {
        typed.to_owned()
    } else {
        let here = Url::parse(&format!("http://{typed}")).is_ok_and(|url| is_loopback(&url));
        format!("{}://{typed}", if here { "http" } else { "https" })
    };
    let bare = typed.trim_end_matches('/').to_owned();
    discover_any(http, &[bare, typed], None).await
}

/// `issuers` differ at most in a slash at the end, so one document answers for all.
async fn discover_any(http: &Http, issuers: &[String], shared: Option<&IssuerTemplate>) -> Result<ServerMetadata, DiscoveryError> {
    let asked = issuers.last().map(String::as_str).unwrap_or_default();
    let issuer = parse_issuer(asked)?;
    let document = well_known(&issuer);
    let host = authority(&issuer);
    let answer = http.send(Ask::get(document.as_str())).await?;
    if !answer.status.is_success() {
        return Err(DiscoveryError::Absent { host, path: document.path().to_owned(), status: answer.status.as_u16() });
    }
    if !answer.is_json() {
        return Err(DiscoveryError::Unreadable { host, detail: "it is not JSON".into() });
    }
    let metadata: ServerMetadata = serde_json::from_slice(&answer.body)
        .map_err(|error| DiscoveryError::Unreadable { host: host.clone(), detail: shown(&error.to_string()) })?;
    if !issuers.contains(&metadata.issuer) && !shared.is_some_and(|shared| shared.covers(&metadata.issuer)) {
        return Err(DiscoveryError::Mismatch { asked: asked.to_owned(), named: shown(&metadata.issuer) });
    }
    check_endpoints(&metadata, &issuer, &host)?;
    Ok(metadata)
}

/// RFC 8414 §2: https, no query and no fragment; plain http on this computer only.
fn parse_issuer(issuer: &str) -> Result<Url, DiscoveryError> {
    let refused = || DiscoveryError::Address(shown(issuer));
    if issuer.len() > 2048 || !issuer.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refused());
    }
    let url = Url::parse(issuer).map_err(|_| refused())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    if !plain || url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
        return Err(refused());
    }
    if !is_secure_or_loopback(issuer) {
        return Err(DiscoveryError::PlainHttp(shown(issuer)));
    }
    Ok(url)
}

/// RFC 8414 §3.1: between the host and the path.
fn well_known(issuer: &Url) -> Url {
    let mut document = issuer.clone();
    document.set_path(&format!("{WELL_KNOWN_PATH}{}", issuer.path().trim_end_matches('/')));
    document
}

/// A document of another machine may not send secrets, or the browser, to plain http or to this computer.
fn check_endpoints(metadata: &ServerMetadata, issuer: &Url, host: &str) -> Result<(), DiscoveryError> {
    let endpoints = [
        ("authorization endpoint", Some(&metadata.authorization_endpoint)),
        ("token endpoint", Some(&metadata.token_endpoint)),
        ("user information endpoint", metadata.userinfo_endpoint.as_ref()),
        ("revocation endpoint", metadata.revocation_endpoint.as_ref()),
        ("key set", metadata.jwks_uri.as_ref()),
        ("end of session endpoint", metadata.end_session_endpoint.as_ref()),
        ("pushed request endpoint", metadata.pushed_authorization_request_endpoint.as_ref()),
        ("device endpoint", metadata.device_authorization_endpoint.as_ref()),
        ("registration endpoint", metadata.registration_endpoint.as_ref()),
        ("administration endpoint", metadata.countersign_administration_endpoint.as_ref()),
    ];
    for (role, endpoint) in endpoints {
        let Some(endpoint) = endpoint else { continue };
        let good = is_usable_endpoint(endpoint) && (endpoint.starts_with("https://") || is_loopback(issuer));
        if !good {
            return Err(DiscoveryError::Endpoint { host: host.to_owned(), role, endpoint: shown(endpoint) });
        }
    }
    Ok(())
}

/// https or loopback; no fragment (RFC 6749 §3.1, §3.2) and no user.
pub(crate) fn is_usable_endpoint(endpoint: &str) -> bool {
    endpoint.len() <= 2048
        && endpoint.bytes().all(|byte| byte.is_ascii_graphic())
        && is_secure_or_loopback(endpoint)
        && Url::parse(endpoint).is_ok_and(|url| url.fragment().is_none() && url.username().is_empty() && url.password().is_none())
}

/// What the person sees before they add it.
pub(crate) fn view(metadata: &ServerMetadata) -> DiscoveredView {
    let host = Url::parse(&metadata.issuer).map(|url| authority(&url)).unwrap_or_default();
    let named = metadata.countersign_service_name.as_deref().map(shown).filter(|name| !name.is_empty());
    DiscoveredView {
        issuer: metadata.issuer.clone(),
        title: named.unwrap_or(host),
        authorization_path: Url::parse(&metadata.authorization_endpoint).map(|url| url.path().to_owned()).unwrap_or_default(),
        pkce: names_s256(metadata),
        scopes: metadata.scopes_supported.iter().map(|scope| shown(scope)).collect(),
        is_accounts_service: is_accounts_service(metadata),
    }
}

pub(crate) fn names_s256(metadata: &ServerMetadata) -> bool {
    metadata.code_challenge_methods_supported.iter().any(|method| method == "S256")
}

/// An accounts service is one that says where it is administered.
pub(crate) fn is_accounts_service(metadata: &ServerMetadata) -> bool {
    metadata.countersign_administration_endpoint.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c9_the_document_stands_between_the_host_and_the_path() {
        for (issuer, document) in [
            ("https://a.example", "https://a.example/.well-known/oauth-authorization-server"),
            ("https://a.example/", "https://a.example/.well-known/oauth-authorization-server"),
            ("https://a.example/t/1", "https://a.example/.well-known/oauth-authorization-server/t/1"),
            ("https://a.example/t/1/", "https://a.example/.well-known/oauth-authorization-server/t/1"),
        ] {
            assert_eq!(well_known(&parse_issuer(issuer).unwrap()).as_str(), document);
        }
    }

    #[test]
    fn c9_what_is_no_issuer_says_so() {
        for text in [
            "",
            "a b",
            "https://",
            "https://a.example/?x",
            "https://a.example/#x",
            "https://u@a.example",
            "ftp://a.example",
            "https://exämple.example",
        ] {
            assert!(matches!(parse_issuer(text), Err(DiscoveryError::Address(_))), "{text}");
        }
        assert!(matches!(parse_issuer("http://a.example"), Err(DiscoveryError::PlainHttp(_))));
    }
}
