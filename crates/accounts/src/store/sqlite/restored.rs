//! A database that was put back from a copy: what was ended after the copy was made is alive in it again (A22).

use super::{SqliteStore, StoreError, audit, run};
use crate::audit::Entry;

/// What a copy cannot know to have been used or ended since: tables, and what each row was good for. With a grant go its
/// access tokens, refresh tokens and product tokens. A consent that was withdrawn is asked for again, and so are those
/// that were not.
const UNKNOWN: [&str; 7] = ["grants", "codes", "sessions", "set_ups", "one_time_links", "consents", "logout_deliveries"];

impl SqliteStore {
    /// Ends everything that may have been used up or ended after the copy was made, in one transaction. Gives how many
    /// rows of each table went.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was ended then.
    pub(crate) async fn end_what_a_copy_cannot_know(&self, entry: Entry) -> Result<Vec<(&'static str, usize)>, StoreError> {
        self.writing(move |connection| {
            let mut ended = Vec::new();
            for table in UNKNOWN {
                ended.push((table, run(connection, &format!("DELETE FROM {table}"), [])?));
            }
            audit::write(connection, &entry)?;
            Ok(ended)
        })
        .await
    }
}
