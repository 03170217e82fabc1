//! Organisations: a group of people, with apps of their own. Somebody belongs to one at most, an app to one at most.

use countersign_wire::UnixSeconds;
use countersign_wire::person::OrganisationDraft;

use crate::entropy::Entropy;
use crate::store::rows::NewOrganisation;
use crate::token::identifier;

/// An organisation to add, made from a draft that was validated, with an id of its own.
#[must_use]
pub fn new(draft: &OrganisationDraft, entropy: &dyn Entropy, now: UnixSeconds) -> NewOrganisation {
    NewOrganisation { id: identifier::<8>(entropy), name: draft.name.trim().to_owned(), created_at: now }
}
