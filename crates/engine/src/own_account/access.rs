//! Who and what has access to the account: apps, and browsers.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::person::{ConnectedApp, OwnSession};
use serde::Deserialize;

use super::OwnAccount;
use crate::json_api::{Request, read};

#[derive(Deserialize)]
struct AppList {
    items: Vec<ConnectedApp>,
}

#[derive(Deserialize)]
struct OwnSessionList {
    items: Vec<OwnSession>,
}

impl OwnAccount<'_> {
    pub(crate) async fn apps(&self) -> Result<Vec<ConnectedApp>, UserError> {
        let list: AppList = read(&self.done(Request::get(&["apps"])).await?)?;
        Ok(list.items)
    }

    /// Takes an app's access away. This app itself is not taken away by the way: it would lose its session without a receipt.
    pub(crate) async fn disconnect(&self, client_id: &str) -> Result<(), UserError> {
        if client_id == self.provider.client_id {
            return Err(UserError::new(ErrorCode::Refused, "This is the app that you are looking at. To end its access, sign out."));
        }
        self.done(Request::delete(&["apps", client_id])).await.map(drop)
    }

    pub(crate) async fn sessions(&self) -> Result<Vec<OwnSession>, UserError> {
        let list: OwnSessionList = read(&self.done(Request::get(&["sessions"])).await?)?;
        Ok(list.items)
    }

    pub(crate) async fn end_session(&self, session: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["sessions", session])).await.map(drop)
    }
}
