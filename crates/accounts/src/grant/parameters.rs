//! The parameters of a request, each at most once (RFC 6749 §3.1, A2).

use std::collections::HashSet;

use percent_encoding::percent_decode;

/// Parameters as they were sent, in their order.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

/// Why parameters cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametersProblem {
    /// Not UTF-8 once decoded (RFC 6749, Appendix B).
    #[error("A parameter is not UTF-8.")]
    NotUtf8,
    /// A null byte.
    #[error("A parameter holds a null byte.")]
    Null,
}

impl Parameters {
    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`ParametersProblem`]; nothing is replaced or guessed.
    pub fn read(encoded: &[u8]) -> Result<Self, ParametersProblem> {
        let mut pairs = Vec::new();
        for part in encoded.split(|byte| *byte == b'&').filter(|part| !part.is_empty()) {
            let (name, value) = match part.iter().position(|byte| *byte == b'=') {
                Some(at) => (&part[..at], &part[at + 1..]),
                None => (part, &[][..]),
            };
            pairs.push((decode(name)?, decode(value)?));
        }
        Ok(Self(pairs))
    }

    /// Parameters that were written otherwise than as a form.
    ///
    /// # Errors
    /// [`ParametersProblem::Null`].
    pub fn of(pairs: Vec<(String, String)>) -> Result<Self, ParametersProblem> {
        let null = pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0'));
        if null { Err(ParametersProblem::Null) } else { Ok(Self(pairs)) }
    }

    /// The value of a parameter. One without a value counts as absent (RFC 6749 §3.1).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every value of a name, for the forms of this service's own pages.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Whether this parameter is there more than once.
    #[must_use]
    pub fn repeats(&self, name: &str) -> bool {
        self.all(name).count() > 1
    }

    /// The first parameter that is there more than once, known or not.
    #[must_use]
    pub fn repeated(&self) -> Option<&str> {
        self.repeated_but("")
    }

    /// The same, but for one that may be.
    #[must_use]
    pub fn repeated_but(&self, repeatable: &str) -> Option<&str> {
        let mut seen = HashSet::new();
        self.0.iter().map(|(name, _)| name.as_str()).filter(|name| *name != repeatable).find(|name| !seen.insert(*name))
    }

    /// The parameters as a query, written anew.
    #[must_use]
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

fn decode(part: &[u8]) -> Result<String, ParametersProblem> {
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = String::from_utf8(percent_decode(&spaced).collect()).map_err(|_| ParametersProblem::NotUtf8)?;
    if text.contains('\0') { Err(ParametersProblem::Null) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn inb_02_a_plus_is_a_space() {
        let read = Parameters::read(b"scope=personal_information+personal_configuration&state=a%2Bb").unwrap();
        assert_eq!(read.get("scope"), Some("personal_information personal_configuration"));
        assert_eq!(read.get("state"), Some("a+b"));
    }

    #[test]
    fn an_empty_value_counts_as_absent_and_its_name_still_as_a_repetition() {
        let read = Parameters::read(b"a=&b=1&a=2").unwrap();
        assert_eq!(Parameters::read(b"a=").unwrap().get("a"), None);
        assert_eq!(read.repeated(), Some("a"));
    }

    #[test]
    fn bad_utf8_and_null_bytes_are_refused() {
        assert_eq!(Parameters::read(b"state=%ff").unwrap_err(), ParametersProblem::NotUtf8);
        assert_eq!(Parameters::read(b"redirect_uri=https://a.example/%00").unwrap_err(), ParametersProblem::Null);
    }

    proptest! {
        #[test]
        fn a25_any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
            let _ = Parameters::read(&bytes);
        }

        #[test]
        fn what_was_encoded_is_read_back(pairs in proptest::collection::vec(("[a-z]{1,8}", "\\PC{0,20}"), 0..8)) {
            let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            prop_assert_eq!(Parameters::read(encoded.as_bytes()).unwrap().0, pairs);
        }

        #[test]
        fn a2_a_repetition_is_found_wherever_it_stands(names in proptest::collection::vec("[a-d]", 0..8)) {
            let query = names.iter().map(|name| format!("{name}=1")).collect::<Vec<_>>().join("&");
            let distinct: HashSet<_> = names.iter().collect();
            prop_assert_eq!(Parameters::read(query.as_bytes()).unwrap().repeated().is_some(), distinct.len() < names.len());
        }
    }
}
