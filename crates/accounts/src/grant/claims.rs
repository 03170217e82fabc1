//! The `claims` parameter (OpenID Connect Core §5.5): claims that an app asks for one by one.
//!
//! Only what this service knows is kept; everything else is ignored, as the specification wants it. What is about the
//! person is asked on the consent page, unless a scope of the same request covers it; what is about the sign-in is not.

use std::collections::BTreeMap;

use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Claims about a person, and the scope that covers each (Core §5.4).
const ABOUT_A_PERSON: [(&str, &str); 15] = [
    ("name", "profile"),
    ("preferred_username", "profile"),
    ("picture", "profile"),
    ("website", "profile"),
    ("locale", "profile"),
    ("zoneinfo", "profile"),
    ("date_format", "profile"),
    ("smart_dates", "profile"),
    ("number_separators", "profile"),
    ("updated_at", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
    ("address", "address"),
    ("phone_number", "phone"),
    ("phone_number_verified", "phone"),
];

/// Claims about a sign-in.
const ABOUT_A_SIGN_IN: [&str; 5] = ["sub", "auth_time", "acr", "amr", "sid"];

/// How much a claim is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Without it the app cannot do what the person came for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The one value that fits; kept of `sub` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The values of which one has to fit; kept of `acr` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// What is asked for, in the words of the parameter: so it is stored with a code and with a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// For the ID token.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: BTreeMap<String, Option<Wanted>>,
    /// For user info.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: BTreeMap<String, Option<Wanted>>,
}

/// A parameter that is not written as Core §5.5 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the claims parameter is not a JSON object of requests for claims")]
pub struct Malformed;

/// The scope that covers a claim about a person.
fn scope_of(claim: &str) -> Option<&'static str> {
    ABOUT_A_PERSON.iter().find(|(known, _)| *known == claim).map(|(_, scope)| *scope)
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let Value::Object(members) = serde_json::from_str(text).map_err(|_| Malformed)? else { return Err(Malformed) };
        let of = |place| members.get(place).map_or(Ok(BTreeMap::new()), wanted);
        Ok(Self { id_token: of("id_token")?, userinfo: of("userinfo")? })
    }

    /// What was stored.
    #[must_use]
    pub fn stored(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// How it is stored; nothing where nothing is asked for.
    #[must_use]
    pub fn to_stored(&self) -> Option<String> {
        if *self == Self::default() { None } else { serde_json::to_string(self).ok() }
    }

    /// Asks for a claim of the ID token, as a parameter of its own does (`max_age`, `acr_values`).
    pub(super) fn ask_of_id_token(&mut self, claim: &str, essential: bool) {
        let wanted = essential.then_some(Wanted { essential, ..Wanted::default() });
        self.id_token.entry(claim.to_owned()).or_insert(wanted);
    }

    /// The `sub` that is asked for (Core §5.5.1): nobody else will do.
    pub(super) fn sub(&self) -> Option<&str> {
        [&self.id_token, &self.userinfo].into_iter().find_map(|claims| claims.get("sub")?.as_ref()?.value.as_deref())
    }

    /// The contexts of which the sign-in has to have one (Core §5.5.1.1); none where any will do.
    pub(super) fn contexts(&self) -> Option<&[String]> {
        let wanted = self.id_token.get("acr")?.as_ref()?;
        (wanted.essential && !wanted.values.is_empty()).then_some(&wanted.values)
    }

    /// The claims about a person that no scope of `scopes` covers, each once: what the consent page asks one by one.
    #[must_use]
    pub fn beyond(&self, scopes: &ScopeSet) -> Vec<&'static str> {
        let asked = |claim: &str| self.id_token.contains_key(claim) || self.userinfo.contains_key(claim);
        let uncovered = ABOUT_A_PERSON.iter().filter(|(claim, scope)| asked(claim) && !scopes.contains(scope));
        uncovered.map(|(claim, _)| *claim).collect()
    }

    /// What is left of it when the person granted these scopes and these single claims.
    #[must_use]
    pub fn granted(&self, scopes: &ScopeSet, claims: &[String]) -> Self {
        let stays = |claim: &str| scope_of(claim).is_none_or(|scope| scopes.contains(scope) || claims.iter().any(|other| other == claim));
        let of = |asked: &BTreeMap<String, Option<Wanted>>| {
            asked.iter().filter(|(claim, _)| stays(claim)).map(|(claim, wanted)| (claim.clone(), wanted.clone())).collect()
        };
        Self { id_token: of(&self.id_token), userinfo: of(&self.userinfo) }
    }
}

