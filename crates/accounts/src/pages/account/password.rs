//! Passwords: changed by somebody who knows the old one, or chosen with a one-time link.

use askama::Template;
use countersign_wire::person::LinkPurpose;

use super::{Chrome, Note, Section};
use crate::messages::{Language, Said, Saying};
use crate::pages::{Frame, Hidden, Problem, sample_frame};
use crate::people::password::PasswordProblem;

/// The page to change the password. Its form sends `old`, `password` and `password_again`.
#[derive(Clone, Debug, Template)]
#[template(path = "account_password.html")]
pub struct ChangePassword {
    /// What every page has round it.
    pub frame: Frame,
    /// What every page of the account has round it.
    pub chrome: Chrome,
    /// What is wrong with what was typed.
    pub problems: Vec<Problem>,
}

impl ChangePassword {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    fn problem(&self, field: &str) -> Option<Said<'_>> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(self.frame.tell(problem.saying.clone()))
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let chrome = Chrome::sample(Section::Password);
        let fresh = Self { frame: sample_frame(language), chrome: chrome.clone(), problems: Vec::new() };
        let problems = vec![
            Problem { field: "old", saying: Saying::of("account-password-wrong") },
            Problem::of_password(PasswordProblem::TooShort),
            Problem { field: "password_again", saying: Saying::of("problem-password-again") },
        ];
        let done = Chrome { note: Some(Note::done(Saying::of("account-password-changed"))), ..chrome };
        vec![
            ("account-password", fresh.clone()),
            ("account-password-changed", Self { chrome: done, ..fresh.clone() }),
            ("account-password-problems", Self { problems, ..fresh }),
        ]
    }
}

/// The page that a one-time link leads to first. Its form sends nothing but what it was sealed with.
#[derive(Clone, Debug, Template)]
#[template(path = "account_link_open.html")]
pub struct OpenLink {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along: the code of the link, sealed for this browser.
    pub hidden: Vec<Hidden>,
}

impl OpenLink {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    /// The page.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let hidden = vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }];
        vec![("link-open", Self { frame: sample_frame(language), action: "/account/link/open".into(), hidden })]
    }
}

/// The page to choose a password, with a link that was opened. Its form sends `password` and `password_again`.
#[derive(Clone, Debug, Template)]
#[template(path = "account_link.html")]
pub struct ChoosePassword {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// What the link is for.
    pub purpose: LinkPurpose,
    /// The e-mail address of whoever it is for.
    pub email: String,
    /// What is wrong with what was typed.
    pub problems: Vec<Problem>,
}

impl ChoosePassword {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    fn is_invitation(&self) -> bool {
        self.purpose == LinkPurpose::Invitation
    }

    fn problem(&self, field: &str) -> Option<Said<'_>> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(self.frame.tell(problem.saying.clone()))
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let fresh = Self {
            frame: sample_frame(language),
            action: "/account/link".into(),
            hidden: vec![Hidden { name: "csrf", value: "c1".into() }],
            purpose: LinkPurpose::Invitation,
            email: "michael@test.com".into(),
            problems: Vec::new(),
        };
        let problems = vec![Problem::of_password(PasswordProblem::TooShort)];
        vec![("link-invitation", fresh.clone()), ("link-reset", Self { purpose: LinkPurpose::Reset, problems, ..fresh })]
    }
}

/// The page to ask for a link. Its form sends `email`; what it answers is the same whoever asks (A14).
#[derive(Clone, Debug, Template)]
#[template(path = "account_forgotten.html")]
pub struct ForgottenPassword {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
}

impl ForgottenPassword {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    /// The page.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let hidden = vec![Hidden { name: "csrf", value: "c1".into() }];
        vec![("forgotten", Self { frame: sample_frame(language), action: "/account/forgotten".into(), hidden })]
    }
}
