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
    /// A redirect URI as it was registered; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// A scope to ask for; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// An address of this computer that was registered for the return from `sign-out --everywhere`.
    #[arg(long = "post-logout-redirect-uri", value_name = "U")]
    pub(crate) post_logout_redirect_uris: Vec<String>,
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
