//! For whoever watches the service: whether it lives, and whether it can keep its promises, which is that the database
//! can be written (A25).

use axum::extract::State;
use axum::response::Response;
use countersign_wire::UnixSeconds;
use http::StatusCode;
use serde_json::json;
use tokio::sync::Mutex;

use super::answer;
use super::site::At;
use crate::dialect;

/// What was found last, and when. Anybody may ask; one write a second is all that it costs.
#[derive(Debug, Default)]
pub(super) struct LastLook(Mutex<Option<(UnixSeconds, bool)>>);

/// Lives: it answers. A database that cannot be written is no reason to end the process.
pub(super) async fn alive() -> Response {
    answer::json(StatusCode::OK, dialect::at(""), &json!({ "alive": true }))
}

pub(super) async fn ready(State(at): State<At>) -> Response {
    let now = at.issuing.now();
    let mut last = at.last_look().0.lock().await;
    let ready = match *last {
        Some((then, ready)) if then == now => ready,
        _ => {
            let written = at.store().try_write(now).await;
            if let Err(error) = &written {
                tracing::error!(%error, "the database cannot be written");
            }
            *last = Some((now, written.is_ok()));
            written.is_ok()
        }
    };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer::json(status, dialect::at(""), &json!({ "ready": ready }))
}
