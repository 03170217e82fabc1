//! As the general document shows an API (GEN-01 to GEN-07): the standard's paths, one scope, and a refresh token with
//! every sign-in.

use countersign_wire::app::DialectName;
use serde_json::{Value, json};

use super::{About, Asked, Dialect, Needs, Paths, say_what_was_left_out};
use crate::grant::Issued;
use crate::grant::rules::{Renewing, Rules};

/// How its scopes are asked for.
const ASKED: &[(&str, Asked)] = &[("read_write", Asked::saying("ask-read-write"))];

pub(super) struct General;

impl Dialect for General {
    fn name(&self) -> DialectName {
        DialectName::General
    }

    fn paths(&self) -> Paths {
        Paths::SHARED
    }

    fn rules(&self) -> Rules {
        Rules { renewing: Renewing::Always, ..Rules::DOCUMENTED }
    }

    fn asks(&self) -> &'static [(&'static str, Asked)] {
        ASKED
    }

    fn token_answer(&self, issued: &Issued) -> Value {
        let mut answer = json!({
            "access_token": issued.access.expose(),
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
        });
        if let Some(refresh) = &issued.refresh {
            answer["refresh_token"] = refresh.expose().into();
        }
        say_what_was_left_out(&mut answer, issued);
        answer
    }

    /// The document says nothing of who signed in. The names are those that most services use, `null` where somebody has
    /// not set a value; without the scope it is the id alone.
    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs> {
        let person = about.person;
        if !about.scopes.contains("read_write") {
            return Ok(json!({ "id": person.id }));
        }
        let formats = &person.formats;
        Ok(json!({
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "locale": formats.locale,
            "timezone": formats.timezone,
        }))
    }
}
