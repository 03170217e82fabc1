//! Where somebody is signed in.

use askama::Template;
use countersign_wire::person::{Formats, SessionView};

use super::{Chrome, Section, moment};
use crate::messages::Language;
use crate::pages::{Frame, ShownPerson, sample_frame, seen};

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// What its form sends to end it.
    pub id: String,
    /// The browser, as far as it says.
    pub browser: String,
    /// The address it was opened from.
    pub address: String,
    /// Since when.
    pub since: String,
    /// When it was last used.
    pub used: String,
    /// Whether it is this one.
    pub here: bool,
}

impl SessionLine {
    /// A line for a session.
    #[must_use]
    pub fn of(session: SessionView, here: Option<&str>, formats: &Formats, language: Language) -> Self {
        Self {
            here: here == Some(session.id.as_str()),
            id: session.id,
            browser: session.user_agent.as_deref().map(browser).unwrap_or_default(),
            address: session.address.unwrap_or_default(),
            since: moment(session.created_at, formats, language),
            used: moment(session.seen_at, formats, language),
        }
    }
}

/// What a browser calls itself, in few words: its name and its system, where they are known.
fn browser(user_agent: &str) -> String {
    // The order matters: each of these also says the names of those after it.
    const NAMES: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] =
        [("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];
    let find = |list: &[(&str, &'static str)]| list.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name);
    match (find(&NAMES), find(&SYSTEMS)) {
        (Some(name), Some(system)) => format!("{name}, {system}"),
        (Some(name), None) => name.to_owned(),
        _ => shortened(&seen(user_agent)),
    }
}

/// As much of a name as has room in a line or two.
fn shortened(name: &str) -> String {
    const MOST: usize = 60;
    match name.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

/// The page. Its forms send `end`: the id of one, or `others`.
#[derive(Clone, Debug, Template)]
#[template(path = "account_sessions.html")]
pub struct Sessions {
    /// What every page has round it.
    pub frame: Frame,
    /// What every page of the account has round it.
    pub chrome: Chrome,
    /// The sessions, the latest first.
    pub sessions: Vec<SessionLine>,
}

impl Sessions {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let person = ShownPerson::sample();
        let line = |id: &str, user_agent: &str, before: i64| SessionView {
            id: id.to_owned(),
            created_at: person.now - before,
            authenticated_at: person.now - before,
            seen_at: person.now - before / 2,
            expires_at: person.now + 3600,
            amr: "pwd".into(),
            address: Some("203.0.113.7".into()),
            user_agent: Some(user_agent.to_owned()),
        };
        let views = vec![
            line("a", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 600),
            line("b", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15", 9000),
            line("c", "<script>alert(1)</script> \u{202e}drawkcab", 30_000),
        ];
        let lines = |views: Vec<SessionView>| views.into_iter().map(|view| SessionLine::of(view, Some("a"), &person.formats, language));
        let chrome = Chrome::sample(Section::Sessions);
        let frame = sample_frame(language);
        let one = Self { frame: frame.clone(), chrome: chrome.clone(), sessions: lines(views[..1].to_vec()).collect() };
        let mut many: Vec<SessionView> = (0..14).map(|number| line("d", "curl/8.1", number * 40_000)).collect();
        many[1].address = Some("2001:db8:85a3:8d3:1319:8a2e:370:7348".into());
        many[2].address = None;
        many[3].user_agent = Some("Harbour-Desk-Booking-for-Meeting-Rooms/26.11.3 (an agent that says a great deal about itself)".into());
        let many = Self { frame: frame.clone(), chrome: chrome.clone(), sessions: lines(many).collect() };
        let some = Self { frame, chrome, sessions: lines(views).collect() };
        vec![("account-sessions", some), ("account-sessions-one", one), ("account-sessions-many", many)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_in_few_words() {
        for (said, told) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36 Edg/150.0", "Edge, Windows"),
            ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36", "Chrome, Android"),
            ("curl/8.1", "curl/8.1"),
            ("\u{202e}x", "x"),
            (&"é".repeat(60), &"é".repeat(60)),
            (&"é".repeat(61), &format!("{}…", "é".repeat(60))),
        ] {
            assert_eq!(browser(said), told);
        }
    }
}
