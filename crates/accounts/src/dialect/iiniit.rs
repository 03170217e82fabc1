//! As iiniit documents it (III-01 to III-06).
//!
//! Its documents name the same two scopes in three ways. Those of the introduction are the scopes; the others are read
//! as what they mean, and every answer says the name that is.

use countersign_wire::app::DialectName;
use serde_json::{Value, json};

use super::{About, Asked, Dialect, Needs, Paths, Place, Shows};
use crate::grant::Issued;
use crate::grant::rules::{Renewing, Rules};

/// Reads the profile (III-02).
const READ: &str = "user:read";
/// Writes to it (III-03).
const WRITE: &str = "user:write";

/// How its scopes are asked for.
const ASKED: &[(&str, Asked)] =
    &[(READ, Asked::showing("ask-user-read", Shows::SentenceWithContact)), (WRITE, Asked::saying("ask-user-write"))];

pub(super) struct Iiniit;

impl Dialect for Iiniit {
    fn name(&self) -> DialectName {
        DialectName::Iiniit
    }

    /// The real service exchanges codes at an address that others sign in at.
    fn paths(&self) -> Paths {
        Paths {
            also: &[
                (Place::Authorize, "/auth/login"),
                (Place::Token, "/oauth2/authorize"),
                (Place::Token, "/oauth2/token"),
                (Place::Profile, "/v1/user/profile"),
            ],
            ..Paths::SHARED
        }
    }

    fn rules(&self) -> Rules {
        Rules {
            renewing: Renewing::Always,
            scope_aliases: &[("read:user", READ), ("profile", READ), ("email", READ), ("profile:write", WRITE)],
            ..Rules::DOCUMENTED
        }
    }

    fn asks(&self) -> &'static [(&'static str, Asked)] {
        ASKED
    }

    fn reads_json(&self) -> bool {
        true
    }

    /// Its documented exchange has the header of JSON and the body of a form.
    fn reads_forms_called_json(&self) -> bool {
        true
    }

    fn writes_profile_with(&self) -> Option<&'static str> {
        Some(WRITE)
    }

    /// With `scope` always: what was granted can be less than what was asked, and both are shown (III-06).
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
        answer
    }

    /// The profile, `null` where somebody has not set a value; times as ISO 8601 in UTC.
    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs> {
        if !about.scopes.contains(READ) {
            return Err(Needs(READ));
        }
        let (person, details) = (about.person, &about.person.details);
        let time = |seconds: i64| jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_string());
        Ok(json!({
            "id": person.id,
            "username": details.username,
            "name": person.name,
            "email": person.email,
            "avatar_url": details.avatar_url,
            "bio": details.bio,
            "location": details.location,
            "website": details.website,
            "created_at": time(person.created_at),
            "updated_at": time(person.updated_at),
        }))
    }
}
