//! What is worth a notification while nobody looks at the window. Neither a name of a person nor an e-mail address is in one: it may
//! stand on a locked screen, and any program of the session hears it.

use std::collections::{HashMap, VecDeque};

use countersign_wire::account::SessionStatus;
use countersign_wire::desktop::Wanted;
use countersign_wire::event::Event;
use countersign_wire::provider::ProviderView;
use countersign_wire::sign_in::SignInOutcome;

use super::words::Words;

/// How many notifications are remembered, for the case that one is pressed.
const MOST: usize = 32;

/// What is said, and what pressing it shows. The service's name goes into the summary: the text may hold markup, the summary does not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) summary: String,
    pub(crate) body: &'static str,
    pub(crate) wanted: Wanted,
}

/// What was said, so that nothing is said twice.
#[derive(Default)]
pub(crate) struct Notices {
    /// By account, when the token was issued whose end was told.
    told: HashMap<String, i64>,
    /// By service, the end of a secret that was told.
    told_of_secrets: HashMap<String, i64>,
    shown: VecDeque<(u32, Wanted)>,
}

impl Notices {
    /// The notice for something that happened, where it is worth one.
    pub(crate) fn of(&mut self, event: &Event, words: &Words) -> Option<Notice> {
        let (account, title, body) = match event {
            Event::AccountChanged(account) if account.state == SessionStatus::ExpiresSoon => {
                if self.told.insert(account.id.clone(), account.issued_at) == Some(account.issued_at) {
                    return None;
                }
                (account, words.ends_soon, words.ends_soon_text)
            }
            Event::AccountRemoved { id } => {
                self.told.remove(id);
                return None;
            }
            Event::SignInEnded { outcome: SignInOutcome::SignedIn { account }, .. } => (account, words.signed_in, words.signed_in_text),
            _ => return None,
        };
        Some(Notice { summary: about(title, &account.provider), body, wanted: Wanted::Account { id: account.id.clone() } })
    }

    /// The notice for a service whose secret of this app ends soon: once for each secret.
    pub(crate) fn of_secret(&mut self, provider: &ProviderView, words: &Words) -> Option<Notice> {
        let end = provider.client_secret_ends_at?;
        if self.told_of_secrets.insert(provider.name.clone(), end) == Some(end) {
            return None;
        }
        Some(Notice { summary: about(words.secret_ends, &provider.name), body: words.secret_ends_text, wanted: Wanted::SignIn })
    }

    /// Remembers what a notification that is shown is about.
    pub(crate) fn shown(&mut self, number: u32, wanted: Wanted) {
        self.shown.push_back((number, wanted));
        if self.shown.len() > MOST {
            self.shown.pop_front();
        }
    }

    /// What the notification of that number is about, if it is one of these.
    pub(crate) fn pressed(&self, number: u32) -> Option<Wanted> {
        self.shown.iter().rev().find(|(shown, _)| *shown == number).map(|(_, wanted)| wanted.clone())
    }
}

fn about(title: &str, provider: &str) -> String {
    let provider: String = provider.chars().filter(|c| !c.is_control()).take(60).collect();
    format!("{title}: {provider}")
}

#[cfg(test)]
mod tests {
    use countersign_wire::account::{AccountView, Kept};
    use countersign_wire::preferences::ScreenLanguage;
    use countersign_wire::scope::ScopeSet;

    use super::*;

    fn account(state: SessionStatus, issued_at: i64) -> AccountView {
        AccountView {
            id: "one".into(),
            provider: "Harbour\n& co".into(),
            subject: Some("subject-7".into()),
            name: Some("Ada Ruiz".into()),
            email: Some("ada@harbour.example".into()),
            state,
            can_refresh: false,
            signed_in_at: issued_at,
            issued_at,
            expires_at: Some(issued_at + 60),
            renewed_at: Vec::new(),
            scopes: ScopeSet::default(),
            kept: Kept::Vault,
            own_account: None,
            administers: false,
            deviations: Vec::new(),
        }
    }

    fn words() -> &'static Words {
        Words::of(ScreenLanguage::En)
    }

    #[test]
    fn that_a_session_ends_soon_is_said_once_for_each_session() {
        let mut notices = Notices::default();
        let mut said = |state, issued_at| notices.of(&Event::AccountChanged(account(state, issued_at)), words()).is_some();
        assert!(!said(SessionStatus::Active, 1));
        assert!(said(SessionStatus::ExpiresSoon, 1));
        assert!(!said(SessionStatus::ExpiresSoon, 1));
        assert!(!said(SessionStatus::Expired, 1));
        assert!(said(SessionStatus::ExpiresSoon, 2));
    }

    fn service(client_secret_ends_at: Option<i64>) -> ProviderView {
        ProviderView {
            name: "Harbour\n& co".into(),
            issuer: None,
            preset: None,
            client_id: "till".into(),
            redirect_uris: Vec::new(),
            scopes: ScopeSet::default(),
            host: "harbour.example".into(),
            offers: Vec::new(),
            return_paths: Vec::new(),
            has_client_secret: true,
            client_secret_ends_at,
            public_client_key: None,
            warnings: Vec::new(),
            tolerates: Vec::new(),
            resources: Vec::new(),
            is_registered: true,
            added_ca: Vec::new(),
        }
    }

    #[test]
    fn that_a_secret_ends_is_said_once_for_each_secret() {
        let mut notices = Notices::default();
        let mut said = |end| notices.of_secret(&service(end), words());
        assert_eq!(said(None), None);
        let notice = said(Some(7)).unwrap();
        assert_eq!((notice.summary.as_str(), notice.wanted), ("A secret ends: Harbour& co", Wanted::SignIn));
        assert_eq!(said(Some(7)), None);
        assert!(said(Some(9)).is_some(), "the service was added anew since");
    }

    #[test]
    fn w6_a_notice_names_the_service_and_nobody() {
        let ended =
            Event::SignInEnded { attempt: "a".into(), outcome: SignInOutcome::SignedIn { account: account(SessionStatus::Active, 1) } };
        for event in [ended, Event::AccountChanged(account(SessionStatus::ExpiresSoon, 1))] {
            let notice = Notices::default().of(&event, words()).unwrap();
            assert!(notice.summary.ends_with(": Harbour& co"), "{notice:?}");
            let said = format!("{} {}", notice.summary, notice.body);
            assert!(!["Ada", "ada@", "subject-7"].iter().any(|personal| said.contains(personal)), "{said}");
            assert_eq!(notice.wanted, Wanted::Account { id: "one".into() });
        }
        let failed = Event::SignInEnded { attempt: "a".into(), outcome: SignInOutcome::Cancelled };
        assert_eq!(Notices::default().of(&failed, words()), None);
    }

    #[test]
    fn pressing_shows_what_the_notification_was_about() {
        let mut notices = Notices::default();
        notices.shown(7, Wanted::SignIn);
        notices.shown(8, Wanted::Account { id: "one".into() });
        assert_eq!(notices.pressed(8), Some(Wanted::Account { id: "one".into() }));
        assert_eq!(notices.pressed(9), None);
        for number in 100..200 {
            notices.shown(number, Wanted::SignIn);
        }
        assert_eq!(notices.pressed(8), None);
    }
}
