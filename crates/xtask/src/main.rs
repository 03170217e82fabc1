//! The project's own commands, as `cargo xtask NAME`.
//!
//! * [`setup`] brings a fresh machine to where everything builds: system packages, npm packages, the screen, and the
//!   libraries that the tests stand on.
//! * [`run`] starts the desktop app, or takes a tour of it where there is no display.
//! * [`mod@test`] passes all tests.
//! * [`gallery`] shows every screen in every state, in a browser.
//! * [`codegen`] writes what is generated from Rust for the screen and the docs, or checks that it is current.
//! * [`bench`] measures the service and the engine, and what the clock gives away.
//! * [`soak`] kills the service and the command line and feeds what reads input, for as long as it is told.
//! * [`package`] makes a package for Debian, and tries it on this computer.
//! * [`icons`] draws the app's icon in all sizes, or checks that they are current.
//! * [`layers`] checks that no arrow points up, between crates and within them.
//! * [`deny`] checks licences, bans and sources, with a pinned `cargo-deny`.
//!
//! It has few dependencies on purpose: it is the first thing that a fresh machine compiles, before it is known
//! whether anything else can be.
//!
//! Left out on purpose: the bundles of other systems, which their own tools make there (docs/PACKAGES.md).

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

mod bench;
mod checkout;
mod codegen;
mod deny;
mod gallery;
mod icons;
mod layers;
mod package;
mod run;
mod setup;
mod soak;
mod test;
mod tools;

use std::process::ExitCode;

/// Why a command ended early, in words for the person at the terminal.
pub(crate) type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask run             build and start the desktop app; without a display, take a tour of it
cargo xtask test            set up, build and run all tests
cargo xtask gallery         every screen in every state, in your browser   [--no-open]
cargo xtask setup           only the set-up: system packages, npm packages, the screen
cargo xtask codegen         write what is generated from Rust   [--check: only compare] [--sentences: only what is said to a person]
cargo xtask check           format, lints, generated code, layers, licences: all that CI asks before the tests
cargo xtask bench           service, engine, desktop: speed and memory; security: what the clock gives away   [--quick] [--json]
cargo xtask soak            kills, inputs and questions for as long as told   [--kills N] [--inputs N] [--minutes M] [--questions SECONDS]
                            [--only NAME] [--seed N] [--json]; --replay FILE: one input again
cargo xtask package         a package for Debian in target/package   [--try: install, upgrade, use and remove it here]
cargo xtask icons           draw the app's icon in all sizes   [--check: only compare]
cargo xtask layers          only: no arrow points up
cargo xtask deny            only: licences, bans and sources";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest),
        ["test", rest @ ..] => test::test(rest),
        ["gallery", rest @ ..] => gallery::run(rest),
        ["setup"] => setup::prepare(setup::Purpose::Test),
        ["bench", rest @ ..] => bench::run(rest),
        ["soak", rest @ ..] => soak::run(rest),
        ["package", rest @ ..] => package::run(rest),
        ["icons"] => icons::write(),
        ["icons", "--check"] => icons::check(),
        ["codegen"] => setup::prepare(setup::Purpose::Build).and_then(|()| codegen::write()),
        ["codegen", "--sentences"] => codegen::write_sentences(),
        ["codegen", "--check"] => setup::prepare(setup::Purpose::Build).and_then(|()| codegen::check()),
        ["check"] => test::check(),
        ["layers"] => layers::check(),
        ["deny"] => deny::check(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("there is no such command. There are:\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
