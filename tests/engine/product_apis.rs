//! The product APIs, used on behalf of somebody who is signed in (INB-14 to INB-16, the client's half).

use std::time::Duration;

use countersign_engine::Secret;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, Reply};
use support::service::{Service, inbenta_app};
use support::visitor::Visitor;

use crate::stage::{Stage, request};

const AUTH: &str = "/v1/auth";
const RENEW: &str = "/v1/refreshToken";
const APIS: &str = "/v1/apis";

/// A preset's service that does as it is told, with somebody who granted `scopes`.
struct Desk {
    stage: Stage,
    fake: FakeProvider,
    account: String,
}

impl Desk {
    async fn open(scopes: &[&str]) -> Self {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        let draft = ProviderDraft {
            name: "desk".into(),
            preset: Some("inbenta".into()),
            base_url: Some(fake.issuer.clone()),
            client_id: Some("till".into()),
            ..Default::default()
        };
        stage.engine.add_provider(draft, Some(Secret::new("s"))).await.unwrap();
        let token = json!({"access_token": "person-1", "token_type": "bearer", "expires_in": 3600});
        fake.always("/v1/oauth/tokens", Reply::json(200, token));
        fake.always("/v1/oauth/user-information", Reply::json(200, json!({"id": "1"})));
        let mut asked = request("desk", ReturnPath::DeepLink);
        asked.scopes = Some(scopes.iter().map(|scope| (*scope).to_owned()).collect());
        let started = stage.engine.start_sign_in(asked).await.unwrap();
        let back = fake.answer(&Asked::of(&started.authorize_url), &[("code", "c1")]);
        let account = stage.engine.receive_callback(back.as_bytes()).await.unwrap().id;
        Self { stage, fake, account }
    }

    async fn with_key(scopes: &[&str]) -> Self {
        let desk = Self::open(scopes).await;
        desk.stage.engine.keep_api_key("desk", "key-1".into(), Secret::new("canary-secret")).await.unwrap();
        desk.fake.always(AUTH, Reply::json(200, given("product-1")));
        desk.fake.always(RENEW, Reply::json(200, given("product-2")));
        desk.fake.always(APIS, Reply::json(200, json!({"apis": {"chatbot": "https://chatbot.example/v1"}})));
        desk
    }

    async fn token(&self, wanted: u64) -> String {
        let token = self.stage.engine.product_token(&self.account, Duration::from_secs(wanted)).await.unwrap();
        token.token.expose().to_owned()
    }

    async fn refused(&self) -> ErrorCode {
        self.stage.engine.product_token(&self.account, Duration::ZERO).await.unwrap_err().code
    }
}

fn given(token: &str) -> Value {
    json!({"accessToken": token, "expires_in": 1200, "expiration": crate::stage::BEGINNING + 1200})
}

#[tokio::test]
async fn inb_14_the_exchange_sends_the_key_the_persons_token_and_the_secret_where_each_belongs() {
    let desk = Desk::with_key(&["product_apis"]).await;
    assert_eq!(desk.token(0).await, "product-1");
    let seen = desk.fake.seen(AUTH);
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].method.as_str(), seen[0].header("content-type")), ("POST", "application/json"));
    assert_eq!((seen[0].header("x-inbenta-key"), seen[0].header("x-oauth-token")), ("key-1", "Bearer person-1"));
    assert_eq!(seen[0].header("authorization"), "");
    assert_eq!(serde_json::from_str::<Value>(&seen[0].body).unwrap(), json!({"secret": "canary-secret"}));
}

#[tokio::test]
async fn inb_14_a_token_is_used_while_it_is_good_and_renewed_before_it_ends() {
    let desk = Desk::with_key(&["product_apis"]).await;
    assert_eq!((desk.token(60).await, desk.token(60).await), ("product-1".into(), "product-1".into()));
    desk.stage.clock.advance(1150);
    assert_eq!(desk.token(60).await, "product-2");
    let seen = desk.fake.seen(RENEW);
    assert_eq!((seen.len(), seen[0].header("authorization"), seen[0].header("x-inbenta-key")), (1, "Bearer product-1", "key-1"));
    assert_eq!(desk.fake.seen(AUTH).len(), 1);
}

#[tokio::test]
async fn inb_14_what_cannot_be_renewed_is_exchanged_anew() {
    let desk = Desk::with_key(&["product_apis"]).await;
    desk.token(0).await;
    desk.stage.clock.advance(1150);
    desk.fake.always(RENEW, Reply::json(403, json!({"Message": "User is not authorized to access this resource with an explicit deny"})));
    desk.fake.always(AUTH, Reply::json(200, given("product-3")));
    assert_eq!(desk.token(60).await, "product-3");
    // Past its end nothing is left to renew.
    desk.stage.clock.advance(1300);
    desk.fake.forget_seen();
    desk.token(0).await;
    assert_eq!((desk.fake.seen(RENEW).len(), desk.fake.seen(AUTH).len()), (0, 1));
}

