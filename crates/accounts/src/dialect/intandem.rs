//! As vcita documents inTandem (INT-01 to INT-09). Its apps are also made over its own API, which is
//! [`crate::administration`]'s.
//!
//! A token acts for the business of its person, whatever its scopes: the document's own request has none.

use countersign_wire::app::DialectName;
use serde_json::{Value, json};

use super::asked::{EMAIL, PROFILE};
use super::{About, Asked, Dialect, Needs, Paths, Place, say_what_was_left_out};
use crate::grant::Issued;
use crate::grant::rules::{Renewing, Rules};
use crate::token::TokenForm;

/// Twenty years, as documented: there is no renewal.
const ACCESS_SECONDS: i64 = 631_152_000;

/// How its scopes are asked for.
const ASKED: &[(&str, Asked)] = &[("profile", PROFILE), ("email", EMAIL)];

pub(super) struct Intandem;

impl Dialect for Intandem {
    fn name(&self) -> DialectName {
        DialectName::Intandem
    }

    fn paths(&self) -> Paths {
        Paths { also: &[(Place::Authorize, "/app/oauth/authorize")], ..Paths::SHARED }
    }

    /// The real authorization address has no `response_type`.
    fn rules(&self) -> Rules {
        Rules {
            code_lifetime: 30,
            access_lifetime: Some(ACCESS_SECONDS),
            access_form: TokenForm::Hex,
            renewing: Renewing::Never,
            may_omit_response_type: true,
            ..Rules::DOCUMENTED
        }
    }

    fn asks(&self) -> &'static [(&'static str, Asked)] {
        ASKED
    }

    fn reads_json(&self) -> bool {
        true
    }

    fn acts_for_business(&self) -> bool {
        true
    }

    fn token_answer(&self, issued: &Issued) -> Value {
        let mut answer = json!({
            "access_token": issued.access.expose(),
            "token_type": "bearer",
            "expires_in": issued.expires_in,
            "created_at": issued.issued_at,
        });
        say_what_was_left_out(&mut answer, issued);
        answer
    }

    /// The business' user info. What says something of a business is `null` for somebody who belongs to none.
    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs> {
        let person = about.person;
        let host = about.issuer.split_once("://").map_or(about.issuer, |(_, host)| host);
        Ok(json!({
            "sub": person.id,
            "type": "user",
            "role": person.role.as_str(),
            "email": person.email,
            "business_id": about.business.map(|business| &business.id),
            "business_uid": about.business.map(|business| &business.id),
            "business_name": about.business.map(|business| &business.name),
            // A service is one directory of businesses, and its own brand.
            "directory_uid": host,
            "brand_host": host,
            "brand_theme": { "locale": person.formats.locale, "logo": Value::Null, "name": about.service_name },
        }))
    }
}
