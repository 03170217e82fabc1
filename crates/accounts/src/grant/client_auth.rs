//! How an app says who it is at the endpoints for apps (RFC 6749 §2.3, A7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_wire::oauth_error::OAuthErrorCode;
use zeroize::Zeroizing;

use super::assertion::{JWT_BEARER, issuer_of};
use super::parameters::Parameters;
use super::{Issuing, Refusal};
use crate::store::rows::App;
use crate::token::Token;

/// One text for an app that is not there, one that is switched off and one whose secret is wrong: none tells which.
const REFUSED: Refusal = Refusal::Client { description: "The client is not known here, or its secret is wrong." };

/// How an app proves who it is.
#[derive(Debug)]
enum Proof {
    /// Not at all: a public app says its name only (RFC 8252 §8.5: a secret that ships with an app proves nothing).
    None,
    /// By its secret.
    Secret(Token),
    /// By a JWT that it signed.
    Assertion(Token),
}

/// A client that says twice who it is may be two (RFC 6749 §2.3).
const TWO_WAYS: Refusal =
    Refusal::Protocol { code: OAuthErrorCode::InvalidRequest, description: "The client authenticates in two ways; use one." };

/// What a request says of the app that sends it.
#[derive(Debug)]
struct Presented {
    client_id: String,
    proof: Proof,
}

/// Where a request comes from and goes to.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Its `Authorization` headers.
    pub authorization: &'a [&'a [u8]],
    /// The path of the endpoint.
    pub path: &'a str,
    /// The address that it comes from.
    pub from: std::net::IpAddr,
}

impl Issuing {
    /// Finds the app that a request comes from, and has it prove who it is, in the one way that is its own.
    ///
    /// # Errors
    /// [`Refusal::Client`] where it does not; [`Refusal::Protocol`] where it tries in two ways at once.
    pub async fn authenticate(&self, sent: Sent<'_>, parameters: &Parameters) -> Result<App, Refusal> {
        let presented = presented(sent.authorization, parameters)?;
        let app = self.store.app(&presented.client_id).await?.filter(|app| app.enabled).ok_or(REFUSED)?;
        match presented.proof {
            // Whoever has registered keys has moved on from secrets: what may lie about in old settings proves nothing.
            Proof::Secret(secret) if app.wants_secret && app.settings.client_keys.is_empty() => {
                self.check_secret(&app, &secret, sent.from)?
            }
            Proof::Assertion(assertion) if !app.settings.client_keys.is_empty() => {
                self.check_assertion(&app, assertion.expose(), sent.path).await?;
            }
            Proof::None if app.is_public() => {}
            // A secret where there is none is somebody's mistake, and worth telling.
            _ => return Err(REFUSED),
        }
        Ok(app)
    }

    /// A secret that was retired does not work.
    fn check_secret(&self, app: &App, secret: &Token, from: std::net::IpAddr) -> Result<(), Refusal> {
        let presented = secret.digest();
        let working = app.secrets.iter().filter(|kept| kept.retired_at.is_none());
        // All are compared whole, whichever fits.
        let found = working.fold(None, |found, kept| if kept.hash.is_same(&presented) { Some(kept) } else { found });
        let found = found.ok_or(REFUSED)?;
        self.usage.secret_used(&found.id, from);
        Ok(())
    }
}

fn presented(authorization: &[&[u8]], parameters: &Parameters) -> Result<Presented, Refusal> {
    let in_body = parameters.get("client_secret");
    let id_in_body = parameters.get("client_id");
    let header = match authorization {
        [] => None,
        [one] => Some(*one),
        _ => return Err(Refusal::of(OAuthErrorCode::InvalidRequest, "Authorization is given more than once.")),
    };
    if let Some(assertion) = parameters.get("client_assertion") {
        return asserted(assertion, header.is_some() || in_body.is_some(), parameters);
    }
    let Some(header) = header else {
        let client_id = id_in_body.ok_or(Refusal::Client { description: "The request does not say which client it comes from." })?;
        let proof = in_body.map_or(Proof::None, |secret| Proof::Secret(Token::presented(secret)));
        return Ok(Presented { client_id: client_id.to_owned(), proof });
    };
    if in_body.is_some() {
        return Err(TWO_WAYS);
    }
    let (client_id, secret) = basic(header)?;
    if id_in_body.is_some_and(|id| id != client_id) {
        return Err(Refusal::of(OAuthErrorCode::InvalidRequest, "The request names two clients."));
    }
    // Basic with an empty password is how some public clients say their name (oidc-agent does): the same as no secret.
    let proof = if secret.is_empty() { Proof::None } else { Proof::Secret(Token::presented(&secret)) };
    Ok(Presented { client_id, proof })
}

