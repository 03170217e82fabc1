//! `countersign sign-out` and `forget`.

use std::time::Duration;

use countersign_engine::Engine;
use countersign_wire::account::{SessionStatus, SignOutReceipt, SignedOutPart};
use serde::Serialize;
use utoipa::ToSchema;

use crate::args::SignOut;
use crate::output::{Failure, Output, pairs, time};

/// How long a command that is done goes on for services that are still to be told of a sign-out.
const A_MOMENT: Duration = Duration::from_secs(3);

/// A receipt, in the keys that scripts rely on.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptLine {
    /// Only where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    revoked: Vec<SignedOutPart>,
    forgotten: Vec<SignedOutPart>,
    pending: Vec<SignedOutPart>,
}

/// An account that was taken off the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForgottenLine<'a> {
    id: &'a str,
    forgotten: bool,
}

pub(super) async fn sign_out(engine: &Engine, out: Output, args: SignOut) -> Result<(), Failure> {
    let Some(account) = args.account else { return sign_out_of_all(engine, out).await };
    let receipt = if args.everywhere {
        out.tell("Signing out; your browser ends the session at the service. Waiting for it to come back here.");
        let receipt = engine.sign_out_everywhere(&account, args.wait).await;
        // Without this the page in the browser would be cut off with the process.
        engine.settle().await;
        receipt?
    } else {
        engine.sign_out(&account).await?
    };
    show(out, &account, receipt, false)
}

/// One that cannot be signed out of keeps nobody from being signed out of the others.
async fn sign_out_of_all(engine: &Engine, out: Output) -> Result<(), Failure> {
    let mut failed = None;
    let mut there = engine.accounts().await?;
    there.retain(|account| account.state != SessionStatus::SignedOut);
    if there.is_empty() {
        out.tell("Nobody is signed in, so nobody was signed out.");
    }
    for account in there {
        match engine.sign_out(&account.id).await {
            Ok(receipt) => show(out, &account.id, receipt, true)?,
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

fn show(out: Output, account: &str, receipt: SignOutReceipt, of_several: bool) -> Result<(), Failure> {
    let SignOutReceipt { revoked, forgotten, pending, lapses_at, reason, .. } = receipt;
    let line = ReceiptLine { account: of_several.then(|| account.to_owned()), revoked, forgotten, pending };
    out.answer(&line, || {
        pairs(&[
            ("Signed out", Some(account.to_owned())),
            ("Ended at the service", parts(&line.revoked)),
            ("Not ended there", parts(&line.forgotten)),
            ("Not told yet", parts(&line.pending)),
            ("Ends by itself", lapses_at.map(time)),
            ("Why", reason),
        ])
    })
}

fn parts(parts: &[SignedOutPart]) -> Option<String> {
    let name = |part: &SignedOutPart| match part {
        SignedOutPart::AccessToken => "access token",
        SignedOutPart::RefreshToken => "refresh token",
        SignedOutPart::BrowserSession => "session in the browser",
    };
    (!parts.is_empty()).then(|| parts.iter().map(name).collect::<Vec<_>>().join(", "))
}

pub(super) async fn forget(engine: &Engine, out: Output, account: &str, force: bool) -> Result<(), Failure> {
    if force {
        engine.forget_untold(account).await?;
    } else {
        engine.forget(account).await?;
    }
    out.answer(&ForgottenLine { id: account, forgotten: true }, || format!("Forgot {}", crate::output::shown(account)))
}

/// Services that could not be told of a sign-out are tried again where it is time. The command is done, and its answer is out:
/// whatever comes of this is for the next one.
pub(super) async fn tell_what_is_due(engine: &Engine) {
    match tokio::time::timeout(A_MOMENT, engine.tell_of_sign_outs()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "services are still to be told of sign-outs"),
        Err(_) => tracing::debug!("a service that is to be told of a sign-out took too long"),
    }
}
