//! A program that wants tokens.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;

/// Says what stands on stdin, line by line, and what it is told. The agent may not let it in.
pub(crate) fn converse(socket: &str) {
    let Ok(mut stream) = UnixStream::connect(socket) else { return };
    let mut answers = BufReader::new(stream.try_clone().unwrap()).lines();
    for request in std::io::stdin().lock().lines() {
        if writeln!(stream, "{}", request.unwrap()).is_err() {
            return;
        }
        let Some(Ok(answer)) = answers.next() else { return };
        println!("{answer}");
    }
}
