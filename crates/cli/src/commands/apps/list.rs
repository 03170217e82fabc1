//! `countersign apps list`.

use countersign_engine::Administration;
use countersign_wire::app::{AppFacets, AppQuery, FacetCount};
use countersign_wire::error::UserError;

use super::answers::AppLine;
use crate::args::ListApps;
use crate::commands::administered::{Chunk, rows};
use crate::commands::organisations;
use crate::output::{Failure, Output, yes_or_no};

pub(super) async fn list(desk: &Administration<'_>, out: Output, wish: ListApps) -> Result<(), Failure> {
    let query = query(desk, &wish).await?;
    let page = async |cursor, limit| {
        let page = desk.apps(AppQuery { cursor, limit, ..query.clone() }).await?;
        Ok(Chunk { items: page.items, next_cursor: page.next_cursor, total: Some(page.total) })
    };
    let (apps, end) = rows(&wish.paging, page).await?;
    let lines: Vec<AppLine> = apps.into_iter().map(|app| AppLine::of(app, None)).collect();
    out.list(
        &lines,
        &["CLIENT ID", "NAME", "KIND", "DIALECT", "ENABLED", "SCOPES"],
        |line| {
            vec![
                line.client_id.clone(),
                line.name.clone(),
                line.kind.as_str().into(),
                line.dialect.as_str().into(),
                yes_or_no(line.enabled),
                line.scopes.join(" "),
            ]
        },
        "No app matches.",
    )?;
    end.map_or(Ok(()), |end| out.page_end(&end))
}

pub(super) async fn facets(desk: &Administration<'_>, out: Output, wish: ListApps) -> Result<(), Failure> {
    let facets = desk.app_facets(query(desk, &wish).await?).await?;
    if out.json {
        return out.answer(&facets, String::new);
    }
    let rows = by_value(&facets);
    let cells = |(by, count): &(&str, FacetCount)| vec![(*by).to_owned(), count.value.clone(), count.count.to_string()];
    out.list(&rows, &["BY", "VALUE", "APPS"], cells, "No app matches.")
}

/// Each thing that apps are chosen by, as the option of `list` that chooses it.
fn by_value(facets: &AppFacets) -> Vec<(&'static str, FacetCount)> {
    let on_off = |counts: &[FacetCount]| -> Vec<FacetCount> {
        let word = |value: &str| if value == "true" { "on" } else { "off" }.to_owned();
        counts.iter().map(|count| FacetCount { value: word(&count.value), count: count.count }).collect()
    };
    let groups = [
        ("--kind", facets.kind.clone()),
        ("--dialect", facets.dialect.clone()),
        ("--enabled", on_off(&facets.enabled)),
        ("--trusted", on_off(&facets.trusted)),
        ("--organisation", facets.organisation.clone()),
        ("--scope", facets.scope.clone()),
        ("--redirect-host", facets.redirect_host.clone()),
        ("--last-used", facets.last_used.clone()),
        ("--created-by", facets.created_by.clone()),
    ];
    groups.into_iter().flat_map(|(by, counts)| counts.into_iter().map(move |count| (by, count))).collect()
}

async fn query(desk: &Administration<'_>, wish: &ListApps) -> Result<AppQuery, UserError> {
    let organisation = match &wish.organisation {
        Some(named) => Some(organisations::id_of(desk, named).await?),
        None => None,
    };
    Ok(AppQuery {
        search: wish.search.clone(),
        cursor: None,
        limit: None,
        organisation,
        enabled: wish.enabled,
        kind: wish.kind,
        dialect: wish.dialect,
        trusted: wish.trusted,
        scope: wish.scope.clone(),
        redirect_host: wish.redirect_host.clone(),
        last_used: wish.last_used,
        created_by: wish.created_by.clone(),
        sort: Some(wish.sort),
    })
}
