//! What may be typed: a file for each group of verbs.

mod about;
mod accounts;
mod administrator;
#[cfg(target_os = "linux")]
mod agent;
mod apps;
mod audit;
mod doctor;
mod git_credential;
mod headers;
mod keys;
mod people;
mod product_apis;
mod providers;
mod sign_in;
mod sign_out;
mod token;
mod trace;
mod values;
mod vault;
mod verbs;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use about::{AboutCommand, EXIT_CODES};
pub(crate) use administrator::{Administrator, Paging};
#[cfg(target_os = "linux")]
pub(crate) use agent::{AgentCommand, Approvals, RunAgent};
pub(crate) use apps::{
    AddApp, AppSettingsArguments, ApplyApps, Apps, AppsCommand, Clearable, GrantsCommand, ListApps, PlanApps, RedirectsCommand,
    SecretsCommand, UpdateApp,
};
pub(crate) use audit::{Audit, AuditCommand, AuditRows};
pub(crate) use doctor::Doctor;
pub(crate) use git_credential::GitCredential;
pub(crate) use headers::Headers;
pub(crate) use keys::{ApiKeys, ApiKeysCommand, SigningKeys, SigningKeysCommand};
pub(crate) use people::{
    AddPerson, ClearableOfPerson, FormatArguments, Link, ListPeople, Organisations, OrganisationsCommand, People, PeopleCommand,
    UpdatePerson,
};
pub(crate) use product_apis::ProductApisCommand;
pub(crate) use providers::{AddProvider, ProvidersCommand};
pub(crate) use sign_in::SignIn;
pub(crate) use sign_out::SignOut;
pub(crate) use token::{Format, Token};
pub(crate) use trace::ShowTrace;
pub(crate) use vault::VaultCommand;
pub(crate) use verbs::with_verbs;

/// Sign in to accounts services, and use the sessions in scripts.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    max_term_width = 100,
    after_help = "Example:\n  countersign sign-in work\n\nCOUNTERSIGN_LOG=debug tells more on stderr.\n`countersign help exit-codes` says what the exit codes mean."
)]
pub(crate) struct Arguments {
    /// Print one JSON value a line, and errors as JSON on stderr.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) json: bool,
    /// The state folder, instead of the system's place for it.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub(crate) home: Option<PathBuf>,
    /// What opens the vault: the system's keychain, or a passphrase where there is none.
    #[arg(long, global = true, value_name = "KIND", default_value = "keychain", help_heading = "Everywhere")]
    pub(crate) vault: VaultKind,
    /// A file with the passphrase of the vault.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What opens the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VaultKind {
    /// The system's keychain.
    Keychain,
    /// A passphrase, from a file.
    Passphrase,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The services that you can sign in to.
    #[command(subcommand)]
    Providers(ProvidersCommand),
    /// Sign in to a provider in the browser.
    #[command(
        after_help = "Example:\n  countersign sign-in work --scope profile --scope email\n  countersign sign-in work --return paste     on a machine that your browser cannot reach"
    )]
    SignIn(SignIn),
    /// The accounts on this computer.
    #[command(after_help = "Example:\n  countersign accounts --json")]
    Accounts,
    /// What the service says about the person, read now.
    ///
    /// Where the service cannot be reached, the last known profile is printed all the same, dated by its `read_at`; the error
    /// and the exit code say that it is not a new one.
    #[command(after_help = "Example:\n  countersign profile ACCOUNT --json")]
    Profile {
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
    },
    /// An access token that is good now; it is renewed first where needed.
    ///
    /// Where an agent runs (`countersign agent`, or the desktop app), it answers at once; else this command does it by itself.
    #[command(after_help = token::EXAMPLES)]
    Token(Token),
    /// The headers by which one request carries the session's token.
    #[command(after_help = headers::EXAMPLES)]
    Headers(Headers),
    /// Renew the access token now.
    #[command(after_help = "Example:\n  countersign refresh ACCOUNT")]
    Refresh {
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
    },
    /// End the session, at the service too where it can be.
    #[command(after_help = "Example:\n  countersign sign-out ACCOUNT --everywhere")]
    SignOut(SignOut),
    /// Take an account off the list whose session is over.
    #[command(after_help = "Example:\n  countersign forget ACCOUNT")]
    Forget {
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
        /// Also while the service could not be told of the sign-out; it never is then.
        #[arg(long)]
        force: bool,
    },
    /// What happened in the last sign-ins, renewals and sign-outs, without any secret.
    #[command(after_help = trace::EXAMPLES)]
    Trace(ShowTrace),
    /// Where sessions are kept: another passphrase, and accounts taken to another computer.
    #[command(subcommand)]
    Vault(VaultCommand),
    /// The product APIs of a service, on behalf of the person of a session.
    #[command(subcommand)]
    ProductApis(ProductApisCommand),
    /// What stands in the way of a sign-in on this computer, and what to do about it.
    ///
    /// Looks at the links of the app, the browser, the keychain and the vault, and for each provider at the network, its
    /// certificate and the time; changes nothing without --repair. The exit code is 1 where something failed.
    #[command(after_help = "Example:\n  countersign doctor\n  countersign doctor --sign-in     follows a sign-in's way with a probe")]
    Doctor(Doctor),
    /// The OAuth apps of an accounts service, for its administrators.
    ///
    /// For secrets and return addresses the service wants a sign-in of the last minutes. Then the browser opens, and the
    /// command goes on once the same person has signed in.
    Apps(Apps),
    /// Hand tokens to other programs of yours, as far as you allow it.
    #[cfg(target_os = "linux")]
    #[command(args_conflicts_with_subcommands = true, after_help = "Example:\n  countersign agent --idle 8h")]
    Agent(RunAgent),
    /// A credential helper for git: tokens in the place of passwords.
    #[command(subcommand, after_help = git_credential::SET_UP)]
    GitCredential(GitCredential),
    /// The people of an accounts service, for its administrators.
    People(People),
    /// The organisations of an accounts service, for its administrators.
    Organisations(Organisations),
    /// Keys of the product APIs, for the administrators of an accounts service.
    ApiKeys(ApiKeys),
    /// The keys that an accounts service signs with, for its administrators.
    SigningKeys(SigningKeys),
    /// What happened at an accounts service, for its administrators.
    Audit(Audit),
    #[command(flatten)]
    About(AboutCommand),
}

impl Command {
    /// Whether it has nothing to do where nothing is kept yet: a folder that was mistyped is not made.
    pub(crate) fn only_reads(&self) -> bool {
        match self {
            Self::Accounts
            | Self::Profile { .. }
            | Self::Token(_)
            | Self::Headers(_)
            | Self::Refresh { .. }
            | Self::Trace(_)
            | Self::Apps(_)
            | Self::People(_)
            | Self::Organisations(_)
            | Self::ApiKeys(_)
            | Self::SigningKeys(_)
            | Self::Audit(_)
            | Self::Providers(ProvidersCommand::List | ProvidersCommand::Presets)
            | Self::Vault(VaultCommand::Export { .. })
            | Self::ProductApis(ProductApisCommand::Keys | ProductApisCommand::Show { .. } | ProductApisCommand::Token { .. })
            | Self::GitCredential(GitCredential::Get | GitCredential::List) => true,
            Self::SignOut(sign_out) => sign_out.all,
            Self::Doctor(doctor) => !doctor.repair && !doctor.sign_in,
            _ => false,
        }
    }
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
