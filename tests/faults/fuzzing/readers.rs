//! The readers of the client half by themselves, which take most of the inputs: what one accepts is what the rules say, and
//! what it says of the others holds no secret of theirs.
//!
//! A whole sign-in, with its provider, its disk and its network, takes a thousand times as long as reading one answer. So of the
//! targets that have a reader here, each input goes to it, and one of [`EVERY`] the whole way besides.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_engine::entropy::SeededEntropy;
use countersign_engine::readers::{self, Service};
use countersign_engine::vault::{Key32, Keychain, KeychainError, RecordKind, Records, Vault, VaultError, WithoutKeychain};
use countersign_engine::{Home, Secret};
use serde_json::{Value, json};
use support::service::BEGINNING;
use url::{Host, Url};

use super::inputs::replaced;
use super::openid::key;
use super::{Taker, sealed};

/// One input of so many goes the whole way.
const EVERY: u64 = 2000;
/// The first ones do too: among them are those that failed once.
const FIRST: u64 = 8;

/// Who the service says it is: another machine, which may send nobody to this one.
const ISSUER: &str = "https://accounts.example";
const CLIENT: &str = "till";
const NONCE: &str = "nonce-2b7e151628aed2a6";
const ACCESS: &str = "access-token-603deb1015ca71be";

/// Gives each input to a reader, and some of them to the whole way too.
pub(super) fn mostly(mut reader: Taker, mut whole_way: Taker) -> Taker {
    // An input that fails, by a panic too, is made smaller on both ways.
    let (mut turn, mut failed) = (0, false);
    Box::new(move |bytes| {
        let goes_whole = failed || turn < FIRST || turn % EVERY == 0;
        turn += 1;
        failed = true;
        reader(bytes)?;
        if goes_whole {
            whole_way(bytes)?;
        }
        failed = false;
        Ok(())
    })
}

/// C7: each parameter is what an independent reading of the address finds, and stands there once.
pub(super) fn callback() -> Taker {
    let right = "app.countersign.desktop:/callback/work?code=code-7d9f&state=state-51c3&iss=https%3A%2F%2Faccounts.example";
    assert!(readers::callback(right.as_bytes()).is_ok());
    Box::new(move |bytes| {
        let sent = replaced(bytes, "{RIGHT}", right);
        let said = match readers::callback(&sent) {
            Ok(said) => said,
            Err(error) => return holds_none(&error.to_string(), &["code-7d9f", "state-51c3"]),
        };
        let text = std::str::from_utf8(&sent).map_err(|error| error.to_string())?;
        let (redirect, query) = text.split_once('?').ok_or("there is no query")?;
        let all: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        let stands = |name: &str, value: Option<&str>| {
            let found: Vec<_> = all.iter().filter(|(other, _)| other == name).map(|(_, value)| &**value).collect();
            found == value.as_slice() || value.is_none() && found == [""]
        };
        let right = said.redirect == redirect
            && sent.len() <= 8 * 1024
            && !text.contains('#')
            && said.code.is_some() != said.error.is_some()
            && stands("code", said.code.as_ref().map(Secret::expose))
            && stands("error", said.error.as_deref())
            && stands("state", Some(said.state.expose()))
            && stands("iss", said.iss.as_deref());
        if right { Ok(()) } else { Err(format!("it is read as {said:?}")) }
    })
}

