//! A record as a picture in text: who said what to whom, from top to bottom, in 80 columns of plain ASCII.
//!
//! Each exchange has a number in the picture, under which stands below what was said.

use countersign_wire::trace::{Trace, TraceEntry, TraceKind, TraceOutcome, TraceParameter, TraceStep};

use super::style;
use super::table::time;

/// As wide as any terminal is.
const WIDTH: usize = 80;
/// Where the lines of the three stand.
const APP: usize = 14;
const BROWSER: usize = 44;
const SERVICE: usize = 74;

/// A space at which no line ends.
const UNBROKEN: char = '\u{a0}';

/// The whole of it.
pub(crate) fn picture(trace: &Trace) -> String {
    let mut out = format!("{}\n\n", style::head(&heading(trace)));
    out += &row("", &heads());
    let first = trace.entries.first().map_or(trace.started_at.saturating_mul(1000), TraceEntry::at_ms);
    let mut number = 0;
    for entry in &trace.entries {
        let at = after(entry.at_ms().saturating_sub(first));
        match entry {
            TraceEntry::Step { step, .. } => out += &row(&at, &point(words(*step))),
            TraceEntry::Asked { path, .. } => {
                number += 1;
                out += &row(&at, &arrow(APP, BROWSER, &format!("[{number}] address")));
                out += &row("", &arrow(BROWSER, SERVICE, &shown(path)));
            }
            TraceEntry::Brought { .. } => {
                number += 1;
                out += &row(&at, &arrow(BROWSER, APP, &format!("[{number}] comes back")));
            }
            TraceEntry::Exchange { method, path, status, took_ms, failure, .. } => {
                number += 1;
                out += &row(&at, &arrow(APP, SERVICE, &format!("[{number}] {method} {}", shown(path))));
                let answer = match (status, failure) {
                    (Some(status), _) => arrow(SERVICE, APP, &format!("{status}, {took_ms} ms")),
                    (None, failure) => arrow(SERVICE, APP, &format!("no answer ({}), {took_ms} ms", failure.as_deref().unwrap_or("?"))),
                };
                let is_good = status.is_some_and(|status| status < 400);
                out += &if is_good { row("", &answer) } else { style::error(row("", &answer).trim_end()) + "\n" };
            }
        }
    }
    out += "\n";
    out += &said(trace);
    out
}

fn heading(trace: &Trace) -> String {
    let mut heading = format!("{} {} at {}, {}", kind(trace.kind), trace.id, shown(&trace.provider), time(trace.started_at));
    heading += &format!(": {}", outcome(trace.outcome));
    if let Some(code) = &trace.code {
        let code = serde_json::to_value(code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
        heading += &format!(" ({code})");
    }
    wrapped(&heading, 0).trim_end().to_owned()
}

/// What a record is of.
pub(crate) fn kind(kind: TraceKind) -> &'static str {
    match kind {
        TraceKind::SignIn => "sign-in",
        TraceKind::Renewal => "renewal",
        TraceKind::SignOut => "sign-out",
    }
}

/// How it ended.
pub(crate) fn outcome(outcome: Option<TraceOutcome>) -> &'static str {
    match outcome {
        Some(TraceOutcome::Done) => "done",
        Some(TraceOutcome::Cancelled) => "cancelled",
        Some(TraceOutcome::Failed) => "failed",
        None => "goes on",
    }
}

fn words(step: TraceStep) -> &'static str {
    match step {
        TraceStep::Started => "started",
        TraceStep::Pushed => "request left at the service",
        TraceStep::Opened => "browser opened",
        TraceStep::Returned => "answer taken",
        TraceStep::Exchanged => "tokens given",
        TraceStep::IdTokenChecked => "ID token checked",
        TraceStep::Saved => "saved",
        TraceStep::ProfileRead => "profile read",
        TraceStep::Ended => "ended",
    }
}

/// Time since the beginning.
fn after(ms: i64) -> String {
    let ms = ms.max(0);
    let (seconds, ms) = (ms / 1000, ms % 1000);
    match seconds {
        0..1000 => format!("+{seconds}.{ms:03} s"),
        1000..360_000 => format!("+{} min", seconds / 60),
        // The clock was set meanwhile.
        _ => "later".to_owned(),
    }
}

fn row(at: &str, line: &str) -> String {
    format!("{at:>11}{}", line.get(11..).unwrap_or_default()).trim_end().to_owned() + "\n"
}

/// The three lines alone.
fn lines() -> Vec<char> {
    let mut line = vec![' '; WIDTH];
    for at in [APP, BROWSER, SERVICE] {
        line[at] = '|';
    }
    line
}

