//! One request to a service and its answer: kept as they were while somebody waits, and read for the record afterwards.

use countersign_wire::trace::TraceEntry;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName};
use reqwest::{Method, Url};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::parameter::Parameters;
use super::{CURRENT, Notes, Recording};
use crate::secret::Secret;
use crate::words::authority;

/// Larger bodies are not looked into: no sign-in has them.
const LARGEST: usize = 256 * 1024;

/// A request on its way that is noted once it has ended. Where it is dropped before, it stands nowhere, and what it said is hidden
/// all the same.
pub(crate) struct Underway {
    recording: Recording,
    left: Instant,
    /// Until it was noted.
    exchange: Option<Exchange>,
}

/// A request and how it ended, as they were: nobody waits for what they hold to be read.
pub(super) struct Exchange {
    at_ms: i64,
    took_ms: u64,
    method: Method,
    host: String,
    path: String,
    query: Zeroizing<String>,
    /// The headers that hold a secret, by their names as they are listed.
    credentials: Vec<(String, Secret)>,
    is_json: bool,
    body: Zeroizing<Vec<u8>>,
    end: End,
}

enum End {
    Answer(u16, Zeroizing<Vec<u8>>),
    /// There is no answer that could be read.
    Failure(String),
}

/// What is looked into, and kept for that.
fn small_enough(body: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(if body.len() <= LARGEST { body.to_vec() } else { Vec::new() })
}

/// A request is about to leave. Nothing where nothing is recorded.
pub(crate) fn sending(method: &Method, url: &Url, headers: &HeaderMap, body: &[u8]) -> Option<Underway> {
    let recording = CURRENT.try_with(Clone::clone).ok()?;
    let exchange = Exchange {
        at_ms: recording.note(|notes| notes.at_ms()),
        took_ms: 0,
        method: method.clone(),
        host: authority(url),
        path: url.path().to_owned(),
        query: Zeroizing::new(url.query().unwrap_or_default().to_owned()),
        credentials: credentials(headers),
        is_json: headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"application/json")),
        body: small_enough(body),
        end: End::Failure(String::new()),
    };
    Some(Underway { recording, left: Instant::now(), exchange: Some(exchange) })
}

/// The headers that say who asks.
fn credentials(headers: &HeaderMap) -> Vec<(String, Secret)> {
    let is_proof = |name: &HeaderName| name.as_str() == "dpop";
    headers
        .iter()
        .filter(|(name, value)| value.is_sensitive() || is_proof(name) || *name == AUTHORIZATION)
        .map(|(name, value)| {
            let name = if is_proof(name) { "DPoP" } else { name.as_str() };
            (name.to_owned(), Secret::new(String::from_utf8_lossy(value.as_bytes())))
        })
        .collect()
}

impl Underway {
    /// Its answer was read whole.
    pub(crate) fn answered(self, status: u16, body: &[u8]) {
        self.end(End::Answer(status, small_enough(body)));
    }

    /// There is no answer that could be read.
    pub(crate) fn failed(self, why: &str) {
        self.end(End::Failure(why.to_owned()));
    }

    fn end(mut self, end: End) {
        let Some(mut exchange) = self.exchange.take() else { return };
        exchange.took_ms = u64::try_from(self.left.elapsed().as_millis()).unwrap_or(u64::MAX);
        exchange.end = end;
        self.recording.note(|notes| notes.push_unread(exchange));
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        if let Some(called_off) = self.exchange.take() {
            self.recording.note(|notes| drop(called_off.read(notes)));
        }
    }
}

impl Exchange {
    /// How much memory it takes.
    pub(super) fn size(&self) -> usize {
        let received = if let End::Answer(_, body) = &self.end { body.len() } else { 0 };
        let credentials: usize = self.credentials.iter().map(|(_, value)| value.expose().len()).sum();
        self.body.len() + self.query.len() + credentials + received
    }

    /// What may stand of it; the rest is hidden from now on.
    pub(super) fn read(self, notes: &mut Notes) -> TraceEntry {
        let sent = self.sent(notes);
        let Self { at_ms, took_ms, method, host, path, end, .. } = self;
        let (status, received, failure) = match end {
            End::Answer(status, body) => (Some(status), notes.members(&body), None),
            End::Failure(why) => (None, Vec::new(), Some(why)),
        };
        TraceEntry::Exchange { at_ms, took_ms, method: method.to_string(), host, path, sent, status, received, failure }
    }

    /// What is in the headers that hold a secret, the address and the body.
    fn sent(&self, notes: &mut Notes) -> Parameters {
        let mut sent: Parameters = Vec::new();
        for (name, value) in &self.credentials {
            // Beside its scheme the secret itself, as it may be told elsewhere.
            value.expose().split(' ').for_each(|part| notes.hide_credential(part));
            sent.push(notes.parameter(name, value.expose()));
        }
        sent.extend(notes.form(self.query.as_bytes()));
        if !self.body.is_empty() {
            // Some services are sent a form that is called JSON.
            let members = if self.is_json { notes.members(&self.body) } else { Vec::new() };
            sent.extend(if members.is_empty() { notes.form(&self.body) } else { members });
        }
        sent
    }
}

impl Notes {
    /// A part of an `Authorization` header, and what is in it where it is that of Basic (RFC 7617 §2).
    fn hide_credential(&mut self, part: &str) {
        use base64::Engine as _;
        if !part.eq_ignore_ascii_case("bearer") && !part.eq_ignore_ascii_case("basic") && !part.eq_ignore_ascii_case("dpop") {
            self.hide(part);
        }
        let pair = base64::engine::general_purpose::STANDARD.decode(part).ok().map(Zeroizing::new);
        if let Some((_, password)) = pair.as_deref().and_then(|pair| std::str::from_utf8(pair).ok()?.split_once(':')) {
            self.hide(password);
        }
    }
}
