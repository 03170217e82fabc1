//! `countersign sign-in`.

use std::time::Duration;

use countersign_engine::Engine;
use countersign_engine::scheme::{self, Obstacle};
use countersign_wire::UnixSeconds;
use countersign_wire::account::AccountView;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{DeviceCode, SignInRequest, SignInStarted};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts;
use super::interruption::interrupted;
use super::pasting;
use crate::args::SignIn;
use crate::output::{Failure, Output, counting_down, options};

/// The address to open, where it is printed.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorizeLine<'a> {
    /// The address.
    pub(super) authorize_url: &'a str,
}

/// How long it may take to exchange a code that has come, and to read the profile.
const LONGEST_EXCHANGE: Duration = Duration::from_secs(30);

pub(super) async fn sign_in(engine: &Engine, out: Output, args: SignIn) -> Result<(), Failure> {
    // What is pasted or entered elsewhere is for a browser that this machine cannot open.
    let elsewhere = matches!(args.return_path, Some(ReturnPath::Paste | ReturnPath::Device));
    let print_url = args.print_url || elsewhere;
    let request = SignInRequest {
        provider: args.provider.clone(),
        scopes: (!args.scopes.is_empty()).then_some(args.scopes),
        return_path: args.return_path,
        // Opened below: where it cannot be, the sign-in waits on, as its address can be opened by hand.
        browser: Some(BrowserChoice::Link),
        select_account: args.select_account,
        login_hint: args.login_hint,
    };
    // Asked for before anything is started, so that no interruption falls between.
    let mut interrupted = std::pin::pin!(interrupted());
    let called_off = || UserError::new(ErrorCode::Cancelled, "The sign-in was called off. Nothing was stored.");
    let started = tokio::select! {
        started = engine.start_sign_in(request) => started?,
        // What was put away by then has nobody who listens for it, and lapses.
        () = &mut interrupted => return Err(called_off().into()),
    };
    let ways = ways_of(engine, &args.provider).await;
    if started.return_path == ReturnPath::DeepLink {
        tell_of_obstacles(out, &ways).await;
    }
    if !print_url && let Err(error) = engine.open_browser_for(&started).await {
        tell_the_address(out, &started, &ways, &error);
    }
    let source = pasting::source(&started, out);
    if let Err(failure) = announce(out, &started, print_url, source.is_some()) {
        // Nobody can see the address: nobody will come back.
        let _gone_already = engine.cancel_sign_in(&started.attempt).await;
        return Err(failure);
    }
    let account = tokio::select! {
        account = counting_down(out, args.wait, engine.await_sign_in(&started.attempt, args.wait)) => account,
        nothing = pasting::from(source, engine, out, &started) => Err(nothing),
        () = &mut interrupted => Err(called_off()),
    };
    let account = match account {
        Err(error) if is_given_up(&error) => give_up(engine, &started.attempt, error).await,
        account => account,
    };
    // The browser may still wait for its page, and the service to be told of older tokens: the program ends after both.
    let account = account?;
    account.deviations.iter().for_each(|deviation| out.warn(deviation));
    accounts::show(out, account)
}

/// The ways back that there are at a provider.
async fn ways_of(engine: &Engine, name: &str) -> Vec<ReturnPath> {
    let there = engine.providers().await.unwrap_or_default();
    there.into_iter().find(|provider| provider.name == name).map(|provider| provider.return_paths).unwrap_or_default()
}

/// A browser that does not open here may be opened by hand, or be on another machine. On stderr, as the answer is the account.
fn tell_the_address(out: Output, started: &SignInStarted, ways: &[ReturnPath], error: &UserError) {
    let elsewhere = options::browser_elsewhere(ways).map(|advice| format!(" {advice}")).unwrap_or_default();
    out.warn(&format!("{}{elsewhere} The sign-in waits; its address: {}", error.message, started.authorize_url));
}

/// Whether it was given up here, and may still wait.
fn is_given_up(error: &UserError) -> bool {
    matches!(error.code, ErrorCode::TimedOut | ErrorCode::Cancelled) || error.field.as_deref() == Some(pasting::FIELD)
}

