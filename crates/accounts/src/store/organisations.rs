//! Organisations.

use countersign_wire::person::Organisation;

use super::Answer;
use super::rows::{NewOrganisation, OrganisationSaved, OrganisationsPage};
use crate::audit::Entry;

/// Organisations. Somebody belongs to one at most.
pub trait Organisations {
    /// Adds one; false where its name is taken, whatever its case.
    fn add_organisation(&self, new: NewOrganisation, entry: Entry) -> Answer<'_, bool>;
    /// One, by its id, else by its name.
    fn organisation(&self, id_or_name: &str) -> Answer<'_, Option<Organisation>>;
    /// One page, by name; `search` is how the name begins, `after` the name key and id that the page before ended with.
    fn organisations(&self, search: Option<String>, after: Option<(String, String)>, limit: u32) -> Answer<'_, OrganisationsPage>;
    /// Gives one another name, if it still has `version`.
    fn rename_organisation(&self, id: &str, name: &str, version: i64, entry: Entry) -> Answer<'_, OrganisationSaved<Organisation>>;
    /// Deletes one that has neither people nor apps nor API keys.
    fn delete_organisation(&self, id: &str, entry: Entry) -> Answer<'_, OrganisationSaved<()>>;
}
