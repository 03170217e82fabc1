//! An app, as its own server or program speaks to an accounts service: exactly what it is told to send.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign_accounts::operator::AddedApp;
use countersign_wire::app::{DialectName, OAuthAppDraft};
use sha2::{Digest as _, Sha256};

use crate::service::{Service, http};
use crate::visitor::{Answer, Visitor};

/// A verifier (RFC 7636, Appendix B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The challenge of a verifier.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// An app that was added to a service.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    issuer: String,
    /// Its client id.
    pub id: String,
    /// Its secret, where it has one.
    pub secret: Option<String>,
    /// Its first redirect URI.
    pub redirect_uri: String,
    dialect: DialectName,
}

/// A service with people, and an app that was added to it.
pub async fn scene(draft: OAuthAppDraft) -> (Service, Client) {
    let service = Service::with_people().await;
    let client = Client::add(&service, draft).await;
    (service, client)
}

/// What a sign-in gave.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token, where there is one.
    pub refresh_token: Option<String>,
    /// The answer, whole.
    pub answer: serde_json::Value,
}

/// Parameters of a request.
pub type Pairs<'a> = Vec<(&'a str, &'a str)>;

impl Client {
    /// Adds an app to a service, and is it.
    pub async fn add(service: &Service, draft: OAuthAppDraft) -> Self {
        let (redirect_uri, dialect) = (draft.redirect_uris[0].clone(), draft.dialect);
        let AddedApp { client_id, secret, .. } = service.add_app(draft).await;
        let secret = secret.map(|secret| secret.expose().to_owned());
        Self { http: http(), issuer: service.issuer().to_owned(), id: client_id, secret, redirect_uri, dialect }
    }

    /// The app that every service carries.
    #[must_use]
    pub fn built_in(service: &Service) -> Self {
        Self::of(service, "countersign", None, "app.countersign.desktop:/callback")
    }

    /// An app of the standard dialect that is there already.
    #[must_use]
    pub fn of(service: &Service, id: &str, secret: Option<&str>, redirect_uri: &str) -> Self {
        Self {
            http: http(),
            issuer: service.issuer().to_owned(),
            id: id.to_owned(),
            secret: secret.map(str::to_owned),
            redirect_uri: redirect_uri.to_owned(),
            dialect: DialectName::Standard,
        }
    }

    fn path(&self, standard: &str, inbenta: &str) -> String {
        format!("{}{}", self.issuer, if self.dialect == DialectName::Inbenta { inbenta } else { standard })
    }

    /// The parameters of an ordinary authorization request: with PKCE in the standard dialect, as documented in the other.
    #[must_use]
    pub fn request<'a>(&'a self, scope: &'a str, state: &'a str, challenge: &'a str) -> Pairs<'a> {
        let mut pairs = vec![("response_type", "code"), ("client_id", &*self.id), ("redirect_uri", &*self.redirect_uri)];
        for (name, value) in [("state", state), ("scope", scope)] {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        if self.dialect == DialectName::Standard {
            pairs.extend([("code_challenge", challenge), ("code_challenge_method", "S256")]);
        }
        pairs
    }

    /// The address of an authorization request.
    #[must_use]
    pub fn authorize_url(&self, pairs: &[(&str, &str)]) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}?{query}", self.path("/oauth/authorize", "/v1/oauth/sign-in"))
    }

    /// The address of an ordinary authorization request.
    #[must_use]
    pub fn authorize(&self, scope: &str) -> String {
        self.authorize_url(&self.request(scope, "xx234asdfx0", &challenge(VERIFIER)))
    }

    /// Has somebody sign in and accept what the page ticks; gives the code.
    pub async fn code(&self, email: &str, scope: &str) -> String {
        let mut visitor = Visitor::new();
        let answer = visitor.accept(&self.authorize(scope), email).await;
        answer.redirected_with().remove("code").unwrap_or_else(|| panic!("no code: {:?}", answer.location()))
    }

    /// Signs somebody in, from the request to the tokens.
    pub async fn tokens_for(&self, email: &str, scope: &str) -> Tokens {
        let answer = self.exchange(&self.code(email, scope).await).await;
        let access_token = member(&answer, "access_token");
        let answer = answer.json();
        Tokens { access_token, refresh_token: answer["refresh_token"].as_str().map(str::to_owned), answer }
    }

    /// An access token for exactly these scopes, of somebody who ticks each of them: some start unticked.
    pub async fn token_granting(&self, email: &str, scope: &str) -> String {
        let mut visitor = Visitor::new();
        let page = visitor.sign_in(&self.authorize(scope), email).await;
        let all: Vec<_> = scope.split(' ').filter(|scope| !scope.is_empty()).collect();
        let form = page.form_with("answer").ticking("scope", &all).with("answer", "accept");
        let code = visitor.submit(&page, &form).await.redirected_with().remove("code").unwrap();
        member(&self.exchange(&code).await, "access_token")
    }

    /// The parameters of an ordinary exchange, the secret in the body.
    #[must_use]
    pub fn exchange_pairs<'a>(&'a self, code: &'a str) -> Pairs<'a> {
        let mut pairs =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &*self.redirect_uri), ("client_id", &*self.id)];
        pairs.extend(self.secret.as_deref().map(|secret| ("client_secret", secret)));
        if self.dialect == DialectName::Standard {
            pairs.push(("code_verifier", VERIFIER));
        }
        pairs
    }

    /// Exchanges a code.
    pub async fn exchange(&self, code: &str) -> Answer {
        self.token(&self.exchange_pairs(code), None).await
    }

    /// Renews.
    pub async fn refresh(&self, token: &str) -> Answer {
        self.refresh_with(token, &[]).await
    }

    /// Renews, with further parameters.
    pub async fn refresh_with(&self, token: &str, more: &[(&str, &str)]) -> Answer {
        let mut pairs = vec![("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", &*self.id)];
        pairs.extend(self.secret.as_deref().map(|secret| ("client_secret", secret)));
        pairs.extend(more);
        self.token(&pairs, None).await
    }

    /// Sends a request to the token endpoint.
    pub async fn token(&self, pairs: &[(&str, &str)], authorization: Option<&[u8]>) -> Answer {
        self.post(&self.path("/oauth/token", "/v1/oauth/tokens"), pairs, authorization).await
    }

    /// Sends a request to the revocation endpoint.
    pub async fn revoke(&self, token: &str) -> Answer {
        let mut pairs = vec![("token", token), ("client_id", &*self.id)];
        pairs.extend(self.secret.as_deref().map(|secret| ("client_secret", secret)));
        self.post(&format!("{}/oauth/revoke", self.issuer), &pairs, None).await
    }

    /// Sends a form to an address of the service.
    pub async fn post(&self, address: &str, pairs: &[(&str, &str)], authorization: Option<&[u8]>) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = self.http.post(address).header("content-type", "application/x-www-form-urlencoded").body(body);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::to(request).await
    }

    /// Asks who a token speaks for.
    pub async fn user_info(&self, token: &str) -> Answer {
        let address = self.path("/oauth/userinfo", "/v1/oauth/user-information");
        let request = self.http.get(address).bearer_auth(token).header("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
        Answer::to(request).await
    }
}

/// Sends a request and reads its answer.
pub async fn send(request: reqwest::RequestBuilder) -> Answer {
    Answer::to(request).await
}

/// A member of a JSON answer, as text.
#[must_use]
pub fn member(answer: &Answer, name: &str) -> String {
    let json = answer.json();
    json[name].as_str().unwrap_or_else(|| panic!("no {name} in {json}")).to_owned()
}
