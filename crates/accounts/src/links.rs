//! One-time links on their way to people: by mail where the service sends any, else shown to whoever asked for one.

use std::sync::Arc;

use countersign_wire::person::{LinkPurpose, NewOneTimeLink};

use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::mail::{Letter, Post};
use crate::messages::Language;
use crate::people::link;
use crate::store::rows::Person;
use crate::store::{Store, StoreError};

/// What makes links and sends them.
#[derive(Clone, Debug)]
pub struct Links {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// The issuer, exactly: a link is never made of what a request says its host is.
    pub issuer: String,
    /// The name of the service.
    pub service: String,
    /// What sends mail, where it is set up.
    pub post: Option<Post>,
}

/// Why there is no link.
#[derive(Debug, thiserror::Error)]
pub enum NoLink {
    /// The person is gone, or disabled.
    #[error("the person is gone, or disabled")]
    Gone,
    /// By mail was asked for, and the service sends none, or has too much of it waiting.
    #[error("no mail can be sent")]
    NoMail,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Links {
    /// Whether mail is set up.
    #[must_use]
    pub fn sends_mail(&self) -> bool {
        self.post.is_some()
    }

    /// Makes a link for somebody. `by_mail`: by mail, or shown; `None` takes mail where it is set up.
    ///
    /// # Errors
    /// [`NoLink`].
    pub async fn make(&self, person: &Person, purpose: LinkPurpose, by_mail: Option<bool>, entry: Entry) -> Result<NewOneTimeLink, NoLink> {
        let mailed = by_mail.unwrap_or(self.sends_mail());
        if mailed && !self.sends_mail() {
            return Err(NoLink::NoMail);
        }
        let (kept, token) = link::new(&person.id, purpose, mailed, self.entropy.as_ref(), self.clock.now());
        let expires_at = kept.expires_at;
        if !self.store.add_link(kept, entry.on_person(&person.id)).await? {
            return Err(NoLink::Gone);
        }
        let place = format!("{}{}", self.issuer, link::PATH);
        let Some(post) = self.post.as_ref().filter(|_| mailed) else {
            let url = Some(format!("{place}?code={}", token.expose()));
            return Ok(NewOneTimeLink { purpose, url, expires_at, mailed });
        };
        let language = Language::wished(person.formats.locale.as_deref());
        let (to, name, service) = (person.email.clone(), person.name.clone(), self.service.clone());
        post.hand_over(Letter { to, name, language, purpose, service, place, token }).map_err(|_| NoLink::NoMail)?;
        Ok(NewOneTimeLink { purpose, url: None, expires_at, mailed })
    }

    /// Sends a link to choose a new password to whoever has an address, if anybody has. What comes of it is told to
    /// nobody, and nobody waits for it (A14).
    pub fn forgotten(&self, email: &str, entry: Entry) {
        let (links, email) = (self.clone(), email.trim().to_owned());
        tokio::spawn(async move {
            let found = links.store.person_by_email(&email).await;
            let made = match found {
                Ok(Some((person, _))) => links.make(&person, LinkPurpose::Reset, Some(true), entry).await.map(drop),
                Ok(None) => Ok(()),
                Err(error) => Err(NoLink::Store(error)),
            };
            match made {
                Ok(()) | Err(NoLink::Gone) => {}
                Err(error) => tracing::warn!(%error, "a link to choose a new password was not sent"),
            }
        });
    }
}

/// What is written down of a link for somebody.
#[must_use]
pub fn deed(purpose: LinkPurpose) -> Deed {
    match purpose {
        LinkPurpose::Invitation => Deed::PersonInvited,
        LinkPurpose::Reset => Deed::ResetLinkMade,
    }
}
