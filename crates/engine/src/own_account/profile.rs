//! What people may say of themselves.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::person::{Details, Formats, OwnProfile};
use serde::Deserialize;
use serde_json::{Value, json};

use super::OwnAccount;
use crate::json_api::{Request, checked, read};
use crate::provider::own_account::OwnAccountWay;

/// The profile as an account API tells it; what a newer one tells besides is passed over.
#[derive(Deserialize)]
struct Said {
    name: Option<String>,
    formats: Option<Formats>,
    details: Option<Details>,
    version: Option<i64>,
}

/// The profile where it is changed by a merge: flat, `null` for what is not set. It has no formats.
#[derive(Deserialize)]
struct SaidFlat {
    name: Option<String>,
    username: Option<String>,
    avatar_url: Option<String>,
    bio: Option<String>,
    location: Option<String>,
    website: Option<String>,
}

impl From<Said> for OwnProfile {
    fn from(said: Said) -> Self {
        Self { name: said.name, formats: said.formats, details: said.details, version: said.version }
    }
}

impl From<SaidFlat> for OwnProfile {
    fn from(said: SaidFlat) -> Self {
        let SaidFlat { name, username, avatar_url, bio, location, website } = said;
        let details = Details { username, avatar_url, bio, location, website, ..Details::default() };
        Self { name, details: Some(details), ..Self::default() }
    }
}

/// A change as a merge: a member that is absent stays, one that is null is taken away (RFC 7396).
fn merge_patch(change: &OwnProfile) -> Value {
    let mut patch = match &change.details {
        None => json!({}),
        Some(Details { username, avatar_url, bio, location, website, .. }) => {
            json!({ "username": username, "avatar_url": avatar_url, "bio": bio, "location": location, "website": website })
        }
    };
    if let Some(name) = &change.name {
        patch["name"] = name.as_str().into();
    }
    patch
}

impl OwnAccount<'_> {
    pub(crate) async fn profile(&self) -> Result<OwnProfile, UserError> {
        match self.place.speaks {
            OwnAccountWay::AccountApi => Ok(read::<Said>(&self.done(Request::get(&["profile"])).await?)?.into()),
            OwnAccountWay::MergePatch => Ok(read::<SaidFlat>(&self.done(Request::get(&[])).await?)?.into()),
        }
    }

    /// Changes what is there of the change, and gives what the service made of it; the known profile is read anew. An account
    /// API answers with it, so that a change that was made is never told as failed; a merge may answer with nothing.
    pub(crate) async fn change_profile(&self, change: OwnProfile) -> Result<OwnProfile, UserError> {
        let change = OwnProfile { details: change.details.map(Details::tidy), ..change };
        checked(change.validate())?;
        let request = match self.place.speaks {
            OwnAccountWay::AccountApi => Request::patch(&["profile"]).json(&change)?,
            OwnAccountWay::MergePatch if change.formats.is_some() => return Err(self.no_formats()),
            OwnAccountWay::MergePatch => Request::patch(&[]).json(&merge_patch(&change))?,
        };
        let answer = self.done(request).await?;
        // It is changed, whatever is heard of it now; who looks next reads it again.
        let _another_time = self.core.read_profile(&self.account.id).await;
        match self.place.speaks {
            OwnAccountWay::AccountApi => Ok(read::<Said>(&answer)?.into()),
            OwnAccountWay::MergePatch => self.profile().await,
        }
    }

    fn no_formats(&self) -> UserError {
        let message = format!("“{}” keeps no language, time zone or formats. Nothing was changed.", self.account.provider);
        UserError::new(ErrorCode::InvalidInput, message).about("formats")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_takes_away_what_is_empty_and_leaves_what_is_not_said() {
        assert_eq!(merge_patch(&OwnProfile { name: Some("Ada".into()), ..OwnProfile::default() }), json!({"name": "Ada"}));
        let details = Details { bio: Some("Boats.".into()), phone_number: Some("+34 600".into()), ..Details::default() };
        let patch = merge_patch(&OwnProfile { details: Some(details), ..OwnProfile::default() });
        assert_eq!(patch, json!({"username": null, "avatar_url": null, "bio": "Boats.", "location": null, "website": null}));
    }
}
