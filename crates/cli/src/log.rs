//! Warnings on stderr.

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Tells warnings, or what `COUNTERSIGN_LOG` (`error` to `trace`) asks for.
///
/// Of this program's own crates only: what a library logs at its finest level is not known to be free of secrets.
pub(crate) fn start(json: bool) {
    let level = std::env::var("COUNTERSIGN_LOG").ok().and_then(|word| word.parse().ok()).unwrap_or(Level::WARN);
    let ours = Targets::new().with_target("countersign", level).with_target("countersign_engine", level);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    if json {
        tracing_subscriber::registry().with(ours).with(layer.json()).init();
    } else {
        tracing_subscriber::registry().with(ours).with(layer.with_ansi(false).without_time()).init();
    }
}
