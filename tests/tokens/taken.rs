//! What is taken from an app is in no token that is made afterwards, whatever was granted before.

use countersign_wire::app::{AccessTokenFormat, OAuthAppDraft};
use serde_json::{Value, json};
use support::client::{Client, member};
use support::service::Service;
use support::visitor::Answer;

use crate::scene::{MICHAEL, change_app, code_with, for_resources, openid_app, verified};

const API: &str = "https://api.harbour.example";
const OTHER: &str = "https://other.harbour.example";

fn with_format(format: AccessTokenFormat) -> OAuthAppDraft {
    let mut draft = for_resources(&[API, OTHER], openid_app());
    draft.settings.tokens.access_token_format = format;
    draft
}

async fn inspected(service: &Service, client: &Client, answer: &Answer) -> Value {
    let token = member(answer, "access_token");
    let pairs = [("token", &*token), ("client_id", &*client.id), ("client_secret", client.secret.as_deref().unwrap())];
    client.post(&service.url("/oauth/introspect"), &pairs, None).await.json()
}

fn refusal(answer: &Answer) -> (u16, String) {
    let said = answer.json();
    assert_eq!(said["error"], "invalid_grant", "{said}");
    (answer.status, said["error_description"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_scope_that_was_taken_from_an_app_is_in_no_token_of_a_code_and_of_no_renewal() {
    let service = Service::with_people().await;
    for format in [AccessTokenFormat::Opaque, AccessTokenFormat::Jwt] {
        let client = Client::add(&service, with_format(format)).await;
        let first = client.tokens_for(MICHAEL, "openid profile email offline_access").await;
        let code = client.code(MICHAEL, "openid profile email offline_access").await;
        change_app(&service, &client, |draft| draft.scopes = vec!["openid".into(), "profile".into(), "offline_access".into()]).await;
        let wider = client.refresh_with(first.refresh_token.as_deref().unwrap(), &[("scope", "openid email")]).await;
        assert_eq!((wider.status, &wider.json()["error"]), (400, &json!("invalid_scope")));
        for answer in [client.exchange(&code).await, client.refresh(first.refresh_token.as_deref().unwrap()).await] {
            assert_eq!(answer.json()["scope"], "openid profile offline_access", "it says what will be honoured");
            assert_eq!(inspected(&service, &client, &answer).await["scope"], "openid profile offline_access");
            if format == AccessTokenFormat::Jwt {
                let (_, claims) = verified(&service, &member(&answer, "access_token")).await;
                assert_eq!(claims["scope"], "openid profile offline_access");
            }
        }
    }
}

#[tokio::test]
async fn a_resource_that_was_taken_from_an_app_is_in_no_token_of_a_code_and_of_no_renewal() {
    let service = Service::with_people().await;
    for format in [AccessTokenFormat::Opaque, AccessTokenFormat::Jwt] {
        let client = Client::add(&service, with_format(format)).await;
        let both = [("resource", API), ("resource", OTHER)];
        let first = client.exchange(&code_with(&client, "profile offline_access", &both).await).await;
        let code = code_with(&client, "profile offline_access", &both).await;
        change_app(&service, &client, |draft| draft.settings.tokens.resources = vec![OTHER.into()]).await;
        let refresh = member(&first, "refresh_token");
        let taken = client.refresh_with(&refresh, &[("resource", API)]).await;
        assert_eq!((taken.status, &taken.json()["error"]), (400, &json!("invalid_target")));
        for answer in [client.exchange(&code).await, client.refresh(&refresh).await] {
            assert_eq!(inspected(&service, &client, &answer).await["aud"], OTHER);
            if format == AccessTokenFormat::Jwt {
                let (_, claims) = verified(&service, &member(&answer, "access_token")).await;
                assert_eq!(claims["aud"], OTHER);
            }
        }
    }
}

#[tokio::test]
async fn where_nothing_is_left_no_token_is_given_and_what_was_granted_can_come_back() {
    let service = Service::with_people().await;
    let client = Client::add(&service, with_format(AccessTokenFormat::Jwt)).await;
    let only_api = [("resource", API)];
    let refresh = member(&client.exchange(&code_with(&client, "profile offline_access", &only_api).await).await, "refresh_token");
    let code = code_with(&client, "profile", &only_api).await;
    change_app(&service, &client, |draft| draft.settings.tokens.resources = Vec::new()).await;
    for answer in [client.exchange(&code).await, client.refresh(&refresh).await] {
        let (status, text) = refusal(&answer);
        assert!(status == 400 && text.contains("resources"), "{text}");
    }
    change_app(&service, &client, |draft| draft.scopes = vec!["email".into()]).await;
    for answer in [client.exchange(&code).await, client.refresh(&refresh).await] {
        let (status, text) = refusal(&answer);
        assert!(status == 400 && text.contains("scopes"), "{text}");
    }
    change_app(&service, &client, |draft| *draft = OAuthAppDraft { name: draft.name.clone(), ..with_format(AccessTokenFormat::Jwt) }).await;
    assert_eq!(client.exchange(&code).await.status, 200, "what was refused was not used up");
    assert_eq!(client.refresh(&refresh).await.status, 200);
}

#[tokio::test]
async fn an_app_that_lost_offline_access_renews_nothing_and_gets_no_more_to_renew_with() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let refresh = client.tokens_for(MICHAEL, "profile offline_access").await.refresh_token.unwrap();
    let code = client.code(MICHAEL, "profile offline_access").await;
    change_app(&service, &client, |draft| draft.scopes = vec!["profile".into()]).await;
    let (status, text) = refusal(&client.refresh(&refresh).await);
    assert!(status == 400 && text.contains("offline_access"), "{text}");
    let answer = client.exchange(&code).await.json();
    assert_eq!((answer.get("refresh_token"), answer["scope"].as_str()), (None, Some("profile")));
}
