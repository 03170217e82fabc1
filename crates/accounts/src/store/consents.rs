//! What people agreed to, as it is remembered for apps that can prove who they are.

use super::Answer;
use super::rows::RememberedConsent;
use crate::audit::Entry;

/// Remembered consents. They are written with the code that they give ([`super::Grants::add_code`]).
pub trait Consents {
    /// What somebody agreed to for an app.
    fn consent(&self, client_id: &str, person: &str) -> Answer<'_, Option<RememberedConsent>>;
    /// Forgets it, so that the person is asked again. False where nothing was remembered.
    fn forget_consent(&self, person: &str, client_id: &str, entry: Entry) -> Answer<'_, bool>;
}
