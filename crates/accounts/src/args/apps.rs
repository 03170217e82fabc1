//! OAuth apps.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use countersign_wire::app::{
    AccessTokenFormat, AppKind, AppSettings, ClientKeys, DialectName, OAuthAppDraft, OpenIdSettings, Pkce, SigningAlg, TokenSettings,
};

use super::{Database, Existing};

#[derive(Subcommand)]
pub(crate) enum AppsCommand {
    /// Add an app; its secret, where it has one, is printed this once.
    #[command(
        after_help = "Example:\n  countersign-accounts apps add --database sqlite:accounts.db --name Harbour --kind web \\\n    --redirect-uri https://harbour.example/callback --scope profile --json"
    )]
    Add(Box<NewApp>),
    /// Write all apps as TOML, sorted and without secrets.
    #[command(after_help = "Example:\n  countersign-accounts apps export --database sqlite:accounts.db > apps.toml")]
    Export(ExportFile),
    /// Show what a file of apps would change: + is added, ~ changed field by field, - removed.
    #[command(after_help = "Example:\n  countersign-accounts apps plan apps.toml --database sqlite:accounts.db --save apps.plan")]
    Plan(PlanFile),
    /// Do exactly what a plan says; the secrets of new apps are printed this once, as JSON.
    #[command(after_help = "Example:\n  countersign-accounts apps apply apps.toml --database sqlite:accounts.db --plan apps.plan")]
    Apply(ApplyFile),
}

#[derive(Args)]
pub(crate) struct ExportFile {
    #[command(flatten)]
    pub(crate) database: Existing,
}

#[derive(Args)]
pub(crate) struct PlanFile {
    /// The file of apps, TOML.
    #[arg(value_name = "FILE")]
    pub(crate) apps: PathBuf,
    #[command(flatten)]
    pub(crate) database: Existing,
    /// Remove apps that the file does not name.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Keep the plan in a file, to apply exactly that later.
    #[arg(long, value_name = "PLAN")]
    pub(crate) save: Option<PathBuf>,
    /// Print the plan as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ApplyFile {
    /// The file of apps, TOML.
    #[arg(value_name = "FILE")]
    pub(crate) apps: PathBuf,
    #[command(flatten)]
    pub(crate) database: Database,
    /// Remove apps that the file does not name.
    #[arg(long)]
    pub(crate) prune: bool,
    /// A plan that was kept: where something was changed since, nothing is done. Without one, what the file says now is done.
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<PathBuf>,
    /// Write the secrets of new apps into a new file that only you can read, in place of printing them.
    #[arg(long, value_name = "FILE")]
    pub(crate) secrets_file: Option<PathBuf>,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct NewApp {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The name on the consent page.
    #[arg(long)]
    name: String,
    /// native (on a person's computer), web (on a server), spa (in a browser) or machine (acts for itself).
    #[arg(long, value_parser = |word: &str| AppKind::parse(word).ok_or("it is native, web, spa or machine"))]
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
    #[arg(long, default_value = "standard", help = format!("{}.", DialectName::one_of()), value_parser = dialect)]
    dialect: DialectName,
    /// required or optional; without it, what the kind and the dialect begin with.
    #[arg(long, value_parser = |word: &str| Pkce::parse(word).ok_or("it is required or optional"))]
    pkce: Option<Pkce>,
    /// A file with the public keys of an app that signs its requests (private_key_jwt), as a JWK set. It has no secret then.
    #[arg(long, value_name = "FILE")]
    jwks_file: Option<PathBuf>,
    /// How its ID tokens are signed: RS256, ES256, Ed25519 or EdDSA.
    #[arg(long, value_parser = |word: &str| SigningAlg::parse(word).ok_or("it is RS256, ES256, Ed25519 or EdDSA"))]
    id_token_alg: Option<SigningAlg>,
    /// Where a sign-out may end; may be given several times.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// What its access tokens look like: opaque or jwt.
    #[arg(long, value_parser = |word: &str| AccessTokenFormat::parse(word).ok_or("it is opaque or jwt"))]
    access_token_format: Option<AccessTokenFormat>,
    /// An origin whose scripts may call the service, for an app in a browser; may be given several times.
    #[arg(long = "origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// The organisation that it belongs to, by name or id.
    #[arg(long, value_name = "ID")]
    organisation: Option<String>,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

impl NewApp {
    /// The app to add.
    ///
    /// # Errors
    /// Where the file with the keys cannot be read.
    pub(crate) fn into_draft(self) -> Result<OAuthAppDraft, String> {
        let settings = AppSettings {
            openid: OpenIdSettings {
                id_token_alg: self.id_token_alg.unwrap_or_default(),
                post_logout_redirect_uris: self.post_logout_redirect_uris,
                backchannel_logout_uri: self.backchannel_logout_uri,
            },
            tokens: TokenSettings { access_token_format: self.access_token_format.unwrap_or_default(), ..TokenSettings::default() },
            client_keys: ClientKeys { jwks: self.jwks_file.as_deref().map(read_jwks).transpose()?, jwks_uri: None },
            origins: self.origins,
            organisation: self.organisation,
            ..AppSettings::default()
        };
        Ok(OAuthAppDraft {
            name: self.name,
            kind: self.kind,
            dialect: self.dialect,
            redirect_uris: self.redirect_uris,
            scopes: self.scopes,
            trusted: self.trusted,
            enabled: true,
            pkce: self.pkce,
            with_secret: self.with_secret,
            settings,
        })
    }
}

fn dialect(word: &str) -> Result<DialectName, String> {
    DialectName::parse(word).ok_or_else(|| format!("it is {}", DialectName::one_of()))
}

fn read_jwks(file: &Path) -> Result<serde_json::Value, String> {
    let text = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{} is not a JWK set in JSON: {error}.", file.display()))
}
