//! Ports for programs that cannot take any and say which, and for nobody at all.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::net::TcpSocket;

/// A port that nobody listens on, each given once.
///
/// It is below those that the system gives to whoever connects, or asks for any (from 32,768 on): nobody takes it by chance
/// before the program listens that it is meant for, or while that program is started again.
#[must_use]
pub fn free_port() -> u16 {
    const FIRST: u16 = 20_000;
    const ALL: u32 = 12_000;
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Test processes that run side by side have ids that are near to each other: their ports are not.
    let start = std::process::id() % ALL * 97;
    loop {
        let next = (start + GIVEN.fetch_add(1, Ordering::Relaxed)) % ALL;
        let port = FIRST + u16::try_from(next).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A port that is taken and that nobody listens on: whoever connects is refused.
#[derive(Debug)]
pub struct Deaf(TcpSocket);

impl Default for Deaf {
    fn default() -> Self {
        Self::new()
    }
}

impl Deaf {
    /// Takes one, for as long as it lives.
    #[must_use]
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        Self(socket)
    }

    /// Where nobody answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }
}
