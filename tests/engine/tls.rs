//! Who answers, and by which TLS (N1), with real servers.

use countersign_engine::Enclosed;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use support::fake_provider::{FakeProvider, KEYS, SigningKey};
use support::secured::{Authority, Served, old_tls, secured};

use crate::stage::Stage;

fn draft(port: u16) -> ProviderDraft {
    let issuer = Some(format!("https://127.0.0.1:{port}"));
    ProviderDraft { name: "work".into(), issuer, client_id: Some("till".into()), ..Default::default() }
}

/// A service at an https address of this computer, with this certificate.
async fn service(served: &Served) -> (FakeProvider, u16) {
    let mut fake = FakeProvider::start().await;
    let port = secured(&fake, served).await;
    let issuer = format!("https://127.0.0.1:{port}");
    fake.metadata(|doc| {
        doc["issuer"] = issuer.as_str().into();
        doc["authorization_endpoint"] = format!("{issuer}/authorize").into();
        doc["token_endpoint"] = format!("{issuer}/token").into();
        doc["userinfo_endpoint"] = format!("{issuer}/userinfo").into();
        doc["revocation_endpoint"] = format!("{issuer}/revoke").into();
    });
    fake.issuer = issuer;
    (fake, port)
}

async fn refused(port: u16, enclosed: Enclosed) -> UserError {
    let stage = Stage::new().await;
    let error = stage.engine.add_provider(draft(port), enclosed).await.unwrap_err();
    assert!(stage.engine.providers().await.unwrap().is_empty());
    error
}

#[tokio::test]
async fn n1_a_ca_that_a_person_added_vouches_for_the_whole_of_a_session() {
    let authority = Authority::new();
    let (stage, (fake, port)) = (Stage::new().await, service(&authority.certificate(&["127.0.0.1"])).await);
    let view = stage.engine.add_provider(draft(port), authority.enclosed()).await.unwrap();
    assert_eq!(view.added_ca, [authority.fingerprint()]);
    let account = stage.sign_in("work", &fake).await;
    assert_eq!(account.name.as_deref(), Some("Michael"));
    stage.engine.refresh(&account.id).await.unwrap();
    // It is kept with the provider, for every process.
    let other = stage.another_process().await;
    assert_eq!(other.providers().await.unwrap()[0].added_ca, [authority.fingerprint()]);
    assert_eq!(other.sign_out(&account.id).await.unwrap().revoked.len(), 2);
}

/// Whether a CA may help, which each face says in its own way.
fn is_of_nobody(error: &UserError) -> bool {
    error.code == ErrorCode::Network
        && error.field.as_deref() == Some("ca_file")
        && error.message.contains("CA certificate")
        && !error.message.contains("--")
}

#[tokio::test]
async fn n1_a_certificate_of_nobody_whom_this_computer_trusts_is_refused_and_what_to_do_is_said() {
    let authority = Authority::new();
    let (fake, port) = service(&authority.certificate(&["127.0.0.1"])).await;
    let error = refused(port, Enclosed::default()).await;
    assert!(is_of_nobody(&error), "{error}");
    let error = refused(port, Authority::new().enclosed()).await;
    assert!(is_of_nobody(&error), "{error}");
    assert!(fake.seen_at_all().is_empty(), "nothing was said to it");
}

#[tokio::test]
async fn n1_a_ca_of_one_provider_vouches_for_no_other() {
    let authority = Authority::new();
    let stage = Stage::new().await;
    let (_fake, port) = service(&authority.certificate(&["127.0.0.1"])).await;
    stage.engine.add_provider(draft(port), authority.enclosed()).await.unwrap();
    let (_other, port) = service(&authority.certificate(&["127.0.0.1"])).await;
    let error = stage.engine.add_provider(ProviderDraft { name: "other".into(), ..draft(port) }, None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Network, "{error}");
}

/// A provider that names the same address for its keys as others do, and signs with the one that is there.
async fn with_keys_at(address: &str, key: &SigningKey) -> FakeProvider {
    let fake = FakeProvider::start().await;
    fake.speak_openid();
    fake.id_tokens(|it| it.sign_and_publish(key));
    fake.metadata(|document| document["jwks_uri"] = address.into());
    fake
}

