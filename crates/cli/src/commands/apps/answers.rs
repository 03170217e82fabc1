//! What `countersign apps` answers, in the keys that scripts rely on, and in words.

use countersign_wire::app::{AppKind, DialectName, MismatchView, NewSecret, OAuthApp, SecretView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::output::{pairs, time, yes_or_no};

pub(crate) use super::declared::AppliedLine;

/// An app.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppLine {
    pub(super) client_id: String,
    pub(super) name: String,
    pub(super) kind: AppKind,
    pub(super) dialect: DialectName,
    redirect_uris: Vec<String>,
    pub(super) scopes: Vec<String>,
    trusted: bool,
    pub(super) enabled: bool,
    version: i64,
    /// Only where it was just made: it is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
}

impl AppLine {
    pub(super) fn of(app: OAuthApp, client_secret: Option<String>) -> Self {
        let OAuthApp { client_id, name, kind, dialect, redirect_uris, scopes, trusted, enabled, version, .. } = app;
        Self { client_id, name, kind, dialect, redirect_uris, scopes, trusted, enabled, version, client_secret }
    }

    pub(super) fn text(&self) -> String {
        pairs(&[
            ("Name", Some(self.name.clone())),
            ("Client id", Some(self.client_id.clone())),
            ("Client secret", self.client_secret.as_ref().map(|secret| format!("{secret}  (shown this once)"))),
            ("Kind", Some(self.kind.as_str().into())),
            ("Dialect", Some(self.dialect.as_str().into())),
            ("Returns to", listed(&self.redirect_uris)),
            ("Scopes", listed(&self.scopes)),
            ("Trusted", Some(yes_or_no(self.trusted))),
            ("Enabled", Some(yes_or_no(self.enabled))),
            ("Version", Some(self.version.to_string())),
        ])
    }
}

/// An app, and all that there is to say of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppDetails {
    #[serde(flatten)]
    pub(super) app: OAuthApp,
    /// Return addresses that were asked for lately and are not registered, the latest first.
    pub(super) mismatches: Vec<MismatchView>,
}

impl AppDetails {
    pub(super) fn text(&self) -> String {
        let app = &self.app;
        let settings = &app.settings;
        let keys = &settings.client_keys;
        let lifetime = |seconds: Option<u32>| seconds.map(in_words);
        let rows = [
            ("Name", Some(app.name.clone())),
            ("Client id", Some(app.client_id.clone())),
            ("Code name", settings.code_name.clone()),
            ("Kind", Some(app.kind.as_str().into())),
            ("Dialect", Some(app.dialect.as_str().into())),
            ("Organisation", settings.organisation.clone()),
            ("Description", settings.about.description.clone()),
            ("Home page", settings.about.homepage_url.clone()),
            ("Privacy policy", settings.about.policy_url.clone()),
            ("Terms", settings.about.terms_url.clone()),
            ("Returns to", listed(&app.redirect_uris)),
            ("Scopes", listed(&app.scopes)),
            ("Origins", listed(&settings.origins)),
            ("Resources", listed(&settings.tokens.resources)),
            ("Trusted", Some(yes_or_no(app.trusted))),
            ("Enabled", Some(yes_or_no(app.enabled))),
            ("PKCE", Some(app.pkce.as_str().into())),
            ("Access tokens", Some(settings.tokens.access_token_format.as_str().into())),
            ("They last", lifetime(settings.tokens.access_lifetime)),
            ("Unused at most", lifetime(settings.tokens.refresh_idle)),
            ("Renewed at most", lifetime(settings.tokens.refresh_absolute)),
            ("ID tokens", Some(settings.openid.id_token_alg.as_str().into())),
            ("Signs out to", listed(&settings.openid.post_logout_redirect_uris)),
            ("Told of sign-outs", settings.openid.backchannel_logout_uri.clone()),
            ("Keys", keys.jwks_uri.clone().or_else(|| keys.jwks.as_ref().map(|_| "its own, given as a file".to_owned()))),
            ("Made", Some(time(app.created_at))),
            ("Last used", Some(app.last_used_at.map_or_else(|| "never".into(), time))),
            ("Built in", app.built_in.then(|| yes_or_no(true))),
            ("Version", Some(app.version.to_string())),
        ];
        let secrets = app.secrets.iter().map(|secret| ("Secret", Some(secret_in_words(secret))));
        let refused = self.mismatches.iter().map(|refused| ("Refused lately", Some(mismatch_in_words(refused))));
        pairs(&rows.into_iter().chain(secrets).chain(refused).collect::<Vec<_>>())
    }
}

/// An app that was deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppDeletedLine {
    pub(super) client_id: String,
    pub(super) deleted: bool,
}

/// What was done to a secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretChangedLine {
    pub(super) client_id: String,
    /// Its id.
    pub(super) secret: String,
    /// Whether it works now.
    pub(super) works: bool,
}

/// A grant that was ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct GrantRevokedLine {
    pub(super) client_id: String,
    /// Its id.
    pub(super) grant: String,
    pub(super) revoked: bool,
}

pub(super) fn secret_text(secret: &NewSecret) -> String {
    pairs(&[
        ("Client id", Some(secret.client_id.clone())),
        ("Client secret", Some(format!("{}  (shown this once)", secret.client_secret))),
        ("Retired", secret.retired.clone()),
    ])
}

fn secret_in_words(secret: &SecretView) -> String {
    let used = match (secret.last_used_at, &secret.last_used_from) {
        (Some(at), Some(from)) => format!("last used {} from {from}", time(at)),
        (Some(at), None) => format!("last used {}", time(at)),
        (None, _) => "never used".to_owned(),
    };
    let retired = secret.retired_at.map(|at| format!(", retired {}", time(at))).unwrap_or_default();
    format!("{}: made {}, {used}{retired}", secret.id, time(secret.created_at))
}

fn mismatch_in_words(refused: &MismatchView) -> String {
    let like = refused.nearest.as_ref().map(|nearest| format!("; registered is {nearest}")).unwrap_or_default();
    let times = if refused.times == 1 { "once".to_owned() } else { format!("{} times", refused.times) };
    format!("{}: {times}, last {}{like}", refused.redirect_uri, time(refused.last_at))
}

/// A list in one line; nothing where it is empty.
fn listed(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join(", "))
}

/// Seconds as a person says them: in the largest unit that leaves nothing over.
fn in_words(seconds: u32) -> String {
    for (unit, one, more) in [(86_400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")] {
        if seconds.is_multiple_of(unit) {
            let count = seconds / unit;
            return format!("{count} {}", if count == 1 { one } else { more });
        }
    }
    format!("{seconds} seconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_told_in_its_largest_unit() {
        let told: Vec<String> = [86_400, 172_800, 3600, 5400, 61].into_iter().map(in_words).collect();
        assert_eq!(told, ["1 day", "2 days", "1 hour", "90 minutes", "61 seconds"]);
    }
}
