//! The page that leads somebody back to an app whose request is refused, where nothing was shown to them yet.

use askama::Template;

use super::Frame;
use crate::messages::Language;

/// The page. A browser drops a redirect to another program that begins with no press of the person's; the link on it is one.
#[derive(Clone, Debug, Template)]
#[template(path = "turned_back.html")]
pub struct TurnedBack {
    /// What is round it.
    pub frame: Frame,
    /// The answer, with its address: the redirect URI that the app has registered.
    pub back: String,
    /// Why, as the app is told (RFC 6749 §4.1.2.1).
    pub error: &'static str,
    /// The same for a developer.
    pub description: &'static str,
}

impl TurnedBack {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let usual = Self {
            frame: super::sample_frame(language),
            back: "com.example.till:/callback?error=invalid_scope&state=s1".into(),
            error: "invalid_scope",
            description: "The app asks for a scope that is not known.",
        };
        let hostile = Self { back: "com.example.till:/callback?state=\"><script>alert(1)</script>".into(), ..usual.clone() };
        vec![("turned-back", usual), ("turned-back-hostile", hostile)]
    }
}
