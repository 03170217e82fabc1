//! Where the requests for a service may go (N2): nothing that only a document named leads inside.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_engine::{Names, WithoutKeychain};
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::secured::{Authority, secured};

use crate::stage::{Mood, Stage};

/// A resolver that gives one list of addresses after the other, and the last one from then on.
#[derive(Debug, Default)]
struct Rebinding {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Rebinding {
    fn of(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|texts| texts.iter().map(|text| text.parse().unwrap()).collect()).collect();
        Arc::new(Self { answers, asked: AtomicUsize::new(0) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Names for Rebinding {
    fn addresses(&self, _name: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let at = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        let found = self.answers[at].clone();
        async move { Ok(found) }.boxed()
    }
}

async fn stage(names: &Arc<Rebinding>) -> Stage {
    Stage::resolving(Mood::Ready, WithoutKeychain::Refuse, names.clone()).await
}

fn by_issuer(issuer: &str) -> ProviderDraft {
    ProviderDraft { name: "work".into(), issuer: Some(issuer.into()), client_id: Some("till".into()), ..Default::default() }
}

/// A service on the name `accounts.example`, and the port that it is at. Its person enters that name.
async fn named(authority: &Authority) -> (FakeProvider, String) {
    let mut fake = FakeProvider::start().await;
    let port = secured(&fake, &authority.certificate(&["accounts.example"])).await;
    let issuer = format!("https://accounts.example:{port}");
    fake.metadata(|doc| {
        doc["issuer"] = issuer.as_str().into();
        for (member, path) in [
            ("authorization_endpoint", "/authorize"),
            ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/userinfo"),
            ("revocation_endpoint", "/revoke"),
        ] {
            doc[member] = format!("{issuer}{path}").into();
        }
    });
    fake.issuer.clone_from(&issuer);
    (fake, issuer)
}

#[tokio::test]
async fn n2_a_document_may_not_name_an_address_inside() {
    let authority = Authority::new();
    let names = Rebinding::of(&[&["127.0.0.1"]]);
    let (fake, issuer) = named(&authority).await;
    for (member, address) in [
        ("token_endpoint", "https://127.0.0.1:1/token"),
        ("token_endpoint", "https://2130706433/token"),
        ("token_endpoint", "https://[::1]/token"),
        ("userinfo_endpoint", "https://[::ffff:127.0.0.1]/me"),
        ("revocation_endpoint", "https://169.254.169.254/latest/meta-data"),
        ("jwks_uri", "https://10.0.0.1/keys"),
        ("jwks_uri", "https://192.168.1.1/keys"),
        ("end_session_endpoint", "https://172.16.0.1/end"),
        ("device_authorization_endpoint", "https://100.64.0.1/device"),
        ("pushed_authorization_request_endpoint", "https://[fd00::1]/par"),
        ("registration_endpoint", "https://[fe80::1]/register"),
        ("authorization_endpoint", "https://localhost/authorize"),
        ("token_endpoint", "http://127.0.0.1:1/token"),
    ] {
        let stage = stage(&names).await;
        fake.metadata(|doc| doc[member] = address.into());
        let error = stage.engine.add_provider(by_issuer(&issuer), authority.enclosed()).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains(member), "{member} {address}: {error}");
        let (_, good) = named(&authority).await;
        fake.metadata(|doc| doc[member] = good.replace(&good, &format!("{issuer}/{member}")).into());
    }
}

#[tokio::test]
async fn n2_a_name_that_only_a_document_named_is_refused_where_it_leads_inside() {
    let authority = Authority::new();
    for inside in [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
    ] {
        // The person's own name leads here, and any later one inside.
        let names = Rebinding::of(&[&["127.0.0.1"], &[inside]]);
        let (stage, (fake, issuer)) = (stage(&names).await, named(&authority).await);
        fake.metadata(|doc| doc["token_endpoint"] = "https://inner.example/token".into());
        stage.engine.add_provider(by_issuer(&issuer), authority.enclosed()).await.unwrap();
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains("inner.example"), "{inside}: {error}");
        assert!(fake.seen("/token").is_empty());
    }
}

#[tokio::test]
async fn n2_a_name_that_is_bound_anew_is_refused_at_the_connection() {
    let authority = Authority::new();
    // First outside (where nobody answers), beside what may not be; then inside.
    let names = Rebinding::of(&[&["127.0.0.1"], &["203.0.113.1", "127.0.0.1"], &["127.0.0.1"]]);
    let (stage, (fake, issuer)) = (stage(&names).await, named(&authority).await);
    let elsewhere = issuer.replace("accounts.example", "other.example");
    fake.metadata(|doc| doc["userinfo_endpoint"] = format!("{elsewhere}/userinfo").into());
    stage.engine.add_provider(by_issuer(&issuer), authority.enclosed()).await.unwrap();
    let (account, before) = (stage.sign_in("work", &fake).await, names.asked());
    let error = stage.engine.read_profile(&account.id).await.unwrap_err();
    assert!(error.message.contains("other.example") && error.code == ErrorCode::BadAnswer, "{error}");
    assert_eq!(names.asked(), before + 1, "each connection is looked at anew, and once");
    assert!(fake.seen("/userinfo").is_empty(), "what is inside was never asked");
}

#[tokio::test]
async fn n2_what_a_person_entered_is_reached_wherever_it_is() {
    // An address of this computer, with everything else on it.
    let (stage, fake, other) = (Stage::new().await, FakeProvider::start().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["userinfo_endpoint"] = other.url("/userinfo").into());
    stage.add("here", &fake).await;
    assert_eq!(stage.sign_in("here", &fake).await.name.as_deref(), Some("Michael"));
    stage.add_by_hand("hand", &fake, None).await;
    stage.sign_in("hand", &fake).await;
    // A name that leads inside, as in an office.
    let authority = Authority::new();
    let (named_stage, (fake, issuer)) = (self::stage(&Rebinding::of(&[&["127.0.0.1"]])).await, named(&authority).await);
    named_stage.engine.add_provider(by_issuer(&issuer), authority.enclosed()).await.unwrap();
    let account = named_stage.sign_in("work", &fake).await;
    assert_eq!(account.name.as_deref(), Some("Michael"));
    named_stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(named_stage.engine.sign_out(&account.id).await.unwrap().revoked.len(), 2);
}

#[tokio::test]
async fn n2_no_redirect_leads_inside() {
    let (stage, fake, inside) = (Stage::new().await, FakeProvider::start().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.next("/token", Reply::redirect(307, &inside.url("/token")));
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(inside.seen_at_all().is_empty());
}

#[tokio::test]
async fn n2_what_is_inside_is_on_record_as_not_asked() {
    let authority = Authority::new();
    let names = Rebinding::of(&[&["127.0.0.1"], &["10.0.0.1"]]);
    let (stage, (fake, issuer)) = (stage(&names).await, named(&authority).await);
    fake.metadata(|doc| doc["token_endpoint"] = "https://inner.example/token".into());
    stage.engine.add_provider(by_issuer(&issuer), authority.enclosed()).await.unwrap();
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    let trace = stage.engine.traces_of(&started.attempt).await.unwrap().remove(0);
    assert!(json!(trace.entries).to_string().contains("not allowed"), "{trace:?}");
}
