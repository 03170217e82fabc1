//! A3: every way of asking with or without a challenge, and of coming back with or without a verifier.

use countersign_wire::app::{OAuthAppDraft, Pkce};
use support::client::{Client, VERIFIER, challenge};
use support::service::{MICHAEL, Service, native_app, web_app};
use support::visitor::{Answer, Visitor};

const WRONG: &str = "aBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// What came of the authorization request: a code, or the error it was redirected with.
async fn asked(client: &Client, challenge: Option<(&str, Option<&str>)>) -> Result<String, String> {
    let mut pairs = client.request("profile", "s", "");
    pairs.retain(|(name, _)| !name.starts_with("code_challenge"));
    if let Some((value, method)) = challenge {
        pairs.push(("code_challenge", value));
        pairs.extend(method.map(|method| ("code_challenge_method", method)));
    }
    let address = client.authorize_url(&pairs);
    let mut visitor = Visitor::new();
    let first = visitor.open(&address).await;
    if first.location().is_some() {
        return Err(first.redirected_with().remove("error").unwrap());
    }
    // An app that opens links of its own is told by the person's press.
    if first.status == 400 {
        return Err(first.turned_back_with().remove("error").unwrap());
    }
    Ok(visitor.accept(&address, MICHAEL).await.redirected_with().remove("code").unwrap())
}

async fn exchanged(client: &Client, code: &str, verifier: Option<&str>) -> Answer {
    let mut pairs = client.exchange_pairs(code);
    pairs.retain(|(name, _)| *name != "code_verifier");
    pairs.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    client.token(&pairs, None).await
}

fn told(answer: &Answer) -> String {
    answer.json().get("error").map_or_else(|| "token".to_owned(), |error| error.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a3_the_nine_cells_of_challenge_and_verifier() {
    let service = Service::with_people().await;
    let client = Client::add(&service, OAuthAppDraft { pkce: Some(Pkce::Optional), ..web_app() }).await;
    let s256 = challenge(VERIFIER);
    let mut cells = Vec::new();
    for (asks, challenge) in [("none", None), ("S256", Some((s256.as_str(), Some("S256")))), ("plain", Some((VERIFIER, Some("plain"))))] {
        for (sends, verifier) in [("none", None), ("right", Some(VERIFIER)), ("wrong", Some(WRONG))] {
            let outcome = match asked(&client, challenge).await {
                Ok(code) => told(&exchanged(&client, &code, verifier).await),
                Err(error) => format!("authorize: {error}"),
            };
            cells.push(format!("{asks} × {sends}: {outcome}"));
        }
    }
    assert_eq!(
        cells,
        [
            "none × none: token",
            "none × right: invalid_grant",
            "none × wrong: invalid_grant",
            "S256 × none: invalid_grant",
            "S256 × right: token",
            "S256 × wrong: invalid_grant",
            "plain × none: authorize: invalid_request",
            "plain × right: authorize: invalid_request",
            "plain × wrong: authorize: invalid_request",
        ]
    );
}

#[tokio::test]
async fn a3_where_it_is_required_a_request_without_a_challenge_is_refused() {
    let service = Service::with_people().await;
    for draft in [web_app(), native_app()] {
        let client = Client::add(&service, draft).await;
        assert_eq!(asked(&client, None).await.unwrap_err(), "invalid_request");
    }
    assert_eq!(asked(&Client::built_in(&service), None).await.unwrap_err(), "invalid_request");
}

#[tokio::test]
async fn a3_a_challenge_that_is_none_of_s256_is_refused() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let good = challenge(VERIFIER);
    for (value, method) in [
        (good.as_str(), None),
        (&good, Some("s256")),
        (&good, Some("S512")),
        ("short", Some("S256")),
        (&format!("{good}="), Some("S256")),
        (&good.replace('-', "+"), Some("S256")),
        (&"a".repeat(128), Some("S256")),
    ] {
        assert_eq!(asked(&client, Some((value, method))).await.unwrap_err(), "invalid_request", "{value} {method:?}");
    }
}

#[tokio::test]
async fn a3_a_verifier_of_the_wrong_syntax_is_refused_and_spends_no_code() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let code = client.code(MICHAEL, "profile").await;
    for verifier in ["short", &"a".repeat(129), &format!("{VERIFIER}="), &format!("{VERIFIER} "), &format!("é{VERIFIER}")] {
        assert_eq!(told(&exchanged(&client, &code, Some(verifier)).await), "invalid_request", "{verifier}");
    }
    assert_eq!(told(&exchanged(&client, &code, Some(VERIFIER)).await), "token");
}
