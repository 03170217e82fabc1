//! Apps that prove themselves by a key, as the server checks it (RFC 7523, RP-06).

use countersign_engine::{ClientKey, Enclosed, Secret};
use countersign_wire::account::SignedOutPart;
use countersign_wire::error::ErrorCode;
use serde_json::{Value, json};

use crate::peer::Insists;
use crate::scene::{Scene, native_app};

/// RFC 7515 appendix A.3 and RFC 8037 appendix A.1: nobody's secrets.
fn keys() -> [Value; 2] {
    [
        json!({
            "kty": "EC", "crv": "P-256", "kid": "ec", "alg": "ES256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
        }),
        json!({
            "kty": "OKP", "crv": "Ed25519", "kid": "ed", "alg": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        }),
    ]
}

/// The app as it is registered with the public part of a key.
fn app_of(key: &Value) -> Value {
    let mut public = key.clone();
    public.as_object_mut().unwrap().remove("d");
    native_app(json!({
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": key["alg"], "jwks": { "keys": [public] },
    }))
}

fn given(key: &Value) -> Enclosed {
    Enclosed { client_key: Some(ClientKey::Given(Secret::new(key.to_string()))), ..Enclosed::default() }
}

#[tokio::test]
async fn rp_06_an_app_proves_itself_by_its_key_wherever_it_speaks_to_the_service() {
    for key in keys() {
        let mut scene = Scene::with(Insists { pushed: true, nonce: true }, app_of(&key)).await;
        scene.add(given(&key)).await;
        let account = scene.sign_in("ada").await;
        assert_eq!(account.subject.as_deref(), Some("ada"), "{key}");
        scene.engine.refresh(&account.id).await.unwrap();
        let receipt = scene.engine.sign_out(&account.id).await.unwrap();
        assert_eq!(receipt.revoked, [SignedOutPart::RefreshToken, SignedOutPart::AccessToken], "{key}");
    }
}

#[tokio::test]
async fn rp_06_an_app_with_another_key_is_refused_before_the_browser_opens() {
    let [registered, _] = keys();
    let scene = Scene::with(Insists { pushed: true, nonce: false }, app_of(&registered)).await;
    scene.add(Enclosed { client_key: Some(ClientKey::Made), ..Enclosed::default() }).await;
    let request = countersign_wire::sign_in::SignInRequest { provider: "peer".into(), ..Default::default() };
    let error = scene.engine.start_sign_in(request).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(error.message.contains("invalid_client"), "{error}");
}
