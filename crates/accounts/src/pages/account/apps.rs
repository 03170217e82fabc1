//! The apps that have access.

use askama::Template;
use countersign_wire::person::{ConnectedApp, Formats};

use super::{Chrome, Section, moment};
use crate::grant::IDENTITY;
use crate::messages::Language;
use crate::pages::{Frame, ShownPerson, asks, sample_frame};

/// The page. Its forms send `revoke`: a client id (III-04).
#[derive(Clone, Debug, Template)]
#[template(path = "account_apps.html")]
pub struct ConnectedApps {
    /// What every page has round it.
    pub frame: Frame,
    /// What every page of the account has round it.
    pub chrome: Chrome,
    /// The apps, by name.
    pub apps: Vec<ConnectedApp>,
    /// How the person writes dates.
    pub formats: Formats,
}

impl ConnectedApps {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    /// What it may do, in the words of the consent page. That it knows who they are goes without saying.
    fn access(&self, app: &ConnectedApp) -> String {
        let scopes = app.scopes.iter().filter(|scope| *scope != IDENTITY);
        let words = scopes.map(|scope| asks::title(scope, self.frame.language).unwrap_or_else(|| scope.clone()));
        words.collect::<Vec<_>>().join(" · ")
    }

    fn moment(&self, at: &i64) -> String {
        moment(*at, &self.formats, self.frame.language)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let person = ShownPerson::sample();
        let app = |id: &str, name: &str, last_used_at| ConnectedApp {
            client_id: id.to_owned(),
            name: name.to_owned(),
            scopes: vec!["profile".into(), "email".into(), "offline_access".into()],
            since: person.now - 900_000,
            last_used_at,
        };
        let chrome = Chrome::sample(Section::Apps);
        let frame = sample_frame(language);
        let scopes = ["openid", "profile", "email", "address", "phone", "offline_access", "accounts:admin", "account"];
        let apps = vec![
            app("a1", "Harbour Desk Booking", Some(person.now - 500)),
            ConnectedApp {
                scopes: scopes.map(str::to_owned).to_vec(),
                ..app("a2", "Harbour Desk Booking for Meeting Rooms, Parking and Lockers", Some(person.now - 90_000))
            },
            app("a3", "<script>alert(1)</script> \u{202e}gnp", None),
        ];
        let none = Self { frame: frame.clone(), chrome: chrome.clone(), apps: Vec::new(), formats: person.formats.clone() };
        vec![("account-apps", Self { frame, chrome, apps, formats: person.formats }), ("account-apps-none", none)]
    }
}
