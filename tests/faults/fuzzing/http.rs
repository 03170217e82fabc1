//! A connection without manners to a service in this process: it sends the bytes that it is given, and reads answers.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.split_once(':').is_some_and(|(other, _)| other.eq_ignore_ascii_case(name));
        self.head.lines().skip(1).find(named).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A connection that is kept as long as the service keeps it.
pub struct Line {
    at: SocketAddr,
    stream: Option<TcpStream>,
}

impl Line {
    pub fn to(at: SocketAddr) -> Self {
        Self { at, stream: None }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends a whole request and reads its answer. Where the service had closed the line before, a new one is taken, once.
    pub fn ask(&mut self, request: &[u8]) -> Result<Answer, String> {
        let kept = self.stream.take();
        let again = kept.is_some();
        let mut stream = kept.unwrap_or_else(|| self.connect());
        // The service may have said all it has to say before everything is sent.
        let _ = stream.write_all(request);
        match read(&mut stream) {
            Ok(Some(answer)) => {
                if !answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
                    self.stream = Some(stream);
                }
                Ok(answer)
            }
            _ if again => self.ask(request),
            Ok(None) => Err("the line was closed without an answer".to_owned()),
            Err(error) => Err(format!("no answer: {error}")),
        }
    }

    /// Sends bytes on a line of their own and says that no more will come; no answer is one too.
    pub fn send_and_close(&self, bytes: &[u8]) -> Result<Option<Answer>, String> {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        match read(&mut stream) {
            Ok(answer) => Ok(answer),
            // It was cut off: there was more to read than the service wanted.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Ok(None),
            Err(error) => Err(format!("no end of the answer: {error}")),
        }
    }
}

fn read(stream: &mut TcpStream) -> std::io::Result<Option<Answer>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 16 * 1024]);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut part)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&part[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    let mut answer = Answer { status, head, body: bytes.split_off(end + 4) };
    let length = answer.header("content-length").and_then(|value| value.parse::<usize>().ok());
    let chunked = answer.header("transfer-encoding").is_some();
    let whole = |body: &[u8]| match length {
        Some(length) => body.len() >= length,
        None if chunked => body.ends_with(b"0\r\n\r\n"),
        None => matches!(status, 204 | 304) || status < 200,
    };
    while !whole(&answer.body) {
        match stream.read(&mut part)? {
            0 => break,
            count => answer.body.extend_from_slice(&part[..count]),
        }
    }
    Ok(Some(answer))
}

/// A request with a body, on a line that is kept.
pub fn request(method: &str, target: &[u8], headers: &[(&str, &[u8])], body: &[u8]) -> Vec<u8> {
    let mut bytes = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\nhost: accounts.test\r\n"].concat();
    for (name, value) in headers {
        bytes.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// Bytes as they may stand in a header (RFC 9110 §5.5): no line ends, no other controls.
pub fn in_a_header(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().take(6000).map(|byte| if *byte < 0x20 && *byte != b'\t' || *byte == 0x7f { b'?' } else { *byte }).collect()
}

/// Bytes as they may stand in a query (RFC 3986 §3.4): what may not is escaped, what means something stays.
pub fn in_a_query(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes.iter().take(2500) {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}
