//! The one list of commands, what registers them with Tauri, and what the screen is generated from.

mod export;
mod list;

use countersign_wire::account::{AccountDetail, AccountView, SignOutReceipt};
use countersign_wire::api_key::{ApiKeyDraft, ApiKeyPage, ApiKeyUpdate, ApiKeyView, CreatedApiKey, NewApiKeySecret};
use countersign_wire::app::{
    AppFacets, AppGrantPage, AppImpact, AppPage, AppPlan, AppQuery, AppUsage, Application, Bulk, BulkResult, CreatedApp, DraftCheck,
    Mismatches, NewSecret, OAuthApp, OAuthAppDraft, Revoked, SecretList, SigningAlg,
};
use countersign_wire::audit::{AuditFilter, AuditPage, AuditVerdict};
use countersign_wire::browser::BrowserChoice;
use countersign_wire::desktop::{AboutApp, DesktopHabits};
use countersign_wire::doctor::Finding;
use countersign_wire::hosted::HostedService;
use countersign_wire::keychain::KeychainState;
use countersign_wire::person::{
    ConnectedApp, LinkWish, NewOneTimeLink, Organisation, OrganisationDraft, OrganisationPage, OwnProfile, OwnSession, PeopleQuery,
    PersonCreated, PersonDeletion, PersonDraft, PersonPage, PersonView, SessionList,
};
use countersign_wire::preferences::Preferences;
use countersign_wire::product_apis::{ApiKeyOfProvider, ProductAccess};
use countersign_wire::profile::Profile;
use countersign_wire::program::{ApprovalView, ProgramVerdict};
use countersign_wire::provider::{DiscoveredView, PresetView, ProviderDraft, ProviderView, ReturnPath};
use countersign_wire::sign_in::{DeepLinkHandler, SignInPreflight, SignInRequest, SignInStarted};
use countersign_wire::signing_key::SigningKeyList;
use countersign_wire::trace::Trace;
use tauri::Wry;
use tauri::ipc::Invoke;
use ts_rs::{Config, TS};

use crate::files::FileBegun;
use crate::held_cas::CaChosen;
use crate::held_secrets::SecretHeld;
use export::Words;
pub use export::write_bindings;
use list::with_commands;

/// A channel of the screen's on which events come. Its type is the host's own affair.
struct Subscription;

impl TS for Subscription {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(config: &Config) -> String {
        Self::inline(config)
    }

    fn inline(_: &Config) -> String {
        "unknown".into()
    }
}

/// A command as the screen sees it.
struct Command {
    name: &'static str,
    /// Names as Tauri hands them on: camelCase.
    arguments: Vec<(String, Words)>,
    answer: Words,
}

macro_rules! handler {
    ($($room:ident { $($command:ident ( $($argument:ident : $type:ty),* ) -> $answer:ty;)* })*) => {
        tauri::generate_handler![$($(crate::commands::$room::$command),*),*]
    };
}

macro_rules! table {
    ($($room:ident { $($command:ident ( $($argument:ident : $type:ty),* ) -> $answer:ty;)* })*) => {
        vec![$($(Command {
            name: stringify!($command),
            arguments: vec![$((export::camel_case(stringify!($argument)), Words::of::<$type>())),*],
            answer: Words::of::<$answer>(),
        }),*),*]
    };
}

/// What answers the screen.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    with_commands!(handler)
}

