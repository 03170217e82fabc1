//! `countersign audit`.

use serde_json::{Value, json};

use crate::apps::{add_harbour, administration};

#[tokio::test]
async fn what_happened_is_found_by_what_who_and_when() {
    let scene = administration().await;
    let id = add_harbour(&scene)["client_id"].as_str().unwrap().to_owned();
    let rows = scene.json(&["audit", "list", "--deed", "app_added", "--subject", &format!("app:{id}")]).values();
    let [row, end] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((&row["deed"], &end["next_cursor"]), (&json!("app_added"), &Value::Null));
    let of_anna = scene.json(&["audit", "list", "--actor", "anna@one.example", "--deed", "app_added", "--from", "2020-01-01"]).values();
    assert_eq!(&of_anna[0], row);
    assert_eq!(
        scene.json(&["audit", "list", "--deed", "app_added", "--until", "2020-01-01"]).values().len(),
        1,
        "only the end of the page"
    );
    let (exit, code, _) = scene.json(&["audit", "list", "--deed", "danced"]).error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"));
}

#[tokio::test]
async fn an_export_is_every_row_and_a_page_says_where_it_goes_on() {
    let scene = administration().await;
    let exported = scene.run(&["audit", "export"]).values();
    assert_eq!(exported, scene.json(&["audit", "export"]).values());
    let page = scene.json(&["audit", "list", "--limit", "1"]).values();
    assert_eq!(page[0], exported[0]);
    let next = scene.json(&["audit", "list", "--limit", "1", "--cursor", page[1]["next_cursor"].as_str().unwrap()]).values();
    assert_eq!(next[0], exported[1]);
}

#[tokio::test]
async fn an_audit_that_is_whole_is_told_with_exit_0_and_another_with_exit_1() {
    let scene = administration().await;
    let verdict = scene.json(&["audit", "verify"]).value();
    assert_eq!(verdict["whole"], true);
    scene.tamper("UPDATE audit SET detail = 'nothing of importance' WHERE id = 2");
    let found = scene.json(&["audit", "verify"]);
    assert_eq!((found.code, found.values()[0]["whole"].clone()), (1, json!(false)), "{found:?}");
}
