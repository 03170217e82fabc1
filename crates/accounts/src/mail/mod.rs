//! Mail: plain text, in the language of whoever reads it, through the one server that the operator named.
//!
//! A letter waits in a bounded queue for one background task, so that nobody waits for a mail server, and nobody can tell by
//! the time of an answer whether a letter was written (A14). A failure is tried again a few times, then told in the log and to
//! administrators, without saying whose letter it was.

mod letter;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_wire::UnixSeconds;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tokio::sync::mpsc;

pub use letter::Letter;

use crate::clock::Clock;
use crate::config::{Mail, MailSecurity};

/// Letters that may wait. What comes when it is full is not sent, and whoever hands it over is told.
const QUEUE: usize = 256;
/// How long a server may take for one letter.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait before a letter is tried again.
const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(15), Duration::from_secs(60)];

/// Where letters are handed over. All copies share one queue; its task ends with the last of them.
#[derive(Clone, Debug)]
pub struct Post {
    queue: mpsc::Sender<Letter>,
    last_failure: Arc<Mutex<Option<Failure>>>,
}

/// The last letter that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: UnixSeconds,
    /// Why, in words for an administrator.
    pub reason: &'static str,
}

/// A letter that was not taken: too many wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many letters wait to be sent")]
pub struct QueueFull;

/// Why mail cannot be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender cannot stand in a letter.
    #[error("mail.from cannot be read: {0}")]
    Sender(lettre::address::AddressError),
    /// The connection cannot be prepared.
    #[error("the connection to the mail server cannot be prepared: {0}")]
    Transport(lettre::transport::smtp::Error),
}

impl Post {
    /// Starts the task that sends.
    ///
    /// # Errors
    /// [`MailError`]; nothing is connected to yet.
    pub fn start(mail: &Mail, clock: Arc<dyn Clock>) -> Result<Self, MailError> {
        let from: Mailbox = mail.from.parse().map_err(MailError::Sender)?;
        let transport = transport(mail).map_err(MailError::Transport)?;
        let (queue, letters) = mpsc::channel(QUEUE);
        let last_failure = Arc::new(Mutex::new(None));
        let round = Round { transport, from, clock, last_failure: Arc::clone(&last_failure) };
        tokio::spawn(round.go(letters));
        Ok(Self { queue, last_failure })
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// [`QueueFull`]; it is not sent then.
    pub fn hand_over(&self, letter: Letter) -> Result<(), QueueFull> {
        self.queue.try_send(letter).map_err(|_| QueueFull)
    }

    /// The last letter that was given up, since the service started.
    #[must_use]
    pub fn last_failure(&self) -> Option<Failure> {
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

fn transport(mail: &Mail) -> Result<Transport, lettre::transport::smtp::Error> {
    let builder = match mail.security {
        MailSecurity::Tls => Transport::relay(&mail.host)?,
        MailSecurity::StartTls => Transport::starttls_relay(&mail.host)?,
        MailSecurity::None => Transport::builder_dangerous(&mail.host),
    };
    let builder = builder.port(mail.port).timeout(Some(PATIENCE));
    let builder = match (&mail.username, &mail.password) {
        (Some(name), Some(password)) => builder.credentials(Credentials::new(name.clone(), password.expose().to_owned())),
        _ => builder,
    };
    Ok(builder.build())
}

/// The task that sends, one letter after another.
struct Round {
    transport: Transport,
    from: Mailbox,
    clock: Arc<dyn Clock>,
    last_failure: Arc<Mutex<Option<Failure>>>,
}

impl Round {
    async fn go(self, mut letters: mpsc::Receiver<Letter>) {
        while let Some(letter) = letters.recv().await {
            if let Err(reason) = self.deliver(&letter).await {
                tracing::warn!(reason, letter = letter.kind(), "a letter was given up");
                let failure = Failure { at: self.clock.now(), reason };
                *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
            }
        }
    }

    async fn deliver(&self, letter: &Letter) -> Result<(), &'static str> {
        let message = self.written(letter).ok_or("the letter could not be written: its address is none that mail can go to")?;
        let mut pauses = PAUSES.iter();
        loop {
            let Err(error) = self.transport.send(message.clone()).await else { return Ok(()) };
            let pause = if error.is_permanent() { None } else { pauses.next() };
            let Some(pause) = pause else { return Err(reason(&error)) };
            tokio::time::sleep(*pause).await;
        }
    }

    fn written(&self, letter: &Letter) -> Option<Message> {
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.parse().ok()?))
            .subject(letter.subject())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body())
            .ok()
    }
}

/// What went wrong, without what the server said: it repeats the address.
fn reason(error: &lettre::transport::smtp::Error) -> &'static str {
    if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_tls() {
        "the connection to the mail server could not be made private"
    } else if error.is_permanent() {
        "the mail server refused the letter, or the name that it was signed in to with"
    } else if error.is_transient() {
        "the mail server puts letters off"
    } else {
        "the mail server could not be reached"
    }
}
