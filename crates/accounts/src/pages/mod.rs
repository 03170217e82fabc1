//! The service's own pages: sign-in, consent, set-up, and messages.
//!
//! A page is plain data and a template; what it shows, who may see it and what its form does is for the rooms that
//! answer requests. Every page works without a script, takes its colours from the system's theme, and loads nothing
//! but [`assets`] of this service. Its words are [`messages`](crate::messages), said by its template (`templates/`) in the
//! language of its [`Frame`].
//!
//! Each context supplies samples, and one test renders them all in every language.

pub mod account;
pub mod asks;
pub mod assets;
mod choices;
pub mod choose_account;
pub mod consent;
pub mod hand_over;
pub mod message;
pub mod set_up;
pub mod sign_in;
pub mod sign_out;
pub mod turned_back;

use std::time::Duration;

use countersign_wire::redirect_uri::RedirectUri;

use crate::messages::{Language, Said, Saying};
use crate::people::new_password::TypedProblem;
use crate::people::password::PasswordProblem;

pub use asks::{Ask, ShownPerson};
pub use choose_account::ChooseAccount;
pub use consent::{Consent, ShownApp};
pub use hand_over::HandOver;
pub use message::Message;
pub use set_up::{SetUp, SetUpFields};
pub use sign_in::{SignIn, SignInReason, SignInTrouble};
pub use sign_out::SignOut;
pub use turned_back::TurnedBack;

/// What every page has round it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The service's name.
    pub service_name: String,
    /// The host that the person sees in the address bar, with its port where it has one.
    pub host: String,
    /// Fresh for each answer; the policy names it too ([`content_security_policy`]).
    pub nonce: String,
    /// The language of the page.
    pub language: Language,
    /// Where the page is in each language; empty where it cannot be asked for again.
    pub addresses: Vec<(Language, String)>,
}

impl Frame {
    /// A frame for an issuer, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn of(service_name: &str, issuer: &str, nonce: String, language: Language) -> Self {
        let host = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
        Self { service_name: service_name.to_owned(), host: host.trim_end_matches('/').to_owned(), nonce, language, addresses: Vec::new() }
    }

    /// A message by its id, in the language of the page. The id is written out where it is said; a test looks for it.
    #[must_use]
    pub fn say(&self, id: &'static str) -> Said<'static> {
        Said::of(self.language, id)
    }

    /// What was to be said, in the language of the page.
    #[must_use]
    pub fn tell<'a>(&self, saying: Saying<'a>) -> Said<'a> {
        saying.said_in(self.language)
    }

    /// The address of an asset, for the templates.
    fn asset(&self, stem: &str) -> &'static str {
        assets::path_of(stem)
    }
}

/// A field that the person does not see: which request this is, the anti-forgery value.
#[derive(Clone, Debug)]
pub struct Hidden {
    /// The field's name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// What stands against a field, to be said beside it; with an empty field name, above all.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong, and what would be right.
    pub saying: Saying<'static>,
}

impl Problem {
    /// What is wrong with a new password, in the field `password`.
    #[must_use]
    pub fn of_password(problem: PasswordProblem) -> Self {
        let saying = match problem {
            PasswordProblem::TooShort => Saying::of("problem-password-short"),
            PasswordProblem::TooLong => Saying::of("problem-password-long"),
            PasswordProblem::NotTyped => Saying::of("problem-password-not-typed"),
        };
        Self { field: "password", saying }
    }

    /// What is wrong with a password that was typed twice, in the field `password` or `password_again`.
    #[must_use]
    pub fn of_typed(problem: TypedProblem) -> Self {
        match problem {
            TypedProblem::First(problem) => Self::of_password(problem),
            TypedProblem::Second => Self { field: "password_again", saying: Saying::of("problem-password-again") },
        }
    }
}

/// Where a sign-in ends, in words for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnPlace {
    /// A site, by its host.
    Site(String),
    /// A program on this computer, by loopback.
    ThisComputer,
    /// Whatever claims this private-use scheme (RFC 8252 §8.6).
    App(String),
}

