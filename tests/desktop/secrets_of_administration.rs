//! What reaches the window while somebody administers a service: everything but what opens something.
//!
//! At an accounts service whatever opens something is 256 random bits: 43 letters of base64url, or 64 hexadecimal digits. So no
//! secret has to be known to be found: a run of letters that long is one, or has a name that says what else it is.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::service::ada;
use support::session::Keyring;

use crate::own_account::let_look_after;
use crate::scene::{Scene, invoke};
use crate::secrets::commands;
use crate::web_view::{listen, whole_of};

/// What the window may call and this journey does not: sign-ins, other programs, this computer, the service on it, and product APIs,
/// which `secrets.rs` looks through beside a provider whose secrets it knows; files and certificates, which the system's own window
/// asks for; and what ends the journey or needs another person.
const ELSEWHERE: &[&str] = &[
    "about",
    "add_provider",
    "add_to_file",
    "answer_program",
    "begin_file",
    "cancel_sign_in",
    "choose_browser",
    "choose_ca",
    "desktop_habits",
    "disconnect_app",
    "discover",
    "doctor",
    "end_own_session",
    "finish_file",
    "forget_account",
    "forget_product_api_key",
    "give_up_file",
    "hosted",
    "keep_product_api_key",
    "open_again",
    "open_in_default",
    "open_page",
    "open_registration_page",
    "open_set_up",
    "probe",
    "product_access",
    "product_api_keys",
    "quit",
    "register_deep_link",
    "remove_provider",
    "remove_second_factor",
    "revoke_approval",
    "revoke_grant",
    "set_preferences",
    "set_unfinished",
    "sign_in_again",
    "sign_in_preflight",
    "sign_out",
    "sign_out_everywhere",
    "start_hosted",
    "start_sign_in",
    "start_with_computer",
    "stay_open",
    "subscribe",
    "take_answer_from_clipboard",
    "take_secret_from_clipboard",
    "transfer_app",
    "trust_ca",
];

/// Who presses everything, and what came of it.
struct Hand<'a> {
    scene: &'a Scene,
    account: String,
    pressed: BTreeSet<String>,
    /// Each answer as it came, with the command that gave it.
    answers: Vec<(String, String)>,
}

impl Hand<'_> {
    /// Calls a command in the name of the account, rightly.
    async fn call(&mut self, command: &str, mut arguments: Value) -> Value {
        let account = if commands_of_one_account().contains(&command) { "id" } else { "account" };
        if arguments.get(account).is_none() {
            arguments[account] = json!(self.account);
        }
        let answer = invoke(self.scene.app(), command, arguments.clone()).await;
        let answer = answer.unwrap_or_else(|refused| panic!("{command} with {arguments} was refused: {refused}"));
        self.pressed.insert(command.to_owned());
        self.answers.push((command.to_owned(), answer.to_string()));
        answer
    }

    async fn calls(&mut self, commands: &[&str]) {
        for command in commands {
            self.call(command, json!({})).await;
        }
    }
}

/// Those that are told their account as `id`.
fn commands_of_one_account() -> [&'static str; 9] {
    [
        "account",
        "read_profile",
        "refresh_account",
        "own_profile",
        "change_own_profile",
        "connected_apps",
        "disconnect_app",
        "own_sessions",
        "end_own_session",
    ]
}

/// What is as long as a token, in a text.
fn opening(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).filter(|run| run.len() >= 43)
}

