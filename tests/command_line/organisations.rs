//! `countersign organisations`.

use crate::apps::administration;

#[tokio::test]
async fn an_organisation_from_its_name_to_its_end() {
    let scene = administration().await;
    let added = scene.json(&["organisations", "add", "--name", "Harbour"]).value();
    assert_eq!(scene.json(&["organisations", "list"]).value(), added);
    assert_eq!(scene.json(&["organisations", "show", "harbour"]).value(), added);
    let (exit, code, _) = scene.json(&["organisations", "add", "--name", "Harbour"]).error();
    assert_eq!((exit, code.as_str()), (1, "already_exists"));
    assert_eq!(scene.json(&["organisations", "rename", "Harbour", "--name", "Quay"]).value()["name"], "Quay");
    scene.json(&["people", "add", "--email", "ada@one.example", "--name", "Ada", "--organisation", "Quay"]).value();
    let (exit, code, message) = scene.json(&["organisations", "delete", "Quay"]).error();
    assert_eq!((exit, code.as_str()), (4, "refused"));
    assert!(message.contains("people (1)"), "{message}");
    scene.json(&["people", "update", "ada@one.example", "--clear", "organisation"]).value();
    assert_eq!(scene.json(&["organisations", "delete", "Quay"]).value()["deleted"], true);
    assert_eq!(scene.json(&["organisations", "list"]).out, "");
}
