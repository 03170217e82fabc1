//! The words of a query for apps, and the cursor between two pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::app::AppQuery;

use crate::administration::answer::Refusal;
use crate::administration::request::words_of;

/// Rows a page where the request names none.
const ROWS: u32 = 50;
/// The most rows a page has (A20).
const MOST_ROWS: u32 = 200;

/// Reads a query, and where its page begins.
pub(in crate::administration) fn read(text: &str) -> Result<(AppQuery, Option<(String, String)>), Refusal> {
    let mut query = AppQuery { limit: Some(ROWS), ..AppQuery::default() };
    let mut after = None;
    for (name, value) in words_of(text)? {
        match name.as_str() {
            "search" => query.search = Some(value).filter(|search| !search.trim().is_empty()),
            "organisation" => query.organisation = Some(value),
            "cursor" => after = Some(read_cursor(&value)?),
            "limit" => {
                let rows = value.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
                query.limit = Some(rows.ok_or_else(|| Refusal::Unreadable(format!("limit is a number from 1 to {MOST_ROWS}.")))?);
            }
            _ => {}
        }
    }
    Ok((query, after))
}

pub(in crate::administration) fn write_cursor(place: &(String, String)) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([place.0, place.1]).to_string())
}

fn read_cursor(cursor: &str) -> Result<(String, String), Refusal> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| Refusal::Unreadable("This cursor is not one that was given out. Begin again without it.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let place = ("harbour desk".to_owned(), "3f44f3b335dfbca8".to_owned());
        assert_eq!(read_cursor(&write_cursor(&place)).unwrap(), place);
        assert!(read_cursor("not one").is_err());
    }

    #[test]
    fn a_query_is_bounded_and_says_each_word_once() {
        assert_eq!(read("").unwrap().0.limit, Some(50));
        for wrong in ["limit=0", "limit=201", "limit=x", "search=a&search=b"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
