//! What they are verified with (RP-02): one key or several, with and without names, and keys that change.

use countersign_wire::error::ErrorCode;
use serde_json::json;
use support::fake_provider::{FakeProvider, Hand, IdTokens, KEYS, Reply, SigningKey};

use super::{attempt, openid, refused_for};
use crate::stage::Stage;

fn rsa(kid: &str) -> SigningKey {
    SigningKey::new("RS256", kid)
}

/// The same key without a name.
fn nameless(key: &SigningKey) -> serde_json::Value {
    let mut public = key.public();
    public.as_object_mut().unwrap().remove("kid");
    public
}

#[tokio::test]
async fn rp_02_without_a_name_the_one_key_that_fits_is_used() {
    let (stage, fake) = openid().await;
    fake.id_tokens(|it| it.leave_out_of_head("kid"));
    attempt(&stage, &fake).await.unwrap();
    // Keys of other kinds, or for something else, do not make it several.
    let encrypts = json!({ "kty": "RSA", "use": "enc", "n": rsa("b").public()["n"], "e": "AQAB", "kid": "b" });
    fake.id_tokens(|it| it.publish(&[encrypts, SigningKey::new("ES256", "c").public(), rsa("first").public()]));
    stage.clock.advance(3600);
    fake.id_tokens(|it| it.now += 3600);
    attempt(&stage, &fake).await.unwrap();
}

#[tokio::test]
async fn rp_02_without_a_name_several_keys_are_tried_in_turn() {
    let (stage, fake) = openid().await;
    fake.id_tokens(|it| {
        it.publish(&[rsa("a").public(), nameless(&rsa("b")), rsa("first").public()]);
        it.leave_out_of_head("kid");
    });
    attempt(&stage, &fake).await.unwrap();
    let (stage, fake) = openid().await;
    fake.id_tokens(|it| it.publish(&[rsa("a").public(), nameless(&rsa("b"))]));
    refused_for(&stage, &fake, "none of them", "signature is wrong", |it| it.leave_out_of_head("kid")).await;
}

#[tokio::test]
async fn rp_02_of_two_keys_the_named_one_is_used_and_no_other() {
    let (stage, fake) = openid().await;
    fake.id_tokens(|it| it.publish(&[rsa("a").public(), rsa("first").public()]));
    attempt(&stage, &fake).await.unwrap();
    let (stage, fake) = openid().await;
    fake.id_tokens(|it| it.publish(&[rsa("a").public(), rsa("first").public()]));
    refused_for(&stage, &fake, "the other's name", "signature is wrong", |it| it.head("kid", json!("a"))).await;
}

#[tokio::test]
async fn rp_02_two_keys_of_one_name_are_told_apart_by_their_kind() {
    let (stage, fake) = openid().await;
    fake.id_tokens(|it| {
        let others = [SigningKey::new("ES256", "first").public(), rsa("a").called("first").public(), rsa("first").public()];
        it.publish(&others);
    });
    attempt(&stage, &fake).await.unwrap();
}

#[tokio::test]
async fn c8_the_keys_are_fetched_once_for_many_sign_ins() {
    let (stage, fake) = openid().await;
    for _ in 0..5 {
        attempt(&stage, &fake).await.unwrap();
    }
    assert_eq!(fake.seen(KEYS).len(), 1);
    // After an hour they are looked at again: one may have been taken back.
    stage.clock.advance(3600);
    fake.id_tokens(|it| {
        it.now += 3600;
        it.publish(&[rsa("second").public()]);
    });
    let error = attempt(&stage, &fake).await.unwrap_err();
    assert!(error.message.contains("does not publish (kid “first”)"), "{error}");
    assert_eq!(fake.seen(KEYS).len(), 3, "once as the hour was over, and once more for the key that was not there");
}

#[tokio::test]
async fn rp_02_keys_that_rotated_just_before_signing_are_fetched_once_more() {
    for names in [true, false] {
        let (stage, fake) = openid().await;
        attempt(&stage, &fake).await.unwrap();
        fake.id_tokens(|it| {
            it.sign_and_publish(&rsa("second"));
            if !names {
                it.leave_out_of_head("kid");
            }
        });
        attempt(&stage, &fake).await.unwrap_or_else(|error| panic!("named {names}: {error}"));
        assert_eq!(fake.seen(KEYS).len(), 2);
    }
}

#[tokio::test]
async fn c8_a_key_that_nobody_has_makes_one_request_a_minute() {
    let (stage, fake) = openid().await;
    attempt(&stage, &fake).await.unwrap();
    fake.id_tokens(|it| it.hand = Hand::Key(rsa("nobody's")));
    for (advance, requests) in [(0, 2), (0, 2), (59, 2), (1, 3), (30, 3), (-3000, 4)] {
        stage.clock.advance(advance);
        fake.id_tokens(|it| it.now += advance);
        let error = attempt(&stage, &fake).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains("(kid “nobody's”)"), "{error}");
        assert_eq!(fake.seen(KEYS).len(), requests, "after {advance} s more");
    }
    // The good keys are still there.
    fake.id_tokens(|it| it.hand = Hand::Key(rsa("first")));
    attempt(&stage, &fake).await.unwrap();
}

