//! The way in: the sign-in page of the account itself, and the page that asks for the code of a second factor.

use std::time::Duration;

use askama::Template;

use crate::messages::{Language, Saying};
use crate::pages::{Frame, Hidden, SignInTrouble, again, sample_frame};

/// The sign-in page of the account. Its form sends `email` and `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "account_sign_in.html")]
pub struct AccountSignIn {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// What was typed before, or who is asked for their password again.
    pub email: String,
    /// Whether somebody is signed in who has to show once more who they are.
    pub again: bool,
    /// Whether links to choose a new password can be sent.
    pub can_reset: bool,
    /// What went wrong.
    pub trouble: Option<SignInTrouble>,
}

impl AccountSignIn {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    fn is_wrong(&self) -> bool {
        self.trouble == Some(SignInTrouble::Wrong)
    }

    fn again_in(&self, retry_after: &Duration) -> Saying<'static> {
        again(*retry_after)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let fresh = Self {
            frame: sample_frame(language),
            action: "/account/sign-in".into(),
            hidden: vec![Hidden { name: "csrf", value: "c1".into() }],
            email: String::new(),
            again: false,
            can_reset: true,
            trouble: None,
        };
        let email = || "michael@test.com".to_owned();
        let wait = Duration::from_secs(890);
        vec![
            ("account-sign-in", fresh.clone()),
            ("account-sign-in-wrong", Self { email: email(), trouble: Some(SignInTrouble::Wrong), ..fresh.clone() }),
            ("account-sign-in-again", Self { email: email(), again: true, can_reset: false, ..fresh.clone() }),
            (
                "account-sign-in-too-many",
                Self { email: email(), trouble: Some(SignInTrouble::TooManyTries { retry_after: wait }), ..fresh },
            ),
        ]
    }
}

/// The page after the password of somebody with a second factor. Its form sends `code`.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in_code.html")]
pub struct CodeWanted {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// What went wrong.
    pub trouble: Option<SignInTrouble>,
}

impl CodeWanted {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    fn again_in(&self, retry_after: &Duration) -> Saying<'static> {
        again(*retry_after)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let hidden = vec![Hidden { name: "csrf", value: "c1".into() }];
        let fresh = Self { frame: sample_frame(language), action: "/sign-in/code".into(), hidden, trouble: None };
        vec![
            ("sign-in-code", fresh.clone()),
            ("sign-in-code-wrong", Self { trouble: Some(SignInTrouble::Wrong), ..fresh.clone() }),
            (
                "sign-in-code-too-many",
                Self { trouble: Some(SignInTrouble::TooManyTries { retry_after: Duration::from_secs(30) }), ..fresh },
            ),
        ]
    }
}
