//! One request to a service and its answer: kept as they were while somebody waits, and read for the record afterwards.

use countersign_wire::trace::TraceEntry;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Url};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::parameter::Parameters;
use super::{CURRENT, Notes, Recording};
use crate::words::authority;

/// Larger bodies are not looked into: no sign-in has them.
const LARGEST: usize = 256 * 1024;

/// A request on its way that is noted once it has ended.
pub(crate) struct Underway {
    recording: Recording,
    left: Instant,
    exchange: Exchange,
}

/// A request and how it ended, as they were: nobody waits for what they hold to be read.
pub(super) struct Exchange {
    at_ms: i64,
    took_ms: u64,
    method: Method,
    url: Url,
    headers: HeaderMap,
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
        url: url.clone(),
        headers: headers.clone(),
        body: small_enough(body),
        end: End::Failure(String::new()),
    };
    Some(Underway { recording, left: Instant::now(), exchange })
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

    fn end(self, end: End) {
        let Self { recording, left, mut exchange } = self;
        exchange.took_ms = u64::try_from(left.elapsed().as_millis()).unwrap_or(u64::MAX);
        exchange.end = end;
        recording.note(|notes| notes.push_unread(exchange));
    }
}

impl Exchange {
    /// How much memory it takes.
    pub(super) fn size(&self) -> usize {
        let received = if let End::Answer(_, body) = &self.end { body.len() } else { 0 };
        self.body.len() + received
    }

    /// What may stand of it; the rest is hidden from now on.
    pub(super) fn read(self, notes: &mut Notes) -> TraceEntry {
        let Self { at_ms, took_ms, method, url, headers, body, end } = self;
        let sent = notes.sent(&url, &headers, &body);
        let (status, received, failure) = match end {
            End::Answer(status, body) => (Some(status), notes.members(&body), None),
            End::Failure(why) => (None, Vec::new(), Some(why)),
        };
        let (method, host, path) = (method.to_string(), authority(&url), url.path().to_owned());
        TraceEntry::Exchange { at_ms, took_ms, method, host, path, sent, status, received, failure }
    }
}

impl Notes {
    /// What is in the address, the body, and in the headers that hold a secret.
    fn sent(&mut self, url: &Url, headers: &HeaderMap, body: &[u8]) -> Parameters {
        let mut sent: Parameters = Vec::new();
        for (name, value) in headers {
            let is_proof = name.as_str() == "dpop";
            if value.is_sensitive() || is_proof || name == reqwest::header::AUTHORIZATION {
                let text = String::from_utf8_lossy(value.as_bytes());
                // Beside its scheme the secret itself, as it may be told elsewhere.
                text.split(' ').for_each(|part| self.hide_credential(part));
                sent.push(self.parameter(if is_proof { "DPoP" } else { name.as_str() }, &text));
            }
        }
        sent.extend(self.form(url.query().unwrap_or_default().as_bytes()));
        if !body.is_empty() {
            let is_json = headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"application/json"));
            // Some services are sent a form that is called JSON.
            let members = if is_json { self.members(body) } else { Vec::new() };
            sent.extend(if members.is_empty() { self.form(body) } else { members });
        }
        sent
    }

    /// A part of an `Authorization` header, and what is in it where it is that of Basic (RFC 7617 §2).
    fn hide_credential(&mut self, part: &str) {
        use base64::Engine as _;
        if !part.eq_ignore_ascii_case("bearer") && !part.eq_ignore_ascii_case("basic") && !part.eq_ignore_ascii_case("dpop") {
            self.hide(part);
        }
        let pair = base64::engine::general_purpose::STANDARD.decode(part).ok().and_then(|pair| String::from_utf8(pair).ok());
        if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
            self.hide(password);
        }
    }
}
