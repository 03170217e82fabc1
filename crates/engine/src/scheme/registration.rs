//! The desktop entry that hands links of the app's scheme to this app, and the proof that it does (D2).
//!
//! A package brings an entry of the same name for all people of the computer. Where it starts this program, it is left to do
//! so: an entry of the person's own would hide it, with its name and icon, and stay when the package goes.
//!
//! Tauri's own plugin is not used: it sends the whole callback URL to every web view, and it quotes `Exec`, which
//! `xdg-open` cannot read where there is no desktop environment.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::sign_in::DeepLinkHandler;

use super::entry;
use super::{KIND, handler, is_ours, named_home, own_entry};
use crate::freedesktop::exec::{self, Started};
use crate::freedesktop::{self, mime_apps};
use crate::home::Home;

/// The name of the app's program.
const APP: &str = "countersign-desktop";
/// How long a program of the system may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The entry of this app and this home.
pub struct Registration {
    name: String,
    text: Result<String, UserError>,
    /// The program, where a package's entry may stand for the person's own: that names no home.
    packaged: Option<PathBuf>,
}

impl Registration {
    /// Of the program that runs: the app itself asks so. Nothing is written yet.
    #[must_use]
    pub fn of_this_program(home: &Home) -> Self {
        Self::with(home, std::env::current_exe().map_err(|error| failed("This program could not be found", &error)))
    }

    /// Of the app where it is installed: what its own entry starts, else the program beside this one, else the one that `PATH`
    /// leads to. `None` where there is none.
    #[must_use]
    pub fn of_the_installed_app(home: &Home) -> Option<Self> {
        let entered = match exec::started_by(&own_entry(home)) {
            Started::Program { path, .. } => Some(path),
            Started::Gone(_) | Started::Nothing => None,
        };
        let beside = || {
            let program = std::env::current_exe().ok()?.with_file_name(APP);
            exec::found(&program.to_string_lossy())
        };
        entered.or_else(beside).or_else(|| exec::found(APP)).map(|program| Self::with(home, Ok(program)))
    }

    fn with(home: &Home, program: Result<PathBuf, UserError>) -> Self {
        let packaged = program.as_ref().ok().filter(|_| named_home(home).is_none()).cloned();
        let text = program.map(|program| entry::text(&program, named_home(home), &home.path().join(APP)));
        Self { name: own_entry(home), text, packaged }
    }

    /// At start: writes the entry anew (the program may have moved) unless a package brought one for it, and takes the scheme
    /// where nobody has it or only another entry of this app. A program of somebody else's keeps it until the person says
    /// otherwise; also where the system does not tell, as a start of the whole session may keep it too busy for an answer.
    ///
    /// # Errors
    /// Why nothing was written.
    pub async fn register_at_start(&self) -> Result<DeepLinkHandler, UserError> {
        self.provide_entry().await?;
        let winner = match handler().await {
            Ok(winner) => winner,
            Err(untold) => {
                tracing::info!(%untold, "who receives the app's scheme is read from files");
                let claimed = tokio::task::spawn_blocking(|| mime_apps::claimed_by(KIND)).await;
                let claimed = claimed.map_err(|_| unregistered())?;
                claimed.iter().find(|entry| !is_ours(entry)).or(claimed.first()).cloned()
            }
        };
        match winner {
            Some(winner) if !is_ours(&winner) => Ok(DeepLinkHandler::Other { entry: winner }),
            Some(winner) if winner == self.name && self.comes_with_a_package().await => Ok(self.look().await),
            _ => self.register().await,
        }
    }

    /// Takes the scheme, and looks whether the system agrees.
    ///
    /// # Errors
    /// Why nothing was written.
    pub async fn register(&self) -> Result<DeepLinkHandler, UserError> {
        self.provide_entry().await?;
        let name = self.name.clone();
        let written = tokio::task::spawn_blocking(move || {
            let folder = freedesktop::config_home().ok_or_else(nowhere)?;
            mime_apps::set_default(&folder.join("mimeapps.list"), KIND, &name)
                .map_err(|error| failed("The list of default programs could not be written", &error))
        });
        written.await.map_err(|_| unregistered())??;
        Ok(self.look().await)
    }

