//! OAuth apps.

use clap::{Args, Subcommand};
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft, Pkce};

use super::Database;

#[derive(Subcommand)]
pub(crate) enum AppsCommand {
    /// Add an app; its secret, where it has one, is printed this once.
    #[command(
        after_help = "Example:\n  countersign-accounts apps add --database sqlite:accounts.db --name Harbour --kind web \\\n    --redirect-uri https://harbour.example/callback --scope profile --json"
    )]
    Add(NewApp),
}

#[derive(Args)]
pub(crate) struct NewApp {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The name on the consent page.
    #[arg(long)]
    name: String,
    /// native (on a person's computer) or web (on a server).
    #[arg(long, value_parser = |word: &str| AppKind::parse(word).ok_or("it is native or web"))]
    kind: AppKind,
    /// For a native app: a secret besides. A web app always has one.
    #[arg(long)]
    with_secret: bool,
    /// Where a sign-in may end; may be given several times.
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// A scope it may ask for; may be given several times. Without one, none is allowed.
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Skip the consent page; only for an app on a server.
    #[arg(long)]
    trusted: bool,
    /// standard, inbenta, general, intandem or iiniit.
    #[arg(long, default_value = "standard", value_parser = |word: &str| DialectName::parse(word).ok_or("it is standard, inbenta, general, intandem or iiniit"))]
    dialect: DialectName,
    /// required or optional; without it, what the kind and the dialect begin with.
    #[arg(long, value_parser = |word: &str| Pkce::parse(word).ok_or("it is required or optional"))]
    pkce: Option<Pkce>,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

impl NewApp {
    pub(crate) fn into_draft(self) -> OAuthAppDraft {
        OAuthAppDraft {
            name: self.name,
            kind: self.kind,
            dialect: self.dialect,
            redirect_uris: self.redirect_uris,
            scopes: self.scopes,
            trusted: self.trusted,
            enabled: true,
            pkce: self.pkce,
            with_secret: self.with_secret,
            settings: AppSettings::default(),
        }
    }
}
