//! What requests carry, read in this process: addresses, scopes, claims, parameters, proxies' headers.

use std::net::SocketAddr;

use countersign_accounts::grant::claims::ClaimsRequest;
use countersign_accounts::grant::parameters::Parameters;
use countersign_accounts::limits::client::{ForwardedHeader, Proxies};
use countersign_wire::redirect_uri::{RedirectUri, with_query};
use countersign_wire::scope::ScopeSet;

use super::Target;
use super::inputs::all;

pub const TARGETS: &[Target] = &[
    Target { name: "redirect URIs", words: URI, good: uris, begin: || Box::new(redirect_uris) },
    Target { name: "scopes", words: &["profile", "email", " ", "accounts:admin", "\"", "openid"], good: scopes, begin: || Box::new(scope) },
    Target { name: "claims", words: CLAIMS, good: claims, begin: || Box::new(claims_parameter) },
    Target {
        name: "parameters",
        words: &["&", "=", "+", "%", "%41", "code", "code=", "resource="],
        good: queries,
        begin: || Box::new(parameters),
    },
    Target { name: "forwarded headers", words: FORWARDED, good: forwarded, begin: || Box::new(forwarded_header) },
];

const URI: &[&str] = &[
    "https://",
    "http://",
    "127.0.0.1",
    "[::1]",
    "localhost",
    ":80",
    ":",
    "/",
    "//",
    "@",
    "\\",
    "?",
    "#",
    "%2e",
    "..",
    "com.example.app:",
    "javascript:",
    "\n",
    "0x7f.1",
    "127.1",
    "[::ffff:127.0.0.1]",
    ":65536",
    ":00080",
];
const CLAIMS: &[&str] = &[
    "{",
    "}",
    "\"id_token\":",
    "\"userinfo\":",
    "\"email\":",
    "\"sub\":",
    "{\"essential\":true}",
    "{\"value\":\"x\"}",
    "{\"values\":[",
    "null",
    ",",
    "\"\\u0000\"",
];
const FORWARDED: &[&str] = &[
    "for=",
    "for=\"[",
    "]\"",
    ",",
    ";",
    "proto=",
    "127.0.0.1",
    "10.0.0.1",
    ":80",
    "unknown",
    "_hidden",
    "\"",
    "\\\"",
    "::1",
    "[::1]:4711",
];

/// What is asked of an input that has to be text; others have nothing to be read.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

pub(super) fn holds(condition: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if condition { Ok(()) } else { Err(what()) }
}

fn uris() -> Vec<Vec<u8>> {
    let one =
        ["https://my-application.com/callback", "http://127.0.0.1/callback", "http://[::1]/callback?a=1", "com.example.app:/callback"];
    let two = [
        "http://127.0.0.1/callback\nhttp://127.0.0.1:4711/callback",
        "https://a.example/b\nhttps://a.example:443/b",
        "http://localhost:80/\nhttp://localhost/",
    ];
    all(one.into_iter().chain(two))
}

/// A1: what is registered matches itself, and nothing else but for the port of a loopback address. The rule is written
/// down here a second time, and the two have to agree.
fn redirect_uris(bytes: &[u8]) -> Result<(), String> {
    let Some(text) = text(bytes) else { return Ok(()) };
    let (registered, requested) = text.split_once('\n').unwrap_or((text, text));
    let Ok(uri) = RedirectUri::parse(registered) else { return Ok(()) };
    holds(uri.as_str() == registered, || "it was written anew".to_owned())?;
    holds(uri.matches(registered), || "it does not match itself".to_owned())?;
    let same =
        registered == requested || matches!((without_port(registered), without_port(requested)), (Some(one), Some(other)) if one == other);
    holds(uri.matches(requested) == same, || format!("{registered:?} matches {requested:?}: {}", !same))?;
    let back = with_query(registered, &[("code", "a b&c"), ("state", "é")]);
    let query = back.split_once('?').map_or("", |(_, query)| query).to_owned();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    holds(back.starts_with(registered) && pairs.ends_with(&[("code".into(), "a b&c".into()), ("state".into(), "é".into())]), || back)
}