    /// Who receives the scheme, asked of the system just now.
    pub async fn look(&self) -> DeepLinkHandler {
        match handler().await {
            Err(untold) => DeepLinkHandler::Unknown { reason: untold.to_string() },
            Ok(None) => DeepLinkHandler::Nobody,
            Ok(Some(entry)) if entry != self.name => DeepLinkHandler::Other { entry },
            Ok(Some(_)) => match (&self.text, self.standing().await) {
                (Ok(text), Some(standing)) if *text == standing => DeepLinkHandler::ThisApp,
                // Another copy of this app wrote it since.
                (_, Some(standing)) => {
                    DeepLinkHandler::Other { entry: freedesktop::value(&standing, "Exec").unwrap_or(&self.name).to_owned() }
                }
                (Ok(_), None) if self.comes_with_a_package().await => DeepLinkHandler::ThisApp,
                (_, None) => DeepLinkHandler::Unknown { reason: format!("the desktop entry {} is gone", self.name) },
            },
        }
    }

    async fn standing(&self) -> Option<String> {
        tokio::fs::read_to_string(self.path()?).await.ok()
    }

    fn path(&self) -> Option<PathBuf> {
        Some(freedesktop::data_home()?.join("applications").join(&self.name))
    }

    /// Whether the system's own entry of this name starts this program.
    async fn comes_with_a_package(&self) -> bool {
        let (Some(program), name) = (self.packaged.clone(), self.name.clone()) else { return false };
        let starts_it = move || freedesktop::installed_entry(&name).is_some_and(|text| exec::hands_links_to(&text, &program));
        // It walks through the folders of all installed programs.
        tokio::task::spawn_blocking(starts_it).await.unwrap_or(false)
    }

    /// Sees to it that an entry starts this program: the package's, which nothing of the person's own then hides, or their own.
    async fn provide_entry(&self) -> Result<(), UserError> {
        let path = self.path().ok_or_else(nowhere)?;
        if !self.comes_with_a_package().await {
            return self.write_entry(path).await;
        }
        match tokio::fs::remove_file(&path).await {
            Ok(()) => self.update_database(&path).await,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed("The desktop entry that hides the installed one could not be removed", &error)),
        }
        Ok(())
    }

    async fn write_entry(&self, path: PathBuf) -> Result<(), UserError> {
        let text = self.text.clone()?;
        if self.standing().await.as_ref() != Some(&text) {
            let to = path.clone();
            let write = move || {
                std::fs::create_dir_all(to.parent().unwrap_or(Path::new("/")))?;
                freedesktop::replace(&to, text.as_bytes())
            };
            let written = tokio::task::spawn_blocking(write).await;
            written
                .map_err(|_| UserError::new(ErrorCode::Internal, "The desktop entry could not be written. Try again."))?
                .map_err(|error| failed("The desktop entry could not be written", &error))?;
        }
        self.update_database(&path).await;
        Ok(())
    }

    /// Some desktops look only into a cache that this program writes. It is not everywhere, and its failure shows in
    /// what `look` finds.
    async fn update_database(&self, path: &Path) {
        let Some(folder) = path.parent() else { return };
        let mut command = tokio::process::Command::new("update-desktop-database");
        command.arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        match tokio::time::timeout(PATIENCE, command.status()).await {
            Ok(Ok(status)) if status.success() => {}
            Ok(Ok(status)) => tracing::debug!(%status, "update-desktop-database"),
            Ok(Err(error)) => tracing::debug!(%error, "update-desktop-database"),
            Err(_) => tracing::debug!("update-desktop-database did not answer"),
        }
    }
}

fn nowhere() -> UserError {
    UserError::new(ErrorCode::DeepLink, "The system names no folder for programs of yours (HOME is not set). Come back by loopback.")
}

fn unregistered() -> UserError {
    UserError::new(ErrorCode::Internal, "The scheme could not be registered. Try again.")
}

fn failed(what: &str, error: &std::io::Error) -> UserError {
    UserError::new(ErrorCode::DeepLink, format!("{what}: {error}. Come back by loopback, or mend it and register again."))
}
