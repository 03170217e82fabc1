//! A page that says something: what happened, and what to do.

use std::time::Duration;

use askama::Template;

use super::Frame;
use crate::messages::{Language, Saying};

/// A value that the message is about, letter by letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownLine {
    /// What it is.
    pub label: &'static str,
    /// The value, without control characters, cut where it is long.
    pub value: String,
}

/// A message. It never has a link to anywhere that a request named.
#[derive(Clone, Debug, Template)]
#[template(path = "message.html")]
pub struct Message {
    /// What is round it.
    pub frame: Frame,
    /// Whether it is good news; the seal says so.
    pub went_well: bool,
    /// The heading.
    pub title: String,
    /// What happened.
    pub what: String,
    /// What to do.
    pub next: String,
    /// The values it is about.
    pub shown: Vec<ShownLine>,
    /// Whether it shows the way to the account's own pages.
    pub to_account: bool,
}

/// A value from a request as it may stand on a page.
fn shown(label: &'static str, value: &str) -> Vec<ShownLine> {
    const MOST: usize = 200;
    let whole = super::seen(value);
    let mut text: String = whole.chars().take(MOST).collect();
    if text.len() < whole.len() {
        text.push('…');
    }
    if text.is_empty() { Vec::new() } else { vec![ShownLine { label, value: text }] }
}

impl Message {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    /// Something that went wrong: a message with the parts `.what` and `.next`.
    #[must_use]
    pub fn failure(frame: Frame, saying: &Saying<'_>) -> Self {
        let said = |saying: Saying<'_>| frame.tell(saying).to_string();
        let (title, what, next) = (said(saying.clone()), said(saying.clone().part("what")), said(saying.clone().part("next")));
        Self { frame, went_well: false, title, what, next, shown: Vec::new(), to_account: false }
    }

    /// Something that is done: a message with the same parts.
    #[must_use]
    pub fn done(frame: Frame, saying: &Saying<'_>) -> Self {
        Self { went_well: true, ..Self::failure(frame, saying) }
    }

    /// No app has this client id, or it is switched off.
    #[must_use]
    pub fn unknown_app(frame: Frame, client_id: &str) -> Self {
        Self { shown: shown("client_id", client_id), ..Self::failure(frame, &Saying::of("unknown-app")) }
    }

    /// The redirect URI is none of the app's: the person must not be sent there (A1).
    #[must_use]
    pub fn redirect_uri_mismatch(frame: Frame, app_name: &str, redirect_uri: &str) -> Self {
        let page = Self::failure(frame, &Saying::of("redirect-uri-mismatch").with("app", app_name));
        Self { shown: shown("redirect_uri", redirect_uri), ..page }
    }

    /// A request that cannot be answered with a redirect, as it does not say which app it is of, or says it twice.
    #[must_use]
    pub fn bad_request(frame: Frame, what: &Saying<'_>) -> Self {
        let what = frame.tell(what.clone()).to_string();
        Self::failure(frame, &Saying::of("bad-request").with("what", what))
    }

    /// The sign-in behind a form is too old, was answered already, or belongs to another browser.
    #[must_use]
    pub fn expired_request(frame: Frame) -> Self {
        Self::failure(frame, &Saying::of("expired-request"))
    }

    /// Nothing is at this address.
    #[must_use]
    pub fn not_found(frame: Frame) -> Self {
        Self::failure(frame, &Saying::of("not-found"))
    }

    /// The method does not fit the address.
    #[must_use]
    pub fn method_not_allowed(frame: Frame) -> Self {
        Self::failure(frame, &Saying::of("method-not-allowed"))
    }

    /// Too many failures.
    #[must_use]
    pub fn too_many_tries(frame: Frame, retry_after: Duration) -> Self {
        let again = frame.tell(super::again(retry_after)).to_string();
        Self::failure(frame, &Saying::of("too-many-tries").with("again", again))
    }

    /// Too many wishes for a link to choose a new password.
    #[must_use]
    pub fn too_many_links(frame: Frame, retry_after: Duration) -> Self {
        let again = frame.tell(super::again(retry_after)).to_string();
        Self::failure(frame, &Saying::of("too-many-links").with("again", again))
    }

