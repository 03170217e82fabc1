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

/// What a merge has no member for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotKept {
    Formats,
    PhoneNumber,
    Address,
}

/// A change as a merge: a member that is absent stays, one that is null is taken away (RFC 7396).
///
/// # Errors
/// [`NotKept`]: nothing of a change is left out without a word.
fn merge_patch(change: &OwnProfile) -> Result<Value, NotKept> {
    let OwnProfile { name, formats, details, version: _ } = change;
    if formats.is_some() {
        return Err(NotKept::Formats);
    }
    let mut patch = match details {
        None => json!({}),
        Some(Details { phone_number: Some(_), .. }) => return Err(NotKept::PhoneNumber),
        Some(Details { address: Some(_), .. }) => return Err(NotKept::Address),
        Some(Details { username, avatar_url, bio, location, website, phone_number: None, address: None }) => {
            json!({ "username": username, "avatar_url": avatar_url, "bio": bio, "location": location, "website": website })
        }
    };
    if let Some(name) = name {
        patch["name"] = name.as_str().into();
    }
    Ok(patch)
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
            OwnAccountWay::MergePatch => Request::patch(&[]).json(&merge_patch(&change).map_err(|why| self.not_kept(why))?)?,
        };
        let answer = self.done(request).await?;
        // It is changed, whatever is heard of it now; who looks next reads it again.
        let _another_time = self.core.read_profile(&self.account.id).await;
        match self.place.speaks {
            OwnAccountWay::AccountApi => Ok(read::<Said>(&answer)?.into()),
            OwnAccountWay::MergePatch => self.profile().await,
        }
    }

    fn not_kept(&self, what: NotKept) -> UserError {
        let service = &self.account.provider;
        let (field, message) = match what {
            NotKept::Formats => ("formats", format!("“{service}” keeps no language, time zone or formats. Nothing was changed.")),
            NotKept::PhoneNumber => ("phone_number", format!("“{service}” keeps no telephone number. Nothing was changed.")),
            NotKept::Address => ("address", format!("“{service}” keeps no postal address. Nothing was changed.")),
        };
        UserError::new(ErrorCode::InvalidInput, message).about(field)
    }
}

#[cfg(test)]
mod tests {
    use countersign_wire::person::Address;

    use super::*;

    fn of_details(details: Details) -> Result<Value, NotKept> {
        merge_patch(&OwnProfile { details: Some(details), ..OwnProfile::default() })
    }

    #[test]
    fn a_merge_takes_away_what_is_empty_and_leaves_what_is_not_said() {
        let named = OwnProfile { name: Some("Ada".into()), ..OwnProfile::default() };
        assert_eq!(merge_patch(&named), Ok(json!({"name": "Ada"})));
        let patch = of_details(Details { bio: Some("Boats.".into()), ..Details::default() });
        assert_eq!(patch, Ok(json!({"username": null, "avatar_url": null, "bio": "Boats.", "location": null, "website": null})));
    }

    #[test]
    fn what_a_merge_cannot_say_is_refused() {
        let by_phone = Details { phone_number: Some("+34 600".into()), bio: Some("Boats.".into()), ..Details::default() };
        let at_home = Details { address: Some(Address { country: Some("Spain".into()), ..Address::default() }), ..Details::default() };
        let formats = OwnProfile { formats: Some(Formats::default()), ..OwnProfile::default() };
        let refused = [of_details(by_phone), of_details(at_home), merge_patch(&formats)].map(Result::unwrap_err);
        assert_eq!(refused, [NotKept::PhoneNumber, NotKept::Address, NotKept::Formats]);
    }
}
