//! The line to a service, which may be cut in the middle of anything and mended again.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::ports::free_port;

/// An address of its own, behind which a service answers as long as the line is whole.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    to: Option<SocketAddr>,
    carrying: Option<JoinHandle<()>>,
}

impl Default for Line {
    fn default() -> Self {
        Self::new()
    }
}

impl Line {
    /// A line that leads nowhere yet.
    #[must_use]
    pub fn new() -> Self {
        Self { address: ([127, 0, 0, 1], free_port()).into(), to: None, carrying: None }
    }

    /// The origin by which the service is known on this side.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Leads to where the service listens.
    ///
    /// # Panics
    /// When somebody else has taken the address.
    pub async fn lead_to(&mut self, to: SocketAddr) {
        self.to = Some(to);
        self.mend().await;
    }

    /// Whoever calls from now on is refused, and whoever speaks is cut off in the middle of a word.
    pub async fn cut(&mut self) {
        let Some(carrying) = self.carrying.take() else { return };
        carrying.abort();
        // Nobody is refused before the listener is gone.
        let _aborted = carrying.await;
    }

    /// The service answers again, at the same address.
    ///
    /// # Panics
    /// When somebody else has taken the address meanwhile, or it never led anywhere.
    pub async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        let to = self.to.expect("a line that leads somewhere");
        self.carrying = Some(tokio::spawn(async move {
            // They end with the line.
            let mut calls = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                calls.spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(to).await {
                        // Either side may hang up whenever it likes.
                        let _hung_up = copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        }));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(carrying) = &self.carrying {
            carrying.abort();
        }
    }
}
