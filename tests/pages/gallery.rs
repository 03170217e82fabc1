//! Every sample at an address of its own, under the policy that the service sends with it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use countersign_accounts::pages::{Sample, assets, content_security_policy, samples};

/// A server of samples, for as long as the test process lives.
pub(crate) struct Gallery {
    at: SocketAddr,
    /// What it shows.
    pub(crate) samples: Vec<Sample>,
}

impl Gallery {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let shown = samples();
        std::thread::spawn(move || {
            // A browser opens connections ahead of need and says nothing on them: none may keep the others waiting.
            for stream in listener.incoming().flatten() {
                let shown = shown.clone();
                std::thread::spawn(move || answer(stream, &shown));
            }
        });
        Self { at, samples: samples() }
    }

    /// Where a sample is.
    pub(crate) fn address(&self, sample: &Sample) -> String {
        format!("http://{}{}", self.at, path(sample))
    }
}

/// A sample in words, for what a test says about it.
pub(crate) fn named(sample: &Sample) -> String {
    format!("{} in {:?}", sample.name, sample.language)
}

fn path(sample: &Sample) -> String {
    format!("/{}/{}", sample.language.tag(), sample.name)
}

fn answer(mut stream: TcpStream, samples: &[Sample]) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head);
    if head.starts_with("POST ") {
        // A form that a page sends by itself: the browser stays where it is.
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        return;
    }
    let asked = head.split(' ').nth(1).unwrap_or_default();
    let sample = samples.iter().find(|sample| path(sample) == asked);
    // Every app of a sample has the service's own sign for a logo.
    let asset = if asked.starts_with("/apps/") {
        assets::all().iter().find(|asset| asset.content_type == "image/svg+xml")
    } else {
        assets::at(asked)
    };
    let (status, kind, body) = match (sample, asset) {
        (Some(sample), _) => ("200 OK", "text/html; charset=utf-8", sample.html.as_bytes()),
        (None, Some(asset)) => ("200 OK", asset.content_type, asset.bytes),
        (None, None) => ("404 Not Found", "text/plain", &b"Nothing is here."[..]),
    };
    let policy = content_security_policy("c2FtcGxl", &[]);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A browser that has gone away is told nothing.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}
