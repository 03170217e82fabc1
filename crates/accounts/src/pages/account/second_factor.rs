//! The second factor: set up, recovery codes, switched off.

use askama::Template;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use zeroize::Zeroizing;

use super::{Chrome, Note, Section, moment};
use crate::messages::{Language, Saying};
use crate::pages::{Frame, ShownPerson, sample_frame};

/// How the second factor stands.
#[derive(Clone)]
pub enum SecondFactorState {
    /// There is none.
    Off,
    /// Its secret waits to be confirmed with a code.
    Waiting {
        /// The secret, to be typed.
        text: Zeroizing<String>,
        /// The address that the QR code carries.
        url: Zeroizing<String>,
    },
    /// It is asked for at each sign-in.
    On {
        /// Since when, as the person writes dates.
        since: String,
        /// How many recovery codes are left.
        recovery_codes: u32,
    },
}

impl std::fmt::Debug for SecondFactorState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Off => "Off",
            Self::Waiting { .. } => "Waiting(…)",
            Self::On { .. } => "On",
        })
    }
}

impl SecondFactorState {
    /// It is asked for, since a moment.
    #[must_use]
    pub fn on(since: i64, recovery_codes: u32, formats: &countersign_wire::person::Formats, language: Language) -> Self {
        Self::On { since: moment(since, formats, language), recovery_codes }
    }
}

/// The page. Its forms send `do`: `begin`, `confirm` with `code`, `renew`, or `remove` with `password`.
#[derive(Clone, Debug, Template)]
#[template(path = "account_second_factor.html")]
pub struct SecondFactorPage {
    /// What every page has round it.
    pub frame: Frame,
    /// What every page of the account has round it.
    pub chrome: Chrome,
    /// How it stands.
    pub state: SecondFactorState,
}

impl SecondFactorPage {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    /// The QR code as a drawing within the page: nothing is loaded, and no script is needed.
    fn qr_code(&self, url: &Zeroizing<String>) -> String {
        let Ok(code) = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M) else { return String::new() };
        let drawing = code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build();
        // The drawing begins with a declaration of XML, which has no place inside a page.
        drawing.find("<svg").map(|at| drawing[at..].replacen("<svg", "<svg class=\"qr\" role=\"presentation\"", 1)).unwrap_or_default()
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let person = ShownPerson::sample();
        let chrome = Chrome::sample(Section::SecondFactor);
        let frame = sample_frame(language);
        let with = |state| Self { frame: frame.clone(), chrome: chrome.clone(), state };
        let waiting = || SecondFactorState::Waiting {
            text: Zeroizing::new("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned()),
            url: Zeroizing::new("otpauth://totp/Harbour%20accounts:michael%40test.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned()),
        };
        let wrong = Chrome { note: Some(Note::trouble(Saying::of("account-code-wrong"))), ..chrome.clone() };
        vec![
            ("account-second-factor-off", with(SecondFactorState::Off)),
            ("account-second-factor-set-up", with(waiting())),
            ("account-second-factor-wrong", Self { frame: frame.clone(), chrome: wrong, state: waiting() }),
            ("account-second-factor-on", with(SecondFactorState::on(person.now, 8, &person.formats, language))),
            ("account-second-factor-last-code", with(SecondFactorState::on(person.now, 1, &person.formats, language))),
        ]
    }
}

/// New recovery codes, shown this once.
#[derive(Clone, Template)]
#[template(path = "account_recovery_codes.html")]
pub struct RecoveryCodes {
    /// What every page has round it.
    pub frame: Frame,
    /// What every page of the account has round it.
    pub chrome: Chrome,
    /// The codes.
    pub codes: Vec<Zeroizing<String>>,
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes(…)")
    }
}

impl RecoveryCodes {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    /// The page.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let codes = (0..10).map(|number| Zeroizing::new(format!("abcd-efgh-ijkm-npq{}", number % 8 + 2))).collect();
        let note = Some(Note::done(Saying::of("account-second-factor-added")));
        vec![(
            "account-recovery-codes",
            Self { frame: sample_frame(language), chrome: Chrome { note, ..Chrome::sample(Section::SecondFactor) }, codes },
        )]
    }
}