    /// More work than the service can take on at this moment.
    #[must_use]
    pub fn busy(frame: Frame, retry_after: Duration) -> Self {
        let again = frame.tell(super::again(retry_after)).to_string();
        Self::failure(frame, &Saying::of("busy").with("again", again))
    }

    /// Nothing can be stored now, as on a full disk.
    #[must_use]
    pub fn cannot_store(frame: Frame, retry_after: Duration) -> Self {
        let again = frame.tell(super::again(retry_after)).to_string();
        Self::failure(frame, &Saying::of("cannot-store").with("again", again))
    }

    /// A defect, or a database that cannot be reached.
    #[must_use]
    pub fn internal(frame: Frame) -> Self {
        Self::failure(frame, &Saying::of("internal"))
    }

    /// The set-up address was used, is too old, or there are people already.
    #[must_use]
    pub fn set_up_closed(frame: Frame) -> Self {
        Self::failure(frame, &Saying::of("set-up-closed"))
    }

    /// The first administrator is there.
    #[must_use]
    pub fn set_up_done(frame: Frame, name: &str, email: &str) -> Self {
        Self::done(frame, &Saying::of("set-up-done").with("name", name).with("email", email))
    }

    /// Nobody is signed in any more.
    #[must_use]
    pub fn signed_out(frame: Frame) -> Self {
        Self::done(frame, &Saying::of("signed-out"))
    }

    /// Somebody chose not to sign out.
    #[must_use]
    pub fn still_signed_in(frame: Frame) -> Self {
        Self::done(frame, &Saying::of("still-signed-in"))
    }

    /// An app's request to sign somebody out that cannot be followed.
    #[must_use]
    pub fn not_signed_out(frame: Frame, what: &Saying<'_>) -> Self {
        let what = frame.tell(what.clone()).to_string();
        Self { to_account: true, ..Self::failure(frame, &Saying::of("not-signed-out").with("what", what)) }
    }

    /// The service's front door, for somebody who typed its address.
    #[must_use]
    pub fn front(frame: Frame) -> Self {
        let service = frame.service_name.clone();
        Self { to_account: true, ..Self::done(frame, &Saying::of("front").with("service", service)) }
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let frame = || super::sample_frame(language);
        let wait = Duration::from_secs(890);
        vec![
            ("unknown-app", Self::unknown_app(frame(), "3f2a-not-there")),
            ("redirect-uri-mismatch", Self::redirect_uri_mismatch(frame(), "Harbour Desk Booking", "https://my-application.com/")),
            (
                "redirect-uri-hostile",
                Self::redirect_uri_mismatch(
                    frame(),
                    "<script>alert(1)</script>",
                    &"https://evil.example/\u{202e}\"><script>\u{7}".repeat(20),
                ),
            ),
            ("bad-request", Self::bad_request(frame(), &Saying::of("bad-parameter-twice"))),
            ("expired-request", Self::expired_request(frame())),
            ("not-found", Self::not_found(frame())),
            ("method-not-allowed", Self::method_not_allowed(frame())),
            ("too-many-tries", Self::too_many_tries(frame(), wait)),
            ("too-many-links", Self::too_many_links(frame(), wait)),
            ("busy", Self::busy(frame(), Duration::from_secs(3))),
            ("internal", Self::internal(frame())),
            ("set-up-closed", Self::set_up_closed(frame())),
            ("set-up-done", Self::set_up_done(frame(), "Ada Ruiz", "ada@harbour.example")),
            ("signed-out", Self::signed_out(frame())),
            ("still-signed-in", Self::still_signed_in(frame())),
            ("not-signed-out", Self::not_signed_out(frame(), &Saying::of("bad-sign-out-return"))),
            ("front", Self::front(frame())),
            ("link-gone", Self::failure(frame(), &Saying::of("link-gone"))),
            ("link-done", Self::done(frame(), &Saying::of("link-done"))),
            ("forgotten-sent", Self::done(frame(), &Saying::of("forgotten-sent"))),
            ("forgotten-no-mail", Self::failure(frame(), &Saying::of("forgotten-no-mail"))),
            ("account-signed-out", Self::done(frame(), &Saying::of("account-signed-out"))),
        ]
    }
}
