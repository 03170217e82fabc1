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
    log::start(&settings.log, log::OF_A_SERVICE);
    let scheme = if settings.config.tls.is_some() { "https" } else { "http" };
    // Listened for from here on: a signal that comes early must not end the process by itself.
    let mut signals = Signals::listen()?;
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
    signals.asked_to_stop(&running).await;
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

/// The signals that somebody asks by.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits until the service is to end. SIGHUP is for the certificate.
    async fn asked_to_stop(&mut self, running: &Running) {
        loop {
            tokio::select! {
                _ = self.interrupt.recv() => return,
                _ = self.terminate.recv() => return,
                _ = self.hang_up.recv() => running.renew_certificate(),
            }
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn asked_to_stop(&mut self, _: &Running) {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "nobody can ask the service to stop; it stops");
        }
    }
}
