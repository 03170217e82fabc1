//! A service by its issuer: what its metadata says (RFC 8414, else OpenID Connect Discovery), and whether that may be believed.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::metadata::{OPENID_PATH, ServerMetadata, WELL_KNOWN_PATH};
use countersign_wire::provider::DiscoveredView;
use url::Url;

use super::IssuerTemplate;
use crate::http::{Ask, Http, HttpError, Reach, authority, is_loopback, is_secure_or_loopback, shown};

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
        "{host} publishes nothing about itself, neither at {path} nor at {openid} ({status}). Check the address; a service without such a page is added by its endpoints."
    )]
    Absent { host: String, path: String, openid: String, status: u16 },
    #[error("What {host} has at {path} is not JSON. Check the address, or add the service by its endpoints.")]
    NotJson { host: String, path: String },
    #[error("The document of {host} does not read as OAuth metadata: {detail}. Check the address, or add the service by its endpoints.")]
    Unreadable { host: String, detail: String },
    /// RFC 8414 §3.3: a document in another's name is not believed, but its name is told.
    #[error(
        "You asked for the issuer “{asked}”, and the document there names “{named}”. If that is the one you mean, use it exactly as written."
    )]
    Mismatch { asked: String, named: String },
    #[error("The document of {host} says “{endpoint}” as its {member}, which is not an address that may be used: it has to be https.")]
    Endpoint { host: String, member: &'static str, endpoint: String },
    #[error("The document of {host} lists in {member} nothing that this app can use: it needs “{needed}”. Ask whoever runs the service.")]
    Lacks { host: String, member: &'static str, needed: &'static str },
}

impl DiscoveryError {
    /// Whether there just is no such document: nothing there, a page for people, or the way to one.
    pub(super) fn is_absence(&self) -> bool {
        matches!(self, Self::Absent { .. } | Self::NotJson { .. } | Self::Http(HttpError::Redirected(_)))
    }
}

impl From<DiscoveryError> for UserError {
    fn from(error: DiscoveryError) -> Self {
        // The address is right, and something else is missing.
        if let DiscoveryError::Http(error @ HttpError::UnknownIssuer(_)) = error {
            return error.into();
        }
        let code = match &error {
            DiscoveryError::Address(_) | DiscoveryError::PlainHttp(_) => ErrorCode::InvalidInput,
            DiscoveryError::Http(error) => error.code(),
            DiscoveryError::Absent { .. } => ErrorCode::NotFound,
            DiscoveryError::NotJson { .. }
            | DiscoveryError::Unreadable { .. }
            | DiscoveryError::Endpoint { .. }
            | DiscoveryError::Lacks { .. } => ErrorCode::BadAnswer,
            DiscoveryError::Mismatch { .. } => ErrorCode::IssuerMismatch,
        };
        Self::new(code, error.to_string()).about("issuer")
    }
}

/// Who asks, and how far that may go.
type Within<'a> = (&'a Http, &'a Reach);

/// The metadata of exactly this issuer, byte for byte, or of a service that many tenants share, whose metadata names its
/// template (C9).
pub(crate) async fn discover_issuer(
    http: Within<'_>,
    issuer: &str,
    shared: Option<&IssuerTemplate>,
) -> Result<ServerMetadata, DiscoveryError> {
    discover_any(http, &[issuer.to_owned()], shared).await
}

/// What an address that a person typed leads to: with or without a scheme, with or without a slash at the end.
/// What was added to `trusting` is trusted beside the system's own roots.
pub(crate) async fn discover_address(http: &Http, address: &str, trusting: &Reach) -> Result<ServerMetadata, DiscoveryError> {
    let typed = address.trim();
    let typed = if typed.contains("://") {
        typed.to_owned()
    } else {
        let here = Url::parse(&format!("http://{typed}")).is_ok_and(|url| is_loopback(&url));
        format!("{}://{typed}", if here { "http" } else { "https" })
    };
    let bare = typed.trim_end_matches('/').to_owned();
    let reach = Reach::entered([typed.as_str()]).with_ca_of(trusting);
    discover_any((&http.for_one_look(), &reach), &[bare, typed], None).await
}

/// What the base address of a preset leads to; a slash at its end is not the person's to know.
pub(crate) async fn discover_base(http: Within<'_>, base: &str, shared: Option<&IssuerTemplate>) -> Result<ServerMetadata, DiscoveryError> {
    let bare = base.trim_end_matches('/').to_owned();
    discover_any(http, &[format!("{bare}/"), bare], shared).await
}

/// `issuers` differ at most in a slash at the end, so one document answers for all. RFC 8414 first; where that is absent,
/// OpenID Connect's. A document that is there and cannot be believed ends the search.
async fn discover_any(http: Within<'_>, issuers: &[String], shared: Option<&IssuerTemplate>) -> Result<ServerMetadata, DiscoveryError> {
    let asked = issuers.last().map(String::as_str).unwrap_or_default();
    let issuer = parse_issuer(asked)?;
    let first = match read_document(http, &well_known(&issuer), &issuer).await {
        Err(error) if error.is_absence() => error,
        read => return believed(read?, issuers, shared, asked),
    };
    match read_document(http, &openid_document(&issuer), &issuer).await {
        // Nobody has either: the first says why.
        Err(second) if second.is_absence() => Err(first),
        read => believed(read?, issuers, shared, asked),
    }
}

/// RFC 8414 §3.3.
fn believed(
    metadata: ServerMetadata,
    issuers: &[String],
    shared: Option<&IssuerTemplate>,
    asked: &str,
) -> Result<ServerMetadata, DiscoveryError> {
    if !issuers.contains(&metadata.issuer) && !shared.is_some_and(|shared| shared.covers(&metadata.issuer)) {
        return Err(DiscoveryError::Mismatch { asked: asked.to_owned(), named: shown(&metadata.issuer) });
    }
    Ok(metadata)
}

