//! A service that answers at once.
//!
//! A code `N` gives the access token `N`, whose user information is about the person `N`: whoever asks decides how many
//! people there are. A renewal alone takes a while, so that those which are on their way at once meet; the most that did are
//! counted.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// How long a renewal takes.
const RENEWAL: Duration = Duration::from_millis(5);
/// Renewals that are being answered, and the most that ever were.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// Serves until the process ends, and says where.
pub(crate) async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .route("/token", post(token))
        .route("/userinfo", get(user_info))
        .route("/most-renewals", get(async || Json(MOST.load(Ordering::SeqCst))))
        .with_state(issuer.clone());
    println!("{}", json!({ "listening": issuer }));
    axum::serve(listener, router).await.unwrap();
}

async fn metadata(State(issuer): State<String>) -> Json<Value> {
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "scopes_supported": ["profile", "offline_access"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

async fn token(Form(form): Form<Vec<(String, String)>>) -> Json<Value> {
    let field = |name: &str| form.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    if field("refresh_token").is_some() {
        MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(RENEWAL).await;
        NOW.fetch_sub(1, Ordering::SeqCst);
    }
    let who = field("code").or_else(|| field("refresh_token")).unwrap_or_default();
    Json(json!({ "access_token": who, "token_type": "Bearer", "expires_in": 3600, "refresh_token": who }))
}

async fn user_info(headers: HeaderMap) -> Json<Value> {
    let who = headers.get("authorization").and_then(|value| value.to_str().ok()).and_then(|text| text.strip_prefix("Bearer "));
    let who = who.unwrap_or_default();
    Json(json!({
        "sub": who, "name": format!("Person {who}"), "email": format!("{who}@one.example"), "locale": "en", "zoneinfo": "Europe/Madrid",
    }))
}
