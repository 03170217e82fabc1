//! What the system hands to the app: a link of its scheme, or the wish to see its window.

use std::sync::Arc;

use countersign_engine::{Received, receive_probe};
use countersign_wire::error::ErrorCode;
use tokio::sync::{Semaphore, mpsc};

use crate::desk::Desk;
use crate::instance::Arrival;
use crate::windows::Raise;

/// How many links are dealt with at once: as many as there may be sign-ins on their way (D4).
const AT_ONCE: usize = 32;

/// Deals with all that comes, in turn. The URL goes to the engine, byte for byte, and nowhere else (D1).
pub(crate) async fn receive(desk: Arc<Desk>, raise: Raise, mut arrivals: mpsc::Receiver<Arrival>) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(arrival) = arrivals.recv().await {
        let Arrival::Callback(url) = arrival else {
            raise.raise();
            continue;
        };
        // A probe is about the way only: it is told on from here, and never gets to where callbacks go.
        if receive_probe(desk.home(), &url) != Received::NotAProbe {
            continue;
        }
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (desk, raise) = (Arc::clone(&desk), raise.clone());
        tokio::spawn(async move {
            if belongs_to_a_sign_in(&desk, &url).await {
                raise.raise();
            }
            drop(place);
        });
    }
}

/// Whether the window has something to show for it. Junk does not bring a window to the front (D5).
async fn belongs_to_a_sign_in(desk: &Desk, url: &[u8]) -> bool {
    desk.settled().await;
    let engine = match desk.engine().await {
        Ok(engine) => engine,
        Err(error) => {
            tracing::warn!(%error, "a link came and could not be dealt with");
            return true;
        }
    };
    match engine.receive_callback(url).await {
        Ok(_) => true,
        Err(error) => {
            tracing::debug!(code = ?error.code, "a link came to nothing");
            !matches!(error.code, ErrorCode::NonePending | ErrorCode::CallbackRefused)
        }
    }
}
