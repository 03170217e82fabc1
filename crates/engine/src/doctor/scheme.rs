//! Which program receives links of the app's scheme, and whether it is this app (D2).

use countersign_wire::doctor::{Check, Finding};

use crate::freedesktop::exec::{Started, started_by};
use crate::freedesktop::{self, mime_apps};
use crate::home::Home;
use crate::scheme::{KIND, Registration, SCHEME, handler, is_ours, own_entry};

const REPAIR: &str = "Run `countersign doctor --repair`, or choose Register again in the app. Until then sign-ins come back by loopback.";
const START: &str = "Start the Countersign app once: it registers itself. Sign-ins come back by loopback without it.";

pub(super) async fn look(home: &Home, repair: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if repair {
        findings.extend(repaired(home).await);
    }
    findings.push(match handler().await {
        Err(reason) => {
            let seen = format!("Who receives {SCHEME} links could not be found out: {reason}.");
            Finding::unknown(Check::Scheme, seen + &claims())
        }
        Ok(winner) => judge(winner.as_deref(), &own_entry(home)),
    });
    findings
}

/// What stands in files, where the system does not tell.
fn claims() -> String {
    let claimed = mime_apps::claimed_by(KIND);
    if claimed.is_empty() { String::new() } else { format!(" By its files it may be {}.", claimed.join(" or ")) }
}

/// Writes the app's entry and takes the scheme. What came of it the next look says; here only why nothing was done.
async fn repaired(home: &Home) -> Option<Finding> {
    let Some(registration) = Registration::of_the_installed_app(home) else {
        let seen = "The app's program was not found, so its entry could not be written.";
        return Some(Finding::warning(Check::Scheme, seen, START));
    };
    let error = registration.register().await.err()?;
    Some(Finding::failed(Check::Scheme, error.message, START))
}

/// The entry that the system calls the handler's; where none, the one that a list names in vain.
fn named_in(list_of: &str) -> String {
    mime_apps::named_for(list_of).map(|(list, entry)| format!(" “{entry}” stands in {}.", list.display())).unwrap_or_default()
}

fn judge(winner: Option<&str>, own: &str) -> Finding {
    let why = named_in(KIND);
    let Some(winner) = winner else {
        return if why.is_empty() {
            Finding::warning(Check::Scheme, format!("No program receives {SCHEME} links."), START)
        } else {
            let seen = format!("No program receives {SCHEME} links.{why} What it starts is gone.");
            Finding::failed(Check::Scheme, seen, REPAIR)
        };
    };
    let started = started_by(winner);
    if !is_ours(winner) {
        let program = match started {
            Started::Program { path, .. } => format!(", which starts {}", path.display()),
            Started::Gone(program) => format!(", which would start {program}, and that is gone"),
            Started::Nothing => String::new(),
        };
        let seen = format!("Another program receives {SCHEME} links: “{winner}”{program}.{why}");
        return Finding::failed(Check::Scheme, seen, REPAIR);
    }
    match started {
        Started::Nothing => Finding::failed(Check::Scheme, format!("“{winner}” receives the links, and starts no program.{why}"), REPAIR),
        Started::Gone(program) => {
            let seen = format!("“{winner}” receives the links and starts {program}, which is gone.{why}");
            Finding::failed(Check::Scheme, seen, format!("Start the app from where it is now, or reinstall it. {REPAIR}"))
        }
        Started::Program { path, .. } if winner != own => {
            let seen = format!("{SCHEME} links go to the app of another state folder: “{winner}” starts {}.", path.display());
            Finding::warning(Check::Scheme, seen, REPAIR)
        }
        Started::Program { path, is_quoted: true } if is_bare() => {
            let seen =
                format!("“{winner}” starts {} in quotes, which `xdg-open` cannot read without a desktop environment.", path.display());
            Finding::warning(Check::Scheme, seen, REPAIR)
        }
        Started::Program { path, .. } => {
            let seen = format!("“{winner}” receives {SCHEME} links and starts {}.{}", path.display(), rivals());
            Finding::good(Check::Scheme, seen)
        }
    }
}

/// Whether no desktop environment says what it is.
fn is_bare() -> bool {
    std::env::var_os("XDG_CURRENT_DESKTOP").is_none_or(|name| name.is_empty())
}

/// Others that would take the links, and do not.
fn rivals() -> String {
    let rivals: Vec<_> = freedesktop::entries_for(KIND).into_iter().filter(|entry| !is_ours(entry)).collect();
    if rivals.is_empty() { String::new() } else { format!(" {} would too, and does not.", rivals.join(", ")) }
}
