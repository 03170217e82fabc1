//! Records by kind and id.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Whose record it is. The vault knows nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A service, with its client secret where there is one.
    Provider,
    /// A session, with its tokens.
    Account,
    /// A sign-in on its way, with its verifier.
    Pending,
    /// How a sign-in ended, for the process that waits for it.
    Outcome,
    /// A key of a service's product APIs, with its secret.
    ApiKey,
    /// A session's authorization for product APIs, with its token.
    ProductAccess,
    /// What another program was allowed.
    Approval,
    /// Which account git gets tokens of for a host.
    GitHost,
    /// What happened in a sign-in, a renewal or a sign-out, without its secrets.
    Trace,
}

/// The records of a vault at one moment. A clone costs nothing: all share what there is until one of them is changed.
#[derive(Clone, Default)]
pub struct Records {
    entries: Arc<BTreeMap<(RecordKind, String), Record>>,
    generation: u64,
}

#[derive(Clone)]
struct Record {
    /// The generation that wrote it; 0 until it is saved.
    version: u64,
    content: Arc<Content>,
}

struct Content {
    bytes: Zeroizing<Vec<u8>>,
    /// What the bytes say, of the type that a room reads its records as, once it has. It is never written.
    said: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Record {
    fn new(version: u64, bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { version, content: Arc::new(Content { bytes, said: OnceLock::new() }) }
    }
}

impl Records {
    /// The bytes of a record.
    #[must_use]
    pub fn get(&self, kind: RecordKind, id: &str) -> Option<&[u8]> {
        // A lookup by `(kind, &str)` would need a key type of its own; ids are short.
        self.entries.get(&(kind, id.to_owned())).map(|record| record.content.bytes.as_slice())
    }

    /// Puts a record, in place of one of that kind and id.
    pub fn put(&mut self, kind: RecordKind, id: &str, bytes: impl Into<Zeroizing<Vec<u8>>>) {
        let bytes = bytes.into();
        if self.get(kind, id) != Some(bytes.as_slice()) {
            Arc::make_mut(&mut self.entries).insert((kind, id.to_owned()), Record::new(0, bytes));
        }
    }

    /// Notes what a record says, for whoever put it there: nobody has to read it.
    pub(crate) fn note<T: Send + Sync + 'static>(&self, kind: RecordKind, id: &str, said: Arc<T>) {
        if let Some(record) = self.entries.get(&(kind, id.to_owned())) {
            // Where it stood there before, somebody may have read it.
            let _the_same = record.content.said.set(said);
        }
    }

