//! What the accounts service and the command line keep when they are killed, and what becomes of input that nobody meant.
//!
//! * [`kills`]: a service or a command is killed at a named point while somebody works with it, is started again, and every
//!   promise is looked at from outside.
//! * [`fuzzing`]: inputs that are near to good ones, for every parser and door that takes what comes from outside.
//!
//! As tests both have a small budget: ten kills a point, a minute of inputs in all. As a program, which `cargo xtask soak`
//! starts, they go on for as long as it is told:
//!
//! * `faults list`: the names of all points and targets, as JSON.
//! * `faults kills POINT COUNT SECONDS`, `faults inputs TARGET COUNT SECONDS SEED`: what was done and what was lost, as one
//!   line of JSON.
//! * `faults replay FILE`: one input again, from the file that a failure was written to.
//!
//! A kill is SIGKILL: the process is gone, and what it gave to the system is not. What a loss of power takes besides is not
//! shown here.

#![expect(clippy::disallowed_methods, reason = "it is bounded by the time of the machine")]

mod fuzzing;
mod kills;
mod told;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match words.as_slice() {
        ["list"] => {
            let names: Vec<_> = kills::POINTS.iter().map(|point| point.name).collect();
            println!("{}", json!({ "kills": names, "inputs": fuzzing::names() }));
            return ExitCode::SUCCESS;
        }
        ["kills", name, count, seconds] => kills::named(name).map(|point| kills::kill(point, number(count), within(seconds))),
        ["inputs", name, count, seconds, seed] => {
            fuzzing::named(name).map(|target| fuzzing::feed(target, number(count), within(seconds), u64::from(number(seed))))
        }
        ["replay", file] => fuzzing::replay(Path::new(file)),
        _ => Err("say: list, kills POINT COUNT SECONDS, inputs TARGET COUNT SECONDS SEED, or replay FILE".to_owned()),
    };
    match told {
        Ok(told) => {
            println!("{}", told.line());
            if told.lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("faults: {why}");
            ExitCode::from(2)
        }
    }
}

fn number(word: &str) -> u32 {
    word.parse().unwrap_or_else(|_| panic!("{word} is no number"))
}

fn within(seconds: &str) -> Duration {
    Duration::from_secs(number(seconds).into())
}
