//! The audit: filtered, exported, verified.

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use countersign_wire::audit::{AuditFilter, AuditPage, AuditRow, AuditVerdict};
use futures_util::stream;
use http::{StatusCode, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Desk;
use super::answer::{Refusal, with_status};
use super::authority::Administrator;
use super::cursor::no_cursor;
use super::document::Refusals;
use super::page::{ROWS, moment, rows, word};
use super::request::{no_such_word, words_of};
use crate::audit::{Deed, Subject};
use crate::store::rows::AuditQuery;

/// Rows that an export reads at once.
const ROWS_OF_AN_EXPORT: u32 = 1000;

pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export)).routes(routes!(verify))
}

/// Lists what happened, newest first.
#[utoipa::path(get, path = "/audit", operation_id = "list_audit", tag = "audit",
    params(AuditFilter, ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows a page; absent: 50.")),
    responses((status = 200, description = "A page of rows.", body = AuditPage), Refusals), security(("administrator" = ["accounts:admin"])))]
async fn list(_: Administrator, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let Asked { query, before, limit } = Asked::read(query.as_deref().unwrap_or_default())?;
    let page = desk.store.audit(query, before, limit.unwrap_or(ROWS)).await?;
    let items = page.items.into_iter().map(AuditRow::from).collect();
    Ok(with_status(StatusCode::OK, &AuditPage { items, next_cursor: page.next.map(|id| id.to_string()) }))
}

/// All rows that match, one JSON value a line.
///
/// They are read as they are sent, so that a long audit takes no more memory
/// than a short one.
#[utoipa::path(get, path = "/audit/export", operation_id = "export_audit", tag = "audit", params(AuditFilter),
    responses((status = 200, description = "Rows, a JSON value a line.", content_type = "application/x-ndjson", body = String), Refusals),
    security(("administrator" = ["accounts:admin"])))]
async fn export(_: Administrator, State(desk): State<Desk>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let Asked { query, before, .. } = Asked::read(query.as_deref().unwrap_or_default())?;
    // The first rows before the head: a database that fails is told by its status.
    let first = desk.store.audit(query.clone(), before, ROWS_OF_AN_EXPORT).await?;
    let rows = stream::unfold(Some(first), move |page| {
        let (desk, query) = (desk.clone(), query.clone());
        async move {
            let page = page?;
            let lines = page.items.into_iter().map(AuditRow::from).filter_map(|row| serde_json::to_string(&row).ok());
            let text: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
            let next = match page.next {
                None => Ok(None),
                Some(before) => desk.store.audit(query, Some(before), ROWS_OF_AN_EXPORT).await.map(Some),
            };
            // An export that cannot go on breaks off, so that nobody takes a part for the whole.
            Some(match next {
                Ok(next) => (Ok(Bytes::from(text)), next),
                Err(error) => (Err(error), None),
            })
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\""),
    ];
    Ok((headers, Body::from_stream(rows)).into_response())
}

/// Looks whether the audit is as it was written: nothing changed, cut or put in another order.
#[utoipa::path(get, path = "/audit/verification", operation_id = "verify_audit", tag = "audit",
    responses((status = 200, description = "What was found.", body = AuditVerdict), Refusals),
    security(("administrator" = ["accounts:admin"])))]
async fn verify(_: Administrator, State(desk): State<Desk>) -> Result<Response, Refusal> {
    Ok(with_status(StatusCode::OK, &AuditVerdict::from(desk.store.verify_audit().await?)))
}

/// What a request asks of the audit.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    query: AuditQuery,
    before: Option<i64>,
    limit: Option<u32>,
}

impl Asked {
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut asked = Self::default();
        let query = &mut asked.query;
        for (name, value) in words_of(text)? {
            match name.as_str() {
                "deed" => query.deed = Some(word("deed", "a word of the audit, such as signed_in", Deed::parse(&value))?),
                "actor" => query.actor = Some(value),
                "app" => query.app = Some(value),
                "subject" => query.subject = Some(word("subject", "a kind and an id, such as person:4f2a", Subject::parse(&value))?),
                "from" => query.from = Some(moment("from", &value)?),
                "until" => query.until = Some(moment("until", &value)?),
                "cursor" => asked.before = Some(value.parse().map_err(|_| no_cursor())?),
                "limit" => asked.limit = Some(rows(&value)?),
                other => return Err(no_such_word(other)),
            }
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_says_each_word_once_and_within_bounds() {
        let asked = Asked::read("deed=signed_in&from=5&limit=200&cursor=7").unwrap();
        assert_eq!((asked.query.deed, asked.query.from, asked.limit, asked.before), (Some(Deed::SignedIn), Some(5), Some(200), Some(7)));
        for wrong in [
            "limit=0",
            "limit=201",
            "from=x",
            "until=",
            "cursor=x",
            "app=a&app=b",
            "deed=signed",
            "subject=king:1",
            "subject=person",
            "other=x",
        ] {
            assert!(Asked::read(wrong).is_err(), "{wrong}");
        }
    }
}