#[tokio::test]
async fn inb_15_without_a_scope_for_it_nothing_is_asked() {
    let desk = Desk::with_key(&["personal_information"]).await;
    let refused = desk.stage.engine.product_access(&desk.account).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Forbidden);
    assert!(refused.message.contains("product_apis, km_editor_api, reporting_api"), "{}", refused.message);
    assert!(desk.fake.seen(AUTH).is_empty());
}

#[tokio::test]
async fn inb_16_what_acts_in_the_persons_name_is_named() {
    let desk = Desk::with_key(&["product_apis", "km_editor_api"]).await;
    let access = desk.stage.engine.product_access(&desk.account).await.unwrap();
    assert_eq!(access.impersonates.to_wire(), "km_editor_api");
    assert_eq!(access.expires_at, crate::stage::BEGINNING + 1200);
    assert_eq!(access.apis["chatbot"], "https://chatbot.example/v1");
}

#[tokio::test]
async fn the_addresses_of_the_apis_are_asked_for_each_time() {
    let desk = Desk::with_key(&["product_apis"]).await;
    desk.stage.engine.product_access(&desk.account).await.unwrap();
    desk.fake.always(APIS, Reply::json(200, json!({"apis": {"chatbot": "https://other.example"}})));
    let access = desk.stage.engine.product_access(&desk.account).await.unwrap();
    assert_eq!(access.apis["chatbot"], "https://other.example");
    assert_eq!(desk.fake.seen(AUTH).len(), 1);
}

#[tokio::test]
async fn a_token_that_the_service_ended_early_is_got_anew_once() {
    let desk = Desk::with_key(&["product_apis"]).await;
    desk.token(0).await;
    desk.fake.next(APIS, Reply::json(403, json!({"Message": "no"})));
    desk.fake.always(AUTH, Reply::json(200, given("product-9")));
    let access = desk.stage.engine.product_access(&desk.account).await.unwrap();
    assert_eq!(access.apis.len(), 1);
    assert_eq!(desk.fake.seen(APIS).last().unwrap().header("authorization"), "Bearer product-9");
}

#[tokio::test]
async fn without_an_api_key_the_error_says_how_to_enter_one() {
    let desk = Desk::open(&["product_apis"]).await;
    let refused = desk.stage.engine.product_access(&desk.account).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert!(refused.message.contains("of “desk” want an API key besides"), "{}", refused.message);
    assert!(desk.fake.seen(AUTH).is_empty());
}

#[tokio::test]
async fn every_shape_of_a_refusal_has_its_sentence_and_keeps_the_session() {
    let desk = Desk::with_key(&["product_apis"]).await;
    for (reply, code, says) in [
        (Reply::json(403, json!({"Message": "explicit deny"})), ErrorCode::Refused, "does not say why"),
        (Reply::json(400, json!({"error": {"code": 400, "message": "no\u{1b}secret"}})), ErrorCode::Refused, "nosecret"),
        (Reply::body(404, "text/html", "<p>"), ErrorCode::Refused, "404"),
        (Reply::body(200, "text/html", "<p>"), ErrorCode::BadAnswer, "JSON"),
        (Reply::json(200, json!({})), ErrorCode::BadAnswer, "token"),
        (Reply::json(200, json!({"accessToken": "a\nb", "expires_in": 60})), ErrorCode::BadAnswer, "token"),
        (Reply::json(200, json!({"accessToken": 7, "expires_in": 60})), ErrorCode::BadAnswer, "JSON"),
        (Reply::json(200, json!({"accessToken": "a"})), ErrorCode::BadAnswer, "end"),
        (Reply::json(200, json!({"accessToken": "a", "expires_in": -1})), ErrorCode::BadAnswer, "end"),
        (Reply::json(200, json!({"accessToken": "a", "expires_in": 1e300})), ErrorCode::BadAnswer, "end"),
        (
            Reply::json(200, json!({"accessToken": "a", "expires_in": 60, "apis": {"x": "http://far.example"}})),
            ErrorCode::BadAnswer,
            "address",
        ),
        (Reply::json(200, json!({"accessToken": "a", "expires_in": 60, "apis": {"x": ["y"]}})), ErrorCode::BadAnswer, "address"),
        (Reply::redirect(302, "https://evil.example"), ErrorCode::BadAnswer, "redirect"),
        (Reply::json(503, json!({})), ErrorCode::Busy, "wait"),
    ] {
        desk.fake.next(AUTH, reply);
        let refused = desk.stage.engine.product_access(&desk.account).await.unwrap_err();
        assert_eq!(refused.code, code, "{}", refused.message);
        assert!(refused.message.contains(says) && !refused.message.contains("canary"), "{}", refused.message);
    }
    assert_eq!(desk.token(0).await, "product-1");
}