impl ReturnPlace {
    /// The place of a redirect URI.
    #[must_use]
    pub fn of(uri: &RedirectUri) -> Self {
        if uri.is_private_use() {
            return Self::App(uri.as_str().split(':').next().unwrap_or_default().to_owned());
        }
        let authority = uri.as_str().split_once("://").map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or_default());
        if uri.is_loopback() || authority == "localhost" || authority.starts_with("localhost:") {
            Self::ThisComputer
        } else {
            Self::Site(authority.to_owned())
        }
    }

    /// The sentence that says so; it has markup.
    fn afterwards(&self) -> Saying<'_> {
        match self {
            Self::Site(host) => Saying::of("return-to-site").with("host", host),
            Self::ThisComputer => Saying::of("return-to-computer"),
            Self::App(scheme) => Saying::of("return-to-app").with("scheme", scheme),
        }
    }

    /// Whether the browser's tab stays where it is after the redirect.
    #[must_use]
    pub fn is_app(&self) -> bool {
        matches!(self, Self::App(_))
    }
}

/// The policy that fits a page (A9). `form_targets` are where the answer to its form may redirect to besides this
/// service: an origin such as `https://my-application.com` or a scheme such as `com.example.app:`. Without them a browser
/// silently drops the redirect after the consent form.
#[must_use]
pub fn content_security_policy(nonce: &str, form_targets: &[&str]) -> String {
    let mut policy = format!(
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'nonce-{nonce}'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    );
    for target in form_targets {
        policy.push(' ');
        policy.push_str(target);
    }
    policy
}

/// The policy of a page whose form goes to an app and nowhere else.
#[must_use]
pub fn hand_over_policy(nonce: &str, target: &str) -> String {
    content_security_policy(nonce, &[]).replace("form-action 'self'", &format!("form-action {target}"))
}

/// The `form-action` source of a redirect URI.
#[must_use]
pub fn form_target(uri: &RedirectUri) -> String {
    let text = uri.as_str();
    match text.split_once("://") {
        Some((scheme, rest)) if !uri.is_private_use() => format!("{scheme}://{}", rest.split(['/', '?']).next().unwrap_or_default()),
        _ => format!("{}:", text.split(':').next().unwrap_or_default()),
    }
}

/// When to try again, as a person says it: rounded up.
fn again(wait: Duration) -> Saying<'static> {
    match wait.as_secs() {
        0..=1 => Saying::of("again-soon"),
        seconds @ 2..=90 => Saying::of("again-seconds").with("seconds", seconds),
        seconds => Saying::of("again-minutes").with("minutes", seconds.div_ceil(60)),
    }
}

/// A value without what is not seen: control characters, and marks that would turn the text after it round.
fn seen(text: &str) -> String {
    let unseen =
        |c: &char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars().filter(|c| !unseen(c)).collect()
}

/// The page as text. A template only fails where a writer does, and a `String` does not.
fn written(page: &impl askama::Template) -> String {
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be written");
        "<!doctype html><html lang=\"en\"><title>Error</title><h1>This page could not be shown</h1><p>Try again.</p></html>".to_owned()
    })
}

/// A frame for samples.
fn sample_frame(language: Language) -> Frame {
    let address = |language: Language| (language, format!("/oauth/authorize?client_id=1&ui_locales={}", language.tag()));
    let frame = Frame::of("Harbour accounts", "https://accounts.harbour.example", "c2FtcGxl".into(), language);
    Frame { addresses: Language::ALL.map(address).into(), ..frame }
}

/// A page in one of its states, in one language.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The page and its state, such as `sign-in-wrong`.
    pub name: &'static str,
    /// The language.
    pub language: Language,
    /// The page.
    pub html: String,
}

/// Every page in every state and language: what a test renders and a person looks at.
#[must_use]
pub fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    for language in Language::ALL {
        let mut add = |name, html| all.push(Sample { name, language, html });
        SignIn::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        ChooseAccount::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        HandOver::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        TurnedBack::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        SignOut::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        Consent::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        SetUp::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
        account::samples(language).into_iter().for_each(|(name, html)| add(name, html));
        Message::samples(language).into_iter().for_each(|(name, page)| add(name, page.render()));
    }
    all
}

#[cfg(test)]
mod tests;