/// C10: what is granted is what the answer names, and only a success grants anything.
pub(super) fn token_answer() -> Taker {
    let service = service();
    let good = br#"{"access_token":"access-9","token_type":"bearer","expires_in":3600}"#;
    assert!(service.token_answer(200, "application/json", good).is_ok());
    Box::new(move |bytes| {
        // Chosen by the input itself, so that it fails again alone.
        let turn: usize = bytes.iter().map(|byte| usize::from(*byte)).sum();
        let status = [200, 200, 200, 400, 401, 503][turn % 6];
        let content_type = ["application/json", "application/json", "application/json; charset=utf-8", "text/html"][turn / 6 % 4];
        // A member that nobody looks at may hold what is no text (RFC 8259 §8.2).
        let said: Option<Value> = serde_json::from_slice(bytes).ok();
        match (service.token_answer(status, content_type, bytes), said) {
            (Ok(_), _) if status != 200 => Err(format!("status {status} grants a token")),
            (Ok(grant), _) if grant.lifetime.is_some_and(|seconds| seconds < 0) => Err(format!("it lasts {:?} seconds", grant.lifetime)),
            (Ok(grant), Some(said)) => {
                let refresh = grant.refresh_token.as_ref().map(Secret::expose);
                let right = said["access_token"] == grant.access_token.expose()
                    && !grant.access_token.expose().is_empty()
                    && said["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case(&grant.token_type))
                    && refresh == said["refresh_token"].as_str().filter(|token| !token.is_empty());
                if right { Ok(()) } else { Err(format!("it is read as {grant:?}")) }
            }
            (Err(error), Some(said)) => {
                // A service that says its token in another place too has told it itself.
                let secrets = ["access_token", "refresh_token", "id_token"].map(|name| said[name].as_str().unwrap_or_default());
                let once = secrets.into_iter().filter(|token| token.len() >= 8 && occurrences(bytes, token) == 1);
                holds_none(&error.to_string(), &once.collect::<Vec<_>>())
            }
            (_, None) => Ok(()),
        }
    })
}

/// C9, N2: a document is believed of the issuer that was asked alone, and one of another machine leads to no machine that is
/// not public.
pub(super) fn document() -> Taker {
    let _good = service();
    Box::new(|bytes| {
        let body = replaced(bytes, "{ISSUER}", ISSUER);
        let service = match Service::described(ISSUER, &body, CLIENT) {
            Ok(service) => service,
            Err(error) => return holds_none(&error.to_string(), &[]),
        };
        // A member that nobody looks at may hold what is no text, such as half a surrogate pair (RFC 8259 §8.2).
        if let Ok(said) = serde_json::from_slice::<Value>(&body)
            && said["issuer"] != ISSUER
        {
            return Err(format!("a document of {} is believed", said["issuer"]));
        }
        match service.endpoints().find(|endpoint| !is_public(endpoint)) {
            Some(endpoint) => Err(format!("it leads to {endpoint}")),
            None => Ok(()),
        }
    })
}

/// C8: whom a token names that was changed and signed again is who it says, to this app, for this request, by this key.
pub(super) fn id_token() -> Taker {
    let (service, keys) = (service(), json!({"keys": [key().public()]}).to_string());
    let (access, nonce) = (Secret::new(ACCESS), Secret::new(NONCE));
    let read = move |head: &[u8], claims: Option<&[u8]>| {
        let token = match claims {
            Some(claims) => {
                let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
                format!("{message}.{}", key().sign(&message))
            }
            None => String::from_utf8_lossy(head).into_owned(),
        };
        service.id_token(&Secret::new(token), &access, &nonce, keys.as_bytes(), BEGINNING)
    };
    let good = json!({"iss": ISSUER, "sub": "p", "aud": CLIENT, "exp": BEGINNING + 60, "iat": BEGINNING, "nonce": NONCE}).to_string();
    assert!(read(br#"{"alg":"ES256"}"#, Some(good.as_bytes())).is_ok());
    Box::new(move |bytes| {
        let bytes = replaced(&replaced(bytes, "{ISSUER}", ISSUER), "{NONCE}", NONCE);
        let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
        let (head, claims) = (parts.next().unwrap_or_default(), parts.next());
        let (issuer, subject) = match read(head, claims) {
            Ok(person) => person,
            Err(error) => {
                let is_told_once = occurrences(&bytes, NONCE) == 1 && parsed(claims)["nonce"] == NONCE;
                let secrets = [ACCESS, NONCE];
                return holds_none(&error.to_string(), if is_told_once { &secrets } else { &secrets[..1] });
            }
        };
        let (head, claims) = (parsed(Some(head)), parsed(claims));
        let audiences = claims["aud"].as_array().cloned().unwrap_or_else(|| vec![claims["aud"].clone()]);
        let party = claims.get("azp");
        let right = issuer == ISSUER
            && claims["iss"] == ISSUER
            && claims["sub"] == *subject
            && claims["nonce"] == NONCE
            && audiences.iter().any(|one| one == CLIENT)
            && party.map_or(audiences.len() == 1, |party| party == CLIENT)
            && claims["exp"].as_f64().is_some_and(|end| end + 61.0 > BEGINNING as f64)
            && head["alg"] == "ES256"
            && head.get("crit").is_none();
        if right { Ok(()) } else { Err(format!("{head} {claims} names {subject} of {issuer}")) }
    })
}

/// S1: a file opens as what was sealed, byte for byte, or not at all: changed, cut, or put together from two of the same vault.
pub(super) fn vault_file() -> Taker {
    let key = Key32::from_slice(&[7; 32]).unwrap();
    let [old, new] = two_saves(&key);
    let [was, is] = [&old, &new].map(|file| contents(&readers::vault_file(file, &key).unwrap()));
    assert_ne!(was, is);
    Box::new(move |bytes| {
        let changed = match bytes {
            [kind, place, far, with @ ..] => {
                let at = usize::from(u16::from_le_bytes([*place, *far])) % new.len();
                match kind % 4 {
                    0 => laid_over(&new, at, with),
                    1 => sealed::changed(&new, with),
                    2 => [&new[..at], &old[old.len().min(at)..]].concat(),
                    _ => [&new[..at], with, &new[at..]].concat(),
                }
            }
            few => few.to_vec(),
        };
        match readers::vault_file(&changed, &key).map(|records| contents(&records)) {
            None if changed == new || changed == old => Err("what was sealed does not open".to_owned()),
            Some(there) if !(changed == new && there == is || changed == old && there == was) => {
                Err(format!("a changed file opens, with {} records", there.len()))
            }
            _ => Ok(()),
        }
    })
}

/// A file with presets gives each under a name of its own, or its error names the line.
pub(super) fn presets(good: &[u8]) -> Taker {
    assert!(readers::presets(good).is_ok());
    Box::new(|bytes| match readers::presets(bytes) {
        Ok(presets) => {
            let mut names: Vec<&str> = presets.iter().map(|preset| preset.id.as_str()).collect();
            let is_named = |name: &&str| !name.is_empty() && !name.chars().any(char::is_control);
            let hides = names.iter().any(|name| ["inbenta", "github", "google", "keycloak"].contains(name));
            let all = names.len();
            let right = names.iter().all(is_named) && !hides;
            names.sort_unstable();
            names.dedup();
            if right && names.len() == all { Ok(()) } else { Err(format!("it is read as {names:?}")) }
        }
        Err(error) => {
            let line =
                error.message.split_once(", line ").map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
            let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
            let is_there = line.and_then(|line| line.parse().ok()).is_some_and(|line: usize| (1..=lines).contains(&line));
            if is_there { Ok(()) } else { Err(format!("it does not say which of {lines} lines is wrong: {}", error.message)) }
        }
    })
}

/// A service that publishes what one needs, and signs by ES256.
fn service() -> Service {
    let at = |path: &str| format!("{ISSUER}{path}");
    let document = json!({
        "issuer": ISSUER, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
        "id_token_signing_alg_values_supported": ["ES256", "RS256", "EdDSA"], "code_challenge_methods_supported": ["S256"],
    });
    Service::described(ISSUER, document.to_string().as_bytes(), CLIENT).unwrap()
}

fn parsed(part: Option<&[u8]>) -> Value {
    serde_json::from_slice(part.unwrap_or_default()).unwrap_or_default()
}

/// A refusal has a reason, and none of these in it.
fn holds_none(told: &str, secrets: &[&str]) -> Result<(), String> {
    if told.trim().is_empty() {
        return Err("it is refused without a reason".to_owned());
    }
    match secrets.iter().find(|secret| told.contains(**secret)) {
        Some(secret) => Err(format!("its error holds “{secret}”: {told}")),
        None => Ok(()),
    }
}

fn occurrences(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).filter(|part| *part == text.as_bytes()).count()
}

fn is_public(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let of_the_network = match url.host() {
        Some(Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => of_the_public_network(ip),
        Some(Host::Ipv6(ip)) => match ip.to_canonical() {
            IpAddr::V4(ip) => of_the_public_network(ip),
            IpAddr::V6(ip) => {
                !(ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || ip.is_unique_local() || ip.is_unicast_link_local())
            }
        },
        None => false,
    };
    url.scheme() == "https" && of_the_network && url.fragment().is_none() && url.username().is_empty()
}

fn of_the_public_network(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    // Shared by the people of one provider (RFC 6598); reserved (RFC 1112).
    let other = first == 0 || (first == 100 && second & 0xc0 == 64) || first >= 240;
    !(other || ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_multicast())
}

fn laid_over(whole: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut changed = whole.to_vec();
    for (place, byte) in changed[at..].iter_mut().zip(bytes) {
        *place ^= byte;
    }
    changed
}

/// Who is in a vault, and with what.
fn contents(records: &Records) -> Vec<(RecordKind, String, Vec<u8>)> {
    let kinds = [RecordKind::Provider, RecordKind::Account, RecordKind::Pending];
    let of = |kind| records.list(kind).map(move |(id, bytes)| (kind, id.to_owned(), bytes.to_vec()));
    kinds.into_iter().flat_map(of).collect()
}

/// A keychain that has this key.
struct Having(Key32);

impl Keychain for Having {
    fn get(&self, _: &str) -> Result<Option<Key32>, KeychainError> {
        Ok(Some(self.0.clone()))
    }

    fn set(&self, _: &str, _: &Key32) -> Result<(), KeychainError> {
        Ok(())
    }
}

/// The file of a vault after one save, and after another that changed one record and added one.
fn two_saves(key: &Key32) -> [Vec<u8>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Home::default_folder().unwrap_or_default();
    let (keychain, entropy) = (Arc::new(Having(key.clone())), Arc::new(SeededEntropy::new(7)));
    let vault = Vault::open(folder.path(), &elsewhere, keychain, entropy, WithoutKeychain::Refuse);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    [[("anna", "token-1"), ("bela", "token-2")], [("bela", "token-3"), ("cleo", "token-4")]].map(|accounts| {
        let written = vault.write(|records| {
            for (id, token) in accounts {
                records.put(RecordKind::Account, id, token.as_bytes().to_vec());
            }
            records.put(RecordKind::Provider, "work", b"client-secret".to_vec());
            Ok::<_, VaultError>(())
        });
        runtime.block_on(written).unwrap();
        std::fs::read(folder.path().join(sealed::VAULT)).unwrap()
    })
}
