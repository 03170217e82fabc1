//! Load, from processes of their own: wrk for as much as there is, our own where a rate or a changing token is asked.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::place::{Server, beside, program};
use crate::Outcome;
use crate::checkout::read;

/// A request as it goes over the wire.
#[derive(Clone, Debug)]
pub(super) struct Ask(String);

impl Ask {
    pub(super) fn get(path: &str, headers: &[(&str, &str)]) -> Self {
        Self(format!("{}\r\n", head("GET", path, headers)))
    }

    pub(super) fn post(path: &str, headers: &[(&str, &str)], form: &str) -> Self {
        let head = form_head(path, headers);
        Self(format!("{head}content-length: {}\r\n\r\n{form}", form.len()))
    }

    pub(super) fn from_raw(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    pub(super) fn raw(&self) -> &str {
        &self.0
    }

    /// The path, without its query.
    pub(super) fn path(&self) -> &str {
        self.0.split([' ', '?']).nth(1).unwrap_or_default()
    }
}

/// Everything before the length of a form.
pub(super) fn form_head(path: &str, headers: &[(&str, &str)]) -> String {
    format!("{}content-type: application/x-www-form-urlencoded\r\n", head("POST", path, headers))
}

fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text
}

/// How much wrk asks with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crowd {
    pub(super) connections: usize,
    pub(super) seconds: usize,
}

/// A script of wrk that sends the requests of a list in turn, and counts what was no answer.
pub(super) struct Script(std::path::PathBuf);

impl Script {
    pub(super) fn new(folder: &Path, name: &str, asks: &[Ask]) -> Outcome<Self> {
        let quoted: Vec<String> = asks.iter().map(|ask| quoted(ask.raw())).collect();
        let text = format!(
            "local requests = {{\n{}\n}}\nlocal at = 0\nfunction request()\n  at = at % #requests + 1\n  return requests[at]\nend\n",
            quoted.join(",\n")
        );
        let file = folder.join(format!("{name}.lua"));
        std::fs::write(&file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
        Ok(Self(file))
    }
}

/// A text as Lua reads it.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|c| {
            if c == '\r' {
                vec!['\\', 'r']
            } else if c == '\n' {
                vec!['\\', 'n']
            } else {
                c.escape_default().collect()
            }
        })
        .collect();
    format!("\"{escaped}\"")
}

/// As many requests as are answered; gives answers a second. An answer that is a failure fails the measure.
pub(super) fn as_fast_as_it_goes(server: &Server, script: &Script, crowd: Crowd) -> Outcome<f64> {
    let Crowd { connections, seconds } = crowd;
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "-s"])
        .arg(&script.0)
        .arg(format!("http://{}/", server.address));
    let told = read(&mut wrk)?;
    let line = |name: &str| told.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim);
    if let Some(failed) = line("Non-2xx or 3xx responses:") {
        return Err(format!("of the requests in {} {failed} were refused; that measures nothing", script.0.display()));
    }
    line("Requests/sec:").and_then(|text| text.parse().ok()).ok_or_else(|| format!("wrk did not tell its rate:\n{told}"))
}

/// What our own load saw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Answers a second.
    pub(super) rate: f64,
    /// What half of the answers took at most, in microseconds.
    pub(super) p50: f64,
    /// What 99 of 100 took at most, in microseconds.
    pub(super) p99: f64,
    /// Answers.
    pub(super) answered: f64,
    /// What was no answer.
    pub(super) failed: f64,
}

/// Requests at a rate that does not wait for answers; without one, each connection asks as soon as it was answered.
pub(super) fn at_a_rate(server: &Server, asks: &[Ask], connections: usize, rate: Option<f64>, seconds: usize) -> Outcome<Seen> {
    let requests: Vec<&str> = asks.iter().map(Ask::raw).collect();
    own(json!({ "address": server.address, "connections": connections, "rate": rate, "seconds": seconds, "requests": requests }))
}

/// Each connection renews a refresh token of its own, again and again.
pub(super) fn renewing(server: &Server, head: &str, tokens: &[&str], seconds: usize) -> Outcome<Seen> {
    let renew = json!({ "head": head, "tokens": tokens });
    own(json!({ "address": server.address, "connections": tokens.len(), "seconds": seconds, "renew": renew }))
}

fn own(order: Value) -> Outcome<Seen> {
    let seen = beside(Command::new(program("bench")).arg("load"), Some(&order))?;
    let number = |name: &str| seen[name].as_f64().unwrap_or(f64::NAN);
    Ok(Seen { rate: number("rate"), p50: number("p50"), p99: number("p99"), answered: number("answered"), failed: number("failed") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_its_path_and_its_length() {
        let ask = Ask::post("/oauth/token?x", &[("authorization", "Basic eA==")], "a=b");
        assert_eq!(ask.path(), "/oauth/token");
        assert!(ask.raw().ends_with("content-length: 3\r\n\r\na=b"), "{}", ask.raw());
    }

    #[test]
    fn lua_reads_line_ends_and_quotes() {
        assert_eq!(quoted("a\r\n\"b\"\\"), "\"a\\r\\n\\\"b\\\"\\\\\"");
    }
}
