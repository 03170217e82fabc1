//! What belongs to an app: `secrets`, `redirects`, `grants` and `usage`.

use countersign_engine::Administration;
use countersign_wire::app::UsageDay;

use super::answers::{GrantRevokedLine, SecretChangedLine};
use crate::args::Paging;
use crate::commands::administered::{Chunk, ask_first, counted, rows};
use crate::output::{Failure, Output, day, is_seen, shown, when};

/// How long the longest bar of the picture is.
const LONGEST_BAR: u64 = 30;

pub(super) async fn secrets(desk: &Administration<'_>, out: Output, id: &str) -> Result<(), Failure> {
    let list = desk.app_secrets(id).await?;
    list.warnings.iter().for_each(|warning| out.warn(warning));
    out.list(
        &list.secrets,
        &["SECRET", "MADE", "LAST USED", "FROM", "RETIRED"],
        |secret| {
            vec![
                secret.id.clone(),
                when(secret.created_at),
                secret.last_used_at.map_or_else(|| "never".into(), when),
                secret.last_used_from.clone().unwrap_or_else(|| "–".into()),
                secret.retired_at.map_or_else(|| "–".into(), when),
            ]
        },
        "This app has no secret.",
    )
}

pub(super) async fn retire(desk: &Administration<'_>, out: Output, id: &str, secret: &str) -> Result<(), Failure> {
    desk.retire_secret(id, secret).await?;
    let line = SecretChangedLine { client_id: id.to_owned(), secret: secret.to_owned(), works: false };
    out.answer(&line, || {
        let back = format!("countersign apps secrets roll-back {id} {secret}");
        format!("Retired {}. It can be taken back for 7 days with: {}", shown(secret), shown(&back))
    })
}

pub(super) async fn roll_back(desk: &Administration<'_>, out: Output, id: &str, secret: &str) -> Result<(), Failure> {
    desk.restore_secret(id, secret).await?;
    let line = SecretChangedLine { client_id: id.to_owned(), secret: secret.to_owned(), works: true };
    out.answer(&line, || format!("{} works again", shown(secret)))
}

pub(super) async fn mismatches(desk: &Administration<'_>, out: Output, id: &str) -> Result<(), Failure> {
    let refused = desk.redirect_mismatches(id).await?.items;
    out.list(
        &refused,
        &["ASKED FOR", "TIMES", "FIRST", "LAST", "MOST LIKE"],
        |refused| {
            vec![
                refused.redirect_uri.clone(),
                refused.times.to_string(),
                when(refused.first_at),
                when(refused.last_at),
                refused.nearest.clone().unwrap_or_else(|| "–".into()),
            ]
        },
        "Lately this app asked for no return address that is not registered.",
    )
}

pub(super) async fn grants(desk: &Administration<'_>, out: Output, id: &str, paging: &Paging) -> Result<(), Failure> {
    let page = async |cursor, limit| {
        let page = desk.app_grants(id, cursor, limit).await?;
        Ok(Chunk { items: page.items, next_cursor: page.next_cursor, total: None })
    };
    let (grants, end) = rows(paging, page).await?;
    out.list(
        &grants,
        &["GRANT", "PERSON", "SCOPES", "SINCE", "LAST USED", "TOKENS"],
        |grant| {
            let person = grant.person.as_ref().map(|person| person.email.clone());
            vec![
                grant.id.clone(),
                person.unwrap_or_else(|| "the app itself".into()),
                grant.scopes.join(" "),
                day(grant.since),
                grant.last_used_at.map_or_else(|| "never".into(), when),
                grant.tokens.to_string(),
            ]
        },
        "Nobody let this app do anything.",
    )?;
    end.map_or(Ok(()), |end| out.page_end(&end))
}

pub(super) async fn revoke(desk: &Administration<'_>, out: Output, id: &str, grant: &str) -> Result<(), Failure> {
    desk.revoke_grant(id, grant).await?;
    let line = GrantRevokedLine { client_id: id.to_owned(), grant: grant.to_owned(), revoked: true };
    out.answer(&line, || format!("Ended {}", shown(grant)))
}

pub(super) async fn revoke_all(desk: &Administration<'_>, out: Output, id: &str, yes: bool) -> Result<(), Failure> {
    if !yes && out.can_ask() {
        let (app, impact) = (desk.app(id).await?, desk.app_impact(id).await?);
        let people = counted(impact.people, "person", "people");
        ask_first(out, yes, format!("End all that {people} let “{}” do?", app.name)).await?;
    }
    let ended = desk.revoke_grants(id).await?;
    out.answer(&ended, || format!("Ended {}", counted(ended.revoked, "grant", "grants")))
}

pub(super) async fn usage(desk: &Administration<'_>, out: Output, id: &str, days: u32) -> Result<(), Failure> {
    let usage = desk.app_usage(id, Some(days)).await?;
    if out.json {
        return out.answer(&usage, String::new);
    }
    let most = usage.days.iter().map(events).max().unwrap_or(0);
    let mut head = vec!["DAY", "SIGN-INS", "RENEWALS", "TOKENS", "REFUSED"];
    // A picture is for whoever looks; numbers are for everybody.
    if is_seen() {
        head.push("");
    }
    let row = |day: &UsageDay| {
        let mut row = vec![day.date.clone(), day.sign_ins.to_string(), day.refreshes.to_string(), day.tokens.to_string(), refusals(day)];
        if is_seen() {
            row.push(bar(events(day), most));
        }
        row
    };
    out.list(&usage.days, &head, row, "Nothing is known of this app's use.")
}

/// Everything that happened on a day.
fn events(day: &UsageDay) -> u64 {
    day.sign_ins + day.refreshes + day.tokens + day.refusals.values().sum::<u64>()
}

/// How often it was refused, and why.
fn refusals(day: &UsageDay) -> String {
    let all: u64 = day.refusals.values().sum();
    let why: Vec<&str> = day.refusals.keys().map(String::as_str).collect();
    if all == 0 { "0".to_owned() } else { format!("{all} ({})", why.join(", ")) }
}

/// A bar as long as its share of the most; what happened at all is seen.
fn bar(count: u64, most: u64) -> String {
    let length = if most == 0 { 0 } else { (count * LONGEST_BAR).div_ceil(most) };
    "█".repeat(usize::try_from(length).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_of_a_day_is_its_share_and_a_little_is_still_seen() {
        assert_eq!((bar(0, 0), bar(0, 9)), (String::new(), String::new()));
        assert_eq!(bar(9, 9).chars().count(), 30);
        assert_eq!(bar(1, 9_000).chars().count(), 1);
    }
}
