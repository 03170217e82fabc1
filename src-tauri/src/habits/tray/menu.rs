//! The menu of the tray as data: it is made anew only where it would look otherwise.

use countersign_wire::account::AccountView;
use countersign_wire::desktop::Wanted;

use crate::habits::words::Words;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Something that can be chosen.
    Choice {
        /// What choosing it does.
        choice: Choice,
        /// What it says.
        text: String,
    },
    /// A line between two groups.
    Between,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Shows the window at a place.
    GoTo(Wanted),
    /// Shows the window as it is.
    Open,
    /// Ends the app.
    Quit,
}

const SIGN_IN: &str = "sign-in";
const OPEN: &str = "open";
const QUIT: &str = "quit";
const ACCOUNT: &str = "account ";

impl Choice {
    /// By which the system tells what was chosen.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::GoTo(Wanted::SignIn) => SIGN_IN.into(),
            Self::GoTo(Wanted::Account { id }) => format!("{ACCOUNT}{id}"),
            Self::Open => OPEN.into(),
            Self::Quit => QUIT.into(),
        }
    }

    /// The one of that id.
    pub(crate) fn of(id: &str) -> Option<Self> {
        match id {
            SIGN_IN => Some(Self::GoTo(Wanted::SignIn)),
            OPEN => Some(Self::Open),
            QUIT => Some(Self::Quit),
            account => account.strip_prefix(ACCOUNT).map(|id| Self::GoTo(Wanted::Account { id: id.into() })),
        }
    }
}

/// How many accounts are listed; the window has them all.
const MOST: usize = 20;
/// How long a name is shown; a panel cuts where it likes.
const LONGEST: usize = 40;

/// The whole menu.
pub(crate) fn menu(accounts: &[AccountView], words: &Words) -> Vec<Item> {
    let choice = |choice: Choice, text: String| Item::Choice { choice, text };
    let mut items: Vec<Item> = accounts
        .iter()
        .take(MOST)
        .map(|account| choice(Choice::GoTo(Wanted::Account { id: account.id.clone() }), line(account, words)))
        .collect();
    if !items.is_empty() {
        items.push(Item::Between);
    }
    items.push(choice(Choice::GoTo(Wanted::SignIn), words.sign_in.into()));
    items.push(choice(Choice::Open, words.open.into()));
    items.push(Item::Between);
    items.push(choice(Choice::Quit, words.quit.into()));
    items
}

/// Who it is, where, and how the session stands.
fn line(account: &AccountView, words: &Words) -> String {
    let named = account.name.as_deref().into_iter().chain([account.provider.as_str()]);
    let named: Vec<String> = named.map(plain).filter(|name| !name.is_empty()).collect();
    format!("{} ({})", named.join(", "), words.state(account.state))
}

/// A name without what would end its line or turn the rest around, and no longer than a menu bears. An ampersand is doubled, as one
/// alone stands for a key.
fn plain(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut letters = name.trim().chars().filter(|c| !c.is_control() && !turns(*c));
    let mut short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use countersign_wire::account::{Kept, SessionStatus};
    use countersign_wire::preferences::ScreenLanguage;
    use countersign_wire::scope::ScopeSet;

    use super::*;

    fn account(id: &str, name: Option<&str>, state: SessionStatus) -> AccountView {
        AccountView {
            id: id.into(),
            provider: "Harbour".into(),
            subject: Some("s".into()),
            name: name.map(Into::into),
            email: Some("ada@harbour.example".into()),
            state,
            can_refresh: true,
            signed_in_at: 0,
            issued_at: 0,
            expires_at: None,
            renewed_at: Vec::new(),
            scopes: ScopeSet::default(),
            kept: Kept::Vault,
            own_account: None,
            administers: false,
            deviations: Vec::new(),
        }
    }

    fn texts(accounts: &[AccountView], language: ScreenLanguage) -> Vec<String> {
        let said = |item| match item {
            Item::Choice { text, .. } => text,
            Item::Between => "-".to_owned(),
        };
        menu(accounts, Words::of(language)).into_iter().map(said).collect()
    }

    #[test]
    fn accounts_stand_above_what_can_be_done() {
        let accounts = [account("1", Some("Ada Ruiz"), SessionStatus::Active), account("2", None, SessionStatus::SignedOut)];
        assert_eq!(
            texts(&accounts, ScreenLanguage::En),
            ["Ada Ruiz, Harbour (signed in)", "Harbour (signed out)", "-", "Sign in…", "Open Countersign", "-", "Quit"]
        );
        assert_eq!(texts(&[], ScreenLanguage::Es), ["Iniciar sesión…", "Abrir Countersign", "-", "Salir"]);
    }

    #[test]
    fn a_name_stays_within_its_line() {
        let accounts =
            [account("1", Some("A&B\n\u{202e}Quit"), SessionStatus::Locked), account("2", Some(&"x".repeat(90)), SessionStatus::Expired)];
        let texts = texts(&accounts, ScreenLanguage::En);
        assert_eq!(texts[0], "A&&BQuit, Harbour (locked)");
        assert_eq!(texts[1], format!("{}…, Harbour (sign in again)", "x".repeat(40)));
    }

    #[test]
    fn what_was_chosen_is_known_by_its_id() {
        for choice in [Choice::Open, Choice::Quit, Choice::GoTo(Wanted::SignIn), Choice::GoTo(Wanted::Account { id: "quit".into() })] {
            assert_eq!(Choice::of(&choice.id()), Some(choice));
        }
        assert_eq!(Choice::of("other"), None);
    }
}
