//! A probe that walks the way of a sign-in, and signs nobody in.
//!
//! The system's opener opens a page of ours in the system's browser (`page`); that leads to
//! `app.countersign.desktop:/probe?nonce=…`, as a service's consent page leads back; and the app that the system starts for it
//! notes that it came, in a folder that all homes of the person share (`notes`), where the command that waits finds it. The
//! nonce is of use for nothing else: a link with an unknown one is passed over, and none is ever taken for a callback.

mod notes;
mod page;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::doctor::{Check, Finding};
use countersign_wire::error::{ErrorCode, UserError};
use tokio::time::Instant;

use crate::core::Core;
use crate::entropy::secret_token;
use crate::home::Home;
use crate::scheme::SCHEME;

use notes::{Arrived, Note};
use page::{Page, Seen};

pub use notes::{Received, receive_probe};

/// How often the note is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A probe on its way. What it stands on goes with it.
pub struct Probe {
    core: Arc<Core>,
    home: Home,
    page: Page,
    note: Note,
    start: Instant,
    /// How long the opener took, or why it opened nothing; nothing where somebody else opens the page.
    opened: Option<Result<Duration, String>>,
}

impl Core {
    /// Puts the page up and, where asked to, has the system open it.
    pub(crate) async fn start_probe(self: &Arc<Self>, home: &Home, open_browser: bool) -> Result<Probe, UserError> {
        let nonce = secret_token(self.entropy.as_ref());
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            UserError::new(ErrorCode::Internal, format!("The probe could not be started, as {what} ({error})."))
        };
        let note = Note::expect(nonce.expose()).map_err(|error| failed("no note of it could be made", &error))?;
        let link = format!("{SCHEME}:/{}?nonce={}", notes::PATH, nonce.expose());
        let page = Page::put_up(&link).await.map_err(|error| failed("its page could not be put up", &error))?;
        let start = Instant::now();
        let opened = if open_browser {
            let (browser, url) = (Arc::clone(&self.browser), page.url.clone());
            let opened = tokio::task::spawn_blocking(move || browser.open_url(&url)).await;
            Some(match opened {
                Ok(Ok(())) => Ok(start.elapsed()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err("its thread broke off".into()),
            })
        } else {
            None
        };
        Ok(Probe { core: Arc::clone(self), home: home.clone(), page, note, start, opened })
    }
}

impl Probe {
    /// The address of the page, for whoever opens it by themselves. It is good for this probe.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.page.url
    }

    /// Waits until the app has noted it, `wait` at most, and says how far it came.
    pub async fn finish(self, wait: Duration) -> Vec<Finding> {
        if let Some(Err(why)) = &self.opened {
            let advice = "Choose a default browser. Where yours is on another machine: --return paste or --return device.";
            return vec![Finding::failed(Check::SignIn, format!("The opener opened nothing: {why}"), advice).about("opener")];
        }
        let arrived = tokio::time::timeout(wait, self.arrival()).await.ok();
        let mut findings = Vec::new();
        if let Some(Ok(took)) = self.opened {
            findings.push(Finding::good(Check::SignIn, "The system's opener took the address of a page.").about("opener").took(took));
        }
        let seen = self.page.seen();
        findings.push(browser(seen, wait));
        findings.push(match arrived {
            Some(arrived) => self.arrival_finding(&arrived),
            None => self.lost(seen).await,
        });
        findings
    }

    async fn arrival(&self) -> Arrived {
        loop {
            if let Some(arrived) = self.note.arrived() {
                return arrived;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn arrival_finding(&self, arrived: &Arrived) -> Finding {
        let Arrived { program, home, version } = arrived;
        let is_same_home = resolved(home) == resolved(self.home.path());
        let finding = if !is_same_home {
            let seen = format!("The link reached Countersign {version} ({program}) of another state folder, {}.", home.display());
            let advice = format!("Start the app with --home {}, or run `countersign doctor --repair`.", self.home.path().display());
            Finding::failed(Check::SignIn, seen, advice)
        } else if version != env!("CARGO_PKG_VERSION") {
            let seen = format!("The link reached Countersign {version} ({program}); this is {}.", env!("CARGO_PKG_VERSION"));
            Finding::warning(Check::SignIn, seen, "Update the older one: they share one vault.")
        } else {
            Finding::good(Check::SignIn, format!("The link reached this app: Countersign {version} ({program})."))
        };
        finding.about("app").took(self.start.elapsed())
    }

    /// It came as far as it came; who would have received the link says where it went instead.
    async fn lost(&self, seen: Seen) -> Finding {
        let seen = match seen {
            Seen::Nothing => return Finding::unknown(Check::SignIn, "The link was never asked for, as no page led to it.").about("app"),
            Seen::Page => "The page was opened, and nobody went on to the link. Was its button pressed?",
            Seen::SentOn => "The browser was sent to the link, and no Countersign received it.",
        };
        let of_scheme = self.core.desktop_findings(&self.home, false).await.into_iter().find(|finding| finding.check == Check::Scheme);
        let (why, advice) = of_scheme.map_or_else(Default::default, |finding| (finding.seen, finding.advice));
        let allow = "When the browser asks whether Countersign may be opened, allow it; and update the app if it is older than this.";
        Finding::failed(Check::SignIn, format!("{seen} {why}"), advice.unwrap_or_else(|| allow.into())).about("app")
    }
}

fn browser(seen: Seen, wait: Duration) -> Finding {
    let finding = match seen {
        Seen::Nothing => Finding::failed(
            Check::SignIn,
            format!("No browser asked for the page within {} s.", wait.as_secs()),
            "Look whether a browser opened at all, and whether it may reach this computer (127.0.0.1) past its proxy.",
        ),
        Seen::Page | Seen::SentOn => Finding::good(Check::SignIn, "The browser opened the page."),
    };
    finding.about("browser")
}

fn resolved(path: &Path) -> std::path::PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
