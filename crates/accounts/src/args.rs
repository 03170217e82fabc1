//! The flags, as `docs` and scripts know them. No secret is ever one.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use countersign_accounts::Config;
use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::Role;
use countersign_accounts::store::sqlite::file_of;
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::person::{DateFormats, Formats, NumberSeparators, SmartDates};

/// An accounts service: people, OAuth apps, sign-in, consent, tokens.
#[derive(Parser)]
#[command(name = "countersign-accounts", version, arg_required_else_help = true)]
pub(crate) struct Accounts {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve until stopped. Prints {"listening"} when ready and, while there are no people, {"setup_url"}.
    #[command(after_help = "Example:\n  countersign-accounts serve --database sqlite:accounts.db --listen 127.0.0.1:8400")]
    Serve(Serve),
    /// People, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    People(PeopleCommand),
    /// OAuth apps, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    Apps(AppsCommand),
}

#[derive(Subcommand)]
pub(crate) enum PeopleCommand {
    /// Add somebody; the password comes from stdin.
    #[command(
        after_help = "Example:\n  printf '%s' \"$PASSWORD\" | countersign-accounts people add --database sqlite:accounts.db \\\n    --email ada@example.com --name \"Ada Ruiz\" --role administrator --password-stdin --json"
    )]
    Add(Box<NewPerson>),
}

#[derive(Subcommand)]
pub(crate) enum AppsCommand {
    /// Add an app; its secret, where it has one, is printed this once.
    #[command(
        after_help = "Example:\n  countersign-accounts apps add --database sqlite:accounts.db --name Harbour --kind web \\\n    --redirect-uri https://harbour.example/callback --scope profile --json"
    )]
    Add(NewApp),
}

#[derive(Args)]
pub(crate) struct Database {
    /// The database, as sqlite:FILE. It is created where it is absent.
    #[arg(long = "database", value_name = "sqlite:FILE", value_parser = file_of)]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// The issuer as others see it, where that is not the listening address.
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// How long an authorization code may be used, 60s at most.
    #[arg(long, default_value = "60s", value_parser = code_lifetime)]
    pub(crate) code_lifetime: Duration,
    /// How long an access token may be used.
    #[arg(long, default_value = "1h", value_parser = duration)]
    pub(crate) access_lifetime: Duration,
}

#[derive(Args)]
pub(crate) struct NewPerson {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The address to sign in with.
    #[arg(long)]
    pub(crate) email: String,
    /// The full name.
    #[arg(long)]
    name: String,
    /// member or administrator.
    #[arg(long, default_value = "member", value_parser = |word: &str| Role::parse(word).ok_or("it is member or administrator"))]
    role: Role,
    /// A language, such as en or es-ES.
    #[arg(long)]
    locale: Option<String>,
    /// A time zone, such as Europe/Madrid.
    #[arg(long)]
    timezone: Option<String>,
    /// How dates are written, such as DD-MM-YYYY.
    #[arg(long)]
    date_format: Option<String>,
    /// Whether dates near today are written as words: on or off.
    #[arg(long, value_parser = smart_dates)]
    smart_dates: Option<SmartDates>,
    /// What stands between thousands, such as a point.
    #[arg(long)]
    thousands: Option<String>,
    /// What stands before decimals, such as a comma.
    #[arg(long)]
    decimal: Option<String>,
    /// Read the password from stdin. There is no other way to give it.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

impl NewPerson {
    pub(crate) fn into_newcomer(self) -> Newcomer {
        let dates = DateFormats { format: self.date_format, smart: self.smart_dates };
        let number_separators = NumberSeparators { thousands: self.thousands, decimal: self.decimal };
        let formats = Formats { locale: self.locale, timezone: self.timezone, dates, number_separators };
        Newcomer { email: self.email, name: self.name, role: self.role, formats }
    }
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
    /// standard or inbenta.
    #[arg(long, default_value = "standard", value_parser = |word: &str| DialectName::parse(word).ok_or("it is standard or inbenta"))]
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

fn smart_dates(word: &str) -> Result<SmartDates, &'static str> {
    match word {
        "on" => Ok(SmartDates::On),
        "off" => Ok(SmartDates::Off),
        _ => Err("it is on or off"),
    }
}

/// Reads `60s`, `10m`, `1h`.
fn duration(text: &str) -> Result<Duration, &'static str> {
    const FORM: &str = "write it as 60s, 10m or 1h";
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        _ => return Err(FORM),
    };
    let seconds = text[..text.len() - 1].parse::<u32>().map_err(|_| FORM)?;
    match u64::from(seconds) * unit {
        0 => Err("it is longer than nothing"),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn code_lifetime(text: &str) -> Result<Duration, &'static str> {
    duration(text).and_then(|lifetime| if lifetime <= Config::LONGEST_CODE_LIFETIME { Ok(lifetime) } else { Err("it is 60s at most") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        use clap::CommandFactory as _;
        Accounts::command().debug_assert();
    }

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        for wrong in ["", "s", "10", "-1s", "0s", "1d", "é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(code_lifetime("61s").is_err());
    }
}
