//! Dialects: the paths, shapes and rules of the documented services, and the standard one. What is asked, granted and
//! ended is the same for all.
//!
//! A dialect belongs to an app, so that documents which share their paths can be answered each in its own way: a path
//! leads to the same rooms whoever it belongs to, and the app decides the shapes and the rules. A refusal before the app
//! is known has the shape of the path's dialect, and on a shared path the standard's.
//!
//! To add one: an entry in [`countersign_wire::app::DialectName`] with its name and scopes, a file here with everything that
//! it does in its own way, the file's line in the list below, and the words of its scopes in each language. The tests go
//! over all of them and say what is missing. What a document has beyond sign-in is not here: the product APIs of Inbenta are
//! [`crate::product_apis`], the making of inTandem's apps is [`crate::administration`]'s.

mod asked;
mod general;
mod iiniit;
mod inbenta;
mod intandem;
mod standard;

use countersign_wire::app::DialectName;
use countersign_wire::person::Organisation;
use countersign_wire::scope::ScopeSet;
use serde_json::Value;

use crate::grant::Issued;
use crate::grant::rules::Rules;
use crate::store::rows::Person;
pub use asked::{Asked, Shows};

/// Every dialect. The first that names a path answers there for apps that are not known.
static ALL: &[&dyn Dialect] = &[&standard::Standard, &inbenta::Inbenta, &general::General, &intandem::Intandem, &iiniit::Iiniit];

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where a sign-in starts.
    Authorize,
    /// Where a code or a refresh token becomes an access token.
    Token,
    /// Where the person is described.
    UserInfo,
    /// Where a token is ended.
    Revoke,
    /// Where the person is described and changed.
    Profile,
}

/// Where a dialect answers: the paths of its document, and those that the real service has beyond it, so that an app
/// which is set up for the real one meets its dialect here.
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
    /// Further paths.
    pub also: &'static [(Place, &'static str)],
}

impl Paths {
    /// The paths that most documents share with the standard.
    pub const SHARED: Self = Self {
        authorize: "/oauth/authorize",
        token: "/oauth/token",
        user_info: "/oauth/userinfo",
        revoke: Some("/oauth/revoke"),
        also: &[],
    };

    /// Every path, with what it is for.
    pub fn all(self) -> impl Iterator<Item = (Place, &'static str)> {
        let own = [(Place::Authorize, self.authorize), (Place::Token, self.token), (Place::UserInfo, self.user_info)];
        own.into_iter().chain(self.revoke.map(|path| (Place::Revoke, path))).chain(self.also.iter().copied())
    }
}

/// What the answer about a person is made of.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The person, as they are now.
    pub person: &'a Person,
    /// What the token may do.
    pub scopes: &'a ScopeSet,
    /// The business that the token acts for, where the dialect acts for one and the person belongs to one.
    pub business: Option<&'a Organisation>,
    /// Claims that were asked for by themselves and granted (OpenID Connect Core §5.5).
    pub asked: &'a [String],
    /// The issuer.
    pub issuer: &'a str,
    /// The name of the service.
    pub service_name: &'a str,
}

/// The scope that a token would need for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs(pub &'static str);

/// What a dialect does in its own way.
pub trait Dialect: Sync {
    /// Its name.
    fn name(&self) -> DialectName;
    /// Where it answers.
    fn paths(&self) -> Paths;
    /// What it decides about grants.
    fn rules(&self) -> Rules;
    /// How each of its scopes is asked for, but for `openid`: who somebody is, is no question.
    fn asks(&self) -> &'static [(&'static str, Asked)];
    /// The media type of its JSON.
    fn content_type(&self) -> &'static str {
        "application/json"
    }
    /// Whether `iss` stands in each authorization answer (RFC 9207). A documented answer holds what is documented.
    fn names_issuer(&self) -> bool {
        false
    }
    /// Whether its apps may send JSON to the token endpoint, beside forms.
    fn reads_json(&self) -> bool {
        false
    }
    /// Whether a form that calls itself JSON is read as a form at the paths that are this dialect's alone.
    fn reads_forms_called_json(&self) -> bool {
        false
    }
    /// Whether its tokens act for the business of their person, which is asked for by no scope.
    fn acts_for_business(&self) -> bool {
        false
    }
    /// The scope that changes a profile at the paths of this dialect.
    fn writes_profile_with(&self) -> Option<&'static str> {
        None
    }
    /// The body of a token answer.
    fn token_answer(&self, issued: &Issued) -> Value;
    /// What a token says of its person.
    ///
    /// # Errors
    /// [`Needs`] names the scope without which the dialect says nothing at all.
    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs>;
}

