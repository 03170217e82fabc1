//! What the client half reads of OpenID Connect: ID tokens and key sets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, KEYS, Reply, SigningKey};
use support::service::BEGINNING;

use super::inputs::replaced;
use super::readers::{self, mostly};
use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[
    Target { name: "ID tokens", words: CLAIM, good: id_tokens, begin: || mostly(readers::id_token(), id_token()) },
    Target { name: "key sets", words: KEY, good: key_sets, begin: key_set },
];

const CLAIM: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "\n",
    ".",
    "\"alg\":",
    "\"none\"",
    "\"HS256\"",
    "\"RS256\"",
    "\"kid\":",
    "\"crit\":[\"b64\"]",
    "\"b64\":false",
    "\"typ\":\"at+jwt\"",
    "\"iss\":\"{ISSUER}\"",
    "\"sub\":",
    "\"aud\":[\"till\",\"x\"]",
    "\"azp\":",
    "\"exp\":",
    "\"iat\":",
    "\"nbf\":",
    "\"nonce\":\"{NONCE}\"",
    "\"at_hash\":",
    "1e309",
    "\\ud800",
];
const KEY: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "{KEY}",
    "\"keys\":",
    "\"kty\":",
    "\"RSA\"",
    "\"EC\"",
    "\"OKP\"",
    "\"oct\"",
    "\"crv\":\"P-256\"",
    "\"crv\":\"Ed25519\"",
    "\"x\":",
    "\"y\":",
    "\"n\":",
    "\"e\":\"AQAB\"",
    "\"e\":\"AA\"",
    "\"kid\":\"first\"",
    "\"alg\":\"ES256\"",
    "\"use\":\"enc\"",
    "\"key_ops\":[\"verify\"]",
    "\"AAAA\"",
];

/// The one key that signs.
pub(super) fn key() -> SigningKey {
    SigningKey::new("ES256", "first")
}

fn stage() -> Stage {
    Stage::with(|fake: &FakeProvider| {
        fake.speak_openid();
        fake.metadata(|document| document["id_token_signing_alg_values_supported"] = json!(["ES256", "RS256", "EdDSA"]));
        fake.id_tokens(|it| it.sign_and_publish(&key()));
    })
}

/// A header, and in the next line what it claims.
fn id_tokens() -> Vec<Vec<u8>> {
    let claims = json!({
        "iss": "{ISSUER}", "sub": "person-1", "aud": "till", "azp": "till", "exp": BEGINNING + 3600, "iat": BEGINNING, "nonce": "{NONCE}",
        "auth_time": BEGINNING,
    });
    let heads = [json!({"alg": "ES256", "kid": "first", "typ": "JWT"}), json!({"alg": "ES256"})];
    let signed = heads.iter().map(|head| format!("{head}\n{claims}").into_bytes());
    signed.chain([b"eyJhbGciOiJub25lIn0.e30.".to_vec()]).collect()
}

/// C8: nobody is signed in by a token that does not answer the request, or that is signed in another way.
fn id_token() -> Taker {
    let stage = stage();
    Box::new(move |bytes| {
        stage.runtime.block_on(async {
            let authorize_url = stage.started().await;
            let nonce = Asked::of(&authorize_url).get("nonce").to_owned();
            let bytes = replaced(&replaced(bytes, "{ISSUER}", &stage.fake.issuer), "{NONCE}", &nonce);
            let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
            let (head, claims) = (parts.next().unwrap_or_default(), parts.next());
            let token = match claims {
                Some(claims) => {
                    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
                    format!("{message}.{}", key().sign(&message))
                }
                None => String::from_utf8_lossy(head).into_owned(),
            };
            stage.fake.id_tokens(|it| it.give_instead(Some(json!(token))));
            if !stage.finish(&authorize_url).await? {
                return Ok(());
            }
            let read = |part: &[u8]| serde_json::from_slice::<Value>(part).unwrap_or_default();
            let (head, claims) = (read(head), read(claims.unwrap_or_default()));
            let right =
                head["alg"] == "ES256" && claims["iss"] == *stage.fake.issuer && claims["nonce"] == *nonce && claims["sub"].is_string();
            if right { Ok(()) } else { Err(format!("{head} {claims} signs somebody in")) }
        })
    })
}

fn key_sets() -> Vec<Vec<u8>> {
    let other = SigningKey::new("RS256", "other").public();
    let ed25519 = SigningKey::new("EdDSA", "first").public();
    vec![
        b"{\"keys\":[{KEY}]}".to_vec(),
        format!("{{\"keys\":[{other},{{KEY}},{ed25519}]}}").into_bytes(),
        json!({"keys": [other, {"kty": "oct", "k": "AAAA", "kid": "first"}]}).to_string().into_bytes(),
        key().public().to_string().into_bytes(),
    ]
}

/// C8: a signature stands only by a key that is published as one.
fn key_set() -> Taker {
    let stage = stage();
    let (key, point) = (key().public().to_string(), key().public()["x"].as_str().unwrap_or_default().to_owned());
    Box::new(move |bytes| {
        let body = replaced(bytes, "{KEY}", &key);
        let is_there = body.windows(point.len()).any(|window| window == point.as_bytes());
        stage.fake.always(KEYS, Reply::body(200, "application/json", body));
        // After an hour the keys are fetched anew.
        stage.clock.advance(3600);
        stage.fake.id_tokens(|it| it.now += 3600);
        stage.runtime.block_on(async {
            let authorize_url = stage.started().await;
            match stage.finish(&authorize_url).await? {
                true if !is_there => Err("a key that is not published signs somebody in".to_owned()),
                _ => Ok(()),
            }
        })
    })
}
