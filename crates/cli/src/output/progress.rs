//! The line that counts down while somebody is in the browser.

use std::io::{IsTerminal as _, Write as _};
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Output;

/// Waits for `work`. Meanwhile a line on the terminal says how much of `wait` is left, and how to call it off; it is gone
/// afterwards. Where no terminal is, or one that cannot take a line back, nothing is shown.
pub(crate) async fn counting_down<T>(out: Output, wait: Duration, work: impl Future<Output = T>) -> T {
    let stderr = std::io::stderr();
    if out.json || !stderr.is_terminal() || std::env::var_os("TERM").is_none_or(|term| term == "dumb") {
        return work.await;
    }
    let mut work = pin!(work);
    let end = Instant::now() + wait;
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let line = Line;
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            now = ticks.tick() => line.show(&format!("Waiting for the browser: {} left. Ctrl-C calls it off.", left(end - now))),
        }
    }
}

/// A line that is written over, and taken away when nobody needs it any more, however that comes.
struct Line;

impl Line {
    fn show(&self, text: &str) {
        let _nobody_looks = write!(std::io::stderr().lock(), "\r\u{1b}[K{text}");
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // Straight to the terminal: there is one, and this is no colour that somebody may not want.
        let _nobody_looks = write!(std::io::stderr().lock(), "\r\u{1b}[K");
    }
}

/// Minutes and seconds.
fn left(left: Duration) -> String {
    // Rounded up: a wait of ten minutes begins with 10:00.
    let seconds = left.as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_in_minutes_and_seconds() {
        assert_eq!(left(Duration::from_secs(600)), "10:00");
        assert_eq!(left(Duration::from_millis(59_200)), "1:00");
        assert_eq!(left(Duration::from_secs(9)), "0:09");
        assert_eq!(left(Duration::ZERO), "0:00");
    }
}
