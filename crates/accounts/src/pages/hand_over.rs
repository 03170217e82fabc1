//! The page that hands an answer over to an app in a form (OAuth 2.0 Form Post Response Mode).

use askama::Template;

use super::{Frame, Hidden, ReturnPlace};
use crate::messages::{Language, Saying};

/// The page. Its form goes to the app; a script sends it at once, and a button does where scripts are off.
#[derive(Clone, Debug, Template)]
#[template(path = "hand_over.html")]
pub struct HandOver {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes: the redirect URI.
    pub action: String,
    /// The answer.
    pub hidden: Vec<Hidden>,
    /// Where the person goes, in words.
    pub returns: ReturnPlace,
}

impl HandOver {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    /// Where the answer goes.
    fn title(&self) -> Saying<'_> {
        match &self.returns {
            ReturnPlace::Site(host) => Saying::of("hand-over-title").with("host", host),
            ReturnPlace::App(_) | ReturnPlace::ThisComputer => Saying::of("hand-over-title-computer"),
        }
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let usual = Self {
            frame: super::sample_frame(language),
            action: "https://my-application.com/callback".into(),
            hidden: vec![Hidden { name: "code", value: "c1".into() }, Hidden { name: "state", value: "s1".into() }],
            returns: ReturnPlace::Site("my-application.com".into()),
        };
        let hostile = Hidden { name: "state", value: "\"><script>alert(1)</script>".into() };
        let to_a_program = Self { action: "https://127.0.0.1:4000/callback".into(), returns: ReturnPlace::ThisComputer, ..usual.clone() };
        vec![
            ("hand-over", usual.clone()),
            ("hand-over-computer", to_a_program),
            ("hand-over-hostile", Self { hidden: vec![hostile], ..usual }),
        ]
    }
}
