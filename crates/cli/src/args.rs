//! What may be typed.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use countersign_wire::app::{AppKind, DialectName, Pkce};
use countersign_wire::provider::ReturnPath;

/// Sign in to accounts services, and use the sessions in scripts.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    max_term_width = 100,
    after_help = "Example:\n  countersign sign-in work\n\nCOUNTERSIGN_LOG=debug tells more on stderr."
)]
pub(crate) struct Arguments {
    /// Print one JSON value a line, and errors as JSON on stderr.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The state folder, instead of the system's place for it.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The services that you can sign in to.
    #[command(subcommand)]
    Providers(ProvidersCommand),
    /// Sign in to a provider in the browser.
    #[command(after_help = "Example:\n  countersign sign-in work --scope profile --scope email")]
    SignIn(SignIn),
    /// The accounts on this computer.
    #[command(after_help = "Example:\n  countersign accounts --json")]
    Accounts,
    /// What the service says about the person, read now.
    #[command(after_help = "Example:\n  countersign profile ACCOUNT --json")]
    Profile {
        /// The account's id, as `accounts` shows it.
        account: String,
    },
    /// An access token that is good now; it is renewed first where needed.
    #[command(after_help = "Example:\n  countersign token ACCOUNT --min-validity 5m")]
    Token {
        /// The account's id, as `accounts` shows it.
        account: String,
        /// How long the token has to be good for, such as 60s, 10m or 1h.
        #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
        min_validity: Duration,
    },
    /// Renew the access token now.
    #[command(after_help = "Example:\n  countersign refresh ACCOUNT")]
    Refresh {
        /// The account's id, as `accounts` shows it.
        account: String,
    },
    /// End the session, at the service too where it can be.
    #[command(after_help = "Example:\n  countersign sign-out ACCOUNT")]
    SignOut {
        /// The account's id, as `accounts` shows it.
        account: String,
    },
    /// The OAuth apps of an accounts service, for its administrators.
    ///
    /// For secrets and return addresses the service wants a sign-in of the last minutes. Then the browser opens, and the
    /// command goes on once the same person has signed in.
    Apps(Apps),
}

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

#[derive(Debug, Args)]
pub(crate) struct SignIn {
    /// The provider's name.
    pub(crate) provider: String,
    /// How the browser comes back: to this command, or to the desktop app.
    #[arg(long = "return", value_name = "WAY", default_value = "loopback", value_parser = word(return_path, &["loopback", "deep-link"]))]
    pub(crate) return_path: ReturnPath,
    /// A scope to ask for instead of the provider's; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Print the address instead of opening a browser.
    #[arg(long)]
    pub(crate) print_url: bool,
    /// How long to wait for the browser to come back, such as 60s, 10m or 1h.
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub(crate) wait: Duration,
}

#[derive(Debug, Args)]
pub(crate) struct Apps {
    /// The account of an administrator; needed where more than one account is.
    #[arg(long, global = true, value_name = "A")]
    pub(crate) account: Option<String>,
    /// Where the service wants a fresh sign-in first, print its address instead of opening a browser.
    #[arg(long, global = true, conflicts_with = "no_sign_in")]
    pub(crate) print_url: bool,
    /// How long to wait for that sign-in, such as 60s, 10m or 1h.
    #[arg(long, global = true, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub(crate) wait: Duration,
    /// Where the service wants a fresh sign-in first, end with an error: for where nobody is.
    #[arg(long, global = true)]
    pub(crate) no_sign_in: bool,
    #[command(subcommand)]
    pub(crate) command: AppsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AppsCommand {
    /// All apps, or those that match.
    #[command(after_help = "Example:\n  countersign apps list --search harbour")]
    List {
        /// Part of a name, a client id or a redirect URI.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// One app.
    #[command(after_help = "Example:\n  countersign apps show CLIENT_ID --json")]
    Show {
        /// The app's client id.
        id: String,
    },
    /// Register an app. Its secret, where it has one, is shown once.
    #[command(
        after_help = "Example:\n  countersign apps add --name Harbour --kind web --redirect-uri https://harbour.example/callback --scope profile"
    )]
    Add(AddApp),
    /// Change an app. What is not named stays as it is.
    #[command(after_help = "Example:\n  countersign apps update CLIENT_ID --name Harbour --scope profile --scope email")]
    Update(UpdateApp),
    /// Delete an app. Its tokens and codes die with it.
    #[command(after_help = "Example:\n  countersign apps delete CLIENT_ID")]
    Delete {
        /// The app's client id.
        id: String,
    },
    /// Make a new secret, shown once. A third secret retires the oldest.
    #[command(after_help = "Example:\n  countersign apps new-secret CLIENT_ID --json")]
    NewSecret {
        /// The app's client id.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddApp {
    /// The name on the consent page.
    #[arg(long, value_name = "N")]
    pub(crate) name: String,
    /// Where it runs: on a person's computer, or on a server.
    #[arg(long, value_parser = word(AppKind::parse, &["native", "web"]))]
    pub(crate) kind: AppKind,
    /// For a native app: a secret besides. A web app always has one.
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
    /// Which shapes it gets.
    #[arg(long, default_value = "standard", value_parser = word(DialectName::parse, &["standard", "inbenta"]))]
    pub(crate) dialect: DialectName,
    /// Whether a sign-in has to use PKCE.
    #[arg(long, value_parser = word(Pkce::parse, &["required", "optional"]))]
    pub(crate) pkce: Option<Pkce>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["name", "redirect_uris", "scopes", "no_scopes", "trusted", "enabled", "pkce"]))]
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
    #[arg(long, value_name = "on|off", value_parser = word(on_off, &["on", "off"]))]
    pub(crate) trusted: Option<bool>,
    /// Whether it may be used.
    #[arg(long, value_name = "on|off", value_parser = word(on_off, &["on", "off"]))]
    pub(crate) enabled: Option<bool>,
    /// Whether a sign-in has to use PKCE.
    #[arg(long, value_parser = word(Pkce::parse, &["required", "optional"]))]
    pub(crate) pkce: Option<Pkce>,
    /// Refuse unless the app is at this version, so that nobody else's change is undone.
    #[arg(long, value_name = "VERSION")]
    pub(crate) if_version: Option<i64>,
}

