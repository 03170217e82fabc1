//! The business that an app acts for: the organisation of the person who signs in (INT-09).

use countersign_wire::person::Organisation;

use super::site::At;
use crate::dialect::Dialect;
use crate::store::StoreError;
use crate::store::rows::Person;

/// The business, where the dialect acts for one and the person belongs to one.
pub(super) async fn of(at: &At, dialect: &dyn Dialect, person: &Person) -> Result<Option<Organisation>, StoreError> {
    match &person.organisation {
        Some(id) if dialect.acts_for_business() => at.store().organisation(id).await,
        _ => Ok(None),
    }
}
