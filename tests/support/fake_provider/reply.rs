//! The small language in which a test says how an answer is to go wrong.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// What is otherwise in a good server's JSON.
type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// An answer, and how it is delivered.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delivery: Delivery,
    works: bool,
    change: Option<Change>,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {:?} {}", self.status, self.headers, self.delivery, String::from_utf8_lossy(&self.body))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    Whole,
    /// This many bytes of the whole answer, head included, and then the connection ends.
    CutAt(usize),
    /// One byte now and then, for ever.
    Trickle,
    /// More and more, for ever.
    Flood,
}

impl Reply {
    /// JSON as it should be.
    #[must_use]
    pub fn json(status: u16, body: Value) -> Self {
        Self::body(status, "application/json", body.to_string())
    }

    /// Anything at all.
    #[must_use]
    pub fn body(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into(), delivery: Delivery::Whole, works: false, change: None }
    }

    /// A redirect.
    #[must_use]
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::body(status, "text/plain", "").header("Location", to)
    }

    /// What a good server would answer, delivered otherwise: the work is done, and its answer suffers.
    #[must_use]
    pub fn good() -> Self {
        Self { works: true, ..Self::body(200, "application/json", "") }
    }

    /// And what it says is changed like this.
    #[must_use]
    pub fn saying(self, change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self { change: Some(Arc::new(change)), ..self }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Only so many bytes of it.
    #[must_use]
    pub fn cut_at(self, bytes: usize) -> Self {
        Self { delivery: Delivery::CutAt(bytes), ..self }
    }

    /// One byte at a time.
    #[must_use]
    pub fn trickle(self) -> Self {
        Self { delivery: Delivery::Trickle, ..self }
    }

    /// Without end.
    #[must_use]
    pub fn flood(self) -> Self {
        Self { delivery: Delivery::Flood, ..self }
    }

    pub(super) fn does_the_work(&self) -> bool {
        self.works
    }

    /// `good`'s content in this delivery.
    pub(super) fn in_place_of(self, good: &Self) -> Self {
        let body = match &self.change {
            Some(change) => {
                let mut said = serde_json::from_slice(&good.body).expect("a good server speaks JSON");
                change(&mut said);
                said.to_string().into_bytes()
            }
            None => good.body.clone(),
        };
        Self { delivery: self.delivery, body, works: false, ..good.clone() }
    }

    /// The whole answer as bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", self.status);
        if self.delivery != Delivery::Flood {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        [text.as_bytes(), &self.body].concat()
    }

    pub(super) async fn send(&self, stream: &mut TcpStream) {
        let bytes = self.bytes();
        // The peer may have had enough; that is its right.
        let _gone = match self.delivery {
            Delivery::Whole => stream.write_all(&bytes).await,
            Delivery::CutAt(count) => stream.write_all(&bytes[..count.min(bytes.len())]).await,
            Delivery::Trickle => {
                let mut sent = Ok(());
                for byte in bytes.iter().cycle() {
                    sent = stream.write_all(&[*byte]).await;
                    if sent.is_err() {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
                sent
            }
            Delivery::Flood => {
                let mut sent = stream.write_all(&bytes).await;
                while sent.is_ok() {
                    sent = stream.write_all(&[b' '; 4096]).await;
                }
                sent
            }
        };
        let _closed = stream.shutdown().await;
    }
}
