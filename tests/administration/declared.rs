//! Apps as a file, over the API.

use countersign_wire::app::OAuthAppDraft;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::member;
use support::service::{Service, web_app};

use crate::desk::{Caller, service, told};

const NEW: &str = "\n[[app]]\ncode_name = \"crane\"\nname = \"Crane\"\nkind = \"web\"\nscopes = [\"profile\"]\nredirect_uris = [\"https://crane.example/cb\"]\n";

async fn plan(caller: &Caller<'_>, file: &str, prune: bool) -> Value {
    let answer = caller.post("/apps/plan", &json!({ "file": file, "prune": prune })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn what_was_exported_changes_nothing_and_holds_no_secret() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let created = administrator.create(&web_app()).await;
    let file = administrator.get("/apps/export").await.body;
    assert!(file.contains(&created.app.client_id) && !file.contains("countersign\""), "{file}");
    assert!(!file.contains(created.client_secret.as_deref().unwrap()));
    assert_eq!(plan(&administrator, &file, true).await, json!({ "changes": [], "unchanged": 1 }));
}

#[tokio::test]
async fn a_plan_is_done_exactly_once_and_gives_new_secrets_once() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let old = administrator.create(&OAuthAppDraft { name: "Winch".into(), ..web_app() }).await.app.client_id;
    let before = plan(&administrator, NEW, true).await;
    let signs: Vec<_> = before["changes"].as_array().unwrap().iter().map(|change| change["action"].as_str().unwrap()).collect();
    assert_eq!(signs, ["add", "remove"]);
    let asked = json!({ "file": NEW, "prune": true, "plan": before });
    let applied = administrator.post("/apps/apply", &asked).await;
    assert_eq!(applied.status, 200, "{}", applied.body);
    let added = &applied.json()["added"][0];
    assert_eq!(added["client_secret"].as_str().unwrap().len(), 43);
    let app = administrator.get(&format!("/apps/{}", added["client_id"].as_str().unwrap())).await.json();
    assert_eq!((&app["name"], &app["code_name"]), (&json!("Crane"), &json!("crane")));
    assert_eq!(administrator.get(&format!("/apps/{old}")).await.status, 404);
    let again = administrator.post("/apps/apply", &asked).await;
    assert_eq!((told(&again), &again.json()["plan"]), ((409, "plan_changed".into()), &json!({ "changes": [], "unchanged": 1 })));
}

#[tokio::test]
async fn where_something_was_changed_between_nothing_is_done_and_the_new_plan_is_told() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let id = administrator.create(&web_app()).await.app.client_id;
    let file = administrator.get("/apps/export").await.body.replace("Harbour Desk", "Harbour Office") + NEW;
    let looked_at = plan(&administrator, &file, false).await;
    let between = json!(OAuthAppDraft { name: "Somebody else's".into(), ..web_app() });
    assert_eq!(administrator.send(Method::PUT, &format!("/apps/{id}"), Some(&between), Some(1)).await.status, 200);
    let answer = administrator.post("/apps/apply", &json!({ "file": file, "plan": looked_at })).await;
    assert_eq!(told(&answer), (409, "plan_changed".into()));
    let now = &answer.json()["plan"];
    assert_eq!((&now["changes"][0]["version"], &now["changes"][0]["fields"][0]["before"]), (&json!(2), &json!("Somebody else's")));
    assert_eq!(administrator.get("/apps?search=crane").await.json()["total"], 0, "nothing of it was done");
    assert_eq!(administrator.post("/apps/apply", &json!({ "file": file, "plan": now })).await.status, 200);
    assert_eq!(member(&administrator.get(&format!("/apps/{id}")).await, "name"), "Harbour Office");
}

#[tokio::test]
async fn a_file_that_cannot_be_done_says_where_it_is_wrong_and_one_of_megabytes_is_read() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let wrong = NEW.replace("\"web\"", "\"web\"\ncolour = \"red\"");
    let answer = administrator.post("/apps/plan", &json!({ "file": wrong })).await;
    assert_eq!((answer.status, &answer.json()["problems"][0]["field"]), (400, &json!("app 1: colour")));
    assert_eq!(told(&administrator.post("/apps/plan", &json!({ "file": "[[app" })).await), (400, "invalid_input".into()));
    let nowhere = format!("{NEW}organisation = \"nobodys\"\n");
    let planned = plan(&administrator, &nowhere, false).await;
    let answer = administrator.post("/apps/apply", &json!({ "file": nowhere, "plan": planned })).await;
    assert_eq!(told(&answer), (400, "invalid_input".into()), "an organisation that is not there is found by the store");
    let long = format!("# {}\n{NEW}", "x".repeat(3 * 1024 * 1024));
    assert_eq!(plan(&administrator, &long, false).await["changes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_is_refused_what_the_api_refuses() {
    let service = Service::start_with(|config| config.public_url = Some("https://accounts.example".into())).await;
    let refused = [
        ("backchannel_logout_uri", "openid", "backchannel_logout_uri = \"http://127.0.0.1:9/out\""),
        ("jwks_uri", "client_keys", "jwks_uri = \"http://127.0.0.1:9/keys\""),
        ("resources", "tokens", "resources = [\"https://accounts.example/admin/v1\"]"),
    ];
    for (field, table, line) in refused {
        let file = format!("{NEW}\n[app.{table}]\n{line}\n");
        let told = service.operator().apply_apps(&file, false, None).await.unwrap_err().to_string();
        assert!(told.starts_with(&format!("app 1: {field}: ")), "{told}");
    }
    let mut draft = web_app();
    draft.settings.openid.backchannel_logout_uri = Some("http://127.0.0.1:9/out".into());
    let told = service.operator().add_app(draft).await.unwrap_err().to_string();
    assert!(told.starts_with("backchannel_logout_uri: "), "{told}");
}
