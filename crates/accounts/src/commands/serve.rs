//! Serving, from the settings to the signal that ends it.

use countersign_accounts::config::file::Settings;
use countersign_accounts::start;
use serde_json::json;

use super::{Failure, print};
use crate::args::Serve;
use crate::log;

/// Serves until somebody asks it to stop.
pub(crate) async fn run(serve: Serve) -> Result<(), Failure> {
    let file = serve.config.clone();
    // A variable that is no UTF-8 is none of ours.
    let variables = std::env::vars_os().filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)));
    let settings = Settings::read(file.as_deref(), variables, |config| serve.set(config))?;
    log::start(&settings.log);
    let running = start(settings.config).await?;
    print(&json!({ "listening": format!("http://{}", running.local_addr()) }))?;
    if let Some(url) = running.new_set_up_url().await? {
        print(&json!({ "setup_url": url.expose() }))?;
    }
    asked_to_stop().await?;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
