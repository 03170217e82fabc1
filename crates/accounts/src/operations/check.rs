//! Whether a database is whole. It is looked at and not changed, beside a running service too.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{LookError, Looked, key_of};
use crate::audit::chain::Verdict;
use crate::key::SealingKey;
use crate::rights::is_open_to_others;
use crate::store::sqlite::audit::verify;
use crate::store::sqlite::open::{fingerprint, known};

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// The newest migration that the database has; 0 where it cannot be read.
    pub schema: i64,
    /// The newest that this version knows.
    pub known_schema: i64,
    /// What is wrong.
    pub problems: Vec<Fault>,
}

/// Something that is wrong with a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Which of the looks found it.
    pub check: &'static str,
    /// What it found, and what to do.
    pub said: String,
}

/// One look; it gives a line for everything that is wrong.
type Look = fn(&Looked, &Path) -> Result<Vec<String>, LookError>;

/// Every look, in order. Another one is a line here.
const LOOKS: [(&str, Look); 6] =
    [("integrity", integrity), ("references", references), ("schema", version), ("key", key), ("rights", rights), ("audit", audit)];

/// Looks at a database from all sides.
///
/// # Errors
/// [`LookError`] where it cannot be looked at at all.
pub fn check(database: &Path) -> Result<Checked, LookError> {
    let looked = match Looked::at(database) {
        Ok(looked) => looked,
        // It is there, and so damaged that its schema or its key cannot be read.
        Err(error @ (LookError::Open(_) | LookError::Key(_))) => {
            let fault = Fault { check: "opening", said: error.to_string() };
            return Ok(Checked { ok: false, schema: 0, known_schema: known(), problems: vec![fault] });
        }
        Err(error) => return Err(error),
    };
    let mut problems = Vec::new();
    for (check, look) in LOOKS {
        // A damaged file may stop one look and still answer the next.
        let found = look(&looked, database).unwrap_or_else(|error| vec![error.to_string()]);
        problems.extend(found.into_iter().map(|said| Fault { check, said }));
    }
    Ok(Checked { ok: problems.is_empty(), schema: looked.schema, known_schema: known(), problems })
}

/// The file, its pages and its indexes.
fn integrity(looked: &Looked, _: &Path) -> Result<Vec<String>, LookError> {
    Ok(looked.faults()?)
}

/// Rows that refer to something that is not there.
fn references(looked: &Looked, _: &Path) -> Result<Vec<String>, LookError> {
    let sql = "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2";
    let mut statement = looked.connection.prepare(sql)?;
    let line = |row: &rusqlite::Row<'_>| {
        let (table, parent, rows): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("{rows} rows of {table} refer to {parent} that are not there"))
    };
    Ok(statement.query_map([], line)?.collect::<Result<_, _>>()?)
}

/// Whether this version knows the schema.
fn version(looked: &Looked, _: &Path) -> Result<Vec<String>, LookError> {
    let (found, known) = (looked.schema, known());
    Ok(match found.cmp(&known) {
        std::cmp::Ordering::Equal => vec![],
        std::cmp::Ordering::Less => vec![format!("the schema is {found}, and this version has {known}. Bring it forward with migrate")],
        std::cmp::Ordering::Greater => {
            vec![format!("the schema is {found}, and this version knows {known}. Use the version that wrote it")]
        }
    })
}

/// Whether the key beside it is the one that it was made with.
fn key(looked: &Looked, database: &Path) -> Result<Vec<String>, LookError> {
    let path = key_of(database);
    let stored = fingerprint(&looked.connection)?;
    Ok(match looked.key.as_ref().map(SealingKey::fingerprint) {
        None => vec![format!("the key file {} is missing. Put the copy from your backup in its place", path.display())],
        Some(key) if stored.is_some_and(|stored| stored != key) => {
            vec![format!("the key file {} belongs to another database. Put the one from your backup in its place", path.display())]
        }
        Some(_) => vec![],
    })
}

/// Whether the files are their owner's alone.
fn rights(_: &Looked, database: &Path) -> Result<Vec<String>, LookError> {
    let is_open = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|metadata| is_open_to_others(&metadata));
    let open = [database.to_owned(), key_of(database)].into_iter().filter(is_open);
    Ok(open.map(|path| format!("{0} is open to others than its owner. Take that right away: chmod 0600 {0}", path.display())).collect())
}

/// Whether the audit is as it was written (A18). Without its own key nothing can be said of it, and the look for the key
/// tells.
fn audit(looked: &Looked, _: &Path) -> Result<Vec<String>, LookError> {
    let stored = fingerprint(&looked.connection)?;
    let own = |key: &&SealingKey| stored.is_none_or(|stored| stored == key.fingerprint());
    let Some(key) = looked.key.as_ref().filter(own).filter(|_| looked.schema == known()) else { return Ok(vec![]) };
    Ok(match verify(&looked.connection, key).map_err(|error| LookError::Unreadable(error.to_string()))? {
        Verdict::Whole { .. } => vec![],
        Verdict::Broken(how) => vec![format!("{how}. Compare it with your last backup, and find out who could write to the database")],
    })
}