/// A value of a few words, which clap lists when another one was typed.
fn word<T: Clone + Send + Sync + 'static>(
    parse: fn(&str) -> Option<T>,
    words: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(words).try_map(move |word| parse(&word).ok_or_else(|| format!("“{word}” is not known")))
}

fn return_path(word: &str) -> Option<ReturnPath> {
    match word {
        "loopback" => Some(ReturnPath::Loopback),
        "deep-link" => Some(ReturnPath::DeepLink),
        _ => None,
    }
}

fn on_off(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

/// `60s`, `10m` or `1h`.
fn duration(text: &str) -> Result<Duration, String> {
    let refused = || format!("“{text}” is not a duration: write it as 60s, 10m or 1h");
    let (digits, unit) = text.char_indices().next_back().map(|(at, _)| text.split_at(at)).ok_or_else(refused)?;
    let scale: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(refused()),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused());
    }
    // A year is longer than anything that is waited for, and far from where sums overflow.
    let seconds = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(scale)).filter(|seconds| *seconds <= 366 * 24 * 3600);
    seconds.map(Duration::from_secs).ok_or_else(|| format!("“{text}” is too long: at most 8784h"))
}

/// Whether `--json` was typed, where clap could not read the rest.
pub(crate) fn asks_for_json(typed: impl IntoIterator<Item = OsString>) -> bool {
    typed.into_iter().take_while(|word| word != "--").any(|word| word == "--json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_commands_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_verb_shows_an_example() {
        fn look(command: &clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            let mut verbs = command.get_subcommands().peekable();
            if verbs.peek().is_none() {
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains("Example:\n  countersign "), "{path}");
            }
            verbs.for_each(|verb| look(verb, &path));
        }
        look(&Arguments::command(), "");
    }

    #[test]
    fn durations_are_written_with_their_unit() {
        assert_eq!(duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("1h"), Ok(Duration::from_secs(3600)));
        for text in ["", "s", "60", "-1s", "+1s", "1.5h", "1 h", "1d", "é", "99999999999999999999h", "18446744073709551615h"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn global_options_stand_before_or_after_the_verb() {
        for typed in [
            ["countersign", "--json", "--home", "/x", "accounts"],
            ["countersign", "accounts", "--json", "--home", "/x"],
            ["countersign", "--home", "/x", "accounts", "--json"],
        ] {
            let arguments = Arguments::try_parse_from(typed).unwrap();
            assert!(arguments.json);
            assert_eq!(arguments.home, Some("/x".into()));
        }
        assert!(Arguments::try_parse_from(["countersign", "apps", "list", "--account", "a", "--json"]).unwrap().json);
    }

    #[test]
    fn exactly_one_way_names_a_service() {
        let add = |rest: &[&str]| Arguments::try_parse_from([&["countersign", "providers", "add", "--name", "n"], rest].concat());
        assert!(add(&["--issuer", "https://a.example"]).is_ok());
        assert!(add(&["--preset", "inbenta", "--base-url", "http://127.0.0.1:1"]).is_ok());
        assert!(add(&["--authorize-url", "https://a.example/a", "--token-url", "https://a.example/t"]).is_ok());
        assert!(add(&[]).is_err());
        assert!(add(&["--issuer", "https://a.example", "--preset", "inbenta"]).is_err());
        assert!(add(&["--authorize-url", "https://a.example/a"]).is_err());
        assert!(add(&["--issuer", "https://a.example", "--base-url", "http://127.0.0.1:1"]).is_err());
        assert!(add(&["--preset", "inbenta", "--token-url", "https://a.example/t"]).is_err());
        assert!(add(&["--issuer", "https://a.example", "--revoke-url", "https://a.example/r"]).is_err());
    }
}
