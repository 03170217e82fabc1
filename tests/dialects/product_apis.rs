//! INB-13 to INB-17, by id: authorization for the product APIs.

use countersign_accounts::Config;
use countersign_accounts::product_apis::catalog::Product;
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use support::client::{Client, member, send, shown};
use support::service::{BEGINNING, Service, http, inbenta_app};
use support::visitor::Answer;

const MICHAEL: &str = "michael@test.com";

/// A service, an app, and an API key with its secret.
struct Scene {
    service: Service,
    client: Client,
    key: String,
    secret: String,
}

/// What a request to `/v1/auth` says.
#[derive(Clone)]
struct Said {
    key: String,
    secret: String,
    token: String,
}

impl Scene {
    async fn open() -> Self {
        let service = Service::with_people().await;
        let client = Client::add(&service, inbenta_app()).await;
        let added = service.operator().add_api_key("Chat desk").await.unwrap();
        let secret = added.secret.expose().to_owned();
        Self { service, client, key: added.key, secret }
    }

    /// An access token for exactly these scopes: what impersonates has to be ticked by hand.
    async fn token(&self, scopes: &str) -> String {
        let mut visitor = support::visitor::Visitor::new();
        let page = visitor.sign_in(&self.client.authorize(scopes), MICHAEL).await;
        let all: Vec<_> = scopes.split(' ').filter(|scope| !scope.is_empty()).collect();
        let form = page.form_with("answer").ticking("scope", &all).with("answer", "accept");
        let code = visitor.submit(&page, &form).await.redirected_with().remove("code").unwrap();
        member(&self.client.exchange(&code).await, "access_token")
    }

    async fn said(&self, scopes: &str) -> Said {
        Said { key: self.key.clone(), secret: self.secret.clone(), token: self.token(scopes).await }
    }

    async fn auth(&self, said: &Said) -> Answer {
        let request = http().post(self.service.url("/v1/auth")).header("x-inbenta-key", &said.key);
        send(request.header("x-oauth-token", format!("Bearer {}", said.token)).json(&json!({ "secret": said.secret }))).await
    }

    async fn renew(&self, token: &str) -> Answer {
        send(http().post(self.service.url("/v1/refreshToken")).header("x-inbenta-key", &self.key).bearer_auth(token)).await
    }

    async fn apis(&self, token: &str) -> Answer {
        send(http().get(self.service.url("/v1/apis")).header("x-inbenta-key", &self.key).bearer_auth(token)).await
    }
}

/// The gateway's answer, which does not tell what it was that did not hold.
fn assert_not_authorized(answer: &Answer, what: &str) {
    let expected = json!({ "Message": "User is not authorized to access this resource with an explicit deny" });
    assert_eq!((answer.status, answer.json()), (403, expected), "{what}");
}

#[tokio::test]
async fn inb_13_user_information_leaves_out_what_the_scope_does_not_name() {
    let scene = Scene::open().await;
    let said = scene.client.user_info(&scene.token("product_apis").await).await;
    assert_eq!(said.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
}

#[tokio::test]
async fn inb_14_the_documented_request_starts_an_api_authorization() {
    let scene = Scene::open().await;
    let answer = scene.auth(&scene.said("product_apis").await).await;
    assert_snapshot!(shown(&answer), @r#"
    200
    cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'
    content-type: application/json
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    pragma: no-cache
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    x-frame-options: DENY

    {
      "accessToken": "TOKEN",
      "apis": {
        "chatbot": "http://127.0.0.1:PORT/apis/chatbot/v1",
        "knowledge": "http://127.0.0.1:PORT/apis/knowledge/v1"
      },
      "expiration": 1778750820,
      "expires_in": 1200
    }
    "#);
    assert_eq!(answer.json()["expiration"], BEGINNING + 1200);
}

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

#[tokio::test]
async fn inb_15_without_a_scope_for_it_the_answer_is_403() {
    let scene = Scene::open().await;
    for scopes in ["", "personal_information", "personal_information personal_configuration"] {
        let answer = scene.auth(&scene.said(scopes).await).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].clone()), (403, json!(403)), "{scopes}");
    }
    assert_snapshot!(scene.auth(&scene.said("").await).await.body, @r#"{"error":{"code":403,"message":"The OAuth token has no scope for this. It needs product_apis, km_editor_api or reporting_api."}}"#);
}