#[track_caller]
fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn apps(hand: &mut Hand<'_>) -> Vec<String> {
    let draft = |name: &str| json!({ "name": name, "kind": "web", "redirect_uris": ["https://shop.example/back"], "scopes": ["openid", "profile"] });
    hand.call("check_app", json!({ "draft": draft("Bookshop") })).await;
    let made = hand.call("create_app", json!({ "draft": draft("Bookshop") })).await;
    let id = text_of(&made["client_id"]);
    let one = |more: Value| {
        let mut arguments = json!({ "clientId": id });
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    hand.call("update_app", one(json!({ "draft": draft("Bookshop, two"), "version": made["version"] }))).await;
    let next = hand.call("new_secret", one(json!({}))).await;
    let all = hand.call("app_secrets", one(json!({}))).await;
    let first = text_of(&all["secrets"][0]["id"]);
    hand.call("retire_secret", one(json!({ "secret": first }))).await;
    hand.call("restore_secret", one(json!({ "secret": first }))).await;
    for command in ["app", "app_logo", "app_impact", "redirect_mismatches", "revoke_grants"] {
        hand.call(command, one(json!({}))).await;
    }
    hand.call("app_usage", one(json!({ "days": null }))).await;
    hand.call("set_app_logo", one(json!({ "picture": null }))).await;
    hand.call("enable_app", one(json!({ "enabled": true }))).await;
    for command in ["apps", "app_facets"] {
        hand.call(command, json!({ "query": { "search": null, "cursor": null, "limit": null } })).await;
    }
    hand.call("export_apps", json!({})).await;
    let file = "[[app]]\ncode_name = \"fromafile\"\nname = \"From a file\"\nkind = \"web\"\nredirect_uris = [\"https://shop.example/back\"]\nscopes = [\"openid\", \"profile\"]\n";
    let plan = hand.call("plan_apps", json!({ "file": file, "prune": false })).await;
    let applied = hand.call("apply_apps", json!({ "file": file, "prune": false, "plan": plan })).await;
    let by_file = text_of(&applied["detail"]["added"][0]["client_secret"]);
    hand.call("change_apps", json!({ "bulk": { "client_ids": [id], "action": "disable" } })).await;
    let own = json!({ "clientId": "countersign", "cursor": null, "limit": null });
    hand.call("app_grants", own).await;
    hand.call("delete_app", one(json!({}))).await;
    vec![text_of(&made["client_secret"]), text_of(&next["client_secret"]), by_file]
}

async fn people(hand: &mut Hand<'_>) -> Vec<String> {
    let organisation = hand.call("add_organisation", json!({ "draft": { "name": "Harbour" } })).await;
    let its = text_of(&organisation["id"]);
    let formats = json!({ "locale": null, "timezone": null, "dates": { "format": null, "smart": null }, "number_separators": { "thousands": null, "decimal": null } });
    let draft = json!({ "email": "new@harbour.example", "name": "New", "role": "member", "organisation": its, "enabled": true, "formats": formats, "details": {} });
    let added = hand.call("add_person", json!({ "draft": draft })).await;
    let id = text_of(&added["person"]["id"]);
    let updated = hand.call("update_person", json!({ "id": id, "draft": draft, "version": added["person"]["version"] })).await;
    assert_eq!(updated["email"], "new@harbour.example");
    let link = hand.call("make_person_link", json!({ "id": id, "wish": {} })).await;
    for command in ["person", "person_sessions", "person_deletion", "end_person_sessions", "delete_person"] {
        hand.call(command, json!({ "id": id })).await;
    }
    hand.call(
        "people",
        json!({ "query": { "search": null, "role": null, "organisation": null, "enabled": null, "cursor": null, "limit": null } }),
    )
    .await;
    hand.call("organisations", json!({ "search": null, "cursor": null, "limit": null })).await;
    hand.call("organisation", json!({ "id": its })).await;
    let renamed = json!({ "id": its, "draft": { "name": "Port" }, "version": organisation["version"] });
    hand.call("rename_organisation", renamed).await;
    hand.call("delete_organisation", json!({ "id": its })).await;
    [&added["link"]["url"], &link["url"]]
        .map(|url| opening(url.as_str().unwrap()).next().expect("a link opens something").to_owned())
        .into()
}

async fn keys(hand: &mut Hand<'_>) -> (Vec<String>, BTreeSet<String>) {
    let made = hand.call("add_api_key", json!({ "draft": { "name": "Tides" } })).await;
    let key = text_of(&made["key"]);
    let next = hand.call("new_api_key_secret", json!({ "key": key })).await;
    let seen = hand.call("api_key", json!({ "key": key })).await;
    hand.call("retire_api_key_secret", json!({ "key": key, "secret": seen["secrets"][0]["id"] })).await;
    let seen = hand.call("api_key", json!({ "key": key })).await;
    hand.call("update_api_key", json!({ "key": key, "update": { "name": "Tides, two", "enabled": true }, "version": seen["version"] }))
        .await;
    hand.call("api_keys", json!({ "search": null, "cursor": null, "limit": null })).await;
    hand.call("delete_api_key", json!({ "key": key })).await;

    let mut kids = BTreeSet::new();
    let listed = hand.call("publish_signing_key", json!({ "alg": "ES256" })).await;
    let published = listed["items"].as_array().unwrap().iter().find(|one| one["state"] == "published").unwrap();
    hand.call("promote_signing_key", json!({ "kid": published["kid"] })).await;
    let again = hand.call("publish_signing_key", json!({ "alg": "ES256" })).await;
    let spare = again["items"].as_array().unwrap().iter().find(|one| one["state"] == "published").unwrap();
    hand.call("remove_signing_key", json!({ "kid": spare["kid"] })).await;
    hand.call("signing_keys", json!({})).await;
    for list in [&listed, &again] {
        kids.extend(list["items"].as_array().unwrap().iter().map(|one| text_of(&one["kid"])));
    }
    (vec![text_of(&made["secret"]), text_of(&next["secret"])], kids)
}

async fn oneself(hand: &mut Hand<'_>) {
    hand.calls(&["accounts", "account", "read_profile", "refresh_account", "connected_apps", "own_sessions", "presets", "providers"]).await;
    hand.calls(&["pending_sign_ins", "traces", "approvals", "keychain_state", "preferences", "verify_audit"]).await;
    let which = hand.account.clone();
    hand.call("traces_of", json!({ "which": which })).await;
    hand.call("copy_text", json!({ "text": "a text" })).await;
    let profile = hand.call("own_profile", json!({})).await;
    hand.call("change_own_profile", json!({ "change": { "name": "Ada R.", "version": profile["version"] } })).await;
    let filter = json!({ "deed": null, "actor": null, "app": null, "subject": null, "from": null, "until": null, "cursor": null });
    hand.call("audit", json!({ "filter": filter, "limit": null })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn w4_of_all_that_an_administrator_does_nothing_that_opens_anything_reaches_the_window_but_a_new_secret_once() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let ear = listen(scene.app()).await;
    let_look_after(&scene, &ada().email).await;
    let account = text_of(&scene.command_line(&["accounts"])[0]["id"]);
    let mut hand = Hand { scene: &scene, account, pressed: BTreeSet::new(), answers: Vec::new() };

    let mut shown_once = apps(&mut hand).await;
    shown_once.extend(people(&mut hand).await);
    let (secrets, kids) = keys(&mut hand).await;
    shown_once.extend(secrets);
    oneself(&mut hand).await;

    for secret in &shown_once {
        let told: Vec<&str> =
            hand.answers.iter().filter(|(_, answer)| answer.contains(secret)).map(|(command, _)| command.as_str()).collect();
        assert_eq!(told.len(), 1, "what is new was told by {told:?}");
    }
    let known: BTreeSet<&str> = shown_once.iter().map(String::as_str).chain(kids.iter().map(String::as_str)).collect();
    let found: Vec<_> = hand.answers.iter().flat_map(|(command, answer)| opening(answer).map(move |run| (command, run))).collect();
    let strange: Vec<_> = found.iter().filter(|(_, run)| !known.contains(run)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    let heard = ear.heard(scene.app()).await.join("\n") + &whole_of(scene.app()).await;
    // The address that the browser is sent to is the person's to copy: its state, nonce and challenge are good for nobody else.
    let addresses = heard.split("authorize_url").skip(1).filter_map(|rest| rest.split(['"', '\\']).find(|part| part.starts_with("http")));
    let in_addresses: BTreeSet<&str> = addresses.flat_map(opening).collect();
    let strange: Vec<_> = opening(&heard).filter(|run| !known.contains(run) && !in_addresses.contains(run)).collect();
    assert!(strange.is_empty(), "{strange:?}");

    let missing: Vec<_> =
        commands().into_iter().filter(|name| !hand.pressed.contains(name) && !ELSEWHERE.contains(&name.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new(), "every command is pressed here, or has a reason not to be");
}
