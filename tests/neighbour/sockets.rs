//! Slow sockets, with a limit of open files that is not the service's.

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

/// Opens sockets that never finish their headers, one of two their body, until the limit of open files or 12,000, more than
/// the service takes; holds them until stdin ends.
pub(crate) async fn hold(address: &str) {
    let mut held = Vec::new();
    while held.len() < 12_000 {
        let Ok(mut stream) = TcpStream::connect(address).await else { break };
        let half: &[u8] = if held.len() % 2 == 0 {
            b"GET /oauth/authorize HTTP/1.1\r\nhost: a\r\nx-slow: "
        } else {
            b"POST /oauth/token HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\na"
        };
        if stream.write_all(half).await.is_ok() {
            held.push(stream);
        }
        if held.len() == 900 {
            println!("holding");
        }
    }
    println!("all");
    let _ = std::io::Read::read(&mut std::io::stdin(), &mut [0]);
}