/// Looks who would receive the link (D2). A script is told only of a rival, so that what it reads on stderr stays one
/// thing: the app may well be registered by the time the browser comes back.
async fn tell_of_obstacles(out: Output, ways: &[ReturnPath]) {
    let advised = |obstacle: &Obstacle| match options::not_by_link(ways) {
        Some(advice) => format!("{obstacle} {advice}"),
        None => obstacle.to_string(),
    };
    match scheme::obstacle().await {
        Some(obstacle @ Obstacle::Rival(_)) => out.warn(&advised(&obstacle)),
        Some(obstacle @ Obstacle::Nobody) if !out.json => out.warn(&advised(&obstacle)),
        Some(obstacle) if !out.json => out.warn(&obstacle.to_string()),
        _ => {}
    }
}

/// Drops the sign-in, so that an answer that still comes signs nobody in; unless one came in this very moment, which
/// then decides.
async fn give_up(engine: &Engine, attempt: &str, why: UserError) -> Result<AccountView, UserError> {
    let ended = match why.code {
        ErrorCode::TimedOut => engine.end_overdue_sign_in(attempt).await,
        _ => engine.cancel_sign_in(attempt).await,
    };
    match ended {
        Err(gone) if gone.code == ErrorCode::NotFound => engine.await_sign_in(attempt, LONGEST_EXCHANGE).await,
        _ if why.code == ErrorCode::TimedOut => Err(UserError::new(
            ErrorCode::TimedOut,
            "Nothing came back in time, so the sign-in was dropped. Start it again, or give it longer with --wait.",
        )),
        _ => Err(why),
    }
}

/// A code to enter on another device, which is printed before the account (RFC 8628 §3.2).
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceLine<'a> {
    /// Where it is entered.
    verification_uri: &'a str,
    /// The same with the code in it, where the service has such an address.
    #[schema(required = true)]
    verification_uri_complete: Option<&'a str>,
    /// The code.
    user_code: &'a str,
    /// Until when it may be entered.
    expires_at: UnixSeconds,
}

/// Says where to go, and how the answer comes back.
fn announce(out: Output, started: &SignInStarted, print_url: bool, takes_paste: bool) -> Result<(), Failure> {
    if let (ReturnPath::Device, Some(device)) = (started.return_path, &started.device) {
        return announce_device(out, device);
    }
    if print_url {
        out.answer(&AuthorizeLine { authorize_url: &started.authorize_url }, || started.authorize_url.clone())?;
    }
    let opened = if print_url { "Open this address in your browser" } else { "Your browser is at" };
    let host = if print_url { String::new() } else { format!(" {}", started.host) };
    let back = match started.return_path {
        ReturnPath::Loopback => "Waiting for it to come back here",
        ReturnPath::DeepLink => "Waiting for the Countersign app to receive it",
        ReturnPath::Paste | ReturnPath::Device => "Sign in there",
    };
    started.warnings.iter().for_each(|warning| out.warn(warning));
    out.tell(&format!("{opened}{host}. {back}; Ctrl-C calls it off."));
    if let Some(device) = &started.device {
        out.tell(&format!("Or enter the code {} at {} on any device.", device.user_code, device.verification_uri));
    }
    if takes_paste {
        out.tell("Where your browser cannot come back here, copy the address that it ended on, paste it here and press Enter:");
    }
    Ok(())
}

fn announce_device(out: Output, device: &DeviceCode) -> Result<(), Failure> {
    let DeviceCode { user_code, verification_uri, verification_uri_complete, expires_at } = device;
    let line = DeviceLine {
        verification_uri,
        verification_uri_complete: verification_uri_complete.as_deref(),
        user_code,
        expires_at: *expires_at,
    };
    out.answer(&line, || format!("{verification_uri}\n{user_code}\n"))?;
    out.tell("Open this address in a browser on any device, and enter the code there. Enter it nowhere else; Ctrl-C calls it off.");
    Ok(())
}
