//! OAuth apps, beside a running service.

use std::io::Write as _;
use std::path::Path;

use countersign_accounts::apps::declared::DeclaredError;
use countersign_wire::app::{AppPlan, Applied};
use serde_json::{Value, json};

use super::{Failure, Opens as _, print};
use crate::args::{ApplyFile, AppsCommand, ExportFile, NewApp, PlanFile};

/// Bytes of a file of apps, as the API takes it.
const MOST_OF_A_FILE: u64 = 8 * 1024 * 1024;

pub(crate) async fn run(command: AppsCommand) -> Result<(), Failure> {
    match command {
        AppsCommand::Add(app) => add(*app).await,
        AppsCommand::Export(wish) => export(wish).await,
        AppsCommand::Plan(wish) => plan(wish).await,
        AppsCommand::Apply(wish) => apply(wish).await,
    }
}

async fn export(wish: ExportFile) -> Result<(), Failure> {
    let text = wish.database.operator()?.export_apps().await?;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

async fn plan(wish: PlanFile) -> Result<(), Failure> {
    let plan = wish.database.operator()?.plan_apps(&read(&wish.apps)?, wish.prune).await?;
    if let Some(place) = &wish.save {
        std::fs::write(place, serde_json::to_vec_pretty(&plan)?)
            .map_err(|error| format!("{} cannot be written: {error}.", place.display()))?;
    }
    if wish.json {
        return print(&json!(plan));
    }
    Ok(writeln!(std::io::stdout().lock(), "{}", plan.diff())?)
}

async fn apply(wish: ApplyFile) -> Result<(), Failure> {
    let file = read(&wish.apps)?;
    let looked_at = wish.plan.as_deref().map(read_plan).transpose()?;
    // Before anything is done: a secret that could not be written would be lost.
    let mut place = wish.secrets_file.as_deref().map(private).transpose()?;
    let applied = match applied(&wish, &file, looked_at.as_ref()).await {
        Ok(applied) => applied,
        Err(failure) => {
            // Nothing was done, so there is nothing for it; left there, it would stop the next try.
            if let Some(file) = wish.secrets_file.as_deref() {
                let _ = std::fs::remove_file(file);
            }
            return Err(failure);
        }
    };
    eprintln!("{}", applied.plan.diff());
    let mut added = json!(applied.added);
    let put_away = place.as_mut().map_or(Ok(()), |place| put_away(&mut added, place));
    print(&json!({ "changed": applied.plan.changes.len(), "added": added }))?;
    match (put_away, wish.secrets_file.as_deref()) {
        (Err(error), Some(file)) => {
            // Half a file is no secret.
            let _ = std::fs::remove_file(file);
            let file = file.display();
            Err(format!("{file} could not be written: {error}. The apps were changed; their new secrets are printed instead, this once: keep them now.").into())
        }
        _ => Ok(()),
    }
}

/// Moves the secrets of an answer into the file that is there for them. Where it cannot be written they stay in the answer: nobody
/// can ask for them again.
fn put_away(added: &mut Value, place: &mut std::fs::File) -> std::io::Result<()> {
    writeln!(place, "{added}")?;
    place.sync_all()?;
    for app in added.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        app.remove("client_secret");
    }
    Ok(())
}

async fn applied(wish: &ApplyFile, file: &str, looked_at: Option<&AppPlan>) -> Result<Applied, Failure> {
    let applied = wish.database.operator()?.apply_apps(file, wish.prune, looked_at).await;
    if let Err(DeclaredError::Changed(plan)) = &applied {
        eprintln!("{}", plan.diff());
    }
    Ok(applied?)
}

fn read(file: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}.", file.display());
    if std::fs::metadata(file).map_err(failed)?.len() > MOST_OF_A_FILE {
        return Err(format!("{} is larger than 8 MiB.", file.display()).into());
    }
    Ok(std::fs::read_to_string(file).map_err(failed)?)
}

fn read_plan(file: &Path) -> Result<AppPlan, Failure> {
    let text = read(file)?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{} is not a plan: {error}.", file.display()))?)
}

/// A new file that only its owner can read.
fn private(file: &Path) -> Result<std::fs::File, Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let made = options.open(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!("{} is there already. Give another name. Nothing was changed.", file.display()),
        _ => format!("{} cannot be made: {error}. Nothing was changed.", file.display()),
    });
    Ok(made?)
}

async fn add(app: NewApp) -> Result<(), Failure> {
    let operator = app.database.operator()?;
    let added = operator.add_app(app.into_draft()?).await?;
    for warning in &added.warnings {
        eprintln!("countersign-accounts: {warning}");
    }
    let mut answer = json!({ "client_id": added.client_id });
    if let Some(secret) = &added.secret {
        answer["client_secret"] = Value::from(secret.expose());
    }
    print(&answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn secrets_that_their_file_does_not_take_stay_in_the_answer() {
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let made = json!([{ "client_id": "crane", "client_secret": "shown-this-once" }]);
        let mut added = made.clone();
        assert!(put_away(&mut added, &mut full).is_err());
        assert_eq!(added, made);
        put_away(&mut added, &mut tempfile::tempfile().unwrap()).unwrap();
        assert_eq!(added, json!([{ "client_id": "crane" }]));
    }
}