fn heads() -> String {
    let mut line = vec![' '; WIDTH];
    for (at, name) in [(APP, "countersign"), (BROWSER, "browser"), (SERVICE, "service")] {
        let from = at.saturating_sub(name.len() / 2).min(WIDTH - name.len()).max(11);
        write_at(&mut line, from, name);
    }
    line.into_iter().collect()
}

/// Something that happens on this side.
fn point(text: &str) -> String {
    let mut line = lines();
    line[APP] = '*';
    write_at(&mut line, APP + 2, text);
    line.into_iter().collect()
}

/// From one line to another, with what is said in its middle.
fn arrow(from: usize, to: usize, label: &str) -> String {
    let mut line = lines();
    let (left, right) = (from.min(to), from.max(to));
    line[left + 1..right].fill('-');
    if from < to {
        line[right - 1] = '>';
    } else {
        line[left + 1] = '<';
    }
    let room = right - left - 7;
    // Where something was held back.
    let label = label.replace('…', "...");
    let label = if label.chars().count() > room { label.chars().take(room - 3).collect::<String>() + "..." } else { label };
    let label = format!(" {label} ");
    write_at(&mut line, left + 1 + (right - left - 1 - label.chars().count()) / 2, &label);
    line.into_iter().collect()
}

fn write_at(line: &mut [char], from: usize, text: &str) {
    for (place, letter) in line.iter_mut().skip(from).zip(text.chars()) {
        // A letter that takes two places, or none, would push the lines out of their columns; one that stands for it must not
        // read as a part of an address, as `?` would.
        *place = if letter.is_ascii_graphic() || letter == ' ' { letter } else { '_' };
    }
}

/// What stands under each number, and what is to be known besides.
fn said(trace: &Trace) -> String {
    let mut out = String::new();
    let mut number = 0;
    for entry in &trace.entries {
        let (head, sent, received): (String, &[TraceParameter], &[TraceParameter]) = match entry {
            TraceEntry::Step { .. } => continue,
            TraceEntry::Asked { host, path, sent, .. } => (format!("browser to {host}{path}"), sent, &[]),
            TraceEntry::Brought { received, .. } => ("browser to countersign".to_owned(), &[], received),
            TraceEntry::Exchange { method, host, path, sent, received, .. } => (format!("{method} {host}{path}"), sent, received),
        };
        number += 1;
        out += &wrapped(&shown(&format!("[{number}] {head}")), 4);
        for (what, parameters) in [("sent", sent), ("came", received)] {
            if !parameters.is_empty() {
                let told: Vec<String> = parameters.iter().map(told).collect();
                out += &wrapped(&format!("    {what}: {}", told.join("  ")), 10).replace(UNBROKEN, " ");
            }
        }
    }
    for (what, texts) in [("tolerated", &trace.deviations), ("warning", &trace.warnings)] {
        texts.iter().for_each(|text| out += &wrapped(&shown(&format!("{what}: {text}")), 4));
    }
    if trace.left_out > 0 {
        out += &format!("{} entries of the middle were not kept.\n", trace.left_out);
    }
    out
}

fn told(parameter: &TraceParameter) -> String {
    let value = match (&parameter.value, parameter.hidden) {
        (Some(value), _) => shown(value),
        (None, hidden) => format!("({}{UNBROKEN}characters)", hidden.map_or("?", countersign_wire::trace::Length::words)),
    };
    format!("{}={value}", shown(&parameter.name))
}

/// A text of a record, on one line.
fn shown(text: &str) -> String {
    super::table::shown(text).replace('\n', " ")
}

/// Lines of 80 columns, as [`super::table::lines_of`].
fn wrapped(text: &str, indent: usize) -> String {
    super::table::lines_of(text, WIDTH, indent)
}

#[cfg(test)]
mod tests {
    use countersign_wire::trace::Length;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    const EXPECTED: &str = "\
sign-in a1b2c3 at work, 2026-05-14T09:07:00Z: done

           countersign                   browser                       service
   +0.000 s   * started                     |                             |
   +0.004 s   |-------- [1] address ------->|                             |
              |                             |----- /oauth/authorize ----->|
   +0.020 s   * browser opened              |                             |
   +7.250 s   |<----- [2] comes back -------|                             |
   +7.251 s   * answer taken                |                             |
   +7.252 s   |------------------ [3] POST /oauth/token ----------------->|
              |<---------------------- 200, 12 ms ------------------------|
   +7.270 s   * ended                       |                             |

[1] browser to accounts.example.com/oauth/authorize
    sent: response_type=code  state=(16-63 characters)
[2] browser to countersign
    came: code=(16-63 characters)  state=(16-63 characters)
[3] POST accounts.example.com/oauth/token
    sent: grant_type=authorization_code  code=(16-63 characters)
          code_verifier=(16-63 characters)
    came: access_token=(16-63 characters)  token_type=Bearer  expires_in=3600
tolerated: The service left out token_type.
";

