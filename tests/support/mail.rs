//! A mail server on this computer that takes what it is sent, and keeps it.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use countersign_accounts::config::{Mail, MailSecurity};

/// A letter as it arrived.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Whom it was for.
    pub to: String,
    /// Its head and body, with soft line ends of quoted-printable taken out.
    pub text: String,
}

impl Letter {
    /// The link in it.
    #[must_use]
    pub fn link(&self) -> String {
        let line = self.text.lines().find(|line| line.contains("?code=")).unwrap_or_else(|| panic!("no link: {}", self.text));
        line.trim().to_owned()
    }
}

/// The server. It ends with the test.
#[derive(Debug)]
pub struct MailServer {
    port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    /// Starts one that takes everything.
    pub async fn start() -> Self {
        Self::start_with("250 taken").await
    }

    /// Starts one that answers a recipient with this.
    pub async fn start_with(recipient: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&letters);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, Arc::clone(&kept), recipient));
            }
        });
        Self { port, letters, task }
    }

    /// The settings of a service that sends through it.
    #[must_use]
    pub fn settings(&self) -> Mail {
        Mail {
            host: "127.0.0.1".into(),
            port: self.port,
            from: "Harbour accounts <accounts@harbour.example>".into(),
            security: MailSecurity::None,
            username: None,
            password: None,
        }
    }

    /// What has arrived.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    /// The letter that arrives as this one, counted from 1.
    pub async fn letter(&self, number: usize) -> Letter {
        crate::wait::until_some("a letter to arrive", || async { self.letters().get(number - 1).cloned() }).await
    }
}

async fn take(stream: TcpStream, letters: Arc<Mutex<Vec<Letter>>>, recipient: &str) {
    let mut stream = BufReader::new(stream);
    let mut to = String::new();
    if stream.write_all(b"220 harbour\r\n").await.is_err() {
        return;
    }
    loop {
        let mut line = String::new();
        if !matches!(stream.read_line(&mut line).await, Ok(count) if count > 0) {
            return;
        }
        let answer = match line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                recipient
            }
            "DATA" => {
                let _ = stream.write_all(b"354 go on\r\n").await;
                let text = body(&mut stream).await;
                letters.lock().unwrap().push(Letter { to: to.clone(), text });
                "250 kept"
            }
            "QUIT" => "221 bye",
            _ => "250 harbour",
        };
        if stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The lines until the dot, quoted-printable undone as far as a link needs it.
async fn body(stream: &mut BufReader<TcpStream>) -> String {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if !matches!(stream.read_line(&mut line).await, Ok(count) if count > 0) || line == ".\r\n" {
            return text.replace("=\r\n", "").replace("=3D", "=");
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
