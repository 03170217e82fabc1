//! How long what is issued lasts: as the service is set, unless the app says less or otherwise, within bounds.

use std::time::Duration;

use countersign_wire::app::TokenSettings;

use super::rules::Rules;
use crate::config::Config;

/// How long what is issued lasts, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// A code.
    pub code: i64,
    /// An access token.
    pub access: i64,
    /// A refresh token that lies unused.
    pub refresh_idle: i64,
    /// All renewals of one sign-in.
    pub refresh_absolute: i64,
}

impl Lifetimes {
    /// What a service is set to.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            code: seconds(config.code_lifetime),
            access: seconds(config.access_lifetime),
            refresh_idle: seconds(config.refresh_idle),
            refresh_absolute: seconds(config.refresh_absolute),
        }
    }

    /// What holds for one app. Its access tokens last as its dialect documents, and else for
    /// [`Config::LONGEST_ACCESS_LIFETIME`] at most, whatever it says; a sign-in is renewed for as long as the service is set
    /// to at most.
    #[must_use]
    pub fn for_app(self, rules: &Rules, said: &TokenSettings) -> Self {
        let or = |said: Option<u32>, usual: i64| said.map_or(usual, i64::from).max(1);
        let refresh_absolute = or(said.refresh_absolute, self.refresh_absolute).min(self.refresh_absolute);
        let longest_access = seconds(Config::LONGEST_ACCESS_LIFETIME).max(rules.access_lifetime.unwrap_or(0));
        Self {
            code: self.code.min(rules.code_lifetime),
            access: or(said.access_lifetime, rules.access_lifetime.unwrap_or(self.access)).min(longest_access),
            refresh_idle: or(said.refresh_idle, self.refresh_idle).min(refresh_absolute),
            refresh_absolute,
        }
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: Lifetimes = Lifetimes { code: 60, access: 3600, refresh_idle: 1000, refresh_absolute: 5000 };

    #[test]
    fn an_app_that_says_nothing_has_what_the_service_has() {
        assert_eq!(SERVICE.for_app(&Rules::STANDARD, &TokenSettings::default()), SERVICE);
    }

    #[test]
    fn an_app_has_what_it_says_within_the_bounds_of_the_service() {
        let said = |access, idle, absolute| {
            let said = TokenSettings {
                access_lifetime: Some(access),
                refresh_idle: Some(idle),
                refresh_absolute: Some(absolute),
                ..TokenSettings::default()
            };
            let got = SERVICE.for_app(&Rules::STANDARD, &said);
            (got.access, got.refresh_idle, got.refresh_absolute)
        };
        assert_eq!(said(300, 100, 400), (300, 100, 400));
        assert_eq!(said(7200, 4000, 400), (7200, 400, 400), "what lies unused ends with the whole");
        assert_eq!(said(u32::MAX, u32::MAX, u32::MAX), (30 * 24 * 3600, 5000, 5000));
        assert_eq!(said(0, 0, 0), (1, 1, 1));
    }

    #[test]
    fn int_07_a_documented_lifetime_holds_unless_the_app_says_less() {
        let rules = Rules { code_lifetime: 30, access_lifetime: Some(631_152_000), ..Rules::STANDARD };
        let usual = SERVICE.for_app(&rules, &TokenSettings::default());
        assert_eq!((usual.code, usual.access), (30, 631_152_000));
        let less = TokenSettings { access_lifetime: Some(300), ..TokenSettings::default() };
        assert_eq!(SERVICE.for_app(&rules, &less).access, 300);
    }
}
