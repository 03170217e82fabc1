//! As Inbenta documents its accounts service (INB-02 to INB-12).

use countersign_wire::app::DialectName;
use serde_json::{Value, json};

use super::{About, Dialect, Paths};
use crate::grant::Issued;

pub(super) struct Inbenta;

impl Dialect for Inbenta {
    fn name(&self) -> DialectName {
        DialectName::Inbenta
    }

    fn paths(&self) -> Paths {
        Paths { authorize: "/v1/oauth/sign-in", token: "/v1/oauth/tokens", user_info: "/v1/oauth/user-information", revoke: None }
    }

    fn content_type(&self) -> &'static str {
        "application/json;charset=UTF-8"
    }

    fn names_issuer(&self) -> bool {
        false
    }

    /// `bearer` in lower case, no refresh token; `scope` only where less was granted than asked, so that an app can show
    /// it and one that reads the document to the letter meets nothing new.
    fn token_answer(&self, issued: &Issued) -> Value {
        let mut answer = json!({
            "access_token": issued.access.expose(),
            "token_type": "bearer",
            "expires_in": issued.expires_in,
        });
        if !issued.requested.is_within(&issued.granted) {
            answer["scope"] = issued.granted.to_wire().into();
        }
        answer
    }

    fn user_info(&self, about: &About<'_>) -> Value {
        let About { person, scopes, .. } = about;
        let mut said = json!({ "id": person.id });
        if scopes.contains("personal_information") {
            said["name"] = json!(person.name);
            said["email"] = json!(person.email);
        }
        if scopes.contains("personal_configuration") {
            let formats = &person.formats;
            said["locale"] = json!(formats.locale);
            said["timezone"] = json!(formats.timezone);
            said["dates"] = json!({ "format": formats.dates.format, "smart": formats.dates.smart });
            said["numberSeparators"] =
                json!({ "thousands": formats.number_separators.thousands, "decimal": formats.number_separators.decimal });
        }
        said
    }
}
