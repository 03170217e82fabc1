//! The app's scheme: the desktop entry that hands its links to this app, and the proof that it does (D2).
//!
//! Tauri's own plugin is not used: it sends the whole callback URL to every web view, and it quotes `Exec`, which
//! `xdg-open` cannot read where there is no desktop environment.

#[cfg(target_os = "linux")]
mod entry;
#[cfg(target_os = "linux")]
mod mime_apps;

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::DeepLink;
#[cfg(target_os = "linux")]
pub(crate) use linux::DeepLink;

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};
    use std::process::Stdio;
    use std::time::Duration;

    use countersign_engine::Home;
    use countersign_engine::scheme::{self, SCHEME};
    use countersign_wire::error::{ErrorCode, UserError};
    use countersign_wire::sign_in::DeepLinkHandler;

    use super::entry;
    use super::mime_apps;
    use crate::desktop_files;

    /// How long a program of the system may take.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// The entry of this app and this home.
    pub(crate) struct DeepLink {
        name: String,
        text: Result<String, UserError>,
    }

    impl DeepLink {
        /// Finds out what the entry has to say. Nothing is written yet.
        pub(crate) fn of(home: &Home) -> Self {
            let is_default = Home::default_folder().is_some_and(|folder| folder == home.path());
            let argument = (!is_default).then(|| home.path());
            let text = std::env::current_exe().map_err(|error| failed("This program could not be found", &error)).map(|program| {
                let link = home.path().join("countersign-desktop");
                entry::text(&program, argument, &link)
            });
            Self { name: entry::name(argument), text }
        }

        /// At start: writes the entry anew (the program may have moved), and takes the scheme where nobody has it or
        /// only another entry of this app. A program of somebody else's keeps it until the person says otherwise.
        pub(crate) async fn register_at_start(&self) -> Result<DeepLinkHandler, UserError> {
            self.write_entry().await?;
            match scheme::handler().await {
                Ok(Some(winner)) if winner != self.name && !scheme::is_ours(&winner) => Ok(DeepLinkHandler::Other { entry: winner }),
                _ => self.register().await,
            }
        }

        /// Takes the scheme, and looks whether the system agrees.
        pub(crate) async fn register(&self) -> Result<DeepLinkHandler, UserError> {
            self.write_entry().await?;
            let name = self.name.clone();
            let written = tokio::task::spawn_blocking(move || {
                let folder = desktop_files::config_home().ok_or_else(nowhere)?;
                mime_apps::set_default(&folder.join("mimeapps.list"), &format!("x-scheme-handler/{SCHEME}"), &name)
                    .map_err(|error| failed("The list of default programs could not be written", &error))
            });
            written.await.map_err(|_| UserError::new(ErrorCode::Internal, "The scheme could not be registered. Try again."))??;
            Ok(self.look().await)
        }

        /// Who receives the scheme, asked of the system just now.
        pub(crate) async fn look(&self) -> DeepLinkHandler {
            let unknown = |reason: String| DeepLinkHandler::Unknown { reason };
            match scheme::handler().await {
                Err(reason) => unknown(reason),
                Ok(None) => unknown("no program is registered for these links".into()),
                Ok(Some(entry)) if entry != self.name => DeepLinkHandler::Other { entry },
                Ok(Some(_)) => match (&self.text, self.standing().await) {
                    (Ok(text), Some(standing)) if *text == standing => DeepLinkHandler::ThisApp,
                    // Another copy of this app wrote it since.
                    (_, Some(standing)) => {
                        DeepLinkHandler::Other { entry: desktop_files::value(&standing, "Exec").unwrap_or(&self.name).to_owned() }
                    }
                    (_, None) => unknown(format!("the desktop entry {} is gone", self.name)),
                },
            }
        }

        async fn standing(&self) -> Option<String> {
            tokio::fs::read_to_string(self.path()?).await.ok()
        }

        fn path(&self) -> Option<PathBuf> {
            Some(desktop_files::data_home()?.join("applications").join(&self.name))
        }

        async fn write_entry(&self) -> Result<(), UserError> {
            let text = self.text.clone()?;
            let path = self.path().ok_or_else(nowhere)?;
            if self.standing().await.as_ref() != Some(&text) {
                let to = path.clone();
                let write = move || {
                    std::fs::create_dir_all(to.parent().unwrap_or(Path::new("/")))?;
                    mime_apps::replace(&to, text.as_bytes())
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

    fn failed(what: &str, error: &std::io::Error) -> UserError {
        UserError::new(ErrorCode::DeepLink, format!("{what}: {error}. Come back by loopback, or mend it and register again."))
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use countersign_engine::Home;
    use countersign_engine::scheme::{self, SCHEME};
    use countersign_wire::error::{ErrorCode, UserError};
    use countersign_wire::sign_in::DeepLinkHandler;

    /// What is not done here, in words.
    const REASON: &str = "on this system the scheme is registered when the app is installed, and this copy cannot tell whether it was";

    /// Here the system registers a scheme with the installed app; a program cannot do it for itself.
    pub(crate) struct DeepLink;

    impl DeepLink {
        pub(crate) fn of(_: &Home) -> Self {
            Self
        }

        pub(crate) async fn register_at_start(&self) -> Result<DeepLinkHandler, UserError> {
            Ok(self.look().await)
        }

        pub(crate) async fn register(&self) -> Result<DeepLinkHandler, UserError> {
            Err(UserError::new(ErrorCode::DeepLink, format!("It was not registered: {REASON}. Come back by loopback.")))
        }

        pub(crate) async fn look(&self) -> DeepLinkHandler {
            DeepLinkHandler::Unknown { reason: REASON.into() }
        }
    }
}
