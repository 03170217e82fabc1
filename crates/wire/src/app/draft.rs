//! An app as it is written, and everything that there is to say about it, the same on both sides.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{AppKind, AppSettings, DialectName, Pkce};
use crate::redirect_uri::{RedirectUri, RedirectUriWarning};
use crate::scope::Scope;

/// An app to create, or the whole of what an update sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OAuthAppDraft {
    /// The name on the consent page.
    pub name: String,
    /// Where it runs. Fixed once created.
    pub kind: AppKind,
    /// Which shapes it gets. Fixed once created.
    #[serde(default = "standard")]
    pub dialect: DialectName,
    /// Where a sign-in may end.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// What it may ask for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Whether consent is skipped.
    #[serde(default)]
    pub trusted: bool,
    /// Whether it may be used.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Absent: what the kind and the dialect start with ([`OAuthAppDraft::pkce_or_default`]).
    #[serde(default)]
    pub pkce: Option<Pkce>,
    /// For a native app: a secret besides. A web app always has one. Used at creation only.
    #[serde(default)]
    pub with_secret: bool,
    /// The rest of what it may set.
    #[serde(flatten)]
    pub settings: AppSettings,
}

fn standard() -> DialectName {
    DialectName::Standard
}

fn yes() -> bool {
    true
}

/// A field that cannot stay as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FieldProblem {
    /// Which field; of a list, which row counted from 0.
    pub field: String,
    /// The row, in a field that is a list.
    #[ts(type = "number | null")]
    pub row: Option<u32>,
    /// What is wrong, and how it should be.
    pub message: String,
}

impl FieldProblem {
    fn of(field: &str, row: Option<usize>, message: impl Into<String>) -> Self {
        Self { field: field.into(), row: row.and_then(|row| u32::try_from(row).ok()), message: message.into() }
    }
}

impl OAuthAppDraft {
    /// The most redirect URIs one app may have.
    pub const MOST_REDIRECT_URIS: usize = 50;

    /// PKCE as asked for, else as the kind and the dialect begin: a web app of a documented dialect starts
    /// without, as its document shows none.
    #[must_use]
    pub fn pkce_or_default(&self) -> Pkce {
        match (self.kind, self.dialect, self.pkce) {
            (AppKind::Native | AppKind::Spa, ..) => Pkce::Required,
            (_, _, Some(pkce)) => pkce,
            (AppKind::Web | AppKind::Machine, DialectName::Standard, None) => Pkce::Required,
            (AppKind::Web | AppKind::Machine, _, None) => Pkce::Optional,
        }
    }

    /// Whether creating it makes a secret.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self.kind {
            AppKind::Native => self.with_secret,
            AppKind::Web | AppKind::Machine => self.settings.client_keys.is_empty(),
            AppKind::Spa => false,
        }
    }

    /// Whether a scope is one that such an app may have. A program that acts for itself has scopes of its own choosing, and
    /// none of those that are about a person.
    fn may_ask_for(&self, scope: &str) -> bool {
        let of_a_person = self.dialect.scopes().contains(&scope);
        if self.kind == AppKind::Machine { !of_a_person } else { of_a_person }
    }

    /// Everything that stands against this draft; empty when nothing does.
    #[must_use]
    pub fn validate(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            problems.push(FieldProblem::of(
                "name",
                None,
                "Give the app a name of 1 to 80 characters; people see it when they are asked for access.",
            ));
        } else if self.name.chars().any(is_unseen) {
            problems.push(FieldProblem::of("name", None, "Leave out control characters and marks that change the direction of text; people have to be able to trust the name they read."));
        }
        if self.redirect_uris.len() > Self::MOST_REDIRECT_URIS {
            problems.push(FieldProblem::of("redirect_uris", None, "An app has at most 50 return addresses."));
        }
        for (row, text) in self.redirect_uris.iter().enumerate() {
            match RedirectUri::parse(text) {
                Err(problem) => problems.push(FieldProblem::of("redirect_uris", Some(row), sentence(&problem.to_string()))),
                Ok(uri) if self.kind != AppKind::Native && uri.is_private_use() => {
                    problems.push(FieldProblem::of(
                        "redirect_uris",
                        Some(row),
                        "An app on a server returns to https; a scheme of its own is for an app on a person's computer.",
                    ));
                }
                Ok(_) if self.redirect_uris[..row].contains(text) => {
                    problems.push(FieldProblem::of("redirect_uris", Some(row), "This address is in the list already."));
                }
                Ok(_) => {}
            }
        }
        for (row, text) in self.scopes.iter().enumerate() {
            if let Err(problem) = Scope::parse(text) {
                problems.push(FieldProblem::of("scopes", Some(row), sentence(&problem.to_string())));
            } else if !self.may_ask_for(text) {
                problems.push(FieldProblem::of(
                    "scopes",
                    Some(row),
                    format!(
                        "“{text}” is not a scope of the {} dialect. It has {}.",
                        self.dialect.as_str(),
                        self.dialect.scopes().join(", ")
                    ),
                ));
            }
        }
        if self.trusted && matches!(self.kind, AppKind::Native | AppKind::Spa) {
            problems.push(FieldProblem::of("trusted", None, "An app on a person's computer always asks for consent, as it cannot prove who it is. Only an app on a server can be trusted."));
        }
        if self.kind == AppKind::Native && self.pkce == Some(Pkce::Optional) {
            problems.push(FieldProblem::of("pkce", None, "An app on a person's computer always uses PKCE."));
        }
        problems
    }
}