#[tokio::test]
async fn n1_keys_that_one_provider_had_under_its_own_ca_vouch_for_nobody_at_another() {
    let (authority, key) = (Authority::new(), SigningKey::new("RS256", "first"));
    let there = FakeProvider::start().await;
    there.speak_openid();
    there.id_tokens(|it| it.sign_and_publish(&key));
    let address = format!("https://127.0.0.1:{}{KEYS}", secured(&there, &authority.certificate(&["127.0.0.1"])).await);
    let stage = Stage::new().await;
    let (with_ca, without) = (with_keys_at(&address, &key).await, with_keys_at(&address, &key).await);
    let draft = ProviderDraft { issuer: Some(with_ca.issuer.clone()), ..draft(0) };
    stage.engine.add_provider(draft, authority.enclosed()).await.unwrap();
    stage.sign_in("work", &with_ca).await;
    stage.add("other", &without).await;
    let started = stage.start("other", ReturnPath::DeepLink).await;
    let error = stage.engine.receive_callback(without.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(error.code == ErrorCode::Network && error.message.contains("could not be fetched"), "{error}");
    assert_eq!(stage.engine.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn n1_a_certificate_for_another_name_or_another_time_is_refused() {
    let authority = Authority::new();
    for (served, why) in [
        (authority.certificate(&["accounts.example"]), "another name"),
        (authority.expired(&["127.0.0.1"]), "expired"),
        (authority.not_yet(&["127.0.0.1"]), "not valid yet"),
    ] {
        let (fake, port) = service(&served).await;
        let error = refused(port, authority.enclosed()).await;
        assert!(error.code == ErrorCode::Network && error.message.contains(why), "{why}: {error}");
        assert!(fake.seen_at_all().is_empty(), "nothing was said to it");
    }
}

#[tokio::test]
async fn n1_tls_1_1_is_refused() {
    let error = refused(old_tls().await, Enclosed::default()).await;
    assert!(error.code == ErrorCode::Network && error.message.contains("1.2 or newer"), "{error}");
}

#[tokio::test]
async fn n1_a_file_that_is_no_ca_says_so() {
    let (authority, stage) = (Authority::new(), Stage::new().await);
    let folder = tempfile::tempdir().unwrap();
    let torn = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", "AAAA");
    for (name, text, why) in [
        ("empty.pem", "", "no certificate"),
        ("words.pem", "this is no PEM", "no certificate"),
        ("key.pem", authority.key_pem().as_str(), "no certificate"),
        ("torn.pem", torn.as_str(), "does not read"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let error = stage.engine.read_ca(&file).await.unwrap_err();
        assert!(error.code == ErrorCode::InvalidInput && error.message.contains(why) && error.message.contains(name), "{name}: {error}");
    }
    let absent = stage.engine.read_ca(&folder.path().join("absent.pem")).await.unwrap_err();
    assert!(absent.message.contains("cannot be read"), "{absent}");
}

#[tokio::test]
async fn n1_an_address_answers_with_a_ca_that_a_person_gave_and_not_without() {
    let authority = Authority::new();
    let (stage, (fake, port)) = (Stage::new().await, service(&authority.certificate(&["127.0.0.1"])).await);
    let address = format!("https://127.0.0.1:{port}");
    let error = stage.engine.discover(&address, None).await.unwrap_err();
    assert!(is_of_nobody(&error), "{error}");
    let error = stage.engine.discover(&address, Some(&Authority::new().read())).await.unwrap_err();
    assert!(is_of_nobody(&error), "{error}");
    assert!(fake.seen_at_all().is_empty(), "nothing was said to it");
    let given = stage.engine.read_ca(&authority.file()).await.unwrap();
    assert_eq!(given.fingerprints(), [authority.fingerprint()]);
    assert_eq!(stage.engine.discover(&address, Some(&given)).await.unwrap().issuer, address);
}

#[tokio::test]
async fn n1_a_ca_is_exchanged_and_taken_away_and_what_was_granted_stays() {
    let (first, second) = (Authority::new(), Authority::new());
    let (stage, (fake, port)) = (Stage::new().await, service(&first.certificate(&["127.0.0.1"])).await);
    stage.engine.add_provider(draft(port), first.enclosed()).await.unwrap();
    let account = stage.sign_in("work", &fake).await;
    // One that vouches for somebody else.
    let view = stage.engine.trust_ca("work", Some(second.read())).await.unwrap();
    assert_eq!(view.added_ca, [second.fingerprint()]);
    assert_eq!(stage.engine.refresh(&account.id).await.unwrap_err().code, ErrorCode::Network);
    let view = stage.engine.trust_ca("work", None).await.unwrap();
    assert_eq!(view.added_ca, Vec::<String>::new());
    assert_eq!(stage.engine.refresh(&account.id).await.unwrap_err().code, ErrorCode::Network);
    stage.engine.trust_ca("work", Some(first.read())).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(stage.engine.trust_ca("nobody", None).await.unwrap_err().code, ErrorCode::NotFound);
}
