//! A7: how an app says who it is.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use insta::assert_snapshot;
use support::client::Client;
use support::service::{Service, native_app, web_app};
use support::shown::shown;
use support::visitor::Answer;

fn basic(text: impl AsRef<[u8]>) -> Vec<u8> {
    format!("Basic {}", BASE64_STANDARD.encode(text)).into_bytes()
}

/// A request that fails for its made-up code, once it is known who asks.
const KNOWN: (u16, &str) = (400, "invalid_grant");
const UNKNOWN: (u16, &str) = (401, "invalid_client");
const MALFORMED: (u16, &str) = (400, "invalid_request");

/// What is tried: parameters, a header, and what it is answered with.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Option<&'a [u8]>, (u16, &'a str));

async fn ask(client: &Client, body: &[(&str, &str)], authorization: Option<&[u8]>) -> Answer {
    let mut pairs = vec![("grant_type", "authorization_code"), ("code", "made-up"), ("redirect_uri", client.redirect_uri.as_str())];
    pairs.extend(body);
    client.token(&pairs, authorization).await
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a7_a_confidential_app_proves_itself_in_one_way() {
    let service = Service::start().await;
    let client = Client::add(&service, web_app()).await;
    let (id, secret) = (client.id.as_str(), client.secret.as_deref().unwrap());
    let right = basic(format!("{id}:{secret}"));
    let lower = [b"basic ", &right[6..]].concat();
    let wrong = basic(format!("{id}:wrong"));
    let empty = basic(format!("{id}:"));
    let longer = format!("{secret}x");
    let cases: [Case<'_>; 13] = [
        ("body", &[("client_id", id), ("client_secret", secret)], None, KNOWN),
        ("Basic", &[], Some(&right), KNOWN),
        ("Basic in lower case", &[], Some(&lower), KNOWN),
        ("Basic, and its id in the body", &[("client_id", id)], Some(&right), KNOWN),
        ("no secret", &[("client_id", id)], None, UNKNOWN),
        ("an empty secret", &[("client_id", id), ("client_secret", "")], None, UNKNOWN),
        ("Basic with an empty secret", &[], Some(&empty), UNKNOWN),
        ("a wrong secret", &[], Some(&wrong), UNKNOWN),
        ("a longer secret", &[("client_id", id), ("client_secret", &longer)], None, UNKNOWN),
        ("nothing", &[], None, UNKNOWN),
        ("two methods", &[("client_id", id), ("client_secret", secret)], Some(&right), MALFORMED),
        ("two clients", &[("client_id", "countersign")], Some(&right), MALFORMED),
        ("an assertion", &[("client_id", id), ("client_assertion", "x.y.z")], None, UNKNOWN),
    ];
    for (what, body, authorization, (status, error)) in cases {
        assert_eq!(told(&ask(&client, body, authorization).await), (status, error.to_owned()), "{what}");
    }
}

#[tokio::test]
async fn a7_a_public_app_says_its_name_and_basic_with_an_empty_password_is_one_way_to() {
    let service = Service::start().await;
    let client = Client::add(&service, native_app()).await;
    let id = client.id.as_str();
    let named = basic(format!("{id}:"));
    let secret = basic(format!("{id}:secret"));
    let cases: [Case<'_>; 5] = [
        ("body", &[("client_id", id)], None, KNOWN),
        ("an empty secret", &[("client_id", id), ("client_secret", "")], None, KNOWN),
        ("Basic with an empty password", &[], Some(&named), KNOWN),
        ("a secret that it does not have", &[("client_id", id), ("client_secret", "secret")], None, UNKNOWN),
        ("Basic with a secret that it does not have", &[], Some(&secret), UNKNOWN),
    ];
    for (what, body, authorization, (status, error)) in cases {
        assert_eq!(told(&ask(&client, body, authorization).await), (status, error.to_owned()), "{what}");
    }
}

#[tokio::test]
async fn a7_an_unknown_app_a_disabled_app_and_a_wrong_secret_are_answered_alike() {
    let service = Service::start().await;
    let client = Client::add(&service, web_app()).await;
    let off = Client::add(&service, countersign_wire::app::OAuthAppDraft { enabled: false, ..web_app() }).await;
    let wrong = ask(&client, &[("client_id", &client.id), ("client_secret", "wrong")], None).await;
    let unknown = ask(&client, &[("client_id", "nobody"), ("client_secret", "wrong")], None).await;
    let disabled = ask(&client, &[("client_id", &off.id), ("client_secret", off.secret.as_deref().unwrap())], None).await;
    assert_snapshot!(shown(&wrong), @r#"
    POST /oauth/token
    401
    cache-control: no-store
    content-type: application/json
    www-authenticate: Basic realm="apps", charset="UTF-8"

    {
      "error": "invalid_client",
      "error_description": "The client is not known here, or its secret is wrong."
    }
    "#);
    assert_eq!(shown(&wrong), shown(&unknown));
    assert_eq!(shown(&wrong), shown(&disabled));
}

#[tokio::test]
async fn a7_what_is_no_basic_in_utf8_is_refused() {
    let service = Service::start().await;
    let client = Client::add(&service, web_app()).await;
    let id = client.id.as_str();
    let bad_utf8 = basic([id.as_bytes(), b":\xff\xfe"].concat());
    let no_colon = basic(id);
    let escaped = basic(format!("{id}:%ff"));
    for header in [b"Basic".as_slice(), b"Basic !!", b"Bearer abc", b"Digest x", b"\xff", &bad_utf8, &no_colon, &escaped] {
        assert_eq!(told(&ask(&client, &[], Some(header)).await), (401, "invalid_client".to_owned()), "{header:?}");
    }
}

#[tokio::test]
async fn a7_of_two_secrets_both_work() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let second = crate::changes::new_secret(&service, &client.id).await;
    for secret in [client.secret.as_deref().unwrap(), &second] {
        assert_eq!(
            told(&ask(&client, &[("client_id", &client.id), ("client_secret", secret)], None).await),
            (400, "invalid_grant".to_owned())
        );
    }
}

#[tokio::test]
async fn what_the_token_endpoint_cannot_read_is_told() {
    let service = Service::start().await;
    let client = Client::add(&service, native_app()).await;
    let token = |pairs: Vec<(&'static str, String)>| {
        let client = client.clone();
        async move {
            let mut all: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            all.push(("client_id", &client.id));
            told(&client.token(&all, None).await).1
        }
    };
    assert_eq!(token(vec![]).await, "invalid_request");
    assert_eq!(token(vec![("grant_type", "password".into())]).await, "unsupported_grant_type");
    assert_eq!(token(vec![("grant_type", "client_credentials".into())]).await, "unauthorized_client");
    assert_eq!(token(vec![("grant_type", "authorization_code".into())]).await, "invalid_request");
    assert_eq!(token(vec![("grant_type", "refresh_token".into())]).await, "invalid_request");
    assert_eq!(token(vec![("grant_type", "refresh_token".into()), ("grant_type", "refresh_token".into())]).await, "invalid_request");
    let http = support::service::http();
    let address = service.url("/oauth/token");
    let json = http.post(&address).json(&serde_json::json!({ "grant_type": "authorization_code", "client_id": client.id }));
    assert_snapshot!(shown(&Answer::to(json).await), @r#"
    POST /oauth/token
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "The body has to be application/x-www-form-urlencoded."
    }
    "#);
    assert_snapshot!(shown(&Answer::to(http.get(&address)).await), @r#"
    GET /oauth/token
    405
    allow: POST
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "This address does not answer that method. Allow names those that it does."
    }
    "#);
    let query = http.post(format!("{address}?client_secret=x")).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(told(&Answer::to(query).await), (400, "invalid_request".to_owned()));
}
