//! The consent page: what an app asks for, one row and one checkbox for each scope.

use askama::Template;
use countersign_wire::app::DialectName;

use super::asks::{Ask, ShownPerson};
use super::{Frame, Hidden, ReturnPlace};
use crate::dialect::{self, Dialect};
use crate::messages::{Language, Saying};

/// What an app says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownApp {
    /// Its name.
    pub name: String,
    /// The address of its logo, at this service.
    pub logo: Option<String>,
    /// Its privacy policy.
    pub policy_url: Option<String>,
    /// Its terms.
    pub terms_url: Option<String>,
}

/// The consent page. Its form sends `scope` and `claim` once for each row that is ticked, and `answer`: `accept`, `deny` or
/// `not_you`.
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
    pub app: ShownApp,
    /// Where the person goes back to.
    pub returns: ReturnPlace,
    /// Who is signed in.
    pub person: ShownPerson,
    /// What an app that acts for the person's business is told in any case.
    pub business: Option<Ask>,
    /// What is asked for. The account id is always part of it and not in this list.
    pub asks: Vec<Ask>,
    /// What is asked for claim by claim.
    pub claims: Vec<Ask>,
    /// The APIs that it gets tokens for, by their addresses.
    pub apis: Vec<String>,
}

impl Consent {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    /// What stands over the rows: whether there is anything to leave out, and else whether there is anything but the account.
    fn lead(&self) -> Saying<'static> {
        let to_choose = !self.asks.is_empty() || !self.claims.is_empty();
        match (to_choose, self.business.is_some() || !self.apis.is_empty()) {
            (true, _) => Saying::of("consent-lead"),
            (false, true) => Saying::of("consent-lead-always"),
            (false, false) => Saying::of("consent-lead-nothing"),
        }
    }

    /// An address of the app's that may be a link: https, or http on this computer.
    fn link<'a>(&self, address: &'a Option<String>) -> Option<&'a str> {
        address.as_deref().filter(|address| address.starts_with("https://") || address.starts_with("http://127.0.0.1"))
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let person = ShownPerson::sample();
        let asks = |scopes: &[&str], person: &ShownPerson| {
            scopes.iter().map(|scope| Ask::of(speaking_of(scope), scope, person, language)).collect::<Vec<_>>()
        };
        let named = |name: &str| ShownApp { name: name.to_owned(), ..ShownApp::default() };
        let claims = |names: &[&str]| names.iter().map(|claim| Ask::of_claim(claim, &person, language)).collect::<Vec<_>>();
        let documented = Self {
            frame: super::sample_frame(language),
            action: "/consent".into(),
            hidden: vec![Hidden { name: "request", value: "r1".into() }, Hidden { name: "csrf", value: "c1".into() }],
            app: named("Harbour Desk Booking"),
            returns: ReturnPlace::Site("my-application.com".into()),
            asks: asks(&["personal_information", "personal_configuration", "product_apis", "km_editor_api"], &person),
            claims: Vec::new(),
            apis: Vec::new(),
            business: None,
            person: person.clone(),
        };
        let mut all: Vec<&str> = dialect::all().flat_map(Dialect::asks).map(|(scope, _)| *scope).collect();
        all.sort_unstable();
        all.dedup();
        let long = ShownPerson {
            name: "Maximiliana Featherstonehaugh-Cholmondeley de la Torre y Ruiz".into(),
            email: "maximiliana.featherstonehaugh@department-of-coastal-navigation.harbour.example".into(),
            ..person.clone()
        };
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
                    app: named("Countersign"),
                    returns: ReturnPlace::App("app.countersign.desktop".into()),
                    asks: asks(&["profile", "email", "offline_access", "accounts:admin", "account"], &person),
                    ..documented.clone()
                },
            ),
            (
                "consent-claims",
                Self {
                    app: ShownApp {
                        logo: Some("/apps/a/logo?v=0123456789abcdef".into()),
                        policy_url: Some("https://my-application.com/privacy".into()),
                        terms_url: Some("https://my-application.com/terms".into()),
                        ..named("Harbour Desk Booking")
                    },
                    asks: asks(&["address", "phone"], &person),
                    claims: claims(&["name", "email", "email_verified", "zoneinfo", "picture", "updated_at"]),
                    apis: vec!["https://api.my-application.com/v1".into()],
                    ..documented.clone()
                },
            ),
            (
                "consent-business",
                Self {
                    app: named("Booking Desk"),
                    business: Some(Ask::for_business(Some("Harbour Ltd"), &person, language)),
                    asks: Vec::new(),
                    ..documented.clone()
                },
            ),
            (
                "consent-long",
                Self {
                    app: named("Harbour Desk Booking for Meeting Rooms, Parking and Lockers"),
                    returns: ReturnPlace::Site("desk-booking.department-of-coastal-navigation.harbour.example:8443".into()),
                    business: Some(Ask::for_business(
                        Some("Harbour and Coastal Navigation Company of the Northern Isles"),
                        &long,
                        language,
                    )),
                    asks: asks(&all, &long),
                    person: long,
                    ..documented.clone()
                },
            ),
            ("consent-nothing", Self { asks: Vec::new(), returns: ReturnPlace::ThisComputer, ..documented.clone() }),
            (
                "consent-hostile",
                Self {
                    app: ShownApp {
                        name: "<script>alert(1)</script> ".repeat(4),
                        logo: Some("/apps/a/logo?v=00".into()),
                        policy_url: Some("https://evil.example/\"><script>".into()),
                        terms_url: Some("javascript:alert(1)".into()),
                    },
                    returns: ReturnPlace::App("com.example.an-extraordinarily-long-scheme-that-goes-on-and-on".into()),
                    asks: asks(&all, &hostile),
                    person: hostile,
                    ..documented
                },
            ),
        ]
    }
}

/// A dialect that asks for a scope.
fn speaking_of(scope: &str) -> &'static dyn Dialect {
    let asks = |dialect: &&dyn Dialect| dialect.asks().iter().any(|(known, _)| *known == scope);
    dialect::all().find(asks).unwrap_or_else(|| dialect::of(DialectName::Standard))
}
