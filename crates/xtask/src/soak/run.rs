//! Two rows of processes, one after the other in each, each with its share of the time.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::asked::Asked;
use super::faults;
use super::report::{Line, Lost};
use crate::Outcome;
use crate::checkout::{cargo, read};

/// How long a process may go on after its share: the last kill or input, and the smallest input that shows a failure.
const BESIDES: Duration = Duration::from_secs(180);
/// The test in which schemathesis asks, and the variable that says for how many seconds.
const QUESTIONS: &str = "a17_whatever_an_administrator_sends_the_answer_is_one_that_the_document_knows";
const QUESTIONS_SECONDS: &str = "COUNTERSIGN_QUESTIONS_SECONDS";

/// Everything that is wanted. Kills wait for processes and disks most of the time, inputs for a processor: so they go on side by
/// side, each in its order and with the whole time.
///
/// # Errors
/// Where nothing of that name is there, or nothing can be started.
pub(super) fn all(asked: &Asked) -> Outcome<Vec<Line>> {
    let end = Instant::now() + asked.time;
    let names: Value = serde_json::from_str(&read(faults().arg("list"))?).map_err(|error| error.to_string())?;
    let of = |part: &str| {
        let all = names[part].as_array().into_iter().flatten().filter_map(Value::as_str);
        all.filter(|name| asked.wants(name)).map(str::to_owned).collect::<Vec<_>>()
    };
    let (kills, inputs) = (of("kills"), of("inputs"));
    if kills.is_empty() && inputs.is_empty() && !asked.asks() {
        return Err("there is nothing of that name. The names are those of a report".to_owned());
    }
    let seed = asked.seed.to_string();
    let (mut lines, fed) = std::thread::scope(|scope| {
        let feeding = scope.spawn(|| each("inputs", &inputs, asked.inputs, Some(&seed), end));
        let mut lines =
            each("kills", &kills, asked.kills, None, end - if asked.asks() { asked.questions.min(asked.time) } else { Duration::ZERO });
        if asked.asks() {
            let share = end.saturating_duration_since(Instant::now()).min(asked.questions);
            eprintln!("xtask: questions: administration API, for {} s", share.as_secs());
            lines.push(ask(share));
        }
        (lines, feeding.join())
    });
    lines.extend(fed.map_err(|_| "the inputs ended badly; their own words are above".to_owned())?);
    Ok(lines)
}

/// One after the other, each with its share of the time that is left.
fn each(part: &str, names: &[String], count: u32, seed: Option<&String>, end: Instant) -> Vec<Line> {
    let mut lines = Vec::new();
    for (before, name) in names.iter().enumerate() {
        let left = u32::try_from(names.len() - before).unwrap_or(u32::MAX);
        let share = end.saturating_duration_since(Instant::now()) / left;
        eprintln!("xtask: {part}: {name}, {count} within {} s", share.as_secs());
        let mut command = faults();
        command.args([part, name, &count.to_string(), &share.as_secs().to_string()]).args(seed);
        lines.push(one(&mut command, part, name, count, share));
    }
    lines
}

/// Runs one point or target to its end. One that says nothing has lost something too.
fn one(command: &mut Command, part: &str, name: &str, count: u32, share: Duration) -> Line {
    let begun = Instant::now();
    let lost = |what: String| vec![Lost { what, replay: format!("--only {name:?}") }];
    let mut line = Line { part: part.to_owned(), name: name.to_owned(), asked: count, done: 0, met: 0, seconds: 0.0, lost: Vec::new() };
    match within(command, share + BESIDES) {
        Ok(said) => match serde_json::from_str::<Value>(said.trim()) {
            Ok(told) => line.take(&told),
            Err(_) => line.lost = lost("it ended early; its own words are above".to_owned()),
        },
        Err(why) => line.lost = lost(why),
    }
    line.seconds = begun.elapsed().as_secs_f64();
    line
}

/// What a process says on stdout, within a time. Past it the process is ended.
fn within(command: &mut Command, most: Duration) -> Outcome<String> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child: Child = child.map_err(|error| format!("it could not be started: {error}"))?;
    let stdout = child.stdout.take();
    // A line longer than a pipe holds would wait for its reader.
    let reading = std::thread::spawn(move || {
        let mut said = String::new();
        stdout.map(|mut stdout| std::io::Read::read_to_string(&mut stdout, &mut said));
        said
    });
    let end = Instant::now() + most;
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return reading.join().map_err(|_| "its words could not be read".to_owned()),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(50)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it did not end within {} s", most.as_secs()));
            }
        }
    }
}

/// Has schemathesis ask the administration API.
fn ask(share: Duration) -> Line {
    let begun = Instant::now();
    let mut command = cargo();
    command.args(["test", "--quiet", "--package", "countersign-tests", "--test", "clients", "--", QUESTIONS]);
    command.env(QUESTIONS_SECONDS, share.as_secs().to_string());
    // The build of the suite comes first.
    let outcome = within(&mut command, share + BESIDES * 5);
    let passed = outcome.as_ref().is_ok_and(|said| said.contains("test result: ok. 1 passed"));
    let seconds = begun.elapsed().as_secs_f64();
    let asked = u32::try_from(share.as_secs()).unwrap_or(u32::MAX);
    let what = outcome.unwrap_or_else(|why| why);
    let lost = if passed { Vec::new() } else { vec![Lost { what, replay: "--only \"administration API\"".to_owned() }] };
    Line { part: "questions".to_owned(), name: "administration API, seconds".to_owned(), asked, done: asked, met: asked, seconds, lost }
}
