//! `countersign sign-in`.

use std::time::Duration;

use countersign_engine::Engine;
use countersign_engine::scheme::{self, Obstacle};
use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts;
use super::interruption::interrupted;
use crate::args::SignIn;
use crate::output::{Failure, Output, counting_down};

/// The address to open, where it is printed.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorizeLine<'a> {
    /// The address.
    pub(super) authorize_url: &'a str,
}

/// How long it may take to exchange a code that has come, and to read the profile.
const LONGEST_EXCHANGE: Duration = Duration::from_secs(30);

pub(super) async fn sign_in(engine: &Engine, out: Output, args: SignIn) -> Result<(), Failure> {
    if args.return_path == ReturnPath::DeepLink {
        tell_of_obstacles(out).await;
    }
    let request = SignInRequest {
        provider: args.provider,
        scopes: (!args.scopes.is_empty()).then_some(args.scopes),
        return_path: Some(args.return_path),
        open_browser: !args.print_url,
    };
    // Asked for before anything is started, so that no interruption falls between.
    let mut interrupted = std::pin::pin!(interrupted());
    let called_off = || UserError::new(ErrorCode::Cancelled, "The sign-in was called off. Nothing was stored.");
    let started = tokio::select! {
        started = engine.start_sign_in(request) => started?,
        // What was put away by then has nobody who listens for it, and lapses.
        () = &mut interrupted => return Err(called_off().into()),
    };
    if let Err(failure) = announce(out, &started, args.print_url) {
        // Nobody can see the address: nobody will come back.
        let _gone_already = engine.cancel_sign_in(&started.attempt).await;
        return Err(failure);
    }
    let account = tokio::select! {
        account = counting_down(out, args.wait, engine.await_sign_in(&started.attempt, args.wait)) => account,
        () = &mut interrupted => Err(called_off()),
    };
    let account = match account {
        Err(error) if matches!(error.code, ErrorCode::TimedOut | ErrorCode::Cancelled) => give_up(engine, &started.attempt, error).await,
        account => account,
    };
    // The account is kept before the browser is told so: without this the page would be cut off with the process.
    engine.settle().await;
    let account = account?;
    account.deviations.iter().for_each(|deviation| out.warn(deviation));
    accounts::show(out, account)
}

/// Looks who would receive the link (D2). A script is told only of a rival, so that what it reads on stderr stays one
/// thing: the app may well be registered by the time the browser comes back.
async fn tell_of_obstacles(out: Output) {
    match scheme::obstacle().await {
        Some(obstacle @ Obstacle::Rival(_)) => out.warn(&obstacle.to_string()),
        Some(obstacle) if !out.json => out.warn(&obstacle.to_string()),
        _ => {}
    }
}

/// Drops the sign-in, so that an answer that still comes signs nobody in; unless one came in this very moment, which
/// then decides.
async fn give_up(engine: &Engine, attempt: &str, why: UserError) -> Result<AccountView, UserError> {
    match engine.cancel_sign_in(attempt).await {
        Err(gone) if gone.code == ErrorCode::NotFound => engine.await_sign_in(attempt, LONGEST_EXCHANGE).await,
        _ if why.code == ErrorCode::TimedOut => Err(UserError::new(
            ErrorCode::TimedOut,
            "Nothing came back from the browser in time, so the sign-in was dropped. Start it again, or give it longer with --wait.",
        )),
        _ => Err(why),
    }
}

fn announce(out: Output, started: &SignInStarted, print_url: bool) -> Result<(), Failure> {
    if print_url {
        out.answer(&AuthorizeLine { authorize_url: &started.authorize_url }, || started.authorize_url.clone())?;
    }
    let opened = if print_url { "Open this address in your browser" } else { "Your browser is at" };
    let host = if print_url { String::new() } else { format!(" {}", started.host) };
    let back = match started.return_path {
        ReturnPath::Loopback => "Waiting for it to come back here",
        ReturnPath::DeepLink => "Waiting for the Countersign app to receive it",
    };
    started.warnings.iter().for_each(|warning| out.warn(warning));
    out.tell(&format!("{opened}{host}. {back}; Ctrl-C calls it off."));
    Ok(())
}
