//! A mail server on this computer that takes what it is sent, and keeps it.

use std::collections::HashMap;
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
    desk: Arc<Mutex<Desk>>,
    task: tokio::task::JoinHandle<()>,
}

/// What it has, and what it says.
#[derive(Debug)]
struct Desk {
    letters: Vec<Letter>,
    /// The recipients that were named to it, taken or not.
    named: Vec<String>,
    /// What it answers a recipient with, unless told otherwise.
    usual: &'static str,
    answers: HashMap<String, &'static str>,
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
        let desk = Desk { letters: Vec::new(), named: Vec::new(), usual: recipient, answers: HashMap::new() };
        let desk = Arc::new(Mutex::new(desk));
        let kept = Arc::clone(&desk);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, Arc::clone(&kept)));
            }
        });
        Self { port, desk, task }
    }

    /// Answers one recipient with this from now on.
    pub fn answer(&self, to: &str, answer: &'static str) {
        self.desk.lock().unwrap().answers.insert(to.to_owned(), answer);
    }

    /// Waits until a recipient was named to it so often.
    pub async fn named(&self, to: &str, times: usize) {
        let often = || self.desk.lock().unwrap().named.iter().filter(|named| *named == to).count() >= times;
        crate::wait::until_some("a recipient to be named", || async { often().then_some(()) }).await;
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
        self.desk.lock().unwrap().letters.clone()
    }

    /// The letter that arrives as this one, counted from 1.
    pub async fn letter(&self, number: usize) -> Letter {
        crate::wait::until_some("a letter to arrive", || async { self.letters().get(number - 1).cloned() }).await
    }
}

async fn take(stream: TcpStream, desk: Arc<Mutex<Desk>>) {
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
                let mut desk = desk.lock().unwrap();
                desk.named.push(to.clone());
                desk.answers.get(&to).copied().unwrap_or(desk.usual)
            }
            "DATA" => {
                let _ = stream.write_all(b"354 go on\r\n").await;
                let text = body(&mut stream).await;
                desk.lock().unwrap().letters.push(Letter { to: to.clone(), text });
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
