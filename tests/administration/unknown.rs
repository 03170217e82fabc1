//! What the API does not read: it is told, and nothing is done.

use reqwest::Method;
use serde_json::{Value, json};
use support::service::web_app;

use crate::desk::{Caller, service};

#[tokio::test]
async fn a_member_that_is_misspelt_is_refused_by_its_name_and_sets_nothing_back() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let mut draft = web_app();
    draft.settings.about.homepage_url = Some("https://harbour.example".into());
    let app = administrator.create(&draft).await.app.client_id;
    let mut misspelt = json!(draft);
    misspelt["about"] = json!({ "homepage": "https://quay.example" });
    misspelt["colour"] = json!(1);
    let fields = |answer: &support::visitor::Answer| {
        let problems = answer.json()["problems"].as_array().unwrap().clone();
        problems.iter().map(|problem| problem["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for answer in [
        administrator.send(Method::PUT, &format!("/apps/{app}"), Some(&misspelt), Some(1)).await,
        administrator.post("/apps", &misspelt).await,
    ] {
        assert_eq!((answer.status, fields(&answer)), (400, vec!["about.homepage".to_owned(), "colour".to_owned()]));
    }
    let kept = administrator.get(&format!("/apps/{app}")).await.json();
    assert_eq!((&kept["about"]["homepage_url"], &kept["version"]), (&json!("https://harbour.example"), &json!(1)));
    for query in ["/apps?q=Std", "/people?name=Ada", "/organisations?q=x", "/audit?app=x&q=x"] {
        assert_eq!(administrator.get(query).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn what_was_read_may_be_sent_back_whole() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let app = administrator.create(&web_app()).await.app.client_id;
    let ada = administrator.get("/people?search=ada").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    for path in [format!("/apps/{app}"), format!("/people/{ada}"), "/organisations/org-harbour".to_owned()] {
        let read: Value = administrator.get(&path).await.json();
        let answer = administrator.send(Method::PUT, &path, Some(&read), read["version"].as_i64()).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
}
