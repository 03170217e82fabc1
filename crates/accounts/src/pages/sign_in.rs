//! The sign-in page: name and password on one page.

use std::time::Duration;

use askama::Template;

use super::{Frame, Hidden, ReturnPlace};
use crate::messages::{Language, Saying};

/// Why the person sees the page again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInTrouble {
    /// The name or the password is wrong; which of them is not said (A14).
    Wrong,
    /// Too many failures, of this name or from this address (A14).
    TooManyTries {
        /// When a try is answered again.
        retry_after: Duration,
    },
    /// More sign-ins at once than can be checked (A13).
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
}

/// Why somebody who is signed in is asked to sign in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInReason {
    /// The app asked for it.
    AskedFor,
    /// The last time was too long ago for the app.
    TooLongAgo,
    /// The app expects somebody else.
    SomebodyElse,
}

/// The sign-in page. Its form sends `email` and `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// The app that the person goes on to.
    pub app_name: String,
    /// Where they go back to.
    pub returns: ReturnPlace,
    /// What was typed before; the password is never shown again.
    pub email: String,
    /// Why they are asked, where they are signed in.
    pub reason: Option<SignInReason>,
    /// Whether a link to choose a new password can be sent.
    pub can_reset: bool,
    /// What went wrong.
    pub trouble: Option<SignInTrouble>,
}

impl SignIn {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    fn is_wrong(&self) -> bool {
        self.trouble == Some(SignInTrouble::Wrong)
    }

    fn again(&self, retry_after: &Duration) -> Saying<'static> {
        super::again(*retry_after)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let fresh = Self {
            frame: super::sample_frame(language),
            action: "/sign-in".into(),
            hidden: vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }],
            app_name: "Harbour Desk Booking".into(),
            returns: ReturnPlace::Site("my-application.com".into()),
            email: String::new(),
            reason: None,
            can_reset: true,
            trouble: None,
        };
        let again = |trouble| Self { email: "michael@test.com".into(), trouble: Some(trouble), ..fresh.clone() };
        let because = |reason| Self { email: "michael@test.com".into(), reason: Some(reason), ..fresh.clone() };
        vec![
            ("sign-in", fresh.clone()),
            ("sign-in-asked-for", because(SignInReason::AskedFor)),
            ("sign-in-too-long-ago", because(SignInReason::TooLongAgo)),
            ("sign-in-somebody-else", because(SignInReason::SomebodyElse)),
            ("sign-in-wrong", again(SignInTrouble::Wrong)),
            ("sign-in-too-many", again(SignInTrouble::TooManyTries { retry_after: Duration::from_secs(890) })),
            ("sign-in-busy", again(SignInTrouble::Busy { retry_after: Duration::from_secs(3) })),
            (
                "sign-in-hostile",
                Self {
                    app_name: "<script>alert(1)</script>\"'>&amp;\u{202e}gnp.elpmaxe ".repeat(2),
                    email: "\"><script>alert(2)</script>".into(),
                    returns: ReturnPlace::App("app.countersign.desktop".into()),
                    hidden: vec![Hidden { name: "request", value: "\"><img src=x onerror=alert(3)>".into() }],
                    trouble: Some(SignInTrouble::Wrong),
                    ..fresh
                },
            ),
        ]
    }
}
