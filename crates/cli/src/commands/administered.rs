//! What every group of verbs shares that administers a service.

use countersign_engine::{Administration, Engine, FreshSignIns};
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

use super::fresh_sign_in;
use crate::args::{Administrator, Paging};
use crate::output::{Failure, Output, PageEnd};

/// What was deleted, by its id.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedLine {
    /// The id, or the key.
    pub(super) id: String,
    pub(super) deleted: bool,
}

/// The most rows of a page.
const MOST: u32 = 200;

/// Does the work as the administrator who was named, and has them sign in freshly where the service wants it.
pub(super) async fn administered(
    engine: &Engine,
    out: Output,
    who: &Administrator,
    work: impl AsyncFnOnce(&Administration<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let how = FreshSignIns { open_browser: !who.print_url, wait: who.wait };
    let engine = engine.with_fresh_sign_ins((!who.no_sign_in).then_some(how));
    let desk = engine.administration(who.account.as_deref());
    fresh_sign_in::attended(&engine, out, who, work(&desk)).await
}

/// A part of a list, as the service gives it.
pub(super) struct Chunk<T> {
    pub(super) items: Vec<T>,
    pub(super) next_cursor: Option<String>,
    pub(super) total: Option<u64>,
}

/// The page that was asked for, and what ends it; or the whole list, page by page.
pub(super) async fn rows<T>(
    paging: &Paging,
    ask: impl AsyncFn(Option<String>, Option<u32>) -> Result<Chunk<T>, UserError>,
) -> Result<(Vec<T>, Option<PageEnd>), UserError> {
    if paging.is_one_page() {
        let Chunk { items, next_cursor, total } = ask(paging.cursor.clone(), paging.limit).await?;
        return Ok((items, Some(PageEnd { next_cursor, total })));
    }
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let Chunk { items, next_cursor, .. } = ask(cursor, Some(MOST)).await?;
        let went_on = !items.is_empty();
        all.extend(items);
        cursor = next_cursor;
        // A service that names a next page after an empty one would be asked for ever.
        if cursor.is_none() || !went_on {
            return Ok((all, None));
        }
    }
}

/// Asks whoever is at the terminal whether to go on; where nobody can be asked, that it was typed is enough.
///
/// # Errors
/// Where they say no, or anything but yes.
pub(super) async fn ask_first(out: Output, yes: bool, question: String) -> Result<(), Failure> {
    if yes || !out.can_ask() {
        return Ok(());
    }
    out.ask(&format!("{question} [y/N] "));
    let answer = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).map(|_| answer)
    });
    let answer = answer.await.ok().and_then(Result::ok).unwrap_or_default();
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(UserError::new(ErrorCode::Cancelled, "You did not say yes. Nothing was changed.").into())
}

/// Somebody else's change is not undone: what is there has to be what was looked at.
pub(super) fn at_version(what: &str, expected: Option<i64>, version: i64, look: &str) -> Result<(), UserError> {
    match expected {
        Some(expected) if expected != version => {
            let message = format!(
                "The {what} is at version {version}, not {expected}: somebody else changed it. Nothing was changed. Look at it with: {look}"
            );
            Err(UserError::new(ErrorCode::Conflict, message))
        }
        _ => Ok(()),
    }
}

/// A number with what it counts.
pub(super) fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
