//! The page on which somebody chooses who they are, before an app goes on.

use askama::Template;

use super::{Frame, Hidden, ReturnPlace};
use crate::messages::Language;

/// The page. Its form sends `answer`: `continue` or `other`.
#[derive(Clone, Debug, Template)]
#[template(path = "choose_account.html")]
pub struct ChooseAccount {
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
    /// The name of whoever is signed in.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
}

impl ChooseAccount {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    /// Who goes on: by name where there is one.
    fn who(&self) -> String {
        super::seen(if self.name.is_empty() { &self.email } else { &self.name })
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let usual = Self {
            frame: super::sample_frame(language),
            action: "/choose-account".into(),
            hidden: vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }],
            app_name: "Harbour Desk Booking".into(),
            returns: ReturnPlace::Site("my-application.com".into()),
            name: "Ada Ruiz".into(),
            email: "ada@harbour.example".into(),
        };
        let hostile = Self {
            app_name: "<script>alert(1)</script>".into(),
            name: "<b>Michael</b> \u{202e}gnihtemos".into(),
            email: format!("{}@example.com", "a-very-long-address".repeat(8)),
            ..usual.clone()
        };
        vec![
            ("choose-account", usual.clone()),
            ("choose-account-nameless", Self { name: String::new(), ..usual }),
            ("choose-account-hostile", hostile),
        ]
    }
}
