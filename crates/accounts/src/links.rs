//! One-time links on their way to people: by mail where the service sends any, else shown to whoever asked for one.

use std::sync::Arc;

use countersign_wire::person::{LinkPurpose, NewOneTimeLink};
use tokio_util::task::TaskTracker;

use crate::audit::{Deed, Entry};
use crate::entropy::Entropy;
use crate::mail::Post;
use crate::people::link;
use crate::store::rows::{Invited, LinkKept, NewLink, NewPerson, Person};
use crate::store::{Store, StoreError};
use crate::token::Token;

/// What makes links and has them sent.
#[derive(Clone, Debug)]
pub struct Links {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// The issuer, exactly: a link is never made of what a request says its host is.
    pub issuer: String,
    /// What sends mail, where it is set up.
    pub post: Option<Post>,
    /// Questions that were answered and are still to be looked into.
    pub asked: TaskTracker,
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

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum NotInvited {
    /// Somebody has the e-mail address already.
    #[error("somebody has the e-mail address already")]
    EmailTaken,
    /// There would be no link for them.
    #[error(transparent)]
    NoLink(#[from] NoLink),
}

impl Links {
    /// Whether mail is set up.
    #[must_use]
    pub fn sends_mail(&self) -> bool {
        self.post.is_some()
    }

    /// Adds somebody with an invitation: by mail where it is set up, else shown. Both, or neither.
    ///
    /// # Errors
    /// [`NotInvited`]; nobody was added then.
    pub async fn invite(&self, new: NewPerson, added: Entry, invited: Entry) -> Result<NewOneTimeLink, NotInvited> {
        let id = new.person.id.clone();
        if !new.person.enabled {
            return Err(NoLink::Gone.into());
        }
        let (link, token) = self.prepared(&id, LinkPurpose::Invitation, None, invited.at)?;
        let told = self.told(&link, &token);
        let outcome = self.store.invite(new, link, added, invited.saying(&id)).await.map_err(NoLink::Store)?;
        match outcome {
            Invited::Done => Ok(told),
            Invited::EmailTaken => Err(NotInvited::EmailTaken),
            Invited::TooManyLetters => Err(NoLink::NoMail.into()),
        }
    }

    /// Makes a link for somebody. `by_mail`: by mail, or shown; `None` takes mail where it is set up.
    ///
    /// # Errors
    /// [`NoLink`].
    pub async fn make(&self, person: &Person, purpose: LinkPurpose, by_mail: Option<bool>, entry: Entry) -> Result<NewOneTimeLink, NoLink> {
        let (link, token) = self.prepared(&person.id, purpose, by_mail, entry.at)?;
        let told = self.told(&link, &token);
        match self.store.add_link(link, entry.saying(&person.id)).await? {
            LinkKept::Done => Ok(told),
            LinkKept::TooManyLetters => Err(NoLink::NoMail),
            LinkKept::Gone | LinkKept::Enough => Err(NoLink::Gone),
        }
    }

    /// Sends a link to choose a new password to whoever has an address, if anybody has, and three times an hour at most. What
    /// comes of it is told to nobody, and nobody waits for it (A14).
    pub fn forgotten(&self, email: &str, entry: Entry) {
        let (links, email) = (self.clone(), email.trim().to_owned());
        self.asked.spawn(async move {
            match links.ask(&email, entry).await {
                Ok(()) => {}
                Err(error) => tracing::warn!(%error, "a link to choose a new password was not sent"),
            }
        });
    }

    /// Waits for what was asked before.
    pub async fn settle(&self) {
        self.asked.close();
        self.asked.wait().await;
    }

    async fn ask(&self, email: &str, entry: Entry) -> Result<(), NoLink> {
        let Some((person, _)) = self.store.person_by_email(email).await? else { return Ok(()) };
        let (link, _) = self.prepared(&person.id, LinkPurpose::Reset, Some(true), entry.at)?;
        match self.store.add_link(NewLink { asked: true, ..link }, entry.saying(&person.id)).await? {
            LinkKept::Done | LinkKept::Gone | LinkKept::Enough => Ok(()),
            LinkKept::TooManyLetters => Err(NoLink::NoMail),
        }
    }

    /// A link that is not kept yet, with its letter where it goes by mail.
    fn prepared(&self, person: &str, purpose: LinkPurpose, by_mail: Option<bool>, now: i64) -> Result<(NewLink, Token), NoLink> {
        let (link, token) = link::new(person, purpose, self.entropy.as_ref(), now);
        let post = match by_mail {
            Some(false) => None,
            Some(true) => Some(self.post.as_ref().ok_or(NoLink::NoMail)?),
            None => self.post.as_ref(),
        };
        let letter = post.map(|post| post.seal(&link.hash, &token, self.entropy.as_ref()));
        Ok((NewLink { letter, ..link }, token))
    }

    /// What whoever wants a link is told of it: where it leads, unless it goes by mail.
    fn told(&self, link: &NewLink, token: &Token) -> NewOneTimeLink {
        let mailed = link.letter.is_some();
        let url = (!mailed).then(|| format!("{}{}?code={}", self.issuer, link::PATH, token.expose()));
        NewOneTimeLink { purpose: link.purpose, url, expires_at: link.expires_at, mailed }
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
