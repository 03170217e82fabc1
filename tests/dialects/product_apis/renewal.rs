//! What was given is renewed, looked at anew each time, and ends (INB-14, A16).

use serde_json::{Value, json};
use support::client::{Client, member, send};
use support::service::{MICHAEL, http};

use super::{Scene, assert_not_authorized};

#[tokio::test]
async fn inb_14_what_it_gives_leads_to_the_apis_and_is_renewed_without_them() {
    let scene = Scene::open().await;
    let given = scene.auth(&scene.said("product_apis").await).await;
    let token = member(&given, "accessToken");
    assert_eq!(scene.apis(&token).await.json(), json!({ "apis": given.json()["apis"] }));
    scene.service.clock.advance(1199);
    let renewed = scene.renew(&token).await;
    assert_eq!(renewed.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["accessToken", "expiration", "expires_in"]);
    scene.service.clock.advance(1);
    assert_not_authorized(&scene.apis(&token).await, "the first has ended");
    assert_not_authorized(&scene.renew(&token).await, "what has ended is not renewed");
    assert_eq!(scene.apis(&member(&renewed, "accessToken")).await.status, 200);
}

#[tokio::test]
async fn inb_14_renewing_is_no_way_past_the_end_of_the_access_token() {
    let scene = Scene::open().await;
    let mut token = member(&scene.auth(&scene.said("product_apis").await).await, "accessToken");
    for _ in 0..3 {
        scene.service.clock.advance(1100);
        token = member(&scene.renew(&token).await, "accessToken");
    }
    scene.service.clock.advance(299);
    assert_eq!(scene.renew(&token).await.json()["expires_in"], 1);
    scene.service.clock.advance(1);
    assert_not_authorized(&scene.apis(&token).await, "an hour is over");
}

/// What can have changed since a token was given.
const CHANGES: [&str; 8] = [
    "nothing",
    "the person is disabled",
    "the app is disabled",
    "the app has lost its scopes",
    "the key is disabled",
    "the secret is retired",
    "the key is deleted",
    "the access is revoked",
];

async fn change(scene: &Scene, what: &str, access_tokens: Vec<&str>) {
    let database = || rusqlite::Connection::open(scene.service.database()).unwrap();
    let app = &scene.client.id;
    match what {
        "nothing" => {}
        "the person is disabled" => assert_eq!(database().execute("UPDATE people SET enabled = 0 WHERE email = ?1", [MICHAEL]).unwrap(), 1),
        "the app is disabled" => assert_eq!(database().execute("UPDATE apps SET enabled = 0 WHERE client_id = ?1", [app]).unwrap(), 1),
        "the app has lost its scopes" => {
            assert_eq!(database().execute("UPDATE apps SET scopes = 'personal_information' WHERE client_id = ?1", [app]).unwrap(), 1);
        }
        "the key is disabled" => scene.service.operator().switch_api_key(&scene.key, false).await.unwrap(),
        "the secret is retired" => {
            for _ in 0..2 {
                scene.service.operator().rotate_api_key(&scene.key).await.unwrap();
            }
        }
        "the key is deleted" => {
            let administrator = Client::built_in(&scene.service).tokens_for("ada@harbour.example", "accounts:admin").await.access_token;
            let request = http().delete(scene.service.url(&format!("/admin/v1/api-keys/{}", scene.key)));
            assert_eq!(send(request.bearer_auth(administrator)).await.status, 204);
        }
        "the access is revoked" => {
            for token in access_tokens {
                assert_eq!(scene.client.revoke(token).await.status, 200);
            }
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a16_scope_person_app_key_and_grant_are_looked_at_as_they_are_now() {
    for what in CHANGES {
        let scene = Scene::open().await;
        let mut before = Vec::new();
        for scopes in ["product_apis", "km_editor_api", "reporting_api", "personal_information"] {
            let said = scene.said(scopes).await;
            before.push((scopes, scene.auth(&said).await, said));
        }
        change(&scene, what, before.iter().map(|(_, _, said)| said.token.as_str()).collect()).await;
        for (scopes, given, said) in before {
            let answer = scene.auth(&said).await;
            match (what, scopes) {
                ("nothing", "personal_information") | ("the app has lost its scopes", _) => {
                    assert_eq!((answer.status, answer.json()["error"]["code"].clone()), (403, json!(403)), "{what}, {scopes}");
                }
                ("nothing", _) => assert_eq!(answer.status, 200, "{scopes}"),
                _ => assert_not_authorized(&answer, &format!("{what}, {scopes}")),
            }
            // What was given before is looked at anew, too.
            if given.status == 200 {
                let token = member(&given, "accessToken");
                let expected = if what == "nothing" { 200 } else { 403 };
                assert_eq!((scene.apis(&token).await.status, scene.renew(&token).await.status), (expected, expected), "{what}, {scopes}");
            }
        }
    }
}

/// Answers of an API are JSON, whatever is asked for.
#[tokio::test]
async fn an_address_of_the_apis_answers_programs() {
    let scene = Scene::open().await;
    let answer = send(http().get(scene.service.url("/v1/refreshToken")).header("accept", "text/html")).await;
    assert_eq!(answer.status, 405);
    assert!(serde_json::from_str::<Value>(&answer.body).is_ok(), "{}", answer.body);
}
