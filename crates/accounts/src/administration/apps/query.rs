//! The words of a query for apps, and the cursor between two pages.

use countersign_wire::app::{AppKind, AppQuery, AppSort, DialectName, LastUsed};

use crate::administration::answer::Refusal;
use crate::administration::cursor;
use crate::administration::page::{ROWS, flag, rows, word};
use crate::administration::request::{no_such_word, words_of};

/// Reads a query, and where its page begins.
pub(in crate::administration) fn read(text: &str) -> Result<(AppQuery, Option<(String, String)>), Refusal> {
    let mut query = AppQuery { limit: Some(ROWS), ..AppQuery::default() };
    for (name, value) in words_of(text)? {
        match name.as_str() {
            "search" => query.search = Some(value).filter(|search| !search.trim().is_empty()),
            "cursor" => query.cursor = Some(value),
            "limit" => query.limit = Some(rows(&value)?),
            "organisation" => query.organisation = Some(value),
            "created_by" => query.created_by = Some(value),
            "scope" => query.scope = Some(value),
            "redirect_host" => query.redirect_host = Some(value.to_ascii_lowercase()),
            "enabled" => query.enabled = Some(flag("enabled", &value)?),
            "trusted" => query.trusted = Some(flag("trusted", &value)?),
            "kind" => query.kind = Some(word("kind", &AppKind::one_of(), AppKind::parse(&value))?),
            "dialect" => query.dialect = Some(word("dialect", &DialectName::one_of(), DialectName::parse(&value))?),
            "last_used" => query.last_used = Some(word("last_used", &LastUsed::one_of(), LastUsed::parse(&value))?),
            "sort" => query.sort = Some(word("sort", &AppSort::one_of(), AppSort::parse(&value))?),
            other => return Err(no_such_word(other)),
        }
    }
    let sort = query.sort.unwrap_or_default();
    let after = query.cursor.take().map(|cursor| read_cursor(sort, &cursor)).transpose()?;
    Ok((query, after))
}

/// A cursor is good for the order it was given out in.
pub(in crate::administration) fn write_cursor(sort: AppSort, place: &(String, String)) -> String {
    cursor::write_cursor(&(sort.as_str(), &place.0, &place.1))
}

fn read_cursor(sort: AppSort, cursor: &str) -> Result<(String, String), Refusal> {
    let (order, key, client_id): (String, String, String) = cursor::read_cursor(cursor)?;
    let is_of_this_order = order == sort.as_str() && (sort == AppSort::Name || key.parse::<i64>().is_ok());
    if is_of_this_order { Ok((key, client_id)) } else { Err(cursor::no_cursor()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let place = ("harbour desk".to_owned(), "3f44f3b335dfbca8".to_owned());
        let cursor = write_cursor(AppSort::Name, &place);
        assert_eq!(read_cursor(AppSort::Name, &cursor).unwrap(), place);
        assert!(read_cursor(AppSort::Created, &cursor).is_err(), "it is good for its own order");
        assert!(read_cursor(AppSort::Name, "not one").is_err());
    }

    #[test]
    fn a_query_is_bounded_and_says_each_word_once() {
        assert_eq!(read("").unwrap().0.limit, Some(50));
        for wrong in ["limit=0", "limit=201", "limit=x", "search=a&search=b", "enabled=1", "kind=x", "sort=x", "last_used=1d", "q=x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
