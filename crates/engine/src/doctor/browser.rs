//! Whether a page opens in a browser, and in which.

use countersign_wire::doctor::{Check, Finding};

use crate::freedesktop::exec::{Started, found, started_by};
use crate::freedesktop::mime_apps;

/// The programs that open pages, as they are tried.
const OPENERS: &[&str] = &["xdg-open", "gio", "gnome-open", "kde-open", "wslview"];
/// The way back of a sign-in is plain http on this computer; where it begins is https.
const KINDS: &[&str] = &["x-scheme-handler/https", "x-scheme-handler/http"];
const CHOOSE: &str = "Choose a default browser in the system's settings, or: xdg-settings set default-web-browser NAME.desktop";

pub(super) async fn look() -> Vec<Finding> {
    if !OPENERS.iter().any(|opener| found(opener).is_some()) {
        let seen = "No program that opens pages is installed, such as xdg-open.";
        let advice = "Install xdg-utils. Where your browser is on another machine: --return paste or --return device.";
        return vec![Finding::failed(Check::Browser, seen, advice)];
    }
    let mut good = None;
    for kind in KINDS {
        let finding = of(kind).await;
        if finding.advice.is_some() {
            return vec![finding];
        }
        good.get_or_insert(finding);
    }
    good.into_iter().collect()
}

async fn of(kind: &str) -> Finding {
    // What somebody chose and is gone is passed over without a word, and something else opens.
    let chosen = mime_apps::named_for(kind).filter(|(_, entry)| !matches!(started_by(entry), Started::Program { .. }));
    let opens = match mime_apps::default_for(kind).await {
        Err(reason) => return Finding::unknown(Check::Browser, format!("The default browser could not be found out: {reason}.")),
        Ok(opens) => opens,
    };
    let program = opens.as_deref().map(started_by);
    match (chosen, opens, program) {
        (None, Some(entry), Some(Started::Program { path, .. })) => {
            Finding::good(Check::Browser, format!("Pages open in “{entry}”, which starts {}.", path.display()))
        }
        (Some((list, gone)), Some(entry), Some(Started::Program { .. })) => {
            let seen = format!("The browser chosen in {} is gone (“{gone}”); pages open in “{entry}” instead.", list.display());
            Finding::warning(Check::Browser, seen, CHOOSE)
        }
        (_, Some(entry), Some(Started::Gone(program))) => {
            Finding::failed(Check::Browser, format!("Pages would open in “{entry}”, which starts {program}, and that is gone."), CHOOSE)
        }
        (Some((list, gone)), _, _) => {
            let seen = format!("The browser chosen in {} is gone (“{gone}”), and no other opens pages.", list.display());
            Finding::failed(Check::Browser, seen, CHOOSE)
        }
        (None, Some(entry), _) => Finding::failed(Check::Browser, format!("Pages would open in “{entry}”, which starts nothing."), CHOOSE),
        (None, None, _) => match std::env::var("BROWSER").ok().as_deref().and_then(|program| found(program.split(':').next()?)) {
            Some(path) => Finding::good(Check::Browser, format!("Pages open in {}, which BROWSER names.", path.display())),
            None => Finding::warning(
                Check::Browser,
                "There is no default browser.",
                format!("{CHOOSE}. Where your browser is on another machine: --return paste or --return device."),
            ),
        },
    }
}
