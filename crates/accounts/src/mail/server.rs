//! The one server that mail goes through.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::letter::Letter;
use crate::config::{Mail, MailSecurity};

/// How long a server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take for one letter, whatever it answers meanwhile.
pub(super) const LONGEST: Duration = Duration::from_secs(60);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

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

/// Why a letter did not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// In words for an administrator, without what the server said: it repeats the address.
    pub(super) reason: &'static str,
    /// Whether it would be the same another time.
    pub(super) lasting: bool,
}

/// A server, and whom its letters come from.
#[derive(Clone, Debug)]
pub struct Server {
    transport: Transport,
    from: Mailbox,
}

impl Server {
    /// A server by its settings.
    ///
    /// # Errors
    /// [`MailError`]; nothing is connected to yet.
    pub fn of(mail: &Mail) -> Result<Self, MailError> {
        let from = mail.from.parse().map_err(MailError::Sender)?;
        Ok(Self { transport: transport(mail).map_err(MailError::Transport)?, from })
    }

    /// Sends a letter.
    pub(super) async fn take(&self, letter: &Letter) -> Result<(), Trouble> {
        const UNWRITTEN: &str = "the letter could not be written: its address is none that mail can go to";
        let message = self.written(letter).ok_or(Trouble { reason: UNWRITTEN, lasting: true })?;
        match tokio::time::timeout(LONGEST, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Trouble { reason: reason(&error), lasting: error.is_permanent() }),
            Err(_) => Err(Trouble { reason: "the mail server did not answer in time", lasting: false }),
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
