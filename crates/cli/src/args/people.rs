//! People and organisations.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use countersign_wire::person::{Role, SmartDates};

use super::administrator::{Administrator, Paging, Sure};
use super::values::{switch, word};

#[derive(Debug, Args)]
pub(crate) struct People {
    #[command(flatten)]
    pub(crate) who: Administrator,
    #[command(subcommand)]
    pub(crate) command: PeopleCommand,
}

/// The words of a role.
const ROLES: &[&str] = &["member", "app-manager", "administrator"];

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    /// All people, or those that match.
    #[command(after_help = "Example:\n  countersign people list --search ada\n  countersign people list --role administrator")]
    List(ListPeople),
    /// Somebody.
    #[command(after_help = "Example:\n  countersign people show ada@example.com")]
    Show {
        /// The person's id or e-mail address.
        person: String,
    },
    /// Add somebody. They choose their password with a one-time link: sent by mail where the service sends any, else shown once.
    #[command(after_help = "Example:\n  countersign people add --email ada@example.com --name \"Ada Ruiz\" --role administrator")]
    Add(Box<AddPerson>),
    /// Change somebody. What is not named stays as it is.
    #[command(
        override_usage = "countersign people update [OPTIONS] <PERSON>",
        after_help = "Example:\n  countersign people update ada@example.com --role app-manager --organisation Harbour"
    )]
    Update(Box<UpdatePerson>),
    /// Let somebody sign in again.
    #[command(after_help = "Example:\n  countersign people enable ada@example.com")]
    Enable {
        /// The person's id or e-mail address.
        person: String,
    },
    /// Let somebody sign in no more. Their sessions end, and what apps were given.
    #[command(after_help = "Example:\n  countersign people disable ada@example.com")]
    Disable {
        /// The person's id or e-mail address.
        person: String,
    },
    /// Delete somebody, with their sessions and all that apps were given.
    #[command(after_help = "Example:\n  countersign people delete ada@example.com")]
    Delete {
        /// The person's id or e-mail address.
        person: String,
        #[command(flatten)]
        sure: Sure,
    },
    /// Make a new invitation for somebody who has not chosen a password yet.
    #[command(after_help = "Example:\n  countersign people invite ada@example.com")]
    Invite(Link),
    /// Make a link for somebody to choose a new password.
    #[command(after_help = "Example:\n  countersign people reset ada@example.com --no-mail")]
    Reset(Link),
    /// The browsers that somebody is signed in with.
    #[command(after_help = "Example:\n  countersign people sessions ada@example.com")]
    Sessions {
        /// The person's id or e-mail address.
        person: String,
    },
    /// Sign somebody out of every browser.
    #[command(after_help = "Example:\n  countersign people sign-out ada@example.com")]
    SignOut {
        /// The person's id or e-mail address.
        person: String,
    },
    /// Take somebody's second factor away, for one who has lost it.
    #[command(after_help = "Example:\n  countersign people remove-second-factor ada@example.com")]
    RemoveSecondFactor {
        /// The person's id or e-mail address.
        person: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListPeople {
    /// Part of a name or an e-mail address.
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Of a role.
    #[arg(long, value_parser = word(Role::parse, ROLES))]
    pub(crate) role: Option<Role>,
    /// Of an organisation, by its name or id.
    #[arg(long, value_name = "ORGANISATION")]
    pub(crate) organisation: Option<String>,
    /// Those who may sign in, or those who may not.
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(crate) enabled: Option<bool>,
    #[command(flatten)]
    pub(crate) paging: Paging,
}

#[derive(Debug, Args)]
pub(crate) struct AddPerson {
    /// The address to sign in with.
    #[arg(long, value_name = "E")]
    pub(crate) email: String,
    /// The full name.
    #[arg(long, value_name = "N")]
    pub(crate) name: String,
    /// What they may do; an app manager needs an organisation.
    #[arg(long, default_value = "member", value_parser = word(Role::parse, ROLES))]
    pub(crate) role: Role,
    /// The organisation they belong to, by its name or id.
    #[arg(long, value_name = "ORGANISATION")]
    pub(crate) organisation: Option<String>,
    #[command(flatten)]
    pub(crate) formats: FormatArguments,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args([
    "email", "name", "role", "organisation", "enabled", "locale", "timezone", "date_format", "smart_dates", "thousands", "decimal", "clear",
]))]
pub(crate) struct UpdatePerson {
    /// The person's id or e-mail address.
    pub(crate) person: String,
    /// The address to sign in with.
    #[arg(long, value_name = "E")]
    pub(crate) email: Option<String>,
    /// The full name.
    #[arg(long, value_name = "N")]
    pub(crate) name: Option<String>,
    /// What they may do.
    #[arg(long, value_parser = word(Role::parse, ROLES))]
    pub(crate) role: Option<Role>,
    /// The organisation they belong to, by its name or id.
    #[arg(long, value_name = "ORGANISATION")]
    pub(crate) organisation: Option<String>,
    /// Whether they may sign in.
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(crate) enabled: Option<bool>,
    #[command(flatten)]
    pub(crate) formats: FormatArguments,
    /// Take something away; may be given more than once.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub(crate) clear: Vec<ClearableOfPerson>,
    /// Refuse unless they are at this version, so that nobody else's change is undone.
    #[arg(long, value_name = "VERSION")]
    pub(crate) if_version: Option<i64>,
}

