//! As Inbenta documents its accounts service (INB-02 to INB-12).

use countersign_wire::app::DialectName;
use serde_json::{Value, json};

use super::{About, Asked, Dialect, Needs, Paths, Shows, say_what_was_left_out};
use crate::grant::Issued;
use crate::grant::rules::{Renewing, Rules};

/// With the last two an app acts as the person (INB-16).
const ASKED: &[(&str, Asked)] = &[
    ("personal_information", Asked::showing("ask-personal-information", Shows::Contact)),
    ("personal_configuration", Asked::showing("ask-personal-configuration", Shows::Settings)),
    ("product_apis", Asked::saying("ask-product-apis")),
    ("km_editor_api", Asked::saying("ask-km-editor-api").as_the_person()),
    ("reporting_api", Asked::saying("ask-reporting-api").as_the_person()),
];

pub(super) struct Inbenta;

impl Dialect for Inbenta {
    fn name(&self) -> DialectName {
        DialectName::Inbenta
    }

    fn paths(&self) -> Paths {
        Paths {
            authorize: "/v1/oauth/sign-in",
            token: "/v1/oauth/tokens",
            user_info: "/v1/oauth/user-information",
            revoke: None,
            also: &[],
        }
    }

    fn rules(&self) -> Rules {
        Rules { renewing: Renewing::Never, ..Rules::DOCUMENTED }
    }

    fn asks(&self) -> &'static [(&'static str, Asked)] {
        ASKED
    }

    fn content_type(&self) -> &'static str {
        "application/json;charset=UTF-8"
    }

    /// `bearer` in lower case, no refresh token.
    fn token_answer(&self, issued: &Issued) -> Value {
        let mut answer = json!({
            "access_token": issued.access.expose(),
            "token_type": "bearer",
            "expires_in": issued.expires_in,
        });
        say_what_was_left_out(&mut answer, issued);
        answer
    }

    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs> {
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
        Ok(said)
    }
}