#[tokio::test]
async fn inb_15_each_scope_opens_its_own_apis() {
    let scene = Scene::open().await;
    let mut opened = Vec::new();
    for scopes in ["product_apis", "km_editor_api", "reporting_api", "personal_information km_editor_api reporting_api"] {
        let apis = scene.auth(&scene.said(scopes).await).await.json()["apis"].clone();
        opened.push(apis.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" "));
    }
    assert_eq!(opened, ["chatbot knowledge", "km-editor", "reporting", "km-editor reporting"]);
}

#[tokio::test]
async fn inb_15_the_apis_are_those_that_the_service_is_set_up_with() {
    let service = Service::start_with(|config: &mut Config| {
        config.product_apis = vec![Product::parse("product_apis search https://search.example/v2").unwrap()];
    })
    .await;
    service.add_person(support::service::michael()).await;
    let client = Client::add(&service, inbenta_app()).await;
    let added = service.operator().add_api_key("Search").await.unwrap();
    let scene = Scene { service, client, key: added.key, secret: added.secret.expose().to_owned() };
    let answer = scene.auth(&scene.said("product_apis").await).await;
    assert_eq!(answer.json()["apis"], json!({ "search": "https://search.example/v2" }));
}

#[tokio::test]
async fn inb_16_consent_says_that_the_app_acts_as_the_person_and_starts_unticked() {
    let scene = Scene::open().await;
    let page = support::visitor::Visitor::new().sign_in(&scene.client.authorize("km_editor_api reporting_api"), MICHAEL).await;
    assert_eq!(page.body.matches("It acts as you").count(), 2);
    assert!(page.form_with("answer").fields.iter().all(|(name, _)| name != "scope"), "nothing is ticked");
}

#[tokio::test]
async fn a_wrong_key_secret_header_or_token_is_told_apart_by_nobody() {
    let scene = Scene::open().await;
    let good = scene.said("product_apis").await;
    for (what, said) in [
        ("key", Said { key: "0".repeat(32), ..good.clone() }),
        ("secret", Said { secret: "x".repeat(43), ..good.clone() }),
        ("token", Said { token: "x".repeat(43), ..good.clone() }),
        ("the secret in the place of the token", Said { token: good.secret.clone(), ..good.clone() }),
    ] {
        assert_not_authorized(&scene.auth(&said).await, what);
    }
    let url = scene.service.url("/v1/auth");
    let body = json!({ "secret": good.secret });
    let bearer = format!("Bearer {}", good.token);
    for (what, request) in [
        ("no key", http().post(&url).header("x-oauth-token", &bearer)),
        ("no token", http().post(&url).header("x-inbenta-key", &good.key)),
        ("another scheme", http().post(&url).header("x-inbenta-key", &good.key).header("x-oauth-token", format!("Basic {}", good.token))),
        ("no scheme", http().post(&url).header("x-inbenta-key", &good.key).header("x-oauth-token", &good.token)),
        ("another header", http().post(&url).header("x-inbenta-key", &good.key).header("authorization", &bearer)),
        (
            "two keys",
            http().post(&url).header("x-inbenta-key", &good.key).header("x-inbenta-key", &good.key).header("x-oauth-token", &bearer),
        ),
    ] {
        assert_not_authorized(&send(request.json(&body)).await, what);
    }
    assert_eq!(scene.auth(&good).await.status, 200);
}

