//! Which parameters may stand in a record as they were.

use countersign_wire::trace::{Length, TraceParameter};

use super::{HELD_BACK, Notes};

pub(super) type Parameters = Vec<TraceParameter>;

/// Most parameters of one message that are listed.
const MOST: usize = 64;
/// Longest value that may stand, and longest name, in bytes, before they are shortened: nobody needs longer ones.
const LONGEST: usize = 4096;

/// Whether this value of this name holds nothing secret. A word of the standards stands only where it looks like one: services put
/// anything anywhere.
fn is_plain(name: &str, value: &str) -> bool {
    if value.len() > LONGEST {
        return false;
    }
    let is_word = |longest: usize| value.len() <= longest && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match name {
        // Words of the standards, or nothing.
        "response_type" | "response_mode" | "prompt" | "token_type_hint" | "error" => is_word(64),
        "token_type" => value.len() <= 16 && value.bytes().all(|byte| byte.is_ascii_alphabetic()),
        "code_challenge_method" => matches!(value, "S256" | "plain"),
        "grant_type" => is_word(64) || value.starts_with("urn:ietf:params:oauth:grant-type:"),
        "client_assertion_type" => value.starts_with("urn:ietf:params:oauth:client-assertion-type:"),
        "expires_in" | "interval" | "max_age" => value.len() <= 20 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
        // What a person needs to understand a refusal. A service may quote in it what it was sent, which is held back then.
        "error_description" => true,
        "client_id" | "iss" | "redirect_uri" | "resource" | "scope" => true,
        _ => false,
    }
}

/// A name that is no name stands nowhere.
fn listed(name: &str) -> String {
    if name.len() > LONGEST { HELD_BACK.to_owned() } else { name.to_owned() }
}

/// The first ones, after all were looked at: what is in the others is hidden too.
fn listed_first(all: impl Iterator<Item = TraceParameter>) -> Parameters {
    let mut all: Parameters = all.collect();
    all.truncate(MOST);
    all
}

impl Notes {
    /// A parameter as it may stand. Another value is remembered, so that it stands nowhere else either. What may stand is whole
    /// until all is known that is hidden.
    pub(super) fn parameter(&mut self, name: &str, value: &str) -> TraceParameter {
        let plain = is_plain(name, value);
        if !plain {
            self.hide(value);
        }
        let (value, hidden) = if plain { (Some(value.to_owned()), None) } else { (None, Some(Length::of(value))) };
        TraceParameter { name: listed(name), value, hidden }
    }

    /// The parameters of a form.
    pub(super) fn form(&mut self, form: &[u8]) -> Parameters {
        listed_first(form_urlencoded::parse(form).map(|(name, value)| self.parameter(&name, &value)))
    }

    /// The members of a JSON object; of what is in them, every text is hidden.
    pub(super) fn members(&mut self, json: &[u8]) -> Parameters {
        let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(json) else { return Vec::new() };
        listed_first(members.into_iter().map(|(name, value)| self.member(&name, &value)))
    }

    fn member(&mut self, name: &str, value: &serde_json::Value) -> TraceParameter {
        match value {
            serde_json::Value::String(text) => self.parameter(name, text),
            serde_json::Value::Object(_) | serde_json::Value::Array(_) => {
                self.hide_all(value);
                TraceParameter { name: listed(name), value: None, hidden: Some(Length::of(&value.to_string())) }
            }
            // A number or a yes is no secret that could be told elsewhere.
            plain => {
                let text = plain.to_string();
                let stands = is_plain(name, &text);
                let (value, hidden) = if stands { (Some(text), None) } else { (None, Some(Length::of(&text))) };
                TraceParameter { name: listed(name), value, hidden }
            }
        }
    }

    fn hide_all(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) => self.hide(text),
            serde_json::Value::Array(items) => items.iter().for_each(|item| self.hide_all(item)),
            serde_json::Value::Object(members) => members.values().for_each(|member| self.hide_all(member)),
            _ => {}
        }
    }
}
