//! People.

use clap::{Args, Subcommand};
use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::Role;
use countersign_wire::person::{DateFormats, Formats, NumberSeparators, SmartDates};

use super::Database;

#[derive(Subcommand)]
pub(crate) enum PeopleCommand {
    /// Add somebody; the password comes from stdin.
    #[command(
        after_help = "Example:\n  printf '%s' \"$PASSWORD\" | countersign-accounts people add --database sqlite:accounts.db \\\n    --email ada@example.com --name \"Ada Ruiz\" --role administrator --password-stdin --json"
    )]
    Add(Box<NewPerson>),
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
    /// member, administrator or app-manager; an app manager needs an organisation.
    #[arg(long, default_value = "member", value_parser = |word: &str| Role::parse(word).ok_or("it is member, administrator or app-manager"))]
    role: Role,
    /// The organisation they belong to, by its name or id.
    #[arg(long)]
    organisation: Option<String>,
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
        Newcomer { email: self.email, name: self.name, role: self.role, organisation: self.organisation, formats }
    }
}

fn smart_dates(word: &str) -> Result<SmartDates, &'static str> {
    match word {
        "on" => Ok(SmartDates::On),
        "off" => Ok(SmartDates::Off),
        _ => Err("it is on or off"),
    }
}
