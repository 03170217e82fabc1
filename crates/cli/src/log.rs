//! What is logged, on stderr: warnings in the shape of any other ([`Output::warn`]), and more where somebody asks for it.

use std::fmt::Write as _;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::output::Output;

/// Tells warnings, or what `COUNTERSIGN_LOG` (`error` to `trace`) asks for.
///
/// Of this program's own crates only: what a library logs at its finest level is not known to be free of secrets.
pub(crate) fn start(out: Output) {
    let level = std::env::var("COUNTERSIGN_LOG").ok().and_then(|word| word.parse().ok()).unwrap_or(Level::WARN);
    let ours = Targets::new().with_target("countersign", level).with_target("countersign_engine", level);
    tracing_subscriber::registry().with(ours).with(Told(out)).init();
}

/// Each event as a line.
struct Told(Output);

impl<S: Subscriber> Layer<S> for Told {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut said = Said::default();
        event.record(&mut said);
        let Said { message, besides } = said;
        let text = if besides.is_empty() { message } else { format!("{message} ({besides})") };
        match *event.metadata().level() {
            Level::WARN | Level::ERROR => self.0.warn(&text),
            level => self.0.log(&level.as_str().to_lowercase(), &text),
        }
    }
}

/// The words of an event, and what stands beside them.
#[derive(Default)]
struct Said {
    message: String,
    besides: String,
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            let _never_fails = write!(self.message, "{value:?}");
            return;
        }
        let gap = if self.besides.is_empty() { "" } else { ", " };
        let _never_fails = write!(self.besides, "{gap}{}: {value:?}", field.name());
    }
}
