//! What arrived, byte for byte as far as a test can want it.

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Header lines, in order, as they were written.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Seen {
    /// Reads one request; nothing where the peer went away.
    pub(super) async fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            match stream.read(&mut chunk).await {
                Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
                _ => return None,
            }
        };
        let text = String::from_utf8(bytes[..head].to_vec()).ok()?;
        let mut lines = text.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        let mut seen = Self { method, target, headers, body: String::new() };
        let length: usize = seen.header("content-length").parse().unwrap_or(0);
        while bytes.len() < head + 4 + length {
            match stream.read(&mut chunk).await {
                Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
                _ => return None,
            }
        }
        seen.body = String::from_utf8_lossy(&bytes[head + 4..head + 4 + length]).into_owned();
        Some(seen)
    }

    /// The path without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A header; empty where it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// A field of the form in the body; empty where it is absent.
    #[must_use]
    pub fn form(&self, name: &str) -> String {
        let mut pairs = form_urlencoded::parse(self.body.as_bytes());
        pairs.find(|(other, _)| other == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    /// The names of the form's fields, in order.
    #[must_use]
    pub fn form_names(&self) -> Vec<String> {
        form_urlencoded::parse(self.body.as_bytes()).map(|(name, _)| name.into_owned()).collect()
    }
}
