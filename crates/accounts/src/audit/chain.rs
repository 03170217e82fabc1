//! The chain over the audit (A18): the seal of each row covers the row and the seal before it, and the head says which row
//! is the last. Both need the key beside the database: whoever has the file alone can neither change a row, nor take one
//! out, put two in another order or cut the end off, without being found out.
//!
//! A database has a head from the moment it is made, so one without a head was tampered with, however few rows it has. What the
//! first version wrote, which knew no seals, is sealed as it is brought forward, and never at any other time.
//!
//! What it cannot tell: that file and key were put back together to how they once were, or that somebody made the file one of
//! the first version.

use countersign_wire::UnixSeconds;
use countersign_wire::audit::{AuditRow, AuditVerdict};

use crate::key::SealingKey;

/// The seal of a row.
pub type Seal = [u8; 32];

/// What stands before the first row.
pub const BEGINNING: Seal = [0; 32];

/// A row of the audit as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number; they follow each other without a gap.
    pub id: i64,
    /// When.
    pub at: UnixSeconds,
    /// What happened, in a word.
    pub deed: String,
    /// Who did it.
    pub actor: Option<String>,
    /// The app that it happened with.
    pub app: Option<String>,
    /// What it is about, as `KIND:ID`.
    pub subject: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// What else there is to know.
    pub detail: Option<String>,
}

/// The last row, as the database remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub id: i64,
    /// Its seal.
    pub seal: Seal,
}

/// What the look over a chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every row is there as it was written.
    Whole {
        /// How many there are.
        rows: u64,
    },
    /// It is not; what is told is the first place that shows it.
    Broken(Break),
}

/// How a chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// A row is not as it was written, or not where it was.
    #[error("row {0} of the audit is not as it was written")]
    Changed(i64),
    /// A row is gone.
    #[error("row {0} of the audit is missing")]
    Missing(i64),
    /// Rows at the end are gone.
    #[error("the audit ends with row {found}, and row {last} was written")]
    CutOff {
        /// The last that is there.
        found: i64,
        /// The last that was written.
        last: i64,
    },
    /// The note of the last row is gone or was changed.
    #[error("the note of the last row of the audit is gone, or was not written by this service")]
    Head,
}

impl From<Row> for AuditRow {
    fn from(row: Row) -> Self {
        let Row { id, at, deed, actor, app, subject, address, detail } = row;
        Self { id, at, deed, actor, app, subject, address, detail }
    }
}

impl From<Verdict> for AuditVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Whole { rows } => Self { whole: true, rows: Some(rows), trouble: None },
            Verdict::Broken(how) => Self { whole: false, rows: None, trouble: Some(how.to_string()) },
        }
    }
}

/// The seal of a row that follows `before`.
#[must_use]
pub fn seal(key: &SealingKey, before: &Seal, row: &Row) -> Seal {
    let told = |text: &Option<String>| match text {
        Some(text) => [b"1", text.as_bytes()].concat(),
        None => b"0".to_vec(),
    };
    let (id, at) = (row.id.to_be_bytes(), row.at.to_be_bytes());
    let rest = [&row.actor, &row.app, &row.subject, &row.address, &row.detail].map(told);
    key.mark("audit row", &[before, &id, &at, row.deed.as_bytes(), &rest[0], &rest[1], &rest[2], &rest[3], &rest[4]])
}

impl Head {
    /// The note that is kept of it.
    #[must_use]
    pub fn write(&self, key: &SealingKey) -> Vec<u8> {
        let id = self.id.to_be_bytes();
        [&id[..], &self.seal, &key.mark("audit head", &[&id, &self.seal])].concat()
    }

    /// Reads the note back; `None` where this service did not write it.
    #[must_use]
    pub fn read(note: &[u8], key: &SealingKey) -> Option<Self> {
        let (id, rest) = note.split_first_chunk::<8>()?;
        let seal = *rest.first_chunk::<32>()?;
        let head = Self { id: i64::from_be_bytes(*id), seal };
        (head.write(key) == note).then_some(head)
    }
}

/// Follows a chain from its beginning.
#[derive(Debug)]
pub struct Follower<'a> {
    key: &'a SealingKey,
    last: Head,
}

impl<'a> Follower<'a> {
    /// Before the first row.
    #[must_use]
    pub fn new(key: &'a SealingKey) -> Self {
        Self { key, last: Head { id: 0, seal: BEGINNING } }
    }

    /// The next row and the seal that is stored with it.
    ///
    /// # Errors
    /// How the chain is broken here.
    pub fn follow(&mut self, row: &Row, stored: Option<Seal>) -> Result<(), Break> {
        if row.id != self.last.id + 1 {
            return Err(Break::Missing(self.last.id + 1));
        }
        let seal = seal(self.key, &self.last.seal, row);
        if stored != Some(seal) {
            return Err(Break::Changed(row.id));
        }
        self.last = Head { id: row.id, seal };
        Ok(())
    }

    /// The end, with the note of the last row.
    #[must_use]
    pub fn end(self, note: Option<&[u8]>) -> Verdict {
        let rows = u64::try_from(self.last.id).unwrap_or(0);
        match note.map(|note| Head::read(note, self.key)) {
            Some(Some(head)) if head == self.last => Verdict::Whole { rows },
            Some(Some(head)) if head.id > self.last.id => Verdict::Broken(Break::CutOff { found: self.last.id, last: head.id }),
            _ => Verdict::Broken(Break::Head),
        }
    }
}
