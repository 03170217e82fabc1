//! A process beside a test: the other side of what a test shows between processes, in the session that it made.
//!
//! * `vault HOME TASK…`: a program of the same person, at work on the same [`vault`].
//! * `sessions HOME TASK…`: a program of the same person, which uses the same [`sessions`].
//! * `link URL`: the app, when the system hands it a [`link`].
//! * `probe URL HOME`: the app of a home, when the system hands it a probe.
//! * `agent SOCKET`: another program at the [`agent`]'s socket.
//! * `sockets ADDRESS`: somebody who opens [`sockets`] and never finishes a request.
//!
//! What there is to answer goes to stdout. Left out on purpose: any judgement; that is the test's.

mod agent;
mod link;
mod sessions;
mod sockets;
mod vault;

use std::path::Path;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    match words.as_slice() {
        ["vault", home, task @ ..] => println!("{}", runtime.block_on(vault::answer(Path::new(home), task))),
        ["sessions", home, task @ ..] => println!("{}", runtime.block_on(sessions::answer(Path::new(home), task))),
        ["agent", socket] => agent::converse(socket),
        ["link", url] => println!("{}", runtime.block_on(link::receive(url))),
        ["probe", url, home] => println!("{:?}", link::probe(url, Path::new(home))),
        ["sockets", address] => runtime.block_on(sockets::hold(address)),
        other => panic!("there is no such thing to do: {other:?}"),
    }
    // A keychain that hangs would otherwise hold the process up after it has answered.
    runtime.shutdown_background();
}
