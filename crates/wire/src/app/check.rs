//! Everything that there is to say about a draft, the same on both sides.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::settings_check::settings_problems;
use super::{AppKind, FieldProblem, OAuthAppDraft, Pkce};
use crate::redirect_uri::{RedirectUri, RedirectUriWarning};
use crate::scope::Scope;

impl OAuthAppDraft {
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
        problems.extend(self.name_problem());
        self.add_redirect_uri_problems(&mut problems);
        self.add_scope_problems(&mut problems);
        if self.trusted && matches!(self.kind, AppKind::Native | AppKind::Spa) {
            let message = "An app on a person's computer always asks for consent, as it cannot prove who it is. Only an app on a server can be trusted.";
            problems.push(FieldProblem::of("trusted", None, message));
        }
        if matches!(self.kind, AppKind::Native | AppKind::Spa) && self.pkce == Some(Pkce::Optional) {
            problems.push(FieldProblem::of("pkce", None, "An app on a person's computer always uses PKCE."));
        }
        problems.extend(settings_problems(self.kind, &self.settings));
        problems
    }

    fn name_problem(&self) -> Option<FieldProblem> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            let message = "Give the app a name of 1 to 80 characters; people see it when they are asked for access.";
            return Some(FieldProblem::of("name", None, message));
        }
        let message =
            "Leave out control characters and marks that change the direction of text; people have to be able to trust the name they read.";
        self.name.chars().any(is_unseen).then(|| FieldProblem::of("name", None, message))
    }

    fn add_redirect_uri_problems(&self, problems: &mut Vec<FieldProblem>) {
        if self.kind == AppKind::Machine && !self.redirect_uris.is_empty() {
            let message = "A program that acts for itself has no return address: nobody signs in through it.";
            problems.push(FieldProblem::of("redirect_uris", None, message));
            return;
        }
        if self.redirect_uris.len() > Self::MOST_REDIRECT_URIS {
            problems.push(FieldProblem::of("redirect_uris", None, "An app has at most 50 return addresses."));
        }
        for (row, text) in self.redirect_uris.iter().enumerate() {
            let message = match RedirectUri::parse(text) {
                Err(problem) => sentence(&problem.to_string()),
                Ok(uri) if self.kind == AppKind::Web && uri.is_private_use() => {
                    "An app on a server returns to https; a scheme of its own is for an app on a person's computer.".to_owned()
                }
                Ok(uri) if self.kind == AppKind::Spa && uri.is_private_use() => {
                    "An app in a browser returns to https; a scheme of its own is for an app on a person's computer.".to_owned()
                }
                Ok(_) if self.redirect_uris[..row].contains(text) => "This address is in the list already.".to_owned(),
                Ok(_) => continue,
            };
            problems.push(FieldProblem::of("redirect_uris", Some(row), message));
        }
    }

    fn add_scope_problems(&self, problems: &mut Vec<FieldProblem>) {
        for (row, text) in self.scopes.iter().enumerate() {
            let message = match Scope::parse(text) {
                Err(problem) => sentence(&problem.to_string()),
                Ok(_) if self.may_ask_for(text) => continue,
                Ok(_) if self.kind == AppKind::Machine => {
                    format!("“{text}” is about a person. A program that acts for itself has scopes of its own, such as reports:read.")
                }
                Ok(_) => format!(
                    "“{text}” is not a scope of the {} dialect. It has {}.",
                    self.dialect.as_str(),
                    self.dialect.scopes().join(", ")
                ),
            };
            problems.push(FieldProblem::of("scopes", Some(row), message));
        }
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
        DraftCheck { problems: self.validate(), warnings: app_warnings(self.kind, &self.redirect_uris, &self.settings.origins) }
    }
}

/// What an administrator should look at in an app that is valid.
#[must_use]
pub fn app_warnings(kind: AppKind, redirect_uris: &[String], origins: &[String]) -> Vec<FieldProblem> {
    let mut warnings = if kind == AppKind::Machine { Vec::new() } else { redirect_uri_warnings(redirect_uris) };
    if kind == AppKind::Spa && origins.is_empty() {
        let message = "It names no origin, so its scripts may not call this service yet. Add the origin that it is served from.";
        warnings.push(FieldProblem::of("origins", None, message));
    }
    warnings
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
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A problem as a sentence of its own.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{AppSettings, DialectName};

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
    fn a_program_that_acts_for_itself_has_no_return_address_and_scopes_of_its_own() {
        let machine = OAuthAppDraft {
            kind: AppKind::Machine,
            dialect: DialectName::Standard,
            redirect_uris: Vec::new(),
            scopes: vec!["reports:read".into()],
            ..draft()
        };
        assert_eq!(machine.validate(), []);
        assert_eq!(machine.check().warnings, [], "it needs no return address");
        let wrong = OAuthAppDraft { redirect_uris: draft().redirect_uris, scopes: vec!["profile".into()], ..machine };
        let told: Vec<_> = wrong.validate().into_iter().map(|problem| problem.field).collect();
        assert_eq!(told, ["redirect_uris", "scopes"]);
    }

    #[test]
    fn an_app_in_a_browser_is_public_and_names_its_origins() {
        let spa = OAuthAppDraft { kind: AppKind::Spa, ..draft() };
        assert_eq!(spa.validate(), []);
        assert!(!spa.has_secret());
        assert_eq!(spa.check().warnings.into_iter().map(|warning| warning.field).collect::<Vec<_>>(), ["origins"]);
        for wrong in [
            OAuthAppDraft { redirect_uris: vec!["com.example.app:/cb".into()], ..spa.clone() },
            OAuthAppDraft { trusted: true, ..spa.clone() },
            OAuthAppDraft { pkce: Some(Pkce::Optional), ..spa.clone() },
        ] {
            assert_eq!(wrong.validate().len(), 1, "{wrong:?}");
        }
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
