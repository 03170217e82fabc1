//! Which resources a token is for (RFC 8707).
//!
//! A token without resources is for this service itself: who the person is, and administration. One that names resources
//! is for them alone, and this service refuses it unless it is among them.

use countersign_wire::oauth_error::OAuthErrorCode;

use super::Refusal;
use super::parameters::Parameters;
use crate::store::rows::App;

/// The parameter; the one that may be given more than once (§2).
pub const RESOURCE: &str = "resource";

/// The resource that the administration API is, below the issuer; it stands there too.
pub const ADMINISTRATION_API: &str = "/admin/v1";

/// Whether an app may have tokens for a resource: one of its registration, or this service itself at `issuer`.
pub(super) fn may_have(app: &App, issuer: &str, resource: &str) -> bool {
    let own = resource.strip_prefix(issuer).is_some_and(|path| path.is_empty() || path == ADMINISTRATION_API);
    own || app.settings.tokens.resources.iter().any(|registered| registered == resource)
}

/// The resources that a token request asks for, among those that may be asked for; all of them where it names none.
///
/// # Errors
/// `invalid_target` for any other.
pub(super) fn asked(may: &[String], issuer: &str, parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let mut asked: Vec<String> = Vec::new();
    for resource in parameters.all(RESOURCE).filter(|resource| !resource.is_empty()) {
        let own = may.is_empty() && resource == issuer;
        if !own && !may.iter().any(|granted| granted == resource) {
            return Err(Refusal::of(OAuthErrorCode::InvalidTarget, "The resource is not one that was granted."));
        }
        if !asked.iter().any(|other| other == resource) {
            asked.push(resource.to_owned());
        }
    }
    Ok(if asked.is_empty() { may.to_vec() } else { asked })
}

/// Whether a token for these resources is for the service at `issuer`.
#[must_use]
pub fn is_for(resources: &[String], issuer: &str) -> bool {
    resources.is_empty() || resources.iter().any(|resource| resource == issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://accounts.example";

    fn asks(may: &[&str], query: &str) -> Option<Vec<String>> {
        let may: Vec<String> = may.iter().map(|text| (*text).to_owned()).collect();
        asked(&may, ISSUER, &Parameters::read(query.as_bytes()).unwrap()).ok()
    }

    #[test]
    fn what_is_asked_for_narrows_what_was_granted_and_never_widens_it() {
        let both = ["https://a.example", "https://b.example/api"];
        assert_eq!(asks(&both, ""), Some(both.map(str::to_owned).to_vec()));
        assert_eq!(asks(&both, "resource=https://b.example/api"), Some(vec!["https://b.example/api".to_owned()]));
        assert_eq!(asks(&both, "resource=https://b.example/api&resource=https://a.example").map(|asked| asked.len()), Some(2));
        for wider in [
            "resource=https://c.example",
            "resource=https://a.example/",
            "resource=https://a.example&resource=x",
            "resource=https://accounts.example",
        ] {
            assert_eq!(asks(&both, wider), None, "{wider}");
        }
    }

    #[test]
    fn without_a_grant_of_resources_a_token_is_for_this_service_alone() {
        assert_eq!(asks(&[], ""), Some(vec![]));
        assert_eq!(asks(&[], "resource=https://accounts.example"), Some(vec![ISSUER.to_owned()]));
        assert_eq!(asks(&[], "resource=https://a.example"), None);
        assert!(is_for(&[], ISSUER) && is_for(&[ISSUER.to_owned()], ISSUER) && !is_for(&["https://a.example".to_owned()], ISSUER));
    }
}