#[tokio::test]
async fn a25_a_body_that_is_no_request_is_400_in_the_words_of_the_api() {
    let scene = Scene::open().await;
    let said = scene.said("product_apis").await;
    let post = |kind: &'static str, body: String| {
        let request = http().post(scene.service.url("/v1/auth")).header("x-inbenta-key", &said.key);
        send(request.header("x-oauth-token", format!("Bearer {}", said.token)).header("content-type", kind).body(body))
    };
    let twice = format!("{{\"secret\":\"x\",\"secret\":\"{}\"}}", said.secret);
    for body in ["", "{", "[]", "{}", "{\"secret\":1}", "{\"secret\":\"\"}", "{\"secret\":\"\\u0000\"}", &twice] {
        let answer = post("application/json", body.to_owned()).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].clone()), (400, json!(400)), "{body}");
        assert!(answer.json()["error"]["message"].is_string());
    }
    assert_eq!(post("application/x-www-form-urlencoded", format!("secret={}", said.secret)).await.status, 400);
    assert_eq!(send(http().get(scene.service.url("/v1/auth"))).await.status, 405);
}

#[tokio::test]
async fn a15_of_keys_secrets_and_product_tokens_only_hashes_of_what_is_secret_are_kept() {
    let scene = Scene::open().await;
    let given = member(&scene.auth(&scene.said("product_apis").await).await, "accessToken");
    for file in [scene.service.database(), scene.service.database().with_extension("db-wal")] {
        let bytes = std::fs::read(file).unwrap_or_default();
        for secret in [&given, &scene.secret] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
    }
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

#[tokio::test]
async fn inb_17_two_secrets_work_at_a_time_and_a_third_retires_the_oldest() {
    let scene = Scene::open().await;
    let said = scene.said("product_apis").await;
    let operator = scene.service.operator();
    let second = operator.rotate_api_key(&scene.key).await.unwrap();
    assert_eq!(second.retired, None);
    let works = |secret: String| async { scene.auth(&Said { secret, ..said.clone() }).await.status == 200 };
    assert!(works(scene.secret.clone()).await && works(second.secret.expose().to_owned()).await);
    let third = operator.rotate_api_key(&scene.key).await.unwrap();
    assert!(third.retired.is_some());
    let of = [scene.secret.clone(), second.secret.expose().to_owned(), third.secret.expose().to_owned()];
    let [first, second, third] = of;
    assert_eq!([works(first).await, works(second).await, works(third).await], [false, true, true]);
}

#[tokio::test]
async fn inb_17_a_key_that_is_switched_on_again_does_not_bring_back_what_it_had_given() {
    let scene = Scene::open().await;
    let said = scene.said("product_apis").await;
    let given = member(&scene.auth(&said).await, "accessToken");
    let operator = scene.service.operator();
    operator.switch_api_key(&scene.key, false).await.unwrap();
    operator.switch_api_key(&scene.key, true).await.unwrap();
    assert_not_authorized(&scene.apis(&given).await, "it was given before");
    assert_eq!(scene.auth(&said).await.status, 200);
}

#[tokio::test]
async fn inb_17_an_operator_sees_when_a_key_was_last_used_and_never_its_secret() {
    let scene = Scene::open().await;
    assert!(scene.service.operator().api_keys().await.unwrap()[0].last_use.is_none());
    scene.service.clock.advance(5);
    scene.auth(&scene.said("product_apis").await).await;
    let keys = scene.service.operator().api_keys().await.unwrap();
    assert_eq!(keys[0].last_use, Some((BEGINNING + 5, "127.0.0.1".to_owned())));
    assert!(!format!("{keys:?}").contains(&scene.secret));
}

/// Answers of an API are JSON, whatever is asked for.
#[tokio::test]
async fn an_address_of_the_apis_answers_programs() {
    let scene = Scene::open().await;
    let answer = send(http().get(scene.service.url("/v1/refreshToken")).header("accept", "text/html")).await;
    assert_eq!(answer.status, 405);
    assert!(serde_json::from_str::<Value>(&answer.body).is_ok(), "{}", answer.body);
}

/// The administration API, with an administrator's token.
struct Desk {
    scene: Scene,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let scene = Scene::open().await;
        let token = Client::built_in(&scene.service).tokens_for("ada@harbour.example", "accounts:admin").await.access_token;
        Self { scene, token }
    }

    async fn ask(&self, method: reqwest::Method, path: &str, version: Option<i64>, body: Option<Value>) -> Answer {
        let mut request = http().request(method, self.scene.service.url(&format!("/admin/v1/api-keys{path}"))).bearer_auth(&self.token);
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        send(request).await
    }
}

