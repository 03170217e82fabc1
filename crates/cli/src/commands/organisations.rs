//! `countersign organisations`.

use countersign_engine::Administration;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::person::{Organisation, OrganisationDraft};

use super::administered::{Chunk, DeletedLine, rows};
use super::near::suggesting;
use crate::args::OrganisationsCommand;
use crate::output::{Failure, Output, pairs, shown, time};

pub(super) async fn run(desk: &Administration<'_>, out: Output, command: OrganisationsCommand) -> Result<(), Failure> {
    match command {
        OrganisationsCommand::List { search, paging } => {
            let page = async |cursor, limit| {
                let page = desk.organisations(search.clone(), cursor, limit).await?;
                Ok(Chunk { items: page.items, next_cursor: page.next_cursor, total: Some(page.total) })
            };
            let (organisations, end) = rows(&paging, page).await?;
            let row = |one: &Organisation| vec![one.id.clone(), one.name.clone(), one.people.to_string(), one.apps.to_string()];
            out.list(&organisations, &["ORGANISATION", "NAME", "PEOPLE", "APPS"], row, "No organisation matches.")?;
            end.map_or(Ok(()), |end| out.page_end(&end))
        }
        OrganisationsCommand::Show { organisation } => show(out, &named(desk, &organisation).await?),
        OrganisationsCommand::Add { name } => show(out, &desk.add_organisation(OrganisationDraft { name }).await?),
        OrganisationsCommand::Rename { organisation, name } => {
            let before = named(desk, &organisation).await?;
            show(out, &desk.rename_organisation(&before.id, OrganisationDraft { name }, before.version).await?)
        }
        OrganisationsCommand::Delete { organisation } => {
            let id = named(desk, &organisation).await?.id;
            desk.delete_organisation(&id).await?;
            let line = DeletedLine { id, deleted: true };
            out.answer(&line, || format!("Deleted {}", shown(&organisation)))
        }
    }
}

fn show(out: Output, one: &Organisation) -> Result<(), Failure> {
    out.answer(one, || {
        pairs(&[
            ("Name", Some(one.name.clone())),
            ("Organisation", Some(one.id.clone())),
            ("People", Some(one.people.to_string())),
            ("Apps", Some(one.apps.to_string())),
            ("Made", Some(time(one.created_at))),
            ("Version", Some(one.version.to_string())),
        ])
    })
}

/// The id of an organisation that is named by its id or its name. Whoever may not look at organisations names theirs by id.
pub(super) async fn id_of(desk: &Administration<'_>, wanted: &str) -> Result<String, UserError> {
    match named(desk, wanted).await {
        Err(error) if error.code == ErrorCode::Forbidden => Ok(wanted.to_owned()),
        found => Ok(found?.id),
    }
}

/// An organisation by its id or its name.
async fn named(desk: &Administration<'_>, wanted: &str) -> Result<Organisation, UserError> {
    let gone = match desk.organisation(wanted).await {
        Err(error) if error.code == ErrorCode::NotFound => error,
        found => return found,
    };
    // The search is for how a name begins: what is exactly so is among the first.
    let alike = desk.organisations(Some(wanted.to_owned()), None, Some(200)).await?.items;
    if let Some(found) = alike.into_iter().find(|one| one.name.to_lowercase() == wanted.to_lowercase()) {
        return Ok(found);
    }
    let there = desk.organisations(None, None, Some(200)).await?.items;
    let told = UserError::new(gone.code, format!("There is no organisation “{}”.", shown(wanted)));
    Err(suggesting(told, wanted, there.into_iter().map(|one| (one.id, one.name)).collect()))
}