/// An assertion says by itself who it is from (RFC 7523 §3); a `client_id` beside it has to be the same.
fn asserted(assertion: &str, otherwise_too: bool, parameters: &Parameters) -> Result<Presented, Refusal> {
    if otherwise_too {
        return Err(TWO_WAYS);
    }
    if parameters.get("client_assertion_type") != Some(JWT_BEARER) {
        return Err(Refusal::Client { description: "The client_assertion_type is not that of a JWT (RFC 7523)." });
    }
    let issuer = issuer_of(assertion).ok_or(Refusal::Client { description: "The client assertion is not a signed JWT." })?;
    if parameters.get("client_id").is_some_and(|id| id != issuer) {
        return Err(Refusal::Client { description: "iss of the client assertion has to be the client_id." });
    }
    Ok(Presented { client_id: issuer, proof: Proof::Assertion(Token::presented(assertion)) })
}

/// Reads Basic: id and secret form-encoded, so that either may hold anything (RFC 6749 §2.3.1); split at the first colon,
/// as a secret may hold more of them.
fn basic(header: &[u8]) -> Result<(String, Zeroizing<String>), Refusal> {
    let malformed = Refusal::Client { description: "The Authorization header is not Basic with an id and a secret in UTF-8." };
    let read = || {
        let (scheme, rest) = header.split_at_checked(6)?;
        if !scheme.eq_ignore_ascii_case(b"basic ") {
            return None;
        }
        let decoded = Zeroizing::new(STANDARD.decode(rest.trim_ascii()).ok()?);
        let colon = decoded.iter().position(|byte| *byte == b':')?;
        let id = form_decoded(&decoded[..colon])?;
        let secret = form_decoded(&decoded[colon + 1..])?;
        (!id.is_empty()).then(|| (id.as_str().to_owned(), secret))
    };
    read().ok_or(malformed)
}

fn form_decoded(part: &[u8]) -> Option<Zeroizing<String>> {
    let spaced: Zeroizing<Vec<u8>> = Zeroizing::new(part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect());
    String::from_utf8(percent_encoding::percent_decode(&spaced).collect()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &[u8]) -> Vec<u8> {
        [b"Basic ", STANDARD.encode(text).as_bytes()].concat()
    }

    #[test]
    fn a7_basic_is_form_decoded_and_split_at_the_first_colon() {
        for (sent, id, secret) in [
            (&b"a:b"[..], "a", "b"),
            (b"a:1bc82afe288104ff011cde1::", "a", "1bc82afe288104ff011cde1::"),
            (b"a%3Ab:c%3A%3A", "a:b", "c::"),
            (b"a:b+c%25", "a", "b c%"),
            (b"a:", "a", ""),
        ] {
            let (read_id, read_secret) = basic(&header(sent)).unwrap();
            assert_eq!((read_id.as_str(), read_secret.as_str()), (id, secret));
        }
    }

    #[test]
    fn a7_the_scheme_is_case_insensitive_and_nothing_else_is_taken_for_basic() {
        assert!(basic(b"bAsIc YTpi").is_ok());
        for bad in [
            &b"Bearer abc"[..],
            b"Basic",
            b"Basic ",
            b"Basic !!!",
            b"",
            b"Basic YQ==",
            &header(b"\xff:x"),
            &header(b"a:%ff"),
            &header(b":x"),
        ] {
            assert!(matches!(basic(bad), Err(Refusal::Client { .. })), "{bad:?}");
        }
    }
}
