//! Which service, and what was registered there.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// Add a service: by its issuer, by a preset, or by its addresses.
    ///
    /// Without a client id, an app is registered by the way where the service takes new ones (RFC 7591).
    #[command(after_help = ADDING)]
    Add(Box<AddProvider>),
    /// The services that were added.
    #[command(after_help = "Example:\n  countersign providers list --json")]
    List,
    /// The services that can be added by name, and what to register there.
    #[command(after_help = "Example:\n  countersign providers presets --json")]
    Presets,
    /// Accept a deviation from the standard from one service.
    ///
    /// An error that a deviation caused names it, and this command.
    #[command(after_help = "Example:\n  countersign providers allow work missing-token-type")]
    Allow {
        /// The provider's name.
        name: String,
        /// The deviation's name.
        deviation: String,
    },
    /// Take a service off the list, and off the service the app that was registered there by the way.
    #[command(after_help = "Example:\n  countersign providers remove work")]
    Remove {
        /// The provider's name.
        name: String,
    },
}

const ADDING: &str = "Example:
  countersign providers add --name work --issuer https://accounts.example.com
  countersign providers add --name code --preset github --client-id ID --client-secret-file secret
  countersign providers add --name staff --preset keycloak --base-url https://login.example.com/realms/staff
  countersign providers add --name shop --preset other --base-url https://shop.example.com --client-id ID --allow missing-token-type

Presets of your own stand in presets.toml in the state folder, or in the file of --preset-file.";

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("service").required(true).args(["issuer", "preset", "authorize_url"]))]
pub(crate) struct AddProvider {
    /// The name it will go by here.
    #[arg(long, value_name = "N", value_parser = super::values::name)]
    pub(crate) name: String,
    /// The issuer of a service that publishes its metadata; the rest is discovered.
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: Option<String>,
    /// A service that is known: inbenta, intandem, iiniit, github, gitlab, google, microsoft, keycloak, other, or one of your
    /// own.
    #[arg(long, value_name = "PRESET")]
    pub(crate) preset: Option<String>,
    /// A file with presets of your own, beside the one in the state folder.
    #[arg(long, value_name = "F", requires = "preset", conflicts_with_all = ["issuer", "authorize_url"])]
    pub(crate) preset_file: Option<PathBuf>,
    /// Replaces every host of the preset.
    #[arg(long, value_name = "URL", requires = "preset", conflicts_with_all = ["issuer", "authorize_url"])]
    pub(crate) base_url: Option<String>,
    /// Where a sign-in starts, where there is no metadata.
    #[arg(long, value_name = "U", requires = "token_url")]
    pub(crate) authorize_url: Option<String>,
    /// Where a code becomes a token.
    #[arg(long, value_name = "U", requires = "authorize_url", conflicts_with_all = ["issuer", "preset"])]
    pub(crate) token_url: Option<String>,
    /// Where the profile is read.
    #[arg(long, value_name = "U", requires = "authorize_url", conflicts_with_all = ["issuer", "preset"])]
    pub(crate) userinfo_url: Option<String>,
    /// Where tokens are revoked.
    #[arg(long, value_name = "U", requires = "authorize_url", conflicts_with_all = ["issuer", "preset"])]
    pub(crate) revoke_url: Option<String>,
    /// The client id that was registered; an accounts service carries one for this program, and some services register one by
    /// the way.
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// A file with the client secret.
    #[arg(long, value_name = "F")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// A file with the private key that the app proves itself by, instead of a secret: PEM, or a private JWK.
    #[arg(long, value_name = "F", conflicts_with = "client_secret_file")]
    pub(crate) client_key_file: Option<PathBuf>,
    /// Make such a key here, and print its public part for whoever administers the service.
    #[arg(long, conflicts_with_all = ["client_secret_file", "client_key_file"])]
    pub(crate) make_client_key: bool,
    /// Ask for tokens that are good alone, even where the service can bind them to a key: other programs can use those.
    #[arg(long)]
    pub(crate) bearer_tokens: bool,
    /// A file with CA certificates (PEM) to trust for this service, beside those of the system.
    #[arg(long, value_name = "F")]
    pub(crate) ca_file: Option<PathBuf>,
    /// A redirect URI as it was registered; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// A scope to ask for; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// What the tokens are to be for (RFC 8707); may be given more than once.
    #[arg(long = "resource", value_name = "URL")]
    pub(crate) resources: Vec<String>,
    /// A deviation from the standard to accept from this service; may be given more than once.
    #[arg(long = "allow", value_name = "DEVIATION")]
    pub(crate) allow: Vec<String>,
    /// A file with the initial access token that the service wants for registering an app (RFC 7591).
    #[arg(long, value_name = "F", conflicts_with = "client_id")]
    pub(crate) registration_token_file: Option<PathBuf>,
    /// An address of this computer that was registered for the return from `sign-out --everywhere`.
    #[arg(long = "post-logout-redirect-uri", value_name = "U")]
    pub(crate) post_logout_redirect_uris: Vec<String>,
}
