//! The page that hands an answer over to an app in a form (OAuth 2.0 Form Post Response Mode).

use askama::Template;

use super::{Frame, Hidden, ReturnPlace};
use crate::messages::Language;

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

    /// The host that the answer goes to.
    fn host(&self) -> &str {
        match &self.returns {
            ReturnPlace::Site(host) | ReturnPlace::App(host) => host,
            ReturnPlace::ThisComputer => "127.0.0.1",
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
        vec![("hand-over", usual.clone()), ("hand-over-hostile", Self { hidden: vec![hostile], ..usual })]
    }
}