#[tokio::test]
async fn the_end_of_a_life_may_be_a_time_or_a_text() {
    let desk = Desk::with_key(&["product_apis"]).await;
    let at = crate::stage::BEGINNING + 90;
    for life in [json!({"expiration": at}), json!({"expires_in": "90"}), json!({"expiration": at.to_string()})] {
        let mut answer = life;
        answer["accessToken"] = "product-5".into();
        desk.stage.engine.keep_api_key("desk", "key-1".into(), Secret::new("other")).await.unwrap();
        desk.fake.next(AUTH, Reply::json(200, answer));
        let token = desk.stage.engine.product_token(&desk.account, Duration::ZERO).await.unwrap();
        assert_eq!(token.expires_at, at);
        desk.stage.engine.forget_api_key("desk").await.unwrap();
    }
}

#[tokio::test]
async fn a_sign_out_and_another_key_leave_nothing_of_it() {
    let desk = Desk::with_key(&["product_apis"]).await;
    assert_eq!(desk.token(0).await, "product-1");
    desk.stage.engine.keep_api_key("desk", "key-2".into(), Secret::new("t")).await.unwrap();
    desk.fake.always(AUTH, Reply::json(200, given("product-of-key-2")));
    assert_eq!(desk.token(0).await, "product-of-key-2", "a token belongs to its key");
    desk.stage.engine.sign_out(&desk.account).await.unwrap();
    assert_eq!(desk.refused().await, ErrorCode::SignInAgain);
}

#[tokio::test]
async fn a_key_is_listed_without_its_secret_and_goes_with_its_provider() {
    let desk = Desk::with_key(&["product_apis"]).await;
    let engine = &desk.stage.engine;
    let kept = engine.api_keys().await.unwrap();
    assert_eq!(serde_json::to_value(&kept).unwrap(), json!([{"provider": "desk", "key": "key-1"}]));
    assert_eq!(engine.forget_api_key("nobody").await.unwrap_err().code, ErrorCode::NotFound);
    for (provider, key, secret) in [("nobody", "k", "s"), ("desk", "", "s"), ("desk", "a b", "s"), ("desk", "k", ""), ("desk", "k", "a\nb")]
    {
        assert!(engine.keep_api_key(provider, key.into(), Secret::new(secret)).await.is_err(), "{provider} {key} {secret}");
    }
    assert_eq!(engine.api_keys().await.unwrap(), kept, "what was refused changed nothing");
    engine.sign_out(&desk.account).await.unwrap();
    engine.remove_provider("desk").await.unwrap();
    assert!(engine.api_keys().await.unwrap().is_empty());
    let files = desk.stage.files();
    assert!(!files.windows(13).any(|bytes| bytes == b"canary-secret"));
}

#[tokio::test]
async fn a_service_without_product_apis_says_so() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let account = stage.sign_in("work", &fake).await.id;
    assert_eq!(stage.engine.product_access(&account).await.unwrap_err().code, ErrorCode::Refused);
    assert_eq!(stage.engine.keep_api_key("work", "k".into(), Secret::new("s")).await.unwrap_err().code, ErrorCode::Refused);
}

#[tokio::test]
async fn inb_14_to_inb_16_the_preset_meets_the_accounts_service() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let mut draft = inbenta_app();
    draft.kind = countersign_wire::app::AppKind::Native;
    draft.with_secret = true;
    draft.redirect_uris = vec!["app.countersign.desktop:/callback/inbenta".into()];
    let app = service.add_app(draft).await;
    let provider = ProviderDraft {
        name: "desk".into(),
        preset: Some("inbenta".into()),
        base_url: Some(service.issuer().into()),
        client_id: Some(app.client_id.clone()),
        ..Default::default()
    };
    let engine = &stage.engine;
    engine.add_provider(provider, app.secret.as_ref().map(|secret| Secret::new(secret.expose()))).await.unwrap();
    let added = service.operator().add_api_key("Chat desk").await.unwrap();
    engine.keep_api_key("desk", added.key, Secret::new(added.secret.expose())).await.unwrap();

    let mut asked = request("desk", ReturnPath::DeepLink);
    asked.scopes = Some(vec!["product_apis".into(), "km_editor_api".into()]);
    let started = engine.start_sign_in(asked).await.unwrap();
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&started.authorize_url, "michael@test.com").await;
    let form = page.form_with("answer").ticking("scope", &["product_apis", "km_editor_api"]).with("answer", "accept");
    let back = visitor.submit(&page, &form).await.location().unwrap().to_owned();
    let account = engine.receive_callback(back.as_bytes()).await.unwrap().id;

    let access = engine.product_access(&account).await.unwrap();
    assert!(!access.apis.is_empty());
    assert_eq!(access.impersonates.to_wire(), "km_editor_api");
    let first = engine.product_token(&account, Duration::ZERO).await.unwrap();
    let longest = Duration::from_secs(24 * 3600);
    let renewed = engine.product_token(&account, longest).await.unwrap();
    assert_ne!(first.token, renewed.token);
}
