//! A bare axum answer: the same bytes on the same server settings, without the work behind them.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::any;
use countersign_accounts::limits::client::Proxies;
use countersign_accounts::limits::{self, Door, Limits};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::http1::{Answer, Connection};

/// Asks `{"path": request, …}` of the service at `address`, tells what came, and from then on answers each path with it.
/// It is served as the service is, so that only the work differs.
pub(crate) async fn serve(address: &str, asks: &Value) {
    let mut router = Router::new();
    let mut seen = serde_json::Map::new();
    for (path, request) in asks.as_object().unwrap() {
        let request = request.as_str().unwrap().as_bytes();
        let answer = Connection::open(address).and_then(|mut connection| connection.ask(request)).unwrap();
        seen.insert(path.clone(), json!({ "status": answer.status, "bytes": answer.body.len() }));
        let again = again(answer);
        router = router.route(path, any(move || std::future::ready(again())));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", json!({ "listening": format!("http://{}", listener.local_addr().unwrap()), "seen": seen }));
    let door = Door { listener, certificate: None, proxies: Proxies::default(), limits: Limits::default(), allowance: None };
    limits::serve(door, router, std::future::pending::<()>()).await;
}

/// Makes the same answer each time. The length and the date are hyper's to write, as they are for the service.
fn again(answer: Answer) -> impl Fn() -> Response + Clone + Send + Sync + 'static {
    let headers: http::HeaderMap = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "content-length" | "date" | "connection"))
        .map(|(name, value)| (http::HeaderName::try_from(name).unwrap(), http::HeaderValue::try_from(value).unwrap()))
        .collect();
    let body = axum::body::Bytes::from(answer.body);
    move || {
        let mut response = Response::new(Body::from(body.clone()));
        *response.status_mut() = http::StatusCode::from_u16(answer.status).unwrap();
        *response.headers_mut() = headers.clone();
        response
    }
}