/// Every dialect, the standard one first.
pub fn all() -> impl Iterator<Item = &'static dyn Dialect> {
    ALL.iter().copied()
}

/// Every path with what it is for, once each, whoever shares it.
#[must_use]
pub fn places() -> Vec<(Place, &'static str)> {
    let mut places: Vec<(Place, &'static str)> = Vec::new();
    for (place, path) in all().flat_map(|dialect| dialect.paths().all()) {
        if !places.iter().any(|(_, known)| *known == path) {
            places.push((place, path));
        }
    }
    places
}

/// The dialect of an app.
#[must_use]
pub fn of(name: DialectName) -> &'static dyn Dialect {
    all().find(|dialect| dialect.name() == name).unwrap_or(&standard::Standard)
}

/// The dialect that a path belongs to: it answers where the app is not known.
#[must_use]
pub fn at(path: &str) -> &'static dyn Dialect {
    all().find(|dialect| dialect.paths().all().any(|(_, own)| own == path)).unwrap_or(&standard::Standard)
}

/// `scope`, where less was granted than asked: an app can show it, and one that reads its document to the letter meets
/// nothing new.
fn say_what_was_left_out(answer: &mut Value, issued: &Issued) {
    if !issued.requested.is_within(&issued.granted) {
        answer["scope"] = issued.granted.to_wire().into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grant::IDENTITY;
    use crate::messages::{Language, Saying};
    use countersign_wire::scope::ACCOUNT;

    #[test]
    fn every_name_has_its_dialect_with_places_rules_and_words_in_each_language() {
        assert_eq!(all().count(), DialectName::ALL.len());
        for name in DialectName::ALL {
            let dialect = of(*name);
            assert_eq!(dialect.name(), *name);
            assert!(dialect.paths().all().all(|(_, path)| path.starts_with('/')), "{name:?}");
            assert!(dialect.rules().access_lifetime.is_none_or(|seconds| seconds > 0), "{name:?}");
            let scopes: Vec<_> = name.scopes().iter().filter(|scope| **scope != IDENTITY).collect();
            // That of the account is in no list that an app is made with.
            let asked: Vec<_> = dialect.asks().iter().map(|(scope, _)| scope).filter(|scope| **scope != ACCOUNT).collect();
            assert_eq!(asked, scopes, "{name:?} asks for each of its scopes, and for no other");
            for (scope, asked) in dialect.asks() {
                for language in Language::ALL {
                    // A message that is not there panics here.
                    let said = Saying::named(asked.message).with("known", "").said_in(language);
                    assert!(!said.to_string().is_empty(), "{name:?}: {scope} in {language:?}");
                    if [Shows::Sentence, Shows::SentenceWithContact].contains(&asked.shows) {
                        assert!(!said.part("shows").to_string().is_empty(), "{name:?}: {scope} in {language:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_shared_path_is_for_the_same_thing_in_every_dialect() {
        let known = places();
        for (place, path) in all().flat_map(|dialect| dialect.paths().all()) {
            assert!(known.contains(&(place, path)), "{path} is for two things");
        }
    }

    #[test]
    fn where_the_app_is_not_known_a_shared_path_is_the_standards_and_another_its_own_dialects() {
        for (path, name) in [
            ("/oauth/token", DialectName::Standard),
            ("/v1/oauth/tokens", DialectName::Inbenta),
            ("/app/oauth/authorize", DialectName::Intandem),
            ("/oauth2/authorize", DialectName::Iiniit),
            ("/nothing", DialectName::Standard),
        ] {
            assert_eq!(at(path).name(), name, "{path}");
        }
    }

    #[test]
    fn a4_no_dialect_has_codes_that_last_longer_than_a_minute() {
        for dialect in all() {
            assert!((1..=60).contains(&dialect.rules().code_lifetime), "{:?}", dialect.name());
        }
    }

    #[test]
    fn an_alias_means_a_scope_of_its_dialect_and_is_none_itself() {
        for dialect in all() {
            let scopes = dialect.name().scopes();
            for (alias, meant) in dialect.rules().scope_aliases {
                assert!(scopes.contains(meant) && !scopes.contains(alias), "{alias}");
            }
        }
    }
}
