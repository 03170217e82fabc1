//! The processes beside a benchmark, for `cargo xtask bench`, which starts them and judges what they say.
//!
//! * `seed DATABASE PEOPLE APPS TOKENS`: [`seed`] fills a database, and names what may be asked with.
//! * `bare ADDRESS`: [`bare`] learns answers from a service and gives them again without the work behind them.
//! * `load`: [`load`] asks at a rate or as fast as answers come, and tells how long they took.
//! * `pair`: [`pair`] asks two questions in a random order, for a test of two samples.
//! * `visit ADDRESS`: [`visit`] comes to the sign-in page, and gives the form that it would send.
//! * `commits DATABASE SECONDS`, `hashes THREADS SECONDS`: [`raw`], what the disk and the processor do by themselves.
//! * `engine-server`, `engine-callback FOLDER ISSUER ROUNDS`, `engine-opening FOLDER ISSUER ACCOUNTS ROUNDS`,
//!   `engine-renewals FOLDER ISSUER ACCOUNTS`, `engine-tokens COUNTERSIGN FOLDER ISSUER ROUNDS`: the [`engine`].
//! * `accounts FOLDER ISSUER COUNT`: [`accounts`] signs people in, for the desktop app to show.
//! * `sockets ADDRESS`: somebody who opens [`sockets`] and never finishes a request.
//!
//! What is long comes as JSON on stdin; what there is to tell goes as JSON to stdout. A package of its own, so that a
//! benchmark builds little beside the service. Left out on purpose: any judgement; and TLS, which costs both sides alike.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures the time of the machine")]

mod accounts;
mod bare;
mod engine;
mod http1;
mod load;
mod pair;
mod raw;
mod seed;
#[path = "../neighbour/sockets.rs"]
mod sockets;
mod visit;

use std::path::Path;

use serde_json::Value;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().unwrap();
    match words.as_slice() {
        ["seed", database, people, apps, tokens] => {
            let size = seed::Size { people: number(people), apps: number(apps), tokens: number(tokens) };
            println!("{}", runtime().block_on(seed::fill(Path::new(database), size)));
        }
        ["bare", address] => runtime().block_on(bare::serve(address, &stdin())),
        ["load"] => println!("{}", load::run(&stdin())),
        ["pair"] => println!("{}", pair::run(&stdin())),
        ["visit", address] => println!("{}", visit::sign_in_form(address, &stdin())),
        ["commits", database, seconds] => println!("{}", raw::commits(Path::new(database), number(seconds))),
        ["hashes", threads, seconds] => println!("{}", raw::hashes(number(threads), number(seconds))),
        ["engine-server"] => runtime().block_on(engine::server::serve()),
        ["engine-callback", folder, issuer, rounds] => {
            // As a task: an answer comes to a task of the runtime's threads, and not to the one that waits for them all.
            let run = engine::callback::run(folder.into(), (*issuer).to_owned(), number(rounds));
            println!("{}", runtime().block_on(async { tokio::spawn(run).await.unwrap() }));
        }
        ["engine-opening", folder, issuer, accounts, rounds] => {
            println!("{}", runtime().block_on(engine::opening::run(Path::new(folder), issuer, number(accounts), number(rounds))));
        }
        ["engine-renewals", folder, issuer, accounts] => {
            println!("{}", runtime().block_on(engine::renewals::run(Path::new(folder), issuer, number(accounts))));
        }
        ["engine-tokens", countersign, folder, issuer, rounds] => {
            let (countersign, folder) = (Path::new(countersign), Path::new(folder));
            println!("{}", runtime().block_on(engine::tokens::run(countersign, folder, issuer, number(rounds))));
        }
        ["accounts", folder, issuer, count] => runtime().block_on(accounts::sign_in(Path::new(folder), issuer, number(count))),
        ["sockets", address] => runtime().block_on(sockets::hold(address)),
        other => panic!("there is no such thing to do: {other:?}"),
    }
}

/// The runtime as the service has it.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

/// One line of JSON; stdin stays open, as for some its end is the sign to stop.
fn stdin() -> Value {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}
