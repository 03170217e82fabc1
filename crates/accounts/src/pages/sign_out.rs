//! The page that asks whether somebody wants to sign out.

use askama::Template;

use super::{Frame, Hidden};
use crate::messages::Language;

/// The page. Its form sends `answer`: `sign_out` or `stay`.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_out.html")]
pub struct SignOut {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// The app that asks, where it is known.
    pub app_name: Option<String>,
    /// The name of whoever is signed in.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
}

impl SignOut {
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
            action: "/sign-out".into(),
            hidden: vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }],
            app_name: Some("Harbour Desk Booking".into()),
            name: "Ada Ruiz".into(),
            email: "ada@harbour.example".into(),
        };
        let hostile =
            Self { app_name: Some("<script>alert(1)</script>".into()), name: "<b>Michael</b> \u{202e}gnihtemos".into(), ..usual.clone() };
        let long = Self {
            app_name: Some("Harbour Desk Booking for Meeting Rooms, Parking and Lockers".into()),
            email: "maximiliana.featherstonehaugh@department-of-coastal-navigation.harbour.example".into(),
            ..usual.clone()
        };
        vec![
            ("sign-out", usual.clone()),
            ("sign-out-long", long),
            ("sign-out-plain", Self { app_name: None, name: String::new(), ..usual }),
            ("sign-out-hostile", hostile),
        ]
    }
}
