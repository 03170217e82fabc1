//! An app as it is typed.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use countersign_wire::app::{AccessTokenFormat, AppKind, DialectName, Pkce, SigningAlg};

use crate::args::values::{lifetime, one_of, switch};

#[derive(Debug, Args)]
pub(crate) struct AddApp {
    /// The name on the consent page.
    #[arg(long, value_name = "N")]
    pub(crate) name: String,
    /// Where it runs: on a person's computer, on a server, in a browser; or for itself, without a person.
    #[arg(long, value_parser = one_of(AppKind::ALL, AppKind::as_str))]
    pub(crate) kind: AppKind,
    /// For a native app: a secret besides. A web app and a machine always have one, unless they have keys.
    #[arg(long)]
    pub(crate) with_secret: bool,
    /// Where a sign-in may end; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// A scope that it may ask for; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Skip consent; only for an app on a server.
    #[arg(long)]
    pub(crate) trusted: bool,
    /// Register it without letting it be used yet.
    #[arg(long)]
    pub(crate) disabled: bool,
    /// Which shapes it gets.
    #[arg(long, default_value = "standard", value_parser = one_of(DialectName::ALL, DialectName::as_str))]
    pub(crate) dialect: DialectName,
    /// Whether a sign-in has to use PKCE.
    #[arg(long, value_parser = one_of(Pkce::ALL, Pkce::as_str))]
    pub(crate) pkce: Option<Pkce>,
    #[command(flatten)]
    pub(crate) settings: AppSettingsArguments,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args([
    "name", "redirect_uris", "scopes", "no_scopes", "trusted", "enabled", "pkce", "clear", "description", "homepage", "policy", "terms",
    "logo", "access_lifetime", "refresh_idle", "refresh_absolute", "access_token_format", "resources", "jwks_file", "jwks_uri",
    "id_token_alg", "post_logout_redirect_uris", "backchannel_logout_uri", "origins", "organisation", "code_name",
]))]
pub(crate) struct UpdateApp {
    /// The app's client id.
    pub(crate) id: String,
    /// The name on the consent page.
    #[arg(long, value_name = "N")]
    pub(crate) name: Option<String>,
    /// Where a sign-in may end; all of them, in place of those there are.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// The scopes that it may ask for; all of them, in place of those there are.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Allow it no scope.
    #[arg(long, conflicts_with = "scopes")]
    pub(crate) no_scopes: bool,
    /// Whether consent is skipped; only for an app on a server.
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(crate) trusted: Option<bool>,
    /// Whether it may be used.
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(crate) enabled: Option<bool>,
    /// Whether a sign-in has to use PKCE.
    #[arg(long, value_parser = one_of(Pkce::ALL, Pkce::as_str))]
    pub(crate) pkce: Option<Pkce>,
    #[command(flatten)]
    pub(crate) settings: AppSettingsArguments,
    /// Take something away; may be given more than once.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub(crate) clear: Vec<Clearable>,
    /// Refuse unless the app is at this version, so that nobody else's change is undone.
    #[arg(long, value_name = "VERSION")]
    pub(crate) if_version: Option<i64>,
}

/// What an app may set beyond its name, its return addresses and its scopes. A list that is given is the whole of it.
#[derive(Debug, Default, Args)]
pub(crate) struct AppSettingsArguments {
    /// A sentence or two on what it does.
    #[arg(long, value_name = "TEXT", help_heading = "What people are told")]
    pub(crate) description: Option<String>,
    /// Its home page, https.
    #[arg(long, value_name = "U", help_heading = "What people are told")]
    pub(crate) homepage: Option<String>,
    /// Its privacy policy, https; the consent page links it.
    #[arg(long, value_name = "U", help_heading = "What people are told")]
    pub(crate) policy: Option<String>,
    /// Its terms, https; the consent page links them.
    #[arg(long, value_name = "U", help_heading = "What people are told")]
    pub(crate) terms: Option<String>,
    /// A picture: PNG, JPEG or WebP, 1 MiB and 2,048 × 2,048 at most.
    #[arg(long, value_name = "FILE", help_heading = "What people are told")]
    pub(crate) logo: Option<PathBuf>,
    /// How long an access token lasts, such as 30m.
    #[arg(long, value_name = "DURATION", value_parser = lifetime, help_heading = "Tokens")]
    pub(crate) access_lifetime: Option<u32>,
    /// How long a refresh token may lie unused, such as 720h.
    #[arg(long, value_name = "DURATION", value_parser = lifetime, help_heading = "Tokens")]
    pub(crate) refresh_idle: Option<u32>,
    /// How long a sign-in may be renewed in all, such as 2160h.
    #[arg(long, value_name = "DURATION", value_parser = lifetime, help_heading = "Tokens")]
    pub(crate) refresh_absolute: Option<u32>,
    /// What its access tokens look like.
    #[arg(long, value_name = "FORMAT", value_parser = one_of(AccessTokenFormat::ALL, AccessTokenFormat::as_str), help_heading = "Tokens")]
    pub(crate) access_token_format: Option<AccessTokenFormat>,
    /// A resource that it may ask tokens for (RFC 8707); may be given more than once.
    #[arg(long = "resource", value_name = "U", help_heading = "Tokens")]
    pub(crate) resources: Vec<String>,
    /// A file with its public keys as a JWK set, for an app that signs its requests (private_key_jwt). It has no secret then.
    #[arg(long, value_name = "F", conflicts_with = "jwks_uri", help_heading = "How it shows who it is")]
    pub(crate) jwks_file: Option<PathBuf>,
    /// The address at which its JWK set is published, https.
    #[arg(long, value_name = "U", help_heading = "How it shows who it is")]
    pub(crate) jwks_uri: Option<String>,
    /// How its ID tokens are signed.
    #[arg(long, value_name = "ALG", value_parser = one_of(SigningAlg::ALL, SigningAlg::as_str), help_heading = "OpenID Connect")]
    pub(crate) id_token_alg: Option<SigningAlg>,
    /// Where a sign-out may end; may be given more than once.
    #[arg(long = "post-logout-redirect-uri", value_name = "U", help_heading = "OpenID Connect")]
    pub(crate) post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    #[arg(long, value_name = "U", help_heading = "OpenID Connect")]
    pub(crate) backchannel_logout_uri: Option<String>,
    /// An origin whose scripts may call the service, for an app in a browser; may be given more than once.
    #[arg(long = "origin", value_name = "ORIGIN")]
    pub(crate) origins: Vec<String>,
    /// The organisation that it belongs to, by its name or id.
    #[arg(long, value_name = "ORGANISATION")]
    pub(crate) organisation: Option<String>,
    /// A name for programs: 3 to 40 letters and digits, unique in the service.
    #[arg(long, value_name = "NAME")]
    pub(crate) code_name: Option<String>,
}

/// What can be taken away from an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Clearable {
    Description,
    Homepage,
    Policy,
    Terms,
    Logo,
    AccessLifetime,
    RefreshIdle,
    RefreshAbsolute,
    Resources,
    Keys,
    RedirectUris,
    PostLogoutRedirectUris,
    BackchannelLogoutUri,
    Origins,
    Organisation,
    CodeName,
}
