//! The secrets of an app.

use reqwest::Method;
use serde_json::json;
use support::client::{Client, member};
use support::service::web_app;

use crate::desk::{Caller, service, told};

#[tokio::test]
async fn a7_a_third_secret_retires_the_oldest_which_can_be_taken_back_while_one_works() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let created = administrator.create(&web_app()).await;
    let secrets = format!("/apps/{}/secrets", created.app.client_id);
    let first = created.app.secrets[0].id.clone();
    let second = administrator.post(&secrets, &json!({})).await;
    assert!(second.json()["retired"].is_null());
    let third = administrator.post(&secrets, &json!({})).await;
    assert_eq!(member(&third, "retired"), first);
    let list = administrator.get(&secrets).await;
    assert!(!list.body.contains(&member(&third, "client_secret")));
    let list = list.json()["secrets"].clone();
    let ids: Vec<_> = list.as_array().unwrap().iter().map(|secret| secret["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((ids.len(), &ids[0]), (3, &first));
    assert!(list[0]["retired_at"].is_number() && list[1]["retired_at"].is_null());
    let app = administrator.get(&format!("/apps/{}", created.app.client_id)).await.json();
    assert_eq!(app["secrets"].as_array().unwrap().len(), 2, "an app shows those that work");

    let back = format!("{secrets}/{first}/restoration");
    assert_eq!(told(&administrator.post(&back, &json!({})).await), (409, "too_late".into()), "two others work");
    let retire = async |id: &str| administrator.send(Method::DELETE, &format!("{secrets}/{id}"), None, None).await;
    assert_eq!(retire(&ids[1]).await.status, 204);
    assert_eq!(told(&retire(&ids[1]).await), (404, "not_found".into()), "it is retired once");
    assert_eq!(administrator.post(&back, &json!({})).await.status, 204);
    assert_eq!(told(&administrator.post(&back, &json!({})).await), (404, "not_found".into()), "it is not retired any more");
}

#[tokio::test]
async fn a_secret_that_was_retired_a_week_ago_is_gone_for_good() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let created = administrator.create(&web_app()).await;
    let secret = format!("/apps/{}/secrets/{}", created.app.client_id, created.app.secrets[0].id);
    assert_eq!(administrator.send(Method::DELETE, &secret, None, None).await.status, 204);
    service.clock.advance(7 * 24 * 3600 + 1);
    let administrator = Caller::administrator(&service).await;
    let back = administrator.post(&format!("{secret}/restoration"), &json!({})).await;
    assert_eq!(told(&back), (409, "too_late".into()));
    let list = administrator.get(&format!("/apps/{}/secrets", created.app.client_id)).await.json();
    assert_eq!(list["warnings"], json!(["No secret works, so this app cannot show who it is. Make one, or take a retired one back."]));
}

#[tokio::test]
async fn an_app_without_secrets_gets_none() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let till = Client::add(&service, support::service::native_app()).await;
    let answer = administrator.post(&format!("/apps/{}/secrets", till.id), &json!({})).await;
    assert_eq!(told(&answer), (409, "invalid_input".into()));
    assert_eq!(told(&administrator.post("/apps/countersign/secrets", &json!({})).await), (409, "built_in".into()));
}