#[tokio::test]
async fn inb_17_an_administrator_issues_a_key_whose_secret_is_shown_once_and_works_at_once() {
    let desk = Desk::open().await;
    let made = desk.ask(Method::POST, "", None, Some(json!({ "name": "Help centre" }))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (key, secret) = (member(&made, "key"), member(&made, "secret"));
    let read = desk.ask(Method::GET, &format!("/{key}"), None, None).await;
    assert!(!read.body.contains(&secret));
    assert_eq!((read.header("etag"), read.json()["name"].clone()), ("\"1\"", json!("Help centre")));
    let said = Said { key, secret, token: desk.scene.token("product_apis").await };
    assert_eq!(desk.scene.auth(&said).await.status, 200);
}

#[tokio::test]
async fn inb_17_keys_are_listed_by_name_page_by_page() {
    let desk = Desk::open().await;
    for name in ["beta", "Alpha"] {
        desk.ask(Method::POST, "", None, Some(json!({ "name": name }))).await;
    }
    let names = |page: &Value| page["items"].as_array().unwrap().iter().map(|key| key["name"].clone()).collect::<Vec<_>>();
    let first = desk.ask(Method::GET, "?limit=2", None, None).await.json();
    assert_eq!((names(&first), first["total"].clone()), (vec![json!("Alpha"), json!("beta")], json!(3)));
    let second = desk.ask(Method::GET, &format!("?limit=2&cursor={}", first["next_cursor"].as_str().unwrap()), None, None).await.json();
    assert_eq!((names(&second), second["next_cursor"].clone()), (vec![json!("Chat desk")], Value::Null));
    let found = desk.ask(Method::GET, "?search=ALP", None, None).await.json();
    assert_eq!(names(&found), [json!("Alpha")]);
}

#[tokio::test]
async fn inb_17_a_key_is_renamed_and_switched_at_the_version_that_was_read() {
    let desk = Desk::open().await;
    let path = format!("/{}", desk.scene.key);
    let off = json!({ "name": "Chat", "enabled": false });
    assert_eq!(desk.ask(Method::PUT, &path, None, Some(off.clone())).await.status, 428);
    let changed = desk.ask(Method::PUT, &path, Some(1), Some(off.clone())).await;
    assert_eq!((changed.status, changed.json()["enabled"].clone(), changed.header("etag")), (200, json!(false), "\"2\""));
    assert_eq!(desk.ask(Method::PUT, &path, Some(1), Some(off)).await.status, 412);
    assert_not_authorized(&desk.scene.auth(&desk.scene.said("product_apis").await).await, "it is switched off");
    assert_eq!(desk.ask(Method::PUT, &path, Some(2), Some(json!({ "name": "", "enabled": true }))).await.status, 400);
}

#[tokio::test]
async fn inb_17_a_secret_is_rotated_and_retired_and_a_key_is_deleted() {
    let desk = Desk::open().await;
    let path = format!("/{}", desk.scene.key);
    let made = desk.ask(Method::POST, &format!("{path}/secrets"), None, None).await;
    assert_eq!((made.status, made.json()["retired"].clone()), (201, Value::Null));
    let old = desk.ask(Method::GET, &path, None, None).await.json()["secrets"][0]["id"].as_str().unwrap().to_owned();
    let said = desk.scene.said("product_apis").await;
    let given = member(&desk.scene.auth(&said).await, "accessToken");
    assert_eq!(desk.ask(Method::DELETE, &format!("{path}/secrets/{old}"), None, None).await.status, 204);
    assert_not_authorized(&desk.scene.auth(&said).await, "the secret is retired");
    assert_not_authorized(&desk.scene.apis(&given).await, "what was given for it has ended");
    let new = Said { secret: member(&made, "secret"), ..said };
    assert_eq!(desk.scene.auth(&new).await.status, 200);
    assert_eq!(desk.ask(Method::DELETE, &format!("{path}/secrets/{old}"), None, None).await.status, 404);
    assert_eq!(desk.ask(Method::DELETE, &path, None, None).await.status, 204);
    assert_not_authorized(&desk.scene.auth(&new).await, "the key is gone");
    assert_eq!(desk.ask(Method::GET, &path, None, None).await.status, 404);
}

#[tokio::test]
async fn inb_17_a_key_of_an_organisation_that_is_not_there_is_not_made() {
    let desk = Desk::open().await;
    let answer = desk.ask(Method::POST, "", None, Some(json!({ "name": "x", "organisation": "nowhere" }))).await;
    assert_eq!((answer.status, answer.json()["problems"][0]["field"].clone()), (400, json!("organisation")));
}

#[tokio::test]
async fn inb_17_a_key_of_an_organisation_serves_its_people_alone() {
    let desk = Desk::open().await;
    let database = rusqlite::Connection::open(desk.scene.service.database()).unwrap();
    let sql = "INSERT INTO organisations (id, name, name_key, created_at, version) VALUES ('harbour', 'Harbour', 'harbour', 0, 1)";
    database.execute(sql, []).unwrap();
    let made = desk.ask(Method::POST, "", None, Some(json!({ "name": "Harbour", "organisation": "harbour" }))).await;
    let said = Said { key: member(&made, "key"), secret: member(&made, "secret"), token: desk.scene.token("product_apis").await };
    assert_not_authorized(&desk.scene.auth(&said).await, "Michael belongs to none");
    database.execute("UPDATE people SET organisation = 'harbour' WHERE email = ?1", [MICHAEL]).unwrap();
    assert_eq!(desk.scene.auth(&said).await.status, 200);
}

#[tokio::test]
async fn a16_whose_person_has_moved_to_another_organisation_a_key_of_the_one_before_opens_and_renews_nothing() {
    let desk = Desk::open().await;
    let database = rusqlite::Connection::open(desk.scene.service.database()).unwrap();
    for name in ["harbour", "market"] {
        let sql = "INSERT INTO organisations (id, name, name_key, created_at, version) VALUES (?1, ?1, ?1, 0, 1)";
        database.execute(sql, [name]).unwrap();
    }
    let belongs_to = |organisation: Option<&str>| {
        database.execute("UPDATE people SET organisation = ?1 WHERE email = ?2", rusqlite::params![organisation, MICHAEL]).unwrap()
    };
    belongs_to(Some("harbour"));
    let made = desk.ask(Method::POST, "", None, Some(json!({ "name": "Harbour", "organisation": "harbour" }))).await;
    let said = Said { key: member(&made, "key"), secret: member(&made, "secret"), token: desk.scene.token("product_apis").await };
    let token = member(&desk.scene.auth(&said).await, "accessToken");
    let ask = async |method: Method, path: &str| {
        let request = http().request(method, desk.scene.service.url(path)).header("x-inbenta-key", &said.key);
        send(request.bearer_auth(&token)).await
    };
    for organisation in [Some("market"), None] {
        belongs_to(organisation);
        assert_not_authorized(&ask(Method::GET, "/v1/apis").await, "what it opens");
        assert_not_authorized(&ask(Method::POST, "/v1/refreshToken").await, "what renews it");
    }
    belongs_to(Some("harbour"));
    assert_eq!(ask(Method::GET, "/v1/apis").await.status, 200);
    assert_eq!(ask(Method::POST, "/v1/refreshToken").await.status, 200);
}
