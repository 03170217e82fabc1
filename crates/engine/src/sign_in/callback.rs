//! The address that the browser came back with, parsed before anything else is done with it.
//!
//! Anybody can make the system hand this app an address, and anybody on this computer can ask the listener. So a callback
//! is bytes until it has passed here, and after that it is one of two things (RFC 6749 §4.1.2, §4.1.2.1).

use std::borrow::Cow;

use crate::secret::Secret;

/// Longest callback that is looked at (D5).
const LONGEST: usize = 8 * 1024;

/// Why something that arrived is no callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoCallback {
    #[error("it is longer than 8 KiB")]
    TooLong,
    #[error("it is not plain text")]
    NotText,
    #[error("it has no query")]
    NoQuery,
    #[error("it has a part after “#”")]
    Fragment,
    #[error("it names “{0}” twice")]
    Twice(&'static str),
    #[error("it has no state")]
    NoState,
    #[error("it has neither a code nor an error")]
    Neither,
    #[error("it has both a code and an error")]
    Both,
}

/// What the service answered.
#[derive(Clone, Debug)]
pub(crate) enum Answered {
    /// A code to exchange.
    Code(Secret),
    /// An error. `error_uri` is not read: nothing that came back is ever opened (C7).
    Error { code: String, description: Option<String> },
}

/// A callback that has the form of one. Whether anybody waits for it is another question.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    /// All before the query, as it arrived.
    pub(crate) redirect: String,
    /// The query that belongs to the registered address itself, if it has one.
    pub(crate) own_query: Vec<(String, String)>,
    pub(crate) state: Secret,
    pub(crate) iss: Option<String>,
    pub(crate) answered: Answered,
}

/// Parameters that mean something here, each of which may stand once (RFC 6749 §3.1).
const KNOWN: [&str; 6] = ["code", "state", "iss", "error", "error_description", "error_uri"];

impl Callback {
    /// Reads what arrived.
    pub(crate) fn parse(raw: &[u8]) -> Result<Self, NoCallback> {
        if raw.len() > LONGEST {
            return Err(NoCallback::TooLong);
        }
        let text = std::str::from_utf8(raw).map_err(|_| NoCallback::NotText)?;
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(NoCallback::NotText);
        }
        let (redirect, query) = text.split_once('?').ok_or(NoCallback::NoQuery)?;
        if text.contains('#') {
            return Err(NoCallback::Fragment);
        }
        let mut found: [Option<String>; KNOWN.len()] = Default::default();
        let mut own_query = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            match KNOWN.iter().position(|known| *known == name) {
                Some(at) if found[at].is_some() => return Err(NoCallback::Twice(KNOWN[at])),
                Some(at) => found[at] = Some(value.into_owned()),
                None => own_query.push((name.into_owned(), value.into_owned())),
            }
        }
        let [code, state, iss, error, error_description, _error_uri] = found.map(|value| value.filter(|value| !value.is_empty()));
        let answered = match (code, error) {
            (Some(_), Some(_)) => return Err(NoCallback::Both),
            (None, None) => return Err(NoCallback::Neither),
            (Some(code), None) => Answered::Code(Secret::new(code)),
            (None, Some(code)) => Answered::Error { code, description: error_description },
        };
        let state = Secret::new(state.ok_or(NoCallback::NoState)?);
        Ok(Self { redirect: redirect.to_owned(), own_query, state, iss, answered })
    }

    /// Whether this came back to exactly the address that was asked for (C4). A query of its own has to be there as well.
    pub(crate) fn came_back_to(&self, asked: &str) -> bool {
        let (address, query) = asked.split_once('?').unwrap_or((asked, ""));
        let wanted = form_urlencoded::parse(query.as_bytes());
        self.redirect == address && wanted.into_iter().all(|(name, value)| self.own_query.iter().any(|(n, v)| *n == name && *v == value))
    }

    /// The same for an address that was copied from a browser, which writes a missing path as “/” and leaves out the port that
    /// the scheme has anyway (WHATWG URL §4.5). Where it is the same, it counts as the one that was asked for from here on.
    pub(crate) fn came_back_as_a_browser_shows(&mut self, asked: &str) -> bool {
        let Some(mut shown) = url::Url::parse(asked).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else { return false };
        shown.set_query(None);
        if self.redirect != shown.as_str() {
            return false;
        }
        let copied = std::mem::replace(&mut self.redirect, asked.split('?').next().unwrap_or(asked).to_owned());
        let is_same = self.came_back_to(asked);
        if !is_same {
            self.redirect = copied;
        }
        is_same
    }
}

