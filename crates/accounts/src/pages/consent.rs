//! The consent page: what an app asks for, one row and one checkbox for each scope.

use askama::Template;

use super::asks::{Ask, ShownPerson};
use super::{Frame, Hidden, ReturnPlace};
use crate::messages::Language;

/// The consent page. Its form sends `scope` once for each row that is ticked, and `answer`: `accept`, `deny` or `not_you`.
#[derive(Clone, Debug, Template)]
#[template(path = "consent.html")]
pub struct Consent {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// The app that asks.
    pub app_name: String,
    /// Where the person goes back to.
    pub returns: ReturnPlace,
    /// Who is signed in.
    pub person: ShownPerson,
    /// What is asked for. The account id is always part of it and not in this list.
    pub asks: Vec<Ask>,
}

impl Consent {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let person = ShownPerson::sample();
        let asks = |scopes: &[&str], person: &ShownPerson| scopes.iter().map(|scope| Ask::of(scope, person, language)).collect::<Vec<_>>();
        let documented = Self {
            frame: super::sample_frame(language),
            action: "/consent".into(),
            hidden: vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }],
            app_name: "Harbour Desk Booking".into(),
            returns: ReturnPlace::Site("my-application.com".into()),
            asks: asks(&["personal_information", "personal_configuration", "product_apis", "km_editor_api"], &person),
            person: person.clone(),
        };
        let all = [
            "personal_information",
            "personal_configuration",
            "product_apis",
            "km_editor_api",
            "reporting_api",
            "read_write",
            "user:read",
            "user:write",
            "profile",
            "email",
            "offline_access",
            "accounts:admin",
        ];
        let hostile = ShownPerson {
            name: "<b>Michael</b> \"O'Neil\" \u{202e}gnihtemos".into(),
            email: format!("{}@example.com", "a-very-long-address".repeat(8)),
            ..person.clone()
        };
        vec![
            ("consent", documented.clone()),
            (
                "consent-app",
                Self {
                    app_name: "Countersign".into(),
                    returns: ReturnPlace::App("app.countersign.desktop".into()),
                    asks: asks(&["profile", "email", "offline_access", "accounts:admin"], &person),
                    ..documented.clone()
                },
            ),
            ("consent-nothing", Self { asks: Vec::new(), returns: ReturnPlace::ThisComputer, ..documented.clone() }),
            (
                "consent-hostile",
                Self {
                    app_name: "<script>alert(1)</script> ".repeat(4),
                    returns: ReturnPlace::App("com.example.an-extraordinarily-long-scheme-that-goes-on-and-on".into()),
                    asks: asks(&all, &hostile),
                    person: hostile,
                    ..documented
                },
            ),
        ]
    }
}
