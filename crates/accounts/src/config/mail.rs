//! How the service sends mail: through one SMTP server, named by its operator.

use std::net::IpAddr;

use zeroize::Zeroizing;

use super::Problem;

/// The SMTP server that mail goes through, and whom it comes from.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whom mail comes from, as `accounts@example.com` or `Accounts <accounts@example.com>`.
    pub from: String,
    /// How the connection is kept private.
    pub security: MailSecurity,
    /// The name to sign in with, where the server wants one.
    pub username: Option<String>,
    /// The password that goes with the name.
    pub password: Option<MailPassword>,
}

/// How the connection to a mail server is kept private. There is no *TLS if it happens to be there*: who sits between
/// would take it away (RFC 8314 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// A plain greeting, then TLS or nothing (RFC 3207).
    StartTls,
    /// Nothing; only for a server on this computer.
    None,
}

impl MailSecurity {
    /// Reads the word of a setting.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "tls" => Some(Self::Tls),
            "starttls" => Some(Self::StartTls),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// The port that servers have for it, unless told otherwise (RFC 8314 §7).
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// The password for a mail server. It has no text form and is wiped when it is dropped.
#[derive(Clone)]
pub struct MailPassword(Zeroizing<String>);

impl MailPassword {
    /// A password as it was read.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The password itself, for the one place that signs in with it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for MailPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailPassword(…)")
    }
}

impl Mail {
    /// What stands against sending mail like this.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.host.is_empty() || self.host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
            problems.push(Problem::new("mail.host", "is no name of a server. Write it as \"smtp.example.com\"."));
        }
        if self.port == 0 {
            problems.push(Problem::new("mail.port", "cannot be 0. Leave it out for the usual port."));
        }
        if !is_sender(&self.from) {
            let said = "is no sender. Write it as \"accounts@example.com\" or \"Accounts <accounts@example.com>\".";
            problems.push(Problem::new("mail.from", said));
        }
        if self.security == MailSecurity::None && !is_loopback(&self.host) {
            let said = "is none, which is for a server on this computer only. Write \"tls\" or \"starttls\".";
            problems.push(Problem::new("mail.security", said).and_from(&["mail.host"]));
        }
        match (&self.username, &self.password) {
            (Some(_), None) => {
                problems.push(Problem::new("mail.password_file", "is missing: a name to sign in with goes with a password."))
            }
            (None, Some(_)) => problems.push(Problem::new("mail.username", "is missing: a password goes with a name to sign in with.")),
            _ => {}
        }
        problems
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a text can stand in a From line: an address, or a name and an address in angle brackets. Nothing in it ends
/// the line.
fn is_sender(text: &str) -> bool {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => text,
    };
    let parts = address.rsplit_once('@');
    !text.contains(char::is_control)
        && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !address.contains(|c: char| c.is_whitespace() || "<>,;".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            host: "smtp.example.com".into(),
            port: 465,
            from: "Accounts <accounts@example.com>".into(),
            security: MailSecurity::Tls,
            username: None,
            password: None,
        }
    }

    #[test]
    fn what_cannot_be_is_named_by_its_key() {
        let key = |change: &dyn Fn(&mut Mail)| {
            let mut mail = mail();
            change(&mut mail);
            mail.problems().first().map(|problem| problem.key)
        };
        assert_eq!(key(&|_| {}), None);
        assert_eq!(key(&|mail| mail.host = "smtp example".into()), Some("mail.host"));
        assert_eq!(key(&|mail| mail.port = 0), Some("mail.port"));
        assert_eq!(key(&|mail| mail.security = MailSecurity::None), Some("mail.security"));
        assert_eq!(key(&|mail| (mail.security, mail.host) = (MailSecurity::None, "127.0.0.1".into())), None);
        assert_eq!(key(&|mail| mail.username = Some("ada".into())), Some("mail.password_file"));
        assert_eq!(key(&|mail| mail.password = Some(MailPassword::new("x".into()))), Some("mail.username"));
        for from in ["", "accounts", "@example.com", "a@b\r\nBcc: c@d", "Accounts <a@b", "a b@example.com", "a@b, c@d"] {
            assert_eq!(key(&|mail| mail.from = from.into()), Some("mail.from"), "{from:?}");
        }
    }

    #[test]
    fn the_password_is_not_in_what_is_printed_about_it() {
        let mail = Mail { password: Some(MailPassword::new("canary".into())), ..mail() };
        assert!(!format!("{mail:?}").contains("canary"));
    }
}
