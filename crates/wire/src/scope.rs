//! Scopes (RFC 6749 §3.3).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The scope of the administration API.
pub const ADMINISTRATION: &str = "accounts:admin";
/// The scope of the account API. It is in no dialect's list: no app but the one that the service carries can be given it.
pub const ACCOUNT: &str = "account";

/// One scope token: printable ASCII without space, `"` and `\` (RFC 6749 §3.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct Scope(String);

/// A text that is not a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{shown}” is not a scope: write it in letters, digits and signs, without spaces, quotes or backslashes")]
pub struct NotAScope {
    shown: String,
}

impl Scope {
    /// Reads one scope token.
    ///
    /// # Errors
    /// [`NotAScope`] where the text is empty, longer than 256 bytes or has a byte that the RFC excludes.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        let fits = !text.is_empty() && text.len() <= 256 && text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAScope { shown: text.chars().filter(|c| !c.is_control()).take(40).collect() }) }
    }

    /// The token as it stands on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Scope {
    type Error = NotAScope;
    fn try_from(text: String) -> Result<Self, NotAScope> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

/// Scopes in the order in which they were named, each once.
///
/// The order means nothing to the protocol (RFC 6749 §3.3) and something to the person who reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(from = "Vec<Scope>", into = "Vec<Scope>")]
#[ts(as = "Vec<String>")]
#[schema(value_type = Vec<String>)]
pub struct ScopeSet(Vec<Scope>);

impl ScopeSet {
    /// Reads a space-delimited list; an empty text is the empty set.
    ///
    /// # Errors
    /// [`NotAScope`] for the first part that is none.
    pub fn parse(text: &str) -> Result<Self, NotAScope> {
        text.split(' ').filter(|part| !part.is_empty()).map(Scope::parse).collect()
    }

    /// The list as it stands on the wire: tokens with one space between.
    #[must_use]
    pub fn to_wire(&self) -> String {
        self.0.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Whether `name` is in the set; compared byte for byte.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|scope| scope.as_str() == name)
    }

    /// Whether every scope of `self` is in `other`.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.iter().all(|scope| other.contains(scope.as_str()))
    }

    /// The scopes of `self` that are in `other` too, in the order of `self`.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.iter().filter(|scope| other.contains(scope.as_str())).cloned().collect()
    }

    /// Adds a scope at the end unless it is there.
    pub fn insert(&mut self, scope: Scope) {
        if !self.contains(scope.as_str()) {
            self.0.push(scope);
        }
    }

    /// The scopes, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Scope> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut set = Self::default();
        for scope in scopes {
            set.insert(scope);
        }
        set
    }
}

impl<'a> IntoIterator for &'a ScopeSet {
    type Item = &'a Scope;
    type IntoIter = std::slice::Iter<'a, Scope>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Vec<Scope>> for ScopeSet {
    fn from(scopes: Vec<Scope>) -> Self {
        scopes.into_iter().collect()
    }
}

impl From<ScopeSet> for Vec<Scope> {
    fn from(set: ScopeSet) -> Self {
        set.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_stays_and_doubles_go() {
        let set = ScopeSet::parse("email  profile email").unwrap();
        assert_eq!(set.to_wire(), "email profile");
    }

    #[test]
    fn quotes_backslashes_and_controls_are_no_scope() {
        for text in ["", "a b", "\"", "a\\b", "a\u{7}", "é"] {
            assert!(Scope::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_refusal_shows_no_control_characters() {
        let refusal = Scope::parse("a\u{1b}[2Jb").unwrap_err().to_string();
        assert!(!refusal.contains('\u{1b}'), "{refusal:?}");
    }
}
