//! Which service, and what was registered there.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum ProvidersCommand {
    /// Add a service: by its issuer, by a preset, or by its addresses.
    #[command(after_help = "Example:\n  countersign providers add --name work --issuer https://accounts.example.com")]
    Add(Box<AddProvider>),
    /// The services that were added.
    #[command(after_help = "Example:\n  countersign providers list --json")]
    List,
    /// Take a service off the list.
    #[command(after_help = "Example:\n  countersign providers remove work")]
    Remove {
        /// The provider's name.
        name: String,
    },
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("service").required(true).args(["issuer", "preset", "authorize_url"]))]
pub(crate) struct AddProvider {
    /// The name it will go by here.
    #[arg(long, value_name = "N")]
    pub(crate) name: String,
    /// The issuer of a service that publishes its metadata; the rest is discovered.
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: Option<String>,
    /// A documented service.
    #[arg(long, value_enum)]
    pub(crate) preset: Option<Preset>,
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
    /// The client id that was registered; an accounts service carries one for this program.
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
    /// A redirect URI as it was registered; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// A scope to ask for; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
}

/// The presets that the command line names.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Preset {
    /// Inbenta.
    Inbenta,
}

impl Preset {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Inbenta => "inbenta",
        }
    }
}
