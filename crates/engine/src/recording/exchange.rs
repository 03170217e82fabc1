//! One request to a service and its answer, as they are noted.

use countersign_wire::trace::TraceEntry;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Url};
use tokio::time::Instant;

use super::parameter::Parameters;
use super::{CURRENT, Notes, Recording};
use crate::words::authority;

/// Larger bodies are not looked into: no sign-in has them.
const LARGEST: usize = 256 * 1024;

/// A request on its way that is noted once it has ended.
pub(crate) struct Underway {
    recording: Recording,
    at_ms: i64,
    left: Instant,
    method: String,
    host: String,
    path: String,
    sent: Parameters,
}

/// A request is about to leave. Nothing where nothing is recorded.
pub(crate) fn sending(method: &Method, url: &Url, headers: &HeaderMap, body: &[u8]) -> Option<Underway> {
    let recording = CURRENT.try_with(Clone::clone).ok()?;
    let (at_ms, sent) = recording.note(|notes| (notes.at_ms(), notes.sent(url, headers, body)));
    let (method, host, path) = (method.to_string(), authority(url), url.path().to_owned());
    Some(Underway { recording, at_ms, left: Instant::now(), method, host, path, sent })
}

impl Underway {
    /// Its answer was read whole.
    pub(crate) fn answered(self, status: u16, body: &[u8]) {
        let recording = self.recording.clone();
        recording.note(|notes| {
            let received = if body.len() <= LARGEST { notes.members(body) } else { Vec::new() };
            let entry = self.entry(Some(status), received, None);
            notes.push(entry);
        });
    }

    /// There is no answer that could be read.
    pub(crate) fn failed(self, why: &str) {
        let recording = self.recording.clone();
        recording.note(|notes| notes.push(self.entry(None, Vec::new(), Some(why.to_owned()))));
    }

    fn entry(self, status: Option<u16>, received: Parameters, failure: Option<String>) -> TraceEntry {
        let took_ms = u64::try_from(self.left.elapsed().as_millis()).unwrap_or(u64::MAX);
        let Self { at_ms, method, host, path, sent, .. } = self;
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
        if body.len() <= LARGEST && !body.is_empty() {
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