/// One member of the parameter: an object of claims, each null or an object (Core §5.5.1).
fn wanted(asked: &Value) -> Result<BTreeMap<String, Option<Wanted>>, Malformed> {
    let asked = match asked {
        Value::Null => return Ok(BTreeMap::new()),
        Value::Object(asked) => asked,
        _ => return Err(Malformed),
    };
    let mut kept = BTreeMap::new();
    for (claim, how) in asked {
        let how = match how {
            Value::Null => None,
            Value::Object(how) => {
                let essential = match how.get("essential") {
                    None => false,
                    Some(Value::Bool(essential)) => *essential,
                    Some(_) => return Err(Malformed),
                };
                let value = how.get("value").and_then(Value::as_str).map(str::to_owned);
                Some(match claim.as_str() {
                    "sub" => Wanted { essential, value, ..Wanted::default() },
                    "acr" => Wanted { essential, values: values(how.get("values"), value)?, ..Wanted::default() },
                    _ => Wanted { essential, ..Wanted::default() },
                })
            }
            _ => return Err(Malformed),
        };
        if scope_of(claim).is_some() || ABOUT_A_SIGN_IN.contains(&claim.as_str()) {
            kept.insert(claim.clone(), how.filter(|how| *how != Wanted::default()));
        }
    }
    Ok(kept)
}

/// The values that a claim may have: those of the list, and the single one.
fn values(list: Option<&Value>, single: Option<String>) -> Result<Vec<String>, Malformed> {
    let list = match list {
        None => &[][..],
        Some(Value::Array(list)) => list,
        Some(_) => return Err(Malformed),
    };
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or(Malformed);
    list.iter().map(text).chain(single.map(Ok)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> ScopeSet {
        ScopeSet::parse(text).unwrap()
    }

    #[test]
    fn op_08_what_is_known_is_kept_as_it_was_asked_and_the_rest_is_ignored() {
        let text = r#"{"userinfo": {"name": {"essential": true}, "email": null, "shoe_size": null}, "id_token": {"auth_time": {"essential": true}},
            "verified": 1}"#;
        let read = ClaimsRequest::read(text).unwrap();
        let stored = read.to_stored().unwrap();
        assert_eq!(stored, r#"{"id_token":{"auth_time":{"essential":true}},"userinfo":{"email":null,"name":{"essential":true}}}"#);
        assert_eq!(ClaimsRequest::stored(Some(&stored)), read);
        assert_eq!(ClaimsRequest::read("{}").unwrap().to_stored(), None);
    }

    #[test]
    fn op_08_what_is_not_a_request_for_claims_is_malformed() {
        for text in [
            "",
            "name",
            "[]",
            "null",
            r#"{"userinfo": []}"#,
            r#"{"userinfo": {"name": 1}}"#,
            r#"{"id_token": {"name": {"essential": "yes"}}}"#,
        ] {
            assert_eq!(ClaimsRequest::read(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn op_08_a_claim_is_asked_by_itself_unless_a_scope_of_the_request_covers_it() {
        let read = ClaimsRequest::read(r#"{"userinfo": {"name": null, "email": null}, "id_token": {"email": null, "acr": null}}"#).unwrap();
        assert_eq!(read.beyond(&scopes("openid")), ["name", "email"]);
        assert_eq!(read.beyond(&scopes("openid profile")), ["email"]);
    }

    #[test]
    fn op_08_only_what_was_granted_is_left_and_what_is_about_the_sign_in() {
        let read = ClaimsRequest::read(r#"{"userinfo": {"name": null, "email": null}, "id_token": {"acr": null}}"#).unwrap();
        let left = |granted: &str, claims: &[&str]| {
            let claims: Vec<String> = claims.iter().map(|claim| (*claim).to_owned()).collect();
            read.granted(&scopes(granted), &claims).to_stored().unwrap()
        };
        assert_eq!(left("openid", &[]), r#"{"id_token":{"acr":null}}"#);
        assert_eq!(left("openid profile", &[]), r#"{"id_token":{"acr":null},"userinfo":{"name":null}}"#);
        assert_eq!(left("openid", &["email"]), r#"{"id_token":{"acr":null},"userinfo":{"email":null}}"#);
    }

    #[test]
    fn op_03_an_acr_counts_where_it_is_essential_and_names_values() {
        let read = |acr: &str| ClaimsRequest::read(&format!(r#"{{"id_token": {{"acr": {acr}}}}}"#)).unwrap();
        let contexts = |acr: &str| read(acr).contexts().map(<[String]>::to_vec);
        assert_eq!(contexts(r#"{"essential": true, "values": ["2", "1"]}"#), Some(vec!["2".to_owned(), "1".to_owned()]));
        assert_eq!(contexts(r#"{"essential": true, "value": "2"}"#), Some(vec!["2".to_owned()]));
        for any in ["null", r#"{"essential": true}"#, r#"{"values": ["2"]}"#] {
            assert_eq!(contexts(any), None, "{any}");
        }
        let kept = read(r#"{"essential": true, "values": ["2"]}"#);
        assert_eq!(ClaimsRequest::stored(kept.to_stored().as_deref()), kept);
        assert_eq!(ClaimsRequest::read(r#"{"id_token": {"acr": {"values": "2"}}}"#), Err(Malformed));
    }

    #[test]
    fn op_06_a_sub_that_is_asked_for_is_found_in_either_place() {
        assert_eq!(ClaimsRequest::read(r#"{"id_token": {"sub": {"value": "ada"}}}"#).unwrap().sub(), Some("ada"));
        assert_eq!(ClaimsRequest::read(r#"{"userinfo": {"sub": null}}"#).unwrap().sub(), None);
    }
}
