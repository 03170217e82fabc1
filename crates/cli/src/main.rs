//! `countersign`: Countersign for people and scripts.
//!
//! A thin face over `countersign_engine`: no protocol, no storage, no rules are here.
//!
//! * [`args`]: what may be typed.
//! * [`commands`]: one function for each verb; each asks the engine and hands the answer on. What they print with `--json` is
//!   described for programs in `commands/schema.rs`.
//! * [`output`]: how an answer, an error and an exit code are told, to a person at a terminal, to a pipe or as JSON.
//! * [`log`]: warnings on stderr, and more where `COUNTERSIGN_LOG` asks for it.
//!
//! Left out on purpose: anything that the desktop app does better (hosting a service), a person's own connected apps and
//! browsers at an accounts service, which its pages show, hiding a pasted address (its code is good once, and only with the
//! vault), reading secrets from arguments or variables, where other programs could see them, and one thing done to several apps
//! at once, as a file of apps or a loop of the shell does it.

mod args;
mod commands;
mod log;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

use args::Arguments;
use output::Output;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(refusal) => {
            let refusal = args::with_verbs(refusal, std::env::args_os());
            return output::refuse_usage(&refusal, args::asks_for_json(std::env::args_os()));
        }
    };
    let output = Output::new(arguments.json);
    // An agent that answers makes this a matter of milliseconds: before anything else is started.
    if let Some(done) = commands::at_once(&arguments, output) {
        return ended(output, done);
    }
    log::start(output);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.fail(&output::Failure::Runtime(error)),
    };
    let done = runtime.block_on(commands::run(arguments, &output));
    // Signals are heard until the last word is said: nobody may read it.
    let code = ended(output, done);
    // A keychain that hangs would otherwise hold the process up after it has said so.
    runtime.shutdown_background();
    code
}

fn ended(output: Output, done: Result<(), output::Failure>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.fail(&failure),
    }
}
