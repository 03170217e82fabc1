//! Who may send more than a request usually brings (A20): a logo and a file of apps are larger, so they are read only once
//! their sender has shown who they are.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::request::Parts;

use super::authority::Caller;
use super::{Desk, ROOT};
use crate::apps::logo;
use crate::limits::Allowance;

/// Bytes of a file of apps.
const MOST_OF_A_FILE: usize = 8 * 1024 * 1024;

/// What the routes of the API allow.
#[must_use]
pub fn allowance(desk: Desk) -> Arc<dyn Allowance> {
    Arc::new(Larger(desk))
}

#[derive(Debug)]
struct Larger(Desk);

impl Allowance for Larger {
    fn body<'a>(&'a self, head: &'a Parts) -> Option<BoxFuture<'a, usize>> {
        let path = head.uri.path().strip_prefix(ROOT)?.strip_prefix("/apps/")?;
        let most = match path {
            "plan" | "apply" => MOST_OF_A_FILE,
            // One byte more than a logo has, so that a larger one is told what is wrong with it.
            _ if path.ends_with("/logo") => logo::MOST_BYTES + 1,
            _ => return None,
        };
        Some(Box::pin(async move { if Caller::of(head, &self.0).await.is_ok() { most } else { 0 } }))
    }
}