async fn read_document(http: Within<'_>, document: &Url, issuer: &Url) -> Result<ServerMetadata, DiscoveryError> {
    let (host, path) = (authority(issuer), document.path().to_owned());
    let answer = http.0.send(Ask::get(document.as_str()).within(http.1)).await?;
    if !answer.status.is_success() {
        let openid = openid_document(issuer).path().to_owned();
        return Err(DiscoveryError::Absent { host, path: well_known(issuer).path().to_owned(), openid, status: answer.status.as_u16() });
    }
    if !answer.is_json() {
        return Err(DiscoveryError::NotJson { host, path });
    }
    checked(&answer.body, issuer, &host)
}

/// The document of exactly this issuer, where somebody has it already.
pub(super) fn read(issuer: &str, body: &[u8]) -> Result<ServerMetadata, DiscoveryError> {
    let url = parse_issuer(issuer)?;
    believed(checked(body, &url, &authority(&url))?, &[issuer.to_owned()], None, issuer)
}

/// A document that reads, leads nowhere that it may not, and describes what a sign-in needs.
fn checked(body: &[u8], issuer: &Url, host: &str) -> Result<ServerMetadata, DiscoveryError> {
    let metadata = parse_document(body).map_err(|detail| DiscoveryError::Unreadable { host: host.to_owned(), detail })?;
    check_endpoints(&metadata, issuer, host)?;
    check_abilities(&metadata, host)?;
    Ok(metadata)
}

/// What does not read is told with the member that it is about.
fn parse_document(body: &[u8]) -> Result<ServerMetadata, String> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let metadata = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (member, why) = (error.path().to_string(), shown(&error.inner().to_string()));
        if member == "." { why } else { format!("{}: {why}", shown(&member)) }
    })?;
    reader.end().map_err(|error| shown(&error.to_string()))?;
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

/// OpenID Connect Discovery §4.1: after the path.
fn openid_document(issuer: &Url) -> Url {
    let mut document = issuer.clone();
    document.set_path(&format!("{}{OPENID_PATH}", issuer.path().trim_end_matches('/')));
    document
}

/// A document of another machine may not send secrets, or the browser, to plain http or to this computer.
fn check_endpoints(metadata: &ServerMetadata, issuer: &Url, host: &str) -> Result<(), DiscoveryError> {
    let endpoints = [
        ("authorization_endpoint", Some(&metadata.authorization_endpoint)),
        ("token_endpoint", Some(&metadata.token_endpoint)),
        ("userinfo_endpoint", metadata.userinfo_endpoint.as_ref()),
        ("revocation_endpoint", metadata.revocation_endpoint.as_ref()),
        ("jwks_uri", metadata.jwks_uri.as_ref()),
        ("end_session_endpoint", metadata.end_session_endpoint.as_ref()),
        ("pushed_authorization_request_endpoint", metadata.pushed_authorization_request_endpoint.as_ref()),
        ("device_authorization_endpoint", metadata.device_authorization_endpoint.as_ref()),
        ("registration_endpoint", metadata.registration_endpoint.as_ref()),
        ("countersign_administration_endpoint", metadata.countersign_administration_endpoint.as_ref()),
    ];
    for (member, endpoint) in endpoints {
        let Some(endpoint) = endpoint else { continue };
        if !may_name(issuer, endpoint) {
            return Err(DiscoveryError::Endpoint { host: host.to_owned(), member, endpoint: shown(endpoint) });
        }
    }
    Ok(())
}

/// Whether a service at one address may send anybody to another: to the public network by https, and where it is itself; to this
/// computer only from there (N2). Where a name leads is looked at when it is asked.
pub(super) fn may_name(service: &Url, endpoint: &str) -> bool {
    is_usable_endpoint(endpoint) && Url::parse(endpoint).is_ok_and(|url| Reach::entered([service.as_str()]).allows_as_written(&url))
}

/// What a document says that it can do has to be enough for a sign-in. What it leaves out has the ordinary value.
fn check_abilities(metadata: &ServerMetadata, host: &str) -> Result<(), DiscoveryError> {
    let needs = [
        ("response_types_supported", &metadata.response_types_supported, "code"),
        ("grant_types_supported", &metadata.grant_types_supported, "authorization_code"),
        ("response_modes_supported", &metadata.response_modes_supported, "query"),
    ];
    for (member, has, needed) in needs {
        if !has.is_empty() && !has.iter().any(|one| one == needed) {
            return Err(DiscoveryError::Lacks { host: host.to_owned(), member, needed });
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

    #[tokio::test]
    async fn of_an_address_that_was_only_typed_nothing_is_kept() {
        let http = Http::new(std::sync::Arc::new(crate::http::names::SystemNames));
        // Taken and not listened on: whoever connects is refused.
        let deaf = tokio::net::TcpSocket::new_v4().unwrap();
        deaf.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let error = discover_address(&http, &deaf.local_addr().unwrap().to_string(), &Reach::default()).await.unwrap_err();
        assert!(matches!(error, DiscoveryError::Http(HttpError::Unreachable(_))), "{error}");
        assert_eq!(http.kept(), 0);
    }

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
    fn c9_openid_connects_document_stands_after_the_path() {
        for (issuer, document) in [
            ("https://a.example", "https://a.example/.well-known/openid-configuration"),
            ("https://a.example/realms/staff", "https://a.example/realms/staff/.well-known/openid-configuration"),
            ("https://a.example/realms/staff/", "https://a.example/realms/staff/.well-known/openid-configuration"),
        ] {
            assert_eq!(openid_document(&parse_issuer(issuer).unwrap()).as_str(), document);
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
