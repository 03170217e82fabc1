//! The name of a service that many tenants share (C9).

use serde::{Deserialize, Serialize};

/// What such a service calls itself: its metadata names the template, an ID token the template with its tenant filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerTemplate {
    /// An issuer with one place in braces, such as `https://login.example.com/{tenantid}/v2.0`.
    pub(crate) template: String,
    /// The claim of an ID token that says what stands in that place, such as `tid`.
    pub(crate) tenant_claim: String,
}

impl IssuerTemplate {
    /// The issuer of a tenant; none where the tenant is no plain word, which could make it somebody else's address.
    pub(crate) fn filled_in(&self, tenant: &str) -> Option<String> {
        let (before, after) = self.around()?;
        is_word(tenant).then(|| format!("{before}{tenant}{after}"))
    }

    /// Whether metadata may name this issuer: the template itself, or that of one tenant.
    pub(crate) fn covers(&self, issuer: &str) -> bool {
        issuer == self.template || self.is_of_a_tenant(issuer)
    }

    /// Whether an issuer is the template with some tenant filled in.
    pub(crate) fn is_of_a_tenant(&self, issuer: &str) -> bool {
        let tenant = self.around().and_then(|(before, after)| issuer.strip_prefix(before)?.strip_suffix(after));
        tenant.is_some_and(is_word)
    }

    /// What stands before and after the place in braces.
    fn around(&self) -> Option<(&str, &str)> {
        let (before, rest) = self.template.split_once('{')?;
        let (_, after) = rest.split_once('}')?;
        Some((before, after))
    }
}

/// Letters, digits, `-`, `_` and `.`, which may not come first: no part of an address but one step of its path.
fn is_word(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !text.is_empty() && text.len() <= 128 && !text.starts_with('.') && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> IssuerTemplate {
        IssuerTemplate { template: "https://login.example/{tenantid}/v2.0".into(), tenant_claim: "tid".into() }
    }

    #[test]
    fn c9_a_template_covers_itself_and_its_tenants() {
        for issuer in ["https://login.example/{tenantid}/v2.0", "https://login.example/9188040d-6c67/v2.0"] {
            assert!(template().covers(issuer), "{issuer}");
        }
        assert_eq!(template().filled_in("9188040d-6c67").as_deref(), Some("https://login.example/9188040d-6c67/v2.0"));
        assert!(!template().is_of_a_tenant("https://login.example/{tenantid}/v2.0"));
    }

    #[test]
    fn c9_a_tenant_is_one_step_of_the_path_and_nothing_else() {
        for tenant in ["", "a/b", "..", ".", "a?b", "a#b", "a@b", "a%2fb", "é", " ", "{tenantid}", &"x".repeat(129)] {
            assert_eq!(template().filled_in(tenant), None, "{tenant}");
            assert!(!template().is_of_a_tenant(&format!("https://login.example/{tenant}/v2.0")), "{tenant}");
        }
        for issuer in ["https://login.example/a/v1.0", "https://login.example.evil/a/v2.0", "http://login.example/a/v2.0", "a"] {
            assert!(!template().covers(issuer), "{issuer}");
        }
    }
}