    /// What a record says. `read` is asked once for the same bytes, however often and in whichever clone they are looked at.
    pub(crate) fn said<T: Send + Sync + 'static, E>(
        &self,
        kind: RecordKind,
        id: &str,
        read: impl FnOnce(&[u8]) -> Result<T, E>,
    ) -> Option<Result<Arc<T>, E>> {
        let record = self.entries.get(&(kind, id.to_owned()))?;
        if let Some(said) = record.content.said.get().and_then(|said| Arc::clone(said).downcast().ok()) {
            return Some(Ok(said));
        }
        let said = read(&record.content.bytes).map(Arc::new);
        if let Ok(said) = &said {
            // Where another thread was faster, it read the same.
            let _the_same = record.content.said.set(Arc::<T>::clone(said));
        }
        Some(said)
    }

    /// Takes a record away; whether there was one.
    pub fn remove(&mut self, kind: RecordKind, id: &str) -> bool {
        let key = (kind, id.to_owned());
        self.entries.contains_key(&key) && Arc::make_mut(&mut self.entries).remove(&key).is_some()
    }

    /// The records of a kind, by id.
    pub fn list(&self, kind: RecordKind) -> impl Iterator<Item = (&str, &[u8])> {
        self.entries.iter().filter(move |((of, _), _)| *of == kind).map(|((_, id), record)| (id.as_str(), record.content.bytes.as_slice()))
    }

    /// Counts up with each save. What another process saved has another number.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether `other` has the same records; the generation does not count.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.entries, &other.entries)
            || self.entries.len() == other.entries.len()
                && self.entries.iter().zip(other.entries.iter()).all(|((a, x), (b, y))| a == b && x.content.bytes == y.content.bytes)
    }

    /// What is to be saved next: the generation counted up, and what is new stamped with it.
    pub(super) fn stamped(mut self) -> Self {
        self.generation += 1;
        for record in Arc::make_mut(&mut self.entries).values_mut().filter(|record| record.version == 0) {
            record.version = self.generation;
        }
        self
    }

    /// Every record with its version, in the order of kind and id.
    pub(super) fn entries(&self) -> impl ExactSizeIterator<Item = (RecordKind, &str, u64, &[u8])> {
        self.entries.iter().map(|((kind, id), record)| (*kind, id.as_str(), record.version, record.content.bytes.as_slice()))
    }

    /// Records as they were read; `None` where an id stands twice.
    pub(super) fn read_back(generation: u64, read: Vec<(RecordKind, String, u64, Zeroizing<Vec<u8>>)>) -> Option<Self> {
        let count = read.len();
        let entries: BTreeMap<_, _> =
            read.into_iter().map(|(kind, id, version, bytes)| ((kind, id), Record::new(version, bytes))).collect();
        (entries.len() == count).then(|| Self { entries: Arc::new(entries), generation })
    }
}

impl std::fmt::Debug for Records {
    /// Which records there are; never what is in them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("generation", &self.generation).field("count", &self.entries.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_its_kind_and_id_together() {
        let mut records = Records::default();
        records.put(RecordKind::Account, "a", b"one".to_vec());
        records.put(RecordKind::Provider, "a", b"two".to_vec());
        assert_eq!(records.get(RecordKind::Account, "a"), Some(&b"one"[..]));
        assert!(records.remove(RecordKind::Account, "a"));
        assert!(!records.remove(RecordKind::Account, "a"));
        assert_eq!(records.list(RecordKind::Provider).collect::<Vec<_>>(), [("a", &b"two"[..])]);
    }

    #[test]
    fn only_what_changed_gets_the_new_generation() {
        let mut records = Records::default();
        records.put(RecordKind::Account, "a", b"1".to_vec());
        records.put(RecordKind::Account, "b", b"1".to_vec());
        let mut records = records.stamped();
        records.put(RecordKind::Account, "a", b"1".to_vec());
        records.put(RecordKind::Account, "b", b"2".to_vec());
        let versions: Vec<_> = records.stamped().entries().map(|(_, id, version, _)| (id.to_owned(), version)).collect();
        assert_eq!(versions, [("a".into(), 1), ("b".into(), 2)]);
    }

    #[test]
    fn a_record_is_read_once_until_it_is_another_one() {
        let mut records = Records::default();
        records.put(RecordKind::Account, "a", b"one".to_vec());
        let times = std::cell::Cell::new(0);
        let said = |records: &Records| {
            let read = |bytes: &[u8]| {
                times.set(times.get() + 1);
                String::from_utf8(bytes.to_vec())
            };
            records.said(RecordKind::Account, "a", read).map(|said| said.unwrap().to_string())
        };
        assert_eq!([said(&records), said(&records.clone().stamped())], ["one", "one"].map(|text| Some(text.to_owned())));
        assert_eq!(times.get(), 1);
        records.put(RecordKind::Account, "a", b"two".to_vec());
        assert_eq!((said(&records).as_deref(), times.get()), (Some("two"), 2));
        records.remove(RecordKind::Account, "a");
        assert_eq!((said(&records), times.get()), (None, 2));
    }

    #[test]
    fn records_do_not_print() {
        let mut records = Records::default();
        records.put(RecordKind::Account, "canary-id", b"canary".to_vec());
        assert!(!format!("{records:?}").contains("canary"));
    }
}
