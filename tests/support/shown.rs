//! What an answer is, as a snapshot shows it: what was asked, the status, the headers that say something about this
//! answer, and the body, with a word in the place of whatever is another one each time.
//!
//! What stands round every answer alike is looked at route by route in the suite `attacks`.

use crate::visitor::Answer;

/// The headers that are an answer's own.
const HEADERS: [&str; 10] = [
    "access-control-allow-origin",
    "allow",
    "cache-control",
    "content-disposition",
    "content-type",
    "etag",
    "location",
    "retry-after",
    "set-cookie",
    "www-authenticate",
];

/// An answer. Of a page, its words.
#[must_use]
pub fn shown(answer: &Answer) -> String {
    let mut lines: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| HEADERS.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", steady(value.to_str().unwrap())))
        .collect();
    lines.sort();
    let body = match serde_json::from_str::<serde_json::Value>(&answer.body) {
        Ok(json) => steady(&serde_json::to_string_pretty(&json).unwrap()),
        Err(_) => words(&answer.body),
    };
    let asked = format!("{} {}", answer.method, steady(answer.url.path()));
    format!("{asked}\n{}\n{}\n\n{body}", answer.status, lines.join("\n")).trim_end().to_owned()
}

/// A text with a word in the place of each value that is another one each time.
#[must_use]
pub fn steady(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let hex = part.bytes().all(|b| b.is_ascii_hexdigit());
        out.push_str(match part.len() {
            43 => "TOKEN",
            _ if out.ends_with("\"jti\": \"") => "JTI",
            64 if hex => "HEX",
            24 if hex => "PERSON",
            33 if part.contains('-') && part.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') => "CLIENT",
            38 if part.starts_with("nonce-") => "nonce-FRESH",
            16 | 32 if hex => "ID",
            101.. => "KEY",
            _ if is_cookie_of_a_port(part) => &part[..part.rfind('-').unwrap()],
            _ if out.ends_with("127.0.0.1:") => "PORT",
            _ if out.ends_with("127.0.0.1%") => "3APORT",
            _ => part,
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether it is the name of a cookie with the port that tells two services on this computer apart.
fn is_cookie_of_a_port(part: &str) -> bool {
    part.strip_prefix("countersign-").and_then(|name| name.rsplit_once('-')).is_some_and(|(_, port)| port.parse::<u16>().is_ok())
}

/// The words of a page.
fn words(html: &str) -> String {
    let body = html.split_once("<main>").map_or(html, |(_, main)| main).split("</main>").next().unwrap_or_default();
    let mut text = String::new();
    for part in body.split('<') {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        // Of a list to choose from, what is chosen is seen.
        if tag.starts_with("option") && !tag.contains(" selected") {
            continue;
        }
        let new_line =
            ["a", "p", "h1", "h2", "div", "li", "form", "/form", "button", "label", "b", "small", "select", "option", "input", "br"];
        if new_line.contains(&tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or_default()) {
            text.push('\n');
        }
        text.push_str(after);
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    steady(&lines.collect::<Vec<_>>().join("\n"))
}
