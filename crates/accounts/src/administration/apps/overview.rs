//! What there is to know about an app: what deleting it would break, what happened to it by day, and the return addresses
//! that it asked for in vain.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use countersign_wire::app::{AppImpact, AppUsage, MismatchView, Mismatches, UsageDay};
use http::StatusCode;
use jiff::civil::Date;

use super::reached;
use crate::administration::Desk;
use crate::administration::answer::{Refusal, with_status};
use crate::administration::authority::AppManager;
use crate::administration::document::{NoSuch, Refusals};
use crate::administration::request::{Id, no_such_word, words_of};
use crate::store::StoreError;
use crate::store::rows::{App, DayCount, RefusedRedirectUri};
use crate::usage;

/// Days of a usage where the request names none.
const DAYS: i64 = 30;
const MOST_DAYS: i64 = 366;

/// Tells what deleting an app would break.
#[utoipa::path(get, path = "/apps/{client_id}/impact", operation_id = "read_app_impact", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "What it would break.", body = AppImpact), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn impact(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    Ok(with_status(StatusCode::OK, &desk.store.app_impact(&client_id, desk.clock.now()).await?))
}

/// Tells what happened to an app, day by day.
#[utoipa::path(get, path = "/apps/{client_id}/usage", operation_id = "read_app_usage", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id."),
        ("days" = Option<u32>, Query, minimum = 1, maximum = 366, description = "How many days up to today; absent: 30.")),
    responses((status = 200, description = "The days, oldest first.", body = AppUsage), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn usage(
    who: AppManager,
    State(desk): State<Desk>,
    Id(client_id): Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let mut days = DAYS;
    for (name, value) in words_of(query.as_deref().unwrap_or_default())? {
        if name != "days" {
            return Err(no_such_word(&name));
        }
        days = value
            .parse()
            .ok()
            .filter(|days| (1..=MOST_DAYS).contains(days))
            .ok_or_else(|| Refusal::Unreadable(format!("days is a number from 1 to {MOST_DAYS}.")))?;
    }
    reached(&desk, &who, &client_id).await?;
    let today = usage::day(desk.clock.now());
    let from = today - days + 1;
    let counts = desk.store.app_usage(&client_id, from).await?;
    let days = (from..=today).map(|day| usage_day(day, &counts)).collect();
    Ok(with_status(StatusCode::OK, &AppUsage { days }))
}

fn usage_day(day: i64, counts: &[DayCount]) -> UsageDay {
    let mut told = UsageDay { date: date(day), ..UsageDay::default() };
    for count in counts.iter().filter(|count| count.day == day) {
        match count.event.as_str() {
            "sign_in" => told.sign_ins += count.times,
            "refresh" => told.refreshes += count.times,
            "token" => told.tokens += count.times,
            "refusal" => *told.refusals.entry(count.reason.clone()).or_default() += count.times,
            _ => {}
        }
    }
    told
}

/// A day since 1970-01-01, as it is written.
fn date(day: i64) -> String {
    let epoch = Date::constant(1970, 1, 1);
    jiff::Span::new().try_days(day).and_then(|span| epoch.checked_add(span)).map(|date| date.to_string()).unwrap_or_default()
}

/// Lists the return addresses that an app asked for lately and that are not registered.
#[utoipa::path(get, path = "/apps/{client_id}/redirect-uri-mismatches", operation_id = "list_redirect_uri_mismatches",
    tag = "redirect URIs", params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The addresses, the latest first.", body = Mismatches), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn mismatches(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    let app = reached(&desk, &who, &client_id).await?;
    let refused = desk.store.refused_redirect_uris(&client_id).await?;
    // Comparing takes a moment of a whole core: it is done where it holds up nobody.
    let items = tokio::task::spawn_blocking(move || refused.into_iter().map(|refused| mismatch(&app, refused)).collect()).await;
    let items = items.map_err(|_| StoreError::Database("the thread that compared addresses ended early".to_owned()))?;
    Ok(with_status(StatusCode::OK, &Mismatches { items }))
}

fn mismatch(app: &App, refused: RefusedRedirectUri) -> MismatchView {
    let RefusedRedirectUri { redirect_uri, times, first_at, last_at } = refused;
    MismatchView { nearest: nearest(app, &redirect_uri), redirect_uri, times, first_at, last_at }
}

/// The most characters of an address that are compared: two differ where people look, or they are strangers.
const COMPARED: usize = 256;

/// The registered address that is most like one that was refused.
fn nearest(app: &App, refused: &str) -> Option<String> {
    let part = |uri: &str| uri.chars().take(COMPARED).collect::<String>();
    let refused = part(refused);
    let alike = |uri: &str| strsim::normalized_damerau_levenshtein(&part(uri), &refused);
    let compared = app.redirect_uris.iter().map(|uri| (uri.as_str(), alike(uri.as_str())));
    compared.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(uri, _)| uri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_a_date() {
        assert_eq!((date(0), date(20_587)), ("1970-01-01".to_owned(), "2026-05-14".to_owned()));
    }
}
