//! `countersign apps export`, `plan` and `apply`: apps as a file.

use std::path::Path;

use countersign_engine::Administration;
use countersign_wire::app::Application;
use countersign_wire::app::{AddedByFile, AppPlan};
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::args::{ApplyApps, PlanApps};
use crate::commands::about::TextLine;
use crate::commands::administered::ask_first;
use crate::commands::files;
use crate::output::{Failure, Output, style};

/// Bytes of a file of apps, as the service takes it.
const LARGEST_FILE: u64 = 8 * 1024 * 1024;

/// What was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppliedLine {
    /// How many apps were added, changed or removed.
    changed: usize,
    /// How many stay as they are.
    unchanged: u64,
    /// The apps that were added; their secrets are shown this once, unless they went into a file.
    added: Vec<AddedByFile>,
}

pub(super) async fn export(desk: &Administration<'_>, out: Output) -> Result<(), Failure> {
    let line = TextLine { text: desk.export_apps().await? };
    out.answer(&line, || line.text.clone())
}

pub(super) async fn plan(desk: &Administration<'_>, out: Output, wish: PlanApps) -> Result<(), Failure> {
    let plan = desk.plan_apps(files::read_text(&wish.file, LARGEST_FILE)?, wish.prune).await?;
    if let Some(place) = &wish.save {
        let text = serde_json::to_vec_pretty(&plan).map_err(std::io::Error::from)?;
        std::fs::write(place, text).map_err(|error| {
            UserError::new(ErrorCode::InvalidInput, format!("“{}” cannot be written: {error}. Nothing was changed.", place.display()))
        })?;
    }
    out.answer(&plan, || style::difference(&plan.diff()))
}

/// Does exactly the plan: the one that was kept, or the one of now, which somebody at a terminal sees first.
pub(super) async fn apply(desk: &Administration<'_>, out: Output, wish: ApplyApps) -> Result<(), Failure> {
    let file = files::read_text(&wish.file, LARGEST_FILE)?;
    let kept = wish.plan.as_deref().map(read_plan).transpose()?;
    let secrets = wish.secrets_file.as_deref().map(files::private).transpose()?;
    let plan = match kept {
        Some(plan) => plan,
        None => {
            let plan = desk.plan_apps(file.clone(), wish.prune).await?;
            out.differ(&plan.diff());
            if !plan.changes.is_empty() {
                ask_first(out, wish.sure.yes, "Do this?".to_owned()).await?;
            }
            plan
        }
    };
    // Until both the file is written and the answer told.
    let (done, _until_shown) = desk.apply_apps(file, wish.prune, plan).await?.apart();
    let applied = match done {
        Application::Done(applied) => applied,
        Application::Changed(changed) => {
            out.differ(&changed.plan.diff());
            return Err(UserError::new(ErrorCode::Conflict, changed.message).into());
        }
    };
    let mut line = AppliedLine { changed: applied.plan.changes.len(), unchanged: applied.plan.unchanged, added: applied.added };
    // Where no secret was made the file is gone again, free for the next time.
    let mut secrets = secrets.filter(|_| line.added.iter().any(|added| added.client_secret.is_some()));
    let put_away = secrets.as_mut().map_or(Ok(()), |place| put_away(&mut line.added, place));
    // A file that did not take them is taken away.
    let secrets = secrets.filter(|_| put_away.is_ok());
    out.answer(&line, || applied_in_words(&line, wish.secrets_file.as_deref().filter(|_| secrets.is_some())))?;
    put_away.map_err(Into::into)
}

/// Moves the secrets of an answer into the file that is there for them. Where it cannot be written they stay in the answer: nobody
/// can ask for them again.
fn put_away(added: &mut [AddedByFile], place: &mut files::PrivateFile) -> Result<(), UserError> {
    let text = serde_json::to_string(added).map_err(std::io::Error::from);
    text.and_then(|text| place.write(&text)).map_err(|error| {
        let place = place.path().display();
        let message = format!(
            "“{place}” could not be written: {error}. The apps were changed; their new secrets are in the answer instead, this once: keep them now."
        );
        UserError::new(ErrorCode::Internal, message)
    })?;
    added.iter_mut().for_each(|added| added.client_secret = None);
    Ok(())
}

fn applied_in_words(line: &AppliedLine, secrets: Option<&Path>) -> String {
    let mut lines = vec![match line.changed {
        0 => "Nothing was to be done.".to_owned(),
        1 => "1 app changed.".to_owned(),
        more => format!("{more} apps changed."),
    }];
    for added in &line.added {
        let secret = added.client_secret.as_ref().map(|secret| format!("  {secret}  (shown this once)")).unwrap_or_default();
        lines.push(format!("{}  {}{secret}", added.client_id, crate::output::shown(&added.name)));
    }
    if let Some(place) = secrets {
        lines.push(format!("New secrets are in {}", place.display()));
    }
    lines.join("\n")
}

fn read_plan(path: &Path) -> Result<AppPlan, UserError> {
    let text = files::read(path, LARGEST_FILE)?;
    serde_json::from_slice(&text).map_err(|error| {
        let message = format!("“{}” is not a plan: {error}. Make one with: countersign apps plan FILE --save PLAN", path.display());
        UserError::new(ErrorCode::InvalidInput, message)
    })
}
