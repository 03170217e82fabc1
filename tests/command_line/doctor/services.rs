//! Services: the network on the way, their certificates, their time, and what they say of themselves.

use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::ports::Deaf;
use support::secured::{Authority, Served, old_tls, old_tls_that_says_so, plain_http, secured};
use support::session::Keyring;

use super::{Findings, doctor};
use crate::scene::Scene;

fn add_by_hand(scene: &Scene, name: &str, origin: &str) {
    let (authorize, token) = (format!("{origin}/authorize"), format!("{origin}/token"));
    let add = ["providers", "add", "--name", name, "--authorize-url", &authorize, "--token-url", &token, "--client-id", "x"];
    scene.json(&add).value();
}

async fn a_service(scene: &Scene, name: &str) -> FakeProvider {
    let fake = FakeProvider::start().await;
    scene.json(&["providers", "add", "--name", name, "--issuer", &fake.issuer, "--client-id", "x"]).value();
    fake
}

fn host(fake: &FakeProvider) -> String {
    fake.issuer.trim_start_matches("http://").to_owned()
}

/// A time as HTTP writes it, so many seconds from now.
fn date(from_now: i64) -> String {
    let mut date = std::process::Command::new("date");
    date.args(["-u", "-d", &format!("{from_now} seconds"), "+%a, %d %b %Y %H:%M:%S GMT"]).env("LC_ALL", "C");
    String::from_utf8(date.output().unwrap().stdout).unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn n3_a_clock_that_is_off_is_told_with_the_difference() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = a_service(&scene, "one").await;
    fake.always("/", Reply::json(404, json!({})).header("Date", &date(2)));
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("clock"), found.states("network")), (0, vec!["ok"], vec!["ok"]), "{:?}", found.all);

    fake.always("/", Reply::json(404, json!({})).header("Date", &date(7230)));
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.states("clock")), (1, vec!["failed"]), "{:?}", found.all);
    found.says("clock", &["2 h", "behind that of", &host(&fake), "timedatectl"]);

    let right = a_service(&scene, "two").await;
    right.always("/", Reply::json(200, json!({})).header("Date", &date(0)));
    let found = doctor(&scene, &[]);
    assert_eq!(found.code, 0, "{:?}", found.all);
    assert_eq!(found.state_of("clock", &host(&fake)), "warning", "that service's clock is off, not this one");
    assert_eq!(doctor(&scene, &["--provider", "two"]).states("clock"), ["ok"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_there_is_told_and_offline_nobody_is_asked() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = a_service(&scene, "here").await;
    let nobody = Deaf::new();
    let gone = nobody.address().to_string();
    add_by_hand(&scene, "gone", &format!("http://{gone}"));
    add_by_hand(&scene, "nowhere", "https://no-such-host.invalid");
    let found = doctor(&scene, &[]);
    assert_eq!(found.code, 1);
    let states = [&host(&fake), &gone, "no-such-host.invalid"].map(|host| found.state_of("network", host));
    assert_eq!(states, ["ok", "failed", "failed"], "{:?}", found.all);
    found.says("network", &["refused", "The name of no-such-host.invalid"]);

    fake.forget_seen();
    let found = doctor(&scene, &["--offline"]);
    assert_eq!((found.code, found.states("network")), (0, vec![]), "{:?}", found.all);
    assert!(fake.seen_at_all().is_empty());
    let (code, word, _) = scene.json(&["doctor", "--provider", "her"]).error();
    assert_eq!((code, word.as_str()), (3, "not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn n1_what_is_wrong_with_a_certificate_is_told_apart() {
    let mut scene = Scene::bare(Keyring::Unlocked);
    let (trusted, unknown, fake) = (Authority::new(), Authority::new(), FakeProvider::start().await);
    scene.session.set("SSL_CERT_FILE", trusted.file());
    let shows = async |name: &str, served: Served| added(&scene, name, secured(&fake, &served).await);
    let good = shows("good", trusted.certificate(&["127.0.0.1"])).await;
    let untrusted = shows("untrusted", unknown.certificate(&["127.0.0.1"])).await;
    let expired = shows("expired", trusted.expired(&["127.0.0.1"])).await;
    let wrong = shows("wrong", trusted.certificate(&["other.example"])).await;
    let authority = shows("authority", unknown.own_certificate()).await;
    let (old, honest) = (added(&scene, "old", old_tls().await), added(&scene, "honest", old_tls_that_says_so().await));
    let plain = added(&scene, "plain", plain_http().await);
    let found = doctor(&scene, &[]);
    assert_eq!(found.code, 1);
    assert_eq!(certificate(&found, &good).0, "ok");
    for (address, words) in [
        (&untrusted, ["signed by nobody whom this computer trusts", "--ca-file FILE"]),
        (&expired, ["has expired", "clock"]),
        (&wrong, ["other.example", "do not sign in"]),
        (&authority, ["that of an authority", "issue it one"]),
        (&old, ["1.2 or newer", "older one"]),
        (&honest, ["1.2 or newer", "older one"]),
        (&plain, ["does not speak TLS", "hotel"]),
    ] {
        let (state, told) = certificate(&found, address);
        assert_eq!(state, "failed", "{told}");
        assert!(words.iter().all(|words| told.contains(words)), "{words:?}: {told}");
    }
}

/// Adds a service at a port of this computer, by https; gives host and port.
fn added(scene: &Scene, name: &str, port: u16) -> String {
    add_by_hand(scene, name, &format!("https://127.0.0.1:{port}"));
    format!("127.0.0.1:{port}")
}

/// What was found of the certificate of a host.
fn certificate(found: &Findings, address: &str) -> (String, String) {
    let one = found.all.iter().find(|finding| finding["check"] == "tls" && finding["about"] == address);
    let one = one.unwrap_or_else(|| panic!("{address}: {:?}", found.all));
    (one["state"].as_str().unwrap().into(), format!("{} {}", one["seen"].as_str().unwrap(), one["advice"].as_str().unwrap_or_default()))
}

#[tokio::test(flavor = "multi_thread")]
async fn n1_a_certificate_by_an_added_ca_is_good_for_its_provider_alone() {
    let (scene, authority, fake) = (Scene::bare(Keyring::Unlocked), Authority::new(), FakeProvider::start().await);
    let port = secured(&fake, &authority.certificate(&["127.0.0.1"])).await;
    let (authorize, token) = (format!("https://127.0.0.1:{port}/authorize"), format!("https://127.0.0.1:{port}/token"));
    let (file, add) = (authority.file(), ["--authorize-url", &authorize, "--token-url", &token, "--client-id", "x"]);
    scene.json(&[&["providers", "add", "--name", "with"], &add[..], &["--ca-file", file.to_str().unwrap()]].concat()).value();
    scene.json(&[&["providers", "add", "--name", "without"], &add[..]].concat()).value();
    assert_eq!(doctor(&scene, &["--provider", "with"]).states("tls"), ["ok"]);
    let found = doctor(&scene, &[]);
    let mut states = found.states("tls");
    states.sort_unstable();
    assert_eq!(states, ["failed", "ok"], "each is told: {:?}", found.all);
}

#[tokio::test(flavor = "multi_thread")]
async fn c9_a_service_that_names_other_addresses_than_when_it_was_added_is_told() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = a_service(&scene, "one").await;
    assert_eq!(doctor(&scene, &[]).state_of("provider", "one"), "ok");
    let other = fake.url("/elsewhere");
    fake.metadata(|metadata| metadata["token_endpoint"] = other.clone().into());
    let found = doctor(&scene, &[]);
    assert_eq!(found.state_of("provider", "one"), "warning");
    found.says("provider", &["token_endpoint", &other, "Those of then are used"]);
    fake.metadata(|metadata| metadata["issuer"] = "https://somebody.example".into());
    let found = doctor(&scene, &[]);
    assert_eq!((found.code, found.state_of("provider", "one")), (1, "failed"));
    found.says("provider", &["https://somebody.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_uri_that_comes_back_to_nobody_is_told() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = FakeProvider::start().await;
    let add =
        ["providers", "add", "--name", "one", "--issuer", &fake.issuer, "--client-id", "x", "--redirect-uri", "https://site.example/cb"];
    assert_eq!(scene.json(&add).code, 0);
    let found = doctor(&scene, &["--offline"]);
    assert_eq!(found.states("provider"), ["warning"], "{:?}", found.all);
    found.says("provider", &["https://site.example/cb", "--return paste"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn for_a_person_what_to_do_stands_below_what_was_found() {
    let scene = Scene::bare(Keyring::NoBus);
    let told = scene.run(&["doctor", "--offline"]);
    assert_eq!((told.code, told.err.as_str()), (1, ""));
    let lines: Vec<&str> = told.out.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.starts_with("failed    keychain  This session has no keychain."))
        .unwrap_or_else(|| panic!("{told:?}"));
    assert!(lines[at + 1].starts_with("                    Start one"), "{told:?}");
}
