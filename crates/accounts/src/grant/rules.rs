//! What the dialect of an app decides about its grants: lifetimes, renewal, the form of tokens, what a request may leave
//! out. The dialects say it, each as one value; this room only keeps to it.

use countersign_wire::scope::{Scope, ScopeSet};

use super::RENEWAL;
use crate::token::TokenForm;

/// When a refresh token is given besides the access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewing {
    /// The dialect knows none.
    Never,
    /// With the scope `offline_access`.
    WhereAsked,
    /// With every sign-in.
    Always,
}

/// The rules of a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How long a code may be used at most, in seconds; the service may be set to less.
    pub code_lifetime: i64,
    /// How long an access token lasts, in seconds, where the dialect says it; else as the service is set.
    pub access_lifetime: Option<i64>,
    /// What an access token looks like.
    pub access_form: TokenForm,
    /// Whether its apps have what came after OAuth 2.0: ID tokens, access tokens that are signed, answers in a form, and a
    /// consent that is remembered. The documents know none of it.
    pub open_id: bool,
    /// When a refresh token is given.
    pub renewing: Renewing,
    /// Whether a request without `response_type` is one for a code.
    pub may_omit_response_type: bool,
    /// Other words for its scopes: the word of a request, and the scope that is meant.
    pub scope_aliases: &'static [(&'static str, &'static str)],
}

impl Rules {
    /// What a documented dialect starts from: OAuth 2.0, as RFC 6749 has it.
    pub const DOCUMENTED: Self = Self {
        code_lifetime: 60,
        access_lifetime: None,
        access_form: TokenForm::Base64url,
        open_id: false,
        renewing: Renewing::WhereAsked,
        may_omit_response_type: false,
        scope_aliases: &[],
    };

    /// The rules of the RFCs and of OpenID Connect.
    pub const STANDARD: Self = Self { open_id: true, ..Self::DOCUMENTED };

    /// Whether a grant of these scopes can be renewed.
    #[must_use]
    pub fn renews(&self, scopes: &ScopeSet) -> bool {
        match self.renewing {
            Renewing::Never => false,
            Renewing::WhereAsked => scopes.contains(RENEWAL),
            Renewing::Always => true,
        }
    }

    /// The scopes that a request means, each by its own name and once.
    #[must_use]
    pub fn meant(&self, asked: &ScopeSet) -> ScopeSet {
        let meant = |scope: &Scope| {
            let (_, name) = self.scope_aliases.iter().find(|(alias, _)| *alias == scope.as_str())?;
            Scope::parse(name).ok()
        };
        asked.iter().map(|scope| meant(scope).unwrap_or_else(|| scope.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_read_as_the_scope_that_is_meant_and_that_stands_once() {
        let rules = Rules { scope_aliases: &[("read:user", "user:read"), ("profile", "user:read")], ..Rules::STANDARD };
        let asked = ScopeSet::parse("read:user other profile user:read").unwrap();
        assert_eq!(rules.meant(&asked).to_wire(), "user:read other");
    }
}