#[tokio::test]
async fn c8_keys_for_something_else_are_not_used() {
    let with = |name: &str, value: serde_json::Value| {
        let mut key = rsa("first").public();
        key[name] = value;
        key
    };
    for key in [
        with("use", json!("enc")),
        with("key_ops", json!(["encrypt"])),
        with("alg", json!("RS512")),
        with("alg", json!("RSA-OAEP")),
        with("kty", json!("EC")),
        with("kty", json!("oct")),
        with("kid", json!("First")),
        with("d", json!("AQAB")),
    ] {
        let (stage, fake) = openid().await;
        refused_for(&stage, &fake, &key.to_string(), "does not publish (kid “first”)", |it| it.publish(std::slice::from_ref(&key))).await;
    }
}

#[tokio::test]
async fn c8_an_rsa_key_that_can_be_broken_is_not_used() {
    let (stage, fake) = openid().await;
    let short = json!({ "kty": "RSA", "kid": "first", "e": "AQAB", "n": format!("{}s", "v".repeat(170)) });
    refused_for(&stage, &fake, "1024 bits", "does not publish", |it| it.publish(&[short])).await;
}

#[tokio::test]
async fn c8_keys_that_do_not_come_are_an_error_that_says_so_and_the_next_try_fetches_them() {
    for (reply, code, says) in [
        (Reply::json(404, json!({})), ErrorCode::BadAnswer, "status 404"),
        (Reply::json(503, json!({})), ErrorCode::Busy, "could not be fetched"),
        (Reply::json(200, json!({})).cut_at(30), ErrorCode::Network, "could not be fetched"),
        (Reply::redirect(302, "https://evil.example/keys"), ErrorCode::BadAnswer, "redirect"),
        (Reply::body(200, "text/html", "<html>"), ErrorCode::BadAnswer, "no key set"),
        (Reply::json(200, json!([])), ErrorCode::BadAnswer, "no key set"),
        (Reply::json(200, json!({"keys": {}})), ErrorCode::BadAnswer, "no key set"),
        (Reply::json(200, json!({"keys": []})), ErrorCode::BadAnswer, "does not publish"),
        (Reply::body(200, "application/json", " ".repeat(256 * 1024 + 1)), ErrorCode::BadAnswer, "256 KiB"),
        (Reply::json(200, json!({})).flood(), ErrorCode::BadAnswer, "256 KiB"),
    ] {
        let (stage, fake) = openid().await;
        fake.always(KEYS, reply.clone());
        let error = attempt(&stage, &fake).await.unwrap_err();
        assert!(error.code == code && error.message.contains(says), "{reply:?}: {error:?}");
        assert!(stage.engine.accounts().await.unwrap().is_empty());
        fake.behave();
        // For a set that was fetched and had no key, a minute has to pass.
        stage.clock.advance(60);
        attempt(&stage, &fake).await.unwrap_or_else(|error| panic!("after {reply:?}: {error}"));
    }
}

#[tokio::test]
async fn c8_a_key_set_of_200_kib_is_read() {
    let (stage, fake) = openid().await;
    let filler: Vec<_> = (0..400).map(|row| rsa("a").called(&format!("{row}")).public()).chain([rsa("first").public()]).collect();
    assert!(json!(filler).to_string().len() > 150 * 1024);
    fake.id_tokens(|it| it.publish(&filler));
    attempt(&stage, &fake).await.unwrap();
}

#[tokio::test]
async fn c8_each_service_has_its_own_keys() {
    let (stage, one) = openid().await;
    let two = FakeProvider::start().await;
    two.speak_openid();
    stage.add("other", &two).await;
    attempt(&stage, &one).await.unwrap();
    // The other service's key is not among those that it publishes itself.
    two.id_tokens(|it| it.publish(&[rsa("second").public()]));
    let started = stage.start("other", countersign_wire::provider::ReturnPath::DeepLink).await;
    let error = stage.engine.receive_callback(two.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(error.message.contains("does not publish"), "{error}");
}

#[tokio::test]
async fn c8_the_keys_come_while_the_person_is_in_the_browser() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    stage.add("work", &fake).await;
    let started = stage.start("work", countersign_wire::provider::ReturnPath::DeepLink).await;
    support::wait::until_some("the keys to be fetched", || async { (fake.seen(KEYS).len() == 1).then_some(()) }).await;
    fake.id_tokens(IdTokens::behave);
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(fake.seen(KEYS).len(), 1);
}
