//! `countersign apps`.

pub(crate) mod answers;
mod changes;
mod declared;
mod list;
mod within;

use countersign_engine::Administration;
use countersign_wire::error::ErrorCode;

use super::administered::{ask_first, counted};
use super::{near, organisations};
use crate::args::{AppsCommand, GrantsCommand, RedirectsCommand, SecretsCommand};
use crate::output::{Failure, Output, shown, time};
use answers::{AppDeletedLine, AppDetails, AppLine};

pub(super) async fn run(desk: &Administration<'_>, out: Output, command: AppsCommand) -> Result<(), Failure> {
    let wanted = command.id().map(str::to_owned);
    match (administer(desk, out, command).await, wanted) {
        (Err(Failure::Engine(error)), Some(wanted)) if error.code == ErrorCode::NotFound => {
            Err(near::app(desk, &wanted, error).await.into())
        }
        (outcome, _) => outcome,
    }
}

async fn administer(desk: &Administration<'_>, out: Output, command: AppsCommand) -> Result<(), Failure> {
    match command {
        AppsCommand::List(wish) if wish.facets => list::facets(desk, out, *wish).await,
        AppsCommand::List(wish) => list::list(desk, out, *wish).await,
        AppsCommand::Show { id, details } => show_whole(desk, out, &id, details).await,
        AppsCommand::Add(add) => changes::add(desk, out, *add).await,
        AppsCommand::Update(update) => changes::update(desk, out, *update).await,
        AppsCommand::Enable { id } => show(out, AppLine::of(desk.enable_app(&id, true).await?, None)),
        AppsCommand::Disable { id } => show(out, AppLine::of(desk.enable_app(&id, false).await?, None)),
        AppsCommand::Transfer { id, to, .. } => {
            let organisation = match to {
                Some(named) => Some(organisations::id_of(desk, &named).await?),
                None => None,
            };
            show(out, AppLine::of(desk.transfer_app(&id, organisation).await?, None))
        }
        AppsCommand::Delete { id, sure } => delete(desk, out, &id, sure.yes).await,
        AppsCommand::NewSecret { id } => {
            let secret = desk.new_secret(&id).await?;
            out.answer(&*secret, || answers::secret_text(&secret))
        }
        AppsCommand::Secrets(SecretsCommand::List { id }) => within::secrets(desk, out, &id).await,
        AppsCommand::Secrets(SecretsCommand::Retire { id, secret }) => within::retire(desk, out, &id, &secret).await,
        AppsCommand::Secrets(SecretsCommand::RollBack { id, secret }) => within::roll_back(desk, out, &id, &secret).await,
        AppsCommand::Redirects(RedirectsCommand::Mismatches { id }) => within::mismatches(desk, out, &id).await,
        AppsCommand::Grants(GrantsCommand::List { id, paging }) => within::grants(desk, out, &id, &paging).await,
        AppsCommand::Grants(GrantsCommand::Revoke { id, grant }) => within::revoke(desk, out, &id, &grant).await,
        AppsCommand::Grants(GrantsCommand::RevokeAll { id, sure }) => within::revoke_all(desk, out, &id, sure.yes).await,
        AppsCommand::Usage { id, days } => within::usage(desk, out, &id, days).await,
        AppsCommand::Export => declared::export(desk, out).await,
        AppsCommand::Plan(wish) => declared::plan(desk, out, wish).await,
        AppsCommand::Apply(wish) => declared::apply(desk, out, wish).await,
    }
}

fn show(out: Output, line: AppLine) -> Result<(), Failure> {
    out.answer(&line, || line.text())
}

/// All that there is to say of an app, for people; for scripts too, where they ask for it.
async fn show_whole(desk: &Administration<'_>, out: Output, id: &str, details: bool) -> Result<(), Failure> {
    let app = desk.app(id).await?;
    if out.json && !details {
        return show(out, AppLine::of(app, None));
    }
    // Those that were retired lately too, as one may be taken back.
    let secrets = desk.app_secrets(id).await?;
    let mismatches = desk.redirect_mismatches(id).await?.items;
    secrets.warnings.iter().for_each(|warning| out.warn(warning));
    app.warnings.iter().for_each(|warning| out.warn(&warning.message));
    let whole = AppDetails { app: countersign_wire::app::OAuthApp { secrets: secrets.secrets, ..app }, mismatches };
    out.answer(&whole, || whole.text())
}

/// Deletes an app, after somebody at a terminal has seen what goes with it.
async fn delete(desk: &Administration<'_>, out: Output, id: &str, yes: bool) -> Result<(), Failure> {
    if !yes && out.can_ask() {
        let (app, impact) = (desk.app(id).await?, desk.app_impact(id).await?);
        let last = impact.last_used_at.map_or_else(|| "was never used".to_owned(), |at| format!("was last used {}", time(at)));
        out.tell(&format!(
            "“{}” {last}. With it go: {}, {} and {}.",
            app.name,
            counted(impact.people, "person who uses it", "people who use it"),
            counted(impact.grants, "grant", "grants"),
            counted(impact.tokens, "access token", "access tokens"),
        ));
        ask_first(out, yes, format!("Delete “{}” for good?", app.name)).await?;
    }
    desk.delete_app(id).await?;
    let line = AppDeletedLine { client_id: id.to_owned(), deleted: true };
    out.answer(&line, || format!("Deleted {}", shown(id)))
}
