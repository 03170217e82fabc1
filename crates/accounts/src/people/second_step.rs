//! The second step of a sign-in: a code after the password (A14).
//!
//! It is bound to the browser that gave the password and lasts five minutes. Wrong codes count like wrong passwords.

use super::recovery::RecoveryCode;
use super::sign_in::{NotSignedIn, Origin, SigningIn};
use super::throttle::Outcome;
use crate::audit::{Deed, Entry};
use crate::store::StoreError;
use crate::store::rows::{FirstStep, NewFirstStep, PasswordText, SecondStep};
use crate::token::Token;

/// How long a code may be waited for.
const FIRST_STEP_SECONDS: i64 = 300;

/// What became of a right code.
#[derive(Debug)]
pub struct Passed {
    /// The cookie of the session.
    pub cookie: Token,
    /// Where the person goes on to.
    pub target: String,
}

impl SigningIn {
    /// Keeps a first step of somebody who showed `password`; gives its cookie. `None` where it is not theirs any more.
    pub(super) async fn open_first_step(&self, person: &str, password: PasswordText, target: &str) -> Result<Option<Token>, StoreError> {
        let cookie = Token::mint(self.entropy.as_ref());
        let expires_at = self.clock.now().saturating_add(FIRST_STEP_SECONDS);
        let step = NewFirstStep { id: cookie.digest(), person: person.to_owned(), target: target.to_owned(), expires_at };
        Ok(self.store.open_first_step(step, password).await?.then_some(cookie))
    }

    /// The first step that a cookie stands for, while it holds.
    ///
    /// # Errors
    /// The store's.
    pub async fn first_step(&self, cookie: &Token) -> Result<Option<FirstStep>, StoreError> {
        self.store.first_step(cookie.digest(), self.clock.now()).await
    }

    /// Signs somebody in with a code of their second factor, or with a recovery code. Each is good once, and so is the
    /// first step.
    ///
    /// # Errors
    /// [`NotSignedIn`]; a code that was used is wrong like any other.
    pub async fn second_step(&self, cookie: &Token, first: FirstStep, code: &str, origin: &Origin) -> Result<Passed, NotSignedIn> {
        let FirstStep { person, target } = first;
        let now = self.clock.now();
        self.throttle.check(&person.email, origin.address, now)?;
        let shown = self.shown(&person.id, code).await?;
        let mut passed = None;
        if let Some(shown) = shown {
            let (session_cookie, session) = self.new_session(&person.id, "pwd otp", origin, now);
            let deed = if matches!(shown, SecondStep::Recovery(_)) { Deed::RecoveryCodeUsed } else { Deed::SignedIn };
            let entry = Entry::of(deed, now).by(&person.id).from(origin.address);
            // A guess that hits while others used up what was left counts for nothing, so it is asked before anything is used.
            self.throttle.settle(&person.email, origin.address, Outcome::Right, now)?;
            let opened = self.store.pass_second_step(cookie.digest(), shown, session, origin.before, entry).await?;
            passed = opened.then_some(Passed { cookie: session_cookie, target });
        }
        match passed {
            Some(passed) => Ok(passed),
            None => {
                self.throttle.settle(&person.email, origin.address, Outcome::Wrong, now)?;
                self.store.note(Entry::of(Deed::SignInRefused, now).by(&person.id).from(origin.address)).await?;
                Err(NotSignedIn::Wrong)
            }
        }
    }

    /// What a typed code is, if it can be one of this person's.
    async fn shown(&self, person: &str, code: &str) -> Result<Option<SecondStep>, StoreError> {
        if let Some(recovery) = RecoveryCode::typed(code) {
            return Ok(Some(SecondStep::Recovery(recovery.digest())));
        }
        let Some(factor) = self.store.second_factor(person).await? else { return Ok(None) };
        Ok(self.secret_of(person, &factor)?.step_of(code, self.clock.now()).map(SecondStep::Step))
    }
}
