//! `countersign apps`.

use countersign_engine::{Engine, FreshSignIns};
use countersign_wire::app::{AppKind, AppQuery, AppSettings, DialectName, NewSecret, OAuthApp, OAuthAppDraft};
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;

use super::fresh_sign_in;
use crate::args::{AddApp, Apps, AppsCommand, UpdateApp};
use crate::output::{Failure, Output, pairs, shown};

/// An app, in the keys that scripts rely on.
#[derive(Serialize)]
struct AppLine {
    client_id: String,
    name: String,
    kind: AppKind,
    dialect: DialectName,
    redirect_uris: Vec<String>,
    scopes: Vec<String>,
    trusted: bool,
    enabled: bool,
    version: i64,
    /// Only where it was just made: it is shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
}

impl AppLine {
    fn of(app: OAuthApp, client_secret: Option<String>) -> Self {
        let OAuthApp { client_id, name, kind, dialect, redirect_uris, scopes, trusted, enabled, version, .. } = app;
        Self { client_id, name, kind, dialect, redirect_uris, scopes, trusted, enabled, version, client_secret }
    }

    fn text(&self) -> String {
        let yes = |is: bool| Some(if is { "yes" } else { "no" }.to_owned());
        pairs(&[
            ("Name", Some(self.name.clone())),
            ("Client id", Some(self.client_id.clone())),
            ("Client secret", self.client_secret.as_ref().map(|secret| format!("{secret}  (shown this once)"))),
            ("Kind", Some(self.kind.as_str().into())),
            ("Dialect", Some(self.dialect.as_str().into())),
            ("Returns to", Some(self.redirect_uris.join(", "))),
            ("Scopes", Some(self.scopes.join(" "))),
            ("Trusted", yes(self.trusted)),
            ("Enabled", yes(self.enabled)),
            ("Version", Some(self.version.to_string())),
        ])
    }
}

pub(super) async fn run(engine: &Engine, out: Output, apps: Apps) -> Result<(), Failure> {
    let how = FreshSignIns { open_browser: !apps.print_url, wait: apps.wait };
    let engine = engine.with_fresh_sign_ins((!apps.no_sign_in).then_some(how));
    fresh_sign_in::attended(&engine, out, apps.print_url, administer(&engine, out, apps.account.as_deref(), apps.command)).await
}

async fn administer(engine: &Engine, out: Output, account: Option<&str>, command: AppsCommand) -> Result<(), Failure> {
    match command {
        AppsCommand::List { search } => list(engine, out, account, search).await,
        AppsCommand::Show { id } => show(out, AppLine::of(engine.administration(account).app(&id).await?, None)),
        AppsCommand::Add(add) => {
            let created = engine.administration(account).create_app(draft(add)).await?;
            created.app.warnings.iter().for_each(|warning| out.warn(&warning.message));
            show(out, AppLine::of(created.app, created.client_secret))
        }
        AppsCommand::Update(update) => self::update(engine, out, account, update).await,
        AppsCommand::Delete { id } => {
            engine.administration(account).delete_app(&id).await?;
            out.answer(&serde_json::json!({ "client_id": id, "deleted": true }), || format!("Deleted {}", shown(&id)))
        }
        AppsCommand::NewSecret { id } => {
            let secret = engine.administration(account).new_secret(&id).await?;
            out.answer(&secret, || secret_text(&secret))
        }
    }
}

fn show(out: Output, line: AppLine) -> Result<(), Failure> {
    out.answer(&line, || line.text())
}

async fn list(engine: &Engine, out: Output, account: Option<&str>, search: Option<String>) -> Result<(), Failure> {
    let mut lines = Vec::new();
    let mut cursor = None;
    loop {
        let query = AppQuery { search: search.clone(), cursor, limit: Some(200), ..AppQuery::default() };
        let page = engine.administration(account).apps(query).await?;
        let went_on = !page.items.is_empty();
        lines.extend(page.items.into_iter().map(|app| AppLine::of(app, None)));
        cursor = page.next_cursor;
        // A service that names a next page after an empty one would be asked for ever.
        if cursor.is_none() || !went_on {
            break;
        }
    }
    out.list(
        &lines,
        &["CLIENT ID", "NAME", "KIND", "DIALECT", "ENABLED", "SCOPES"],
        |line| {
            vec![
                line.client_id.clone(),
                line.name.clone(),
                line.kind.as_str().into(),
                line.dialect.as_str().into(),
                if line.enabled { "yes" } else { "no" }.into(),
                line.scopes.join(" "),
            ]
        },
        "No app matches.",
    )
}

fn draft(add: AddApp) -> OAuthAppDraft {
    OAuthAppDraft {
        name: add.name,
        kind: add.kind,
        dialect: add.dialect,
        redirect_uris: add.redirect_uris,
        scopes: add.scopes,
        trusted: add.trusted,
        enabled: true,
        pkce: add.pkce,
        with_secret: add.with_secret,
        settings: AppSettings::default(),
    }
}

async fn update(engine: &Engine, out: Output, account: Option<&str>, update: UpdateApp) -> Result<(), Failure> {
    let app = engine.administration(account).app(&update.id).await?;
    if let Some(expected) = update.if_version.filter(|expected| *expected != app.version) {
        let message = format!(
            "The app is at version {}, not {expected}: somebody else changed it. Nothing was changed. Look at it with: countersign apps show {}",
            app.version, app.client_id
        );
        return Err(UserError::new(ErrorCode::Conflict, message).into());
    }
    if app.built_in {
        // Its scopes are in no list that an app may have: what is wrong is not what was typed.
        let message = "The service carries this app by itself, for Countersign. It cannot be changed.";
        return Err(UserError::new(ErrorCode::Refused, message).into());
    }
    let version = app.version;
    let draft = OAuthAppDraft {
        name: update.name.unwrap_or(app.name),
        kind: app.kind,
        dialect: app.dialect,
        redirect_uris: if update.redirect_uris.is_empty() { app.redirect_uris } else { update.redirect_uris },
        scopes: match (update.no_scopes, update.scopes.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => app.scopes,
            (false, false) => update.scopes,
        },
        trusted: update.trusted.unwrap_or(app.trusted),
        enabled: update.enabled.unwrap_or(app.enabled),
        pkce: Some(update.pkce.unwrap_or(app.pkce)),
        with_secret: false,
        settings: app.settings,
    };
    let app = engine.administration(account).update_app(&update.id, draft, version).await?;
    app.warnings.iter().for_each(|warning| out.warn(&warning.message));
    show(out, AppLine::of(app, None))
}

fn secret_text(secret: &NewSecret) -> String {
    pairs(&[
        ("Client id", Some(secret.client_id.clone())),
        ("Client secret", Some(format!("{}  (shown this once)", secret.client_secret))),
        ("Retired", secret.retired.clone()),
    ])
}
