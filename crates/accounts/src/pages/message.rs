//! A page that says something: what happened, and what to do.

use std::time::Duration;

use askama::Template;

use super::Frame;
use crate::messages::Language;

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

    /// Something that went wrong.
    #[must_use]
    pub fn failure(frame: Frame, title: &str, what: &str, next: &str) -> Self {
        Self { frame, went_well: false, title: title.into(), what: what.into(), next: next.into(), shown: Vec::new() }
    }

    /// Something that is done.
    #[must_use]
    pub fn done(frame: Frame, title: &str, what: &str, next: &str) -> Self {
        Self { went_well: true, ..Self::failure(frame, title, what, next) }
    }

    /// No app has this client id, or it is switched off.
    #[must_use]
    pub fn unknown_app(frame: Frame, client_id: &str) -> Self {
        let page = Self::failure(
            frame,
            "This app is not known here",
            "The address that you came by names an app that this service does not have, or that an administrator has switched off.",
            "Go back to the app and tell whoever runs it. Nothing about you was passed on.",
        );
        Self { shown: shown("client_id", client_id), ..page }
    }

    /// The redirect URI is none of the app's: the person must not be sent there (A1).
    #[must_use]
    pub fn redirect_uri_mismatch(frame: Frame, app_name: &str, redirect_uri: &str) -> Self {
        let page = Self::failure(
            frame,
            "The way back is not registered",
            &format!("{app_name} asks to be answered at an address that is not on its list here, so you are not sent there."),
            "Tell whoever runs the app: the address has to be registered exactly, letter by letter. Nothing about you was passed on.",
        );
        Self { shown: shown("redirect_uri", redirect_uri), ..page }
    }

    /// A request that cannot be answered with a redirect, as it does not say which app it is of, or says it twice.
    #[must_use]
    pub fn bad_request(frame: Frame, what: &str) -> Self {
        Self::failure(
            frame,
            "This request cannot be understood",
            what,
            "Go back to the app and start again. If it happens each time, tell whoever runs it.",
        )
    }

    /// The sign-in behind a form is too old, was answered already, or belongs to another browser.
    #[must_use]
    pub fn expired_request(frame: Frame) -> Self {
        Self::failure(
            frame,
            "This sign-in has ended",
            "It was answered already, or it was left for too long, or it was begun in another browser.",
            "Go back to the app and start again.",
        )
    }

    /// Nothing is at this address.
    #[must_use]
    pub fn not_found(frame: Frame) -> Self {
        Self::failure(
            frame,
            "Nothing is here",
            "This service has no page at this address.",
            "Check the address, or start again from your app.",
        )
    }

    /// The method does not fit the address.
    #[must_use]
    pub fn method_not_allowed(frame: Frame) -> Self {
        Self::failure(
            frame,
            "This address works another way",
            "The page was asked for in a way that it does not answer.",
            "Start again from your app.",
        )
    }

    /// Too many failures.
    #[must_use]
    pub fn too_many_tries(frame: Frame, retry_after: Duration) -> Self {
        let next = format!("Nothing is locked. {}", frame.tell(super::again(retry_after)));
        Self::failure(frame, "Too many tries", "From here, or with this name, a password was wrong ten times within 15 minutes.", &next)
    }

    /// More work than the service can take on at this moment.
    #[must_use]
    pub fn busy(frame: Frame, retry_after: Duration) -> Self {
        let next = frame.tell(super::again(retry_after)).to_string();
        Self::failure(frame, "The service is busy", "More people are here than it can answer at once. Nothing was lost.", &next)
    }

    /// A defect, or a database that cannot be reached.
    #[must_use]
    pub fn internal(frame: Frame) -> Self {
        Self::failure(
            frame,
            "Something went wrong here",
            "The service could not finish what you asked for. Nothing was stored.",
            "Try again. If it happens each time, tell whoever runs this service; the log says more.",
        )
    }

    /// The set-up address was used, is too old, or there are people already.
    #[must_use]
    pub fn set_up_closed(frame: Frame) -> Self {
        Self::failure(
            frame,
            "This set-up address no longer works",
            "It works once, for ten minutes, and only while the service has no people.",
            "If nobody was set up yet, start the service again, or press Set up in the app: it gives a new address.",
        )
    }

    /// The first administrator is there.
    #[must_use]
    pub fn set_up_done(frame: Frame, name: &str, email: &str) -> Self {
        Self::done(
            frame,
            "The service is set up",
            &format!("{name} is its first administrator, and signs in as {email}."),
            "You can close this page and sign in from your app.",
        )
    }

    /// The service's front door, for somebody who typed its address.
    #[must_use]
    pub fn front(frame: Frame) -> Self {
        let what = format!("{} is where apps send you to sign in. It has nothing to show by itself.", frame.service_name);
        Self::done(frame, "An accounts service", &what, "Start from the app that you want to use.")
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
            ("bad-request", Self::bad_request(frame(), "The parameter “state” is there twice.")),
            ("expired-request", Self::expired_request(frame())),
            ("not-found", Self::not_found(frame())),
            ("method-not-allowed", Self::method_not_allowed(frame())),
            ("too-many-tries", Self::too_many_tries(frame(), wait)),
            ("busy", Self::busy(frame(), Duration::from_secs(3))),
            ("internal", Self::internal(frame())),
            ("set-up-closed", Self::set_up_closed(frame())),
            ("set-up-done", Self::set_up_done(frame(), "Ada Ruiz", "ada@harbour.example")),
            ("front", Self::front(frame())),
        ]
    }
}