/// Decodes a part of the query; what is no text after that is refused like what was none before.
fn decoded(part: &str) -> Result<Cow<'_, str>, NoCallback> {
    let part = if part.contains('+') { Cow::Owned(part.replace('+', " ")) } else { Cow::Borrowed(part) };
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(&part).collect();
    let text = String::from_utf8(bytes).map_err(|_| NoCallback::NotText)?;
    if text.chars().any(char::is_control) { Err(NoCallback::NotText) } else { Ok(Cow::Owned(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> NoCallback {
        Callback::parse(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn c7_every_known_parameter_may_stand_once() {
        for known in KNOWN {
            let text = format!("a.b:/c?code=1&state=2&{known}=x&{known}=y");
            assert!(matches!(Callback::parse(text.as_bytes()), Err(NoCallback::Twice(_))), "{known}");
            // Hidden by escapes it is the same parameter.
            let hidden = format!("a.b:/c?{known}=x&%{:02x}{}=y", known.as_bytes()[0], &known[1..]);
            assert_eq!(refused(&hidden), NoCallback::Twice(known));
        }
        assert!(Callback::parse(b"a.b:/c?code=1&state=2&x=1&x=2").is_ok());
    }

    #[test]
    fn c7_what_is_no_callback_says_why() {
        for (text, why) in [
            ("a.b:/c", NoCallback::NoQuery),
            ("a.b:/c?", NoCallback::Neither),
            ("a.b:/c?state=1", NoCallback::Neither),
            ("a.b:/c?code=1", NoCallback::NoState),
            ("a.b:/c?code=1&state=", NoCallback::NoState),
            ("a.b:/c?code=&state=1", NoCallback::Neither),
            ("a.b:/c?error=x", NoCallback::NoState),
            ("a.b:/c?code=1&error=x&state=1", NoCallback::Both),
            ("a.b:/c?code=1&state=1#x", NoCallback::Fragment),
            ("a.b:/c#?code=1&state=1", NoCallback::Fragment),
            ("a.b:/c?code=%00&state=1", NoCallback::NotText),
            ("a.b:/c?code=%ff&state=1", NoCallback::NotText),
            ("a.b:/c?code=1 &state=1", NoCallback::NotText),
        ] {
            assert_eq!(refused(text), why, "{text}");
        }
    }

    #[test]
    fn d5_size_controls_and_bad_utf_8_are_refused_before_parsing() {
        let long = format!("a.b:/c?code=1&state={}", "x".repeat(LONGEST));
        assert_eq!(refused(&long), NoCallback::TooLong);
        assert_eq!(refused("a.b:/c?code=1&state=2\n"), NoCallback::NotText);
        assert_eq!(Callback::parse(b"a.b:/c?code=1&state=\xff").unwrap_err(), NoCallback::NotText);
    }

    #[test]
    fn c4_the_address_is_compared_whole_but_for_the_answer() {
        let back = |text: &str| Callback::parse(text.as_bytes()).unwrap();
        assert!(back("a.b:/c?state=s&code=1").came_back_to("a.b:/c"));
        assert!(back("a.b:/c?t=1&state=s&code=1").came_back_to("a.b:/c?t=1"));
        for other in ["a.b:/c/", "a.b:/C", "A.b:/c", "a.b://c", "a.b:/c?t=1"] {
            assert!(!back("a.b:/c?state=s&code=1").came_back_to(other), "{other}");
        }
    }

    #[test]
    fn c4_an_address_as_a_browser_writes_it_is_the_same_and_no_other_is() {
        let shows = |text: &str, asked: &str| {
            let mut callback = Callback::parse(text.as_bytes()).unwrap();
            let same = callback.came_back_as_a_browser_shows(asked);
            assert_eq!(callback.came_back_to(asked), same, "{text}");
            same
        };
        assert!(shows("http://127.0.0.1:5/?state=s&code=1", "http://127.0.0.1:5"));
        assert!(shows("http://127.0.0.1/cb?state=s&code=1", "http://127.0.0.1:80/cb"));
        assert!(shows("https://a.example/?t=1&state=s&code=1", "https://a.example?t=1"));
        for (text, asked) in [
            ("https://a.example/?state=s&code=1", "https://a.example?t=1"),
            ("http://127.0.0.1:5/x?state=s&code=1", "http://127.0.0.1:5"),
            ("http://127.0.0.1:5/cb/?state=s&code=1", "http://127.0.0.1:5/cb"),
            ("https://a.example.evil/?state=s&code=1", "https://a.example"),
            ("a.b:/c/?state=s&code=1", "a.b:/c"),
        ] {
            assert!(!shows(text, asked), "{text}");
        }
    }

    #[test]
    fn a_callback_does_not_print_its_secrets() {
        let callback = Callback::parse(b"a.b:/c?code=canary1&state=canary2").unwrap();
        assert!(!format!("{callback:?}").contains("canary"));
    }

    proptest! {
        #[test]
        fn c7_no_bytes_make_it_panic(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Callback::parse(&raw);
        }

        #[test]
        fn c7_what_passes_has_one_state_and_one_answer(
            pairs in proptest::collection::vec((prop_oneof![Just("code"), Just("state"), Just("error"), Just("iss"), Just("x")], "[a-c%0-9]{0,3}"), 0..6)
        ) {
            let query = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
            if let Ok(callback) = Callback::parse(format!("a.b:/c?{query}").as_bytes()) {
                let count = |name: &str| pairs.iter().filter(|(n, _)| *n == name).count();
                prop_assert_eq!(count("state"), 1);
                prop_assert!(count("code") <= 1 && count("error") <= 1 && count("iss") <= 1);
                prop_assert!(!callback.state.is_empty());
            }
        }
    }
}
