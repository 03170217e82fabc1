//! The token that a request carries (RFC 6750 §2.1).

use http::{HeaderMap, header};

use crate::token::Token;

/// Why a request carries no token that could be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoToken {
    /// There is none.
    Absent,
    /// It stands in the address, where logs and histories keep it (RFC 9700 §4.3.2), or is given twice.
    Misplaced(&'static str),
}

/// Reads the token of a request: from the `Authorization` header, and from nowhere else.
///
/// # Errors
/// [`NoToken`].
pub fn read(headers: &HeaderMap, query: Option<&str>) -> Result<Token, NoToken> {
    if query.is_some_and(|query| query.split('&').any(|pair| pair.split('=').next() == Some("access_token"))) {
        return Err(NoToken::Misplaced("A token does not belong in the address; send it in the Authorization header."));
    }
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, more) = (values.next(), values.next());
    if more.is_some() {
        return Err(NoToken::Misplaced("Authorization is given more than once."));
    }
    let value = value.and_then(|value| value.to_str().ok()).ok_or(NoToken::Absent)?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => Ok(Token::presented(token.trim())),
        _ => Err(NoToken::Absent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, http::HeaderValue::from_static(value))])
    }

    #[test]
    fn the_scheme_is_case_insensitive() {
        for value in ["Bearer abc", "bearer abc", "BEARER  abc"] {
            assert_eq!(read(&with(value), None).unwrap().expose(), "abc");
        }
    }

    #[test]
    fn a_token_in_the_address_or_twice_is_refused() {
        assert!(matches!(read(&with("Bearer abc"), Some("a=1&access_token=abc")), Err(NoToken::Misplaced(_))));
        let mut twice = with("Bearer abc");
        twice.append(header::AUTHORIZATION, http::HeaderValue::from_static("Bearer abc"));
        assert!(matches!(read(&twice, None), Err(NoToken::Misplaced(_))));
    }

    #[test]
    fn anything_else_is_no_token() {
        for value in ["", "Bearer", "Bearer ", "Basic abc", "abc"] {
            assert_eq!(read(&with(value), None).unwrap_err(), NoToken::Absent, "{value}");
        }
        assert_eq!(read(&HeaderMap::new(), None).unwrap_err(), NoToken::Absent);
    }
}
