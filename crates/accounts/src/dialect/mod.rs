//! Dialects: the paths and shapes of the documented services, and the standard one. Paths and shapes only: what is
//! asked, granted and ended is the same for all.
//!
//! A dialect belongs to an app, so that documents which share their paths can be answered each in its own way: a path
//! leads to the same rooms whoever it belongs to, and the app decides the shapes. To add one: a file, and a line here.

mod inbenta;
mod standard;

use countersign_wire::app::DialectName;
use countersign_wire::scope::ScopeSet;
use serde_json::Value;

use crate::grant::Issued;
use crate::store::rows::Person;

/// Every dialect.
static ALL: [&dyn Dialect; 2] = [&standard::Standard, &inbenta::Inbenta];

/// Where a dialect answers.
#[derive(Clone, Copy, Debug)]
pub struct Paths {
    /// Where a sign-in starts.
    pub authorize: &'static str,
    /// Where a code becomes a token.
    pub token: &'static str,
    /// Where the person is described.
    pub user_info: &'static str,
    /// Where a token is ended, where the dialect has such a thing.
    pub revoke: Option<&'static str>,
}

/// What the answer about a person is made of.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The person, as they are now.
    pub person: &'a Person,
    /// What the token may do.
    pub scopes: &'a ScopeSet,
    /// Claims that were asked for by themselves and granted (OpenID Connect Core §5.5).
    pub asked: &'a [String],
}

/// What a dialect does in its own way.
pub trait Dialect: Sync {
    /// Its name.
    fn name(&self) -> DialectName;
    /// Where it answers.
    fn paths(&self) -> Paths;
    /// The media type of its JSON.
    fn content_type(&self) -> &'static str;
    /// Whether `iss` stands in each authorization answer (RFC 9207).
    fn names_issuer(&self) -> bool;
    /// The body of a token answer.
    fn token_answer(&self, issued: &Issued) -> Value;
    /// What a token says of its person.
    fn user_info(&self, about: &About<'_>) -> Value;
}

/// Every dialect, the standard one first.
pub fn all() -> impl Iterator<Item = &'static dyn Dialect> {
    ALL.iter().copied()
}

/// The dialect of an app.
#[must_use]
pub fn of(name: DialectName) -> &'static dyn Dialect {
    all().find(|dialect| dialect.name() == name).unwrap_or(&standard::Standard)
}

/// The dialect that a path belongs to: it answers where the app is not known.
#[must_use]
pub fn at(path: &str) -> &'static dyn Dialect {
    let has = |paths: Paths| [Some(paths.authorize), Some(paths.token), Some(paths.user_info), paths.revoke].contains(&Some(path));
    all().find(|dialect| has(dialect.paths())).unwrap_or(&standard::Standard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_dialect() {
        for name in [DialectName::Standard, DialectName::Inbenta] {
            assert_eq!(of(name).name(), name);
            assert_eq!(at(of(name).paths().token).name(), name);
        }
    }
}