/// A loopback address by its IP literal without its port; none for any other.
fn without_port(uri: &str) -> Option<(&str, &str)> {
    for host in ["http://127.0.0.1", "http://[::1]"] {
        let Some(rest) = uri.strip_prefix(host) else { continue };
        let Some(after) = rest.strip_prefix(':') else {
            return (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest));
        };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (port, rest) = after.split_at(digits);
        let is_port = !port.starts_with('0') && port.parse::<u16>().is_ok();
        return (is_port && (rest.is_empty() || rest.starts_with(['/', '?']))).then_some((host, rest));
    }
    None
}

fn scopes() -> Vec<Vec<u8>> {
    all(["profile email offline_access", "openid", "user:read user:write"])
}

fn scope(bytes: &[u8]) -> Result<(), String> {
    let Some(Ok(set)) = text(bytes).map(ScopeSet::parse) else { return Ok(()) };
    let wire = set.to_wire();
    holds(ScopeSet::parse(&wire).is_ok_and(|again| again == set), || format!("{wire:?} is read as another"))?;
    holds(set.is_within(&set) && set.intersection(&set) == set, || format!("{wire:?} is not within itself"))
}

fn claims() -> Vec<Vec<u8>> {
    all([r#"{"id_token":{"email":null,"sub":{"value":"248289761001"}},"userinfo":{"name":{"essential":true}}}"#, "{}"])
}

fn claims_parameter(bytes: &[u8]) -> Result<(), String> {
    let Some(Ok(read)) = text(bytes).map(ClaimsRequest::read) else { return Ok(()) };
    let stored = read.to_stored();
    holds(ClaimsRequest::stored(stored.as_deref()) == read, || format!("{stored:?} is read as another"))
}

fn queries() -> Vec<Vec<u8>> {
    all(["response_type=code&client_id=x&state=a%20b+c", "grant_type=refresh_token&refresh_token=x&resource=a&resource=b", "a=&=b&c"])
}

fn parameters(bytes: &[u8]) -> Result<(), String> {
    let Ok(read) = Parameters::read(bytes) else { return Ok(()) };
    let written = read.to_query();
    let again = Parameters::read(written.as_bytes()).map(|again| again.to_query());
    holds(again.as_ref().is_ok_and(|again| *again == written), || format!("{written:?} is read as {again:?}"))
}

fn forwarded() -> Vec<Vec<u8>> {
    all(["192.0.2.7, 10.0.0.1", "for=192.0.2.60;proto=http;by=203.0.113.43", "for=\"[2001:db8:cafe::17]:4711\", for=unknown", "127.0.0.1"])
}

/// Nobody's word about an address is taken but a named proxy's.
fn forwarded_header(bytes: &[u8]) -> Result<(), String> {
    let Ok(value) = http::HeaderValue::from_bytes(bytes) else { return Ok(()) };
    for (name, header) in [("x-forwarded-for", ForwardedHeader::XForwardedFor), ("forwarded", ForwardedHeader::Forwarded)] {
        let proxies = Proxies { networks: vec!["10.0.0.0/8".parse().unwrap()], header };
        let mut headers = http::HeaderMap::new();
        headers.insert(name, value.clone());
        let stranger: SocketAddr = "192.0.2.1:80".parse().unwrap();
        holds(proxies.client(stranger, &headers) == stranger, || format!("{name} of a stranger is believed"))?;
        let _ = proxies.client("10.0.0.1:80".parse().unwrap(), &headers);
        // A proxy writes whom it speaks for behind what came.
        let own = if header == ForwardedHeader::Forwarded { "for=\"198.51.100.7:80\";host=\"a,b\"" } else { "198.51.100.7:80" };
        let appended = http::HeaderValue::from_bytes(&[bytes, b", ", own.as_bytes()].concat()).map_err(|error| error.to_string())?;
        headers.insert(name, appended);
        let found = proxies.client("10.0.0.1:80".parse().unwrap(), &headers);
        holds(found.to_string() == "198.51.100.7:80", || format!("{name}: {found} instead of what the proxy says"))?;
    }
    Ok(())
}
