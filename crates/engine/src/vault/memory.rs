//! Records without a keychain: kept until the process ends, never on disk in the clear (S2).

use super::Records;

/// What the app keeps where there is no keychain at all and the person was told so.
#[derive(Default)]
pub(super) struct Memory {
    records: Records,
}

impl Memory {
    pub(super) fn records(&self) -> Records {
        self.records.clone()
    }

    pub(super) fn replace(&mut self, records: Records) {
        if !self.records.same_as(&records) {
            self.records = records.stamped();
        }
    }
}