/// What there is to say about a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DraftCheck {
    /// What stands against it.
    pub problems: Vec<FieldProblem>,
    /// What is worth a look and no reason to refuse.
    pub warnings: Vec<FieldProblem>,
}

impl OAuthAppDraft {
    /// Everything that there is to say about this draft.
    #[must_use]
    pub fn check(&self) -> DraftCheck {
        DraftCheck { problems: self.validate(), warnings: redirect_uri_warnings(&self.redirect_uris) }
    }
}

/// What an administrator should look at among return addresses (RFC 8252 §8.3).
#[must_use]
pub fn redirect_uri_warnings(redirect_uris: &[String]) -> Vec<FieldProblem> {
    if redirect_uris.is_empty() {
        let message = "It has no return address, so nobody can sign in through it yet. Add one when you know where it runs.";
        return vec![FieldProblem::of("redirect_uris", None, message)];
    }
    let rows = redirect_uris.iter().enumerate();
    rows.filter_map(|(row, text)| {
        let RedirectUriWarning::Localhost = RedirectUri::parse(text).ok()?.warning()?;
        let message = "localhost may be answered by another program, and is compared with its port. http://127.0.0.1 allows any port.";
        Some(FieldProblem::of("redirect_uris", Some(row), message))
    })
    .collect()
}

/// Characters that a name on a consent page must not hide behind.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A problem as a sentence of its own.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> OAuthAppDraft {
        OAuthAppDraft {
            name: "Harbour".into(),
            kind: AppKind::Web,
            dialect: DialectName::Inbenta,
            redirect_uris: vec!["https://my-application.com".into()],
            scopes: vec!["personal_information".into()],
            trusted: false,
            enabled: true,
            pkce: None,
            with_secret: false,
            settings: AppSettings::default(),
        }
    }

    #[test]
    fn a_good_draft_has_no_problem() {
        assert_eq!(draft().validate(), []);
    }

    #[test]
    fn every_problem_is_told_with_its_row() {
        let draft = OAuthAppDraft {
            name: " ".into(),
            redirect_uris: vec!["https://a.example".into(), "http://b.example".into(), "https://a.example".into()],
            scopes: vec!["profile".into()],
            ..draft()
        };
        let told: Vec<_> = draft.validate().into_iter().map(|p| (p.field, p.row)).collect();
        assert_eq!(
            told,
            [("name".into(), None), ("redirect_uris".into(), Some(1)), ("redirect_uris".into(), Some(2)), ("scopes".into(), Some(0))]
        );
    }

    #[test]
    fn a_name_cannot_turn_text_round() {
        assert!(!OAuthAppDraft { name: "Bank\u{202e}".into(), ..draft() }.validate().is_empty());
    }

    #[test]
    fn inb_06_a_web_app_of_a_documented_dialect_starts_without_required_pkce() {
        assert_eq!(draft().pkce_or_default(), Pkce::Optional);
        assert_eq!(OAuthAppDraft { kind: AppKind::Native, ..draft() }.pkce_or_default(), Pkce::Required);
    }
}