fn commands() -> Vec<Command> {
    with_commands!(table)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use countersign_wire::event::Event;

    use super::*;

    #[test]
    fn w3_the_window_may_call_the_apps_own_commands_and_nothing_else() {
        let capability: serde_json::Value = serde_json::from_str(include_str!("../../capabilities/main.json")).unwrap();
        let granted: Vec<_> = capability["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        let listed: Vec<_> = commands().iter().map(|command| format!("allow-{}", command.name.replace('_', "-"))).collect();
        assert_eq!(granted, listed);
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        assert_eq!(capability.get("remote"), None);
        assert_eq!(capability.get("webviews"), None);
    }

    #[test]
    fn w3_there_is_no_other_capability_and_no_global_object() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, ["main.json"]);
        let settings: serde_json::Value = serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
        assert_eq!(settings["app"]["withGlobalTauri"], false);
        assert_eq!(settings["app"]["security"]["capabilities"], serde_json::json!(["main"]));
        // The bundler reads there which links the app takes; no plugin is built in that would.
        let links = serde_json::json!({ "deep-link": { "desktop": { "schemes": ["app.countersign.desktop"] } } });
        assert_eq!(settings["plugins"], links);
        assert!(!include_str!("../../Cargo.toml").contains("tauri-plugin"));
    }

    /// The names of all members of all types that can come in these words.
    fn members<'a>(words: impl IntoIterator<Item = &'a Words>) -> BTreeSet<String> {
        let folder = tempfile::tempdir().unwrap();
        let config = export::config().with_out_dir(folder.path());
        for words in words {
            (words.write)(&config).unwrap();
        }
        let mut found = BTreeSet::new();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(path).unwrap();
            // Without the comments, what stands before a colon is a member's name.
            let code: String = text.split("/*").map(|part| part.rsplit("*/").next().unwrap()).collect();
            for part in code.split(['{', ',', '}']) {
                if let Some((member, _)) = part.split_once(':') {
                    found.insert(format!("{name}.{}", member.trim().trim_matches(['"', '?'])));
                }
            }
        }
        found
    }

    /// What is secret and shown once, and by which commands it comes: those that make it.
    const SHOWN_ONCE: [&str; 6] = [
        "AddedByFile.client_secret",
        "CreatedApiKey.secret",
        "CreatedApp.client_secret",
        "NewApiKeySecret.secret",
        "NewOneTimeLink.url",
        "NewSecret.client_secret",
    ];

    #[test]
    fn w4_no_type_of_an_answer_or_an_event_has_room_for_a_secret_but_those_that_show_a_new_one_once() {
        let commands = commands();
        let event = Words::of::<Event>();
        let all = members(commands.iter().map(|command| &command.answer).chain([&event]));
        // A check of the check: it does see members, of answers and of what comes by itself.
        assert!(all.contains("AccountView.expires_at") && all.contains("ProgramQuestion.program"), "{all:?}");
        let words = ["secret", "token", "code", "verifier", "password", "passphrase", "state", "nonce", "key", "link"];
        let suspicious: Vec<_> = all
            .iter()
            .filter(|name| !SHOWN_ONCE.contains(&name.as_str()))
            .filter(|name| words.iter().any(|word| name.split('.').nth(1).is_some_and(|member| member.contains(word))))
            .collect();
        // `state` here is how a session, a service, a key or a check stands; `has_client_secret`, `needs_client_secret` and
        // `pkce` are yes or no; an error's code is a word; `secrets` are ids and dates; `tokens` of a grant, an app and a day are
        // counts. The `key` of an API key is its name; its secret is another member. Of an app's settings, `client_keys` are
        // public keys (a private member is refused), `code_name` is a name for programs, `tokens`, `access_token_format` and
        // `id_token_alg` say what tokens are like. `user_code` is what the person types in a browser (RFC 8628 §3.3.1; the
        // device's own code stays behind), `public_client_key` is the half of a key to register, and a deep link is who receives them.
        assert_eq!(
            suspicious,
            [
                "AccountView.state",
                "Address.postal_code",
                "ApiKeyOfProvider.key",
                "ApiKeyView.key",
                "ApiKeyView.secrets",
                "AppGrantView.tokens",
                "AppImpact.tokens",
                "BulkOutcome.code",
                "CreatedApiKey.key",
                "CreatedApiKey.secrets",
                "CreatedApp.client_keys",
                "CreatedApp.code_name",
                "CreatedApp.secrets",
                "CreatedApp.tokens",
                "DeviceCode.user_code",
                "Finding.state",
                "HostedService.state",
                "NewApiKeySecret.key",
                "OAuthApp.client_keys",
                "OAuthApp.code_name",
                "OAuthApp.secrets",
                "OAuthApp.tokens",
                "OpenIdSettings.id_token_alg",
                "PersonCreated.link",
                "PlanChanged.code",
                "PlannedChange.code_name",
                "PresetView.needs_client_secret",
                "ProductAccess.[key in string]",
                "ProviderView.client_secret_ends_at",
                "ProviderView.has_client_secret",
                "ProviderView.public_client_key",
                "SecretList.secrets",
                "SignInPreflight.deep_link",
                "SignInPreflight.keychain",
                "SigningKeyView.state",
                "TokenSettings.access_token_format",
                "Trace.code",
                "UsageDay.tokens",
                "UserError.code",
            ]
        );
    }

    #[test]
    fn w4_a_new_secret_comes_by_the_command_that_makes_it_and_by_no_other() {
        let commands = commands();
        let showing = |command: &&Command| members([&command.answer]).iter().any(|member| SHOWN_ONCE.contains(&member.as_str()));
        let names: Vec<_> = commands.iter().filter(showing).map(|command| command.name).collect();
        assert_eq!(
            names,
            ["create_app", "new_secret", "apply_apps", "add_person", "make_person_link", "add_api_key", "new_api_key_secret"]
        );
        assert!(
            !members([&Words::of::<Event>()]).iter().any(|member| SHOWN_ONCE.contains(&member.as_str())),
            "nothing of it comes by itself"
        );
    }

    #[test]
    fn inb_08_no_argument_carries_a_secret_only_a_handle_to_one() {
        let commands = commands();
        let all = members(commands.iter().flat_map(|command| &command.arguments).map(|(_, words)| words));
        let suspicious: Vec<_> = all.iter().filter(|name| name.ends_with("secret")).collect();
        // `with_secret` asks the service to make one.
        assert_eq!(suspicious, ["OAuthAppDraft.with_secret"]);
    }
}