    fn parameter(name: &str, value: Option<&str>) -> TraceParameter {
        TraceParameter { name: name.into(), value: value.map(Into::into), hidden: value.is_none().then_some(Length::To63) }
    }

    fn trace() -> Trace {
        let step = |at_ms, step| TraceEntry::Step { at_ms, took_ms: 0, step };
        Trace {
            id: "a1b2c3".into(),
            kind: TraceKind::SignIn,
            provider: "work".into(),
            account: Some("d4e5f6".into()),
            started_at: 1_778_749_620,
            outcome: Some(TraceOutcome::Done),
            code: None,
            entries: vec![
                step(1_778_749_620_000, TraceStep::Started),
                TraceEntry::Asked {
                    at_ms: 1_778_749_620_004,
                    host: "accounts.example.com".into(),
                    path: "/oauth/authorize".into(),
                    sent: vec![parameter("response_type", Some("code")), parameter("state", None)],
                },
                step(1_778_749_620_020, TraceStep::Opened),
                TraceEntry::Brought { at_ms: 1_778_749_627_250, received: vec![parameter("code", None), parameter("state", None)] },
                step(1_778_749_627_251, TraceStep::Returned),
                TraceEntry::Exchange {
                    at_ms: 1_778_749_627_252,
                    took_ms: 12,
                    method: "POST".into(),
                    host: "accounts.example.com".into(),
                    path: "/oauth/token".into(),
                    sent: vec![
                        parameter("grant_type", Some("authorization_code")),
                        parameter("code", None),
                        parameter("code_verifier", None),
                    ],
                    status: Some(200),
                    received: vec![
                        parameter("access_token", None),
                        parameter("token_type", Some("Bearer")),
                        parameter("expires_in", Some("3600")),
                    ],
                    failure: None,
                },
                step(1_778_749_627_270, TraceStep::Ended),
            ],
            deviations: vec!["The service left out token_type.".into()],
            warnings: Vec::new(),
            left_out: 0,
        }
    }

    #[test]
    fn a_sign_in_is_a_picture_that_reads_from_top_to_bottom() {
        let plain = anstream::adapter::strip_str(&picture(&trace())).to_string();
        assert_eq!(plain, EXPECTED);
    }

    #[test]
    fn what_was_held_back_of_a_path_does_not_read_as_a_query() {
        let mut held_back = trace();
        held_back.entries = vec![TraceEntry::Exchange {
            at_ms: 0,
            took_ms: 1,
            method: "GET".into(),
            host: "accounts.example.com".into(),
            path: "/oauth/…info/港".into(),
            sent: Vec::new(),
            status: Some(200),
            received: Vec::new(),
            failure: None,
        }];
        let plain = anstream::adapter::strip_str(&picture(&held_back)).to_string();
        assert!(plain.contains("GET /oauth/...info/_ ") && !plain.contains('?'), "{plain}");
    }

    #[test]
    fn what_is_said_of_one_parameter_stands_on_one_line() {
        let mut long = trace();
        let many = || (0..20).map(|number| parameter(&"n".repeat(number), None)).collect();
        long.entries = vec![TraceEntry::Brought { at_ms: 0, received: many() }];
        let plain = anstream::adapter::strip_str(&picture(&long)).to_string();
        assert_eq!(plain.matches("=(16-63 characters)").count(), 20, "{plain}");
    }

    #[test]
    fn whatever_is_in_a_record_its_picture_fits_80_columns_and_cannot_rewrite_the_terminal() {
        let mut long = trace();
        long.provider = "p".repeat(300);
        long.warnings = vec!["w\u{1b}[2J".repeat(100)];
        long.entries.push(TraceEntry::Exchange {
            at_ms: i64::MAX,
            took_ms: u64::MAX,
            method: "DELETE".into(),
            host: "h".repeat(200),
            path: format!("/{}\u{1b}港", "x".repeat(200)),
            sent: vec![parameter(&"n".repeat(200), Some(&"v".repeat(300))), parameter("scope", Some(&"港\n".repeat(99)))],
            status: None,
            received: Vec::new(),
            failure: Some("unreachable".into()),
        });
        let plain = anstream::adapter::strip_str(&picture(&long)).to_string();
        for line in plain.lines() {
            assert!(line.width() <= 80, "{line}");
        }
        assert!(!plain.contains('\u{1b}'));
    }
}
