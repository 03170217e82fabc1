//! Serving, from the settings to the signal that ends it.

use countersign_accounts::config::file::Settings;
use countersign_accounts::{Running, start};
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
    let scheme = if settings.config.tls.is_some() { "https" } else { "http" };
    let running = start(settings.config).await?;
    let mut ready = json!({ "listening": format!("{scheme}://{}", running.local_addr()) });
    if let Some(address) = running.metrics_addr() {
        ready["metrics"] = format!("http://{address}/metrics").into();
    }
    print(&ready)?;
    if let Some(url) = running.new_set_up_url().await? {
        print(&json!({ "setup_url": url.expose() }))?;
    }
    tell_system(true);
    asked_to_stop(&running).await?;
    tracing::info!("stopping");
    tell_system(false);
    running.stop().await;
    Ok(())
}

/// Tells systemd, where it asked to be told, that the service is ready or that it stops (sd_notify(3)).
#[cfg(target_os = "linux")]
fn tell_system(ready: bool) {
    let state = if ready { sd_notify::NotifyState::Ready } else { sd_notify::NotifyState::Stopping };
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd could not be told");
    }
}

#[cfg(not(target_os = "linux"))]
fn tell_system(_: bool) {}

/// Waits for the signal that ends it. SIGHUP is for the certificate.
#[cfg(unix)]
async fn asked_to_stop(running: &Running) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            interrupted = tokio::signal::ctrl_c() => return interrupted,
            _ = hang_up.recv() => running.renew_certificate(),
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_stop(_: &Running) -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
