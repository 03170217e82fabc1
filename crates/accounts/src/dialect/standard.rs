//! OAuth 2.0 as the RFCs say.

use countersign_wire::app::DialectName;
use countersign_wire::scope::ACCOUNT;
use serde_json::{Value, json};

use super::asked::{EMAIL, PROFILE};
use super::{About, Asked, Dialect, Needs, Paths, Shows};
use crate::grant::Issued;
use crate::grant::rules::Rules;
use crate::person_claims;

/// How its scopes are asked for, and the one that only the app has which every service carries.
const ASKED: &[(&str, Asked)] = &[
    ("profile", PROFILE),
    ("email", EMAIL),
    ("address", Asked::showing("ask-address", Shows::Address)),
    ("phone", Asked::showing("ask-phone", Shows::Phone)),
    ("offline_access", Asked::saying("ask-offline-access")),
    ("accounts:admin", Asked::saying("ask-accounts-admin")),
    (ACCOUNT, Asked::saying("ask-account").as_the_person()),
];

pub(super) struct Standard;

impl Dialect for Standard {
    fn name(&self) -> DialectName {
        DialectName::Standard
    }

    fn paths(&self) -> Paths {
        Paths::SHARED
    }

    fn rules(&self) -> Rules {
        Rules::STANDARD
    }

    fn asks(&self) -> &'static [(&'static str, Asked)] {
        ASKED
    }

    fn names_issuer(&self) -> bool {
        true
    }

    /// RFC 6749 §5.1; `scope` always, so that nobody has to remember what they asked for.
    fn token_answer(&self, issued: &Issued) -> Value {
        let mut answer = json!({
            "access_token": issued.access.expose(),
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
            "scope": issued.granted.to_wire(),
        });
        if let Some(refresh) = &issued.refresh {
            answer["refresh_token"] = refresh.expose().into();
        }
        if let Some(id_token) = &issued.id_token {
            answer["id_token"] = id_token.expose().into();
        }
        answer
    }

    /// `sub`, and the claims that were granted.
    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs> {
        let mut claims = person_claims::of(about.person, about.scopes, about.asked);
        claims.insert("sub".to_owned(), json!(about.person.id));
        Ok(Value::Object(claims))
    }
}
