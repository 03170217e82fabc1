//! What one peer may take (A20): time, size and places, so that others are answered all the same.
//!
//! `axum::serve` sets no timer, and without one hyper's header time-out never fires; so connections are served through
//! hyper itself. A body is read whole before a handler runs: a peer that sends slowly holds a socket, never a handler.
//! The few requests that may bring more say who sends them before any of it is read ([`Allowance`]).
//! When all places are taken, the connection that has waited longest for its peer makes room for the next one; only
//! requests that are being answered are never cut.
//!
//! [`serve`] takes connections and answers their requests, over TLS where there is a certificate: the handshake has the
//! time of the headers, in the connection's own task. [`client`] says where a request comes from.

mod answers;
pub mod client;
mod places;
mod serving;
mod taken;

use std::time::Duration;

use futures_util::future::BoxFuture;
use http::request::Parts;

pub use serving::{Door, serve};

/// How much a peer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the headers of a request, and for the next request on a connection that is kept open.
    pub headers_within: Duration,
    /// For a request with its body, from the last header to the answer.
    pub request_within: Duration,
    /// Bytes of a body.
    pub body: usize,
    /// Bytes of a request's target.
    pub uri: usize,
    /// Bytes of a request's head.
    pub head: usize,
    /// Connections at once. The default is half of the files that this process may open: the rest is for its work.
    pub connections: usize,
    /// How long a connection may wait for its peer before it can lose its place to another.
    pub grace: Duration,
    /// For requests under way when the service stops.
    pub stop_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers_within: Duration::from_secs(10),
            request_within: Duration::from_secs(30),
            body: 16 * 1024,
            uri: 8 * 1024,
            head: 32 * 1024,
            connections: (open_files() / 2).clamp(128, 10_000),
            grace: Duration::from_millis(250),
            stop_within: Duration::from_secs(5),
        }
    }
}

/// Who may send a body that is larger than [`Limits::body`].
pub trait Allowance: std::fmt::Debug + Send + Sync {
    /// How many bytes the body of a request may have, by its head alone: none of the body is read before. `None` for a
    /// request that is bounded like any other.
    fn body<'a>(&'a self, head: &'a Parts) -> Option<BoxFuture<'a, usize>>;
}

/// How many files this process may open, as Linux tells; elsewhere what is common.
fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next());
    soft.and_then(|number| number.parse().ok()).unwrap_or(1024)
}

#[cfg(test)]
mod tests;