/// How somebody writes dates and numbers.
#[derive(Debug, Default, Args)]
pub(crate) struct FormatArguments {
    /// A language, such as en or es-ES.
    #[arg(long)]
    pub(crate) locale: Option<String>,
    /// A time zone, such as Europe/Madrid.
    #[arg(long)]
    pub(crate) timezone: Option<String>,
    /// How dates are written, such as DD-MM-YYYY.
    #[arg(long)]
    pub(crate) date_format: Option<String>,
    /// Whether dates near today are written as words.
    #[arg(long, value_name = "on|off", value_parser = word(smart_dates, &["on", "off"]))]
    pub(crate) smart_dates: Option<SmartDates>,
    /// What stands between thousands, such as a point.
    #[arg(long)]
    pub(crate) thousands: Option<String>,
    /// What stands before decimals, such as a comma.
    #[arg(long)]
    pub(crate) decimal: Option<String>,
}

fn smart_dates(word: &str) -> Option<SmartDates> {
    [SmartDates::On, SmartDates::Off].into_iter().find(|dates| dates.as_str() == word)
}

/// What can be taken away from somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClearableOfPerson {
    Organisation,
    Formats,
}

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// The person's id or e-mail address.
    pub(crate) person: String,
    /// Show the link here, to be handed over, instead of sending it by mail.
    #[arg(long)]
    pub(crate) no_mail: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Organisations {
    #[command(flatten)]
    pub(crate) who: Administrator,
    #[command(subcommand)]
    pub(crate) command: OrganisationsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrganisationsCommand {
    /// All organisations, or those whose name begins like this.
    #[command(after_help = "Example:\n  countersign organisations list --search har")]
    List {
        /// How the name begins.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
    /// One organisation.
    #[command(after_help = "Example:\n  countersign organisations show Harbour")]
    Show {
        /// Its name or id.
        organisation: String,
    },
    /// Add an organisation.
    #[command(after_help = "Example:\n  countersign organisations add --name Harbour")]
    Add {
        /// Its name; no two have the same.
        #[arg(long, value_name = "N")]
        name: String,
    },
    /// Give an organisation another name.
    #[command(after_help = "Example:\n  countersign organisations rename Harbour --name \"Old Harbour\"")]
    Rename {
        /// Its name or id.
        organisation: String,
        /// Its name from now on.
        #[arg(long, value_name = "N")]
        name: String,
    },
    /// Delete an organisation that has neither people nor apps nor API keys.
    #[command(after_help = "Example:\n  countersign organisations delete Harbour")]
    Delete {
        /// Its name or id.
        organisation: String,
    },
}
