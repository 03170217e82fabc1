//! Passwords that are chosen, one-time links, second factors.

use countersign_wire::UnixSeconds;

use super::Answer;
use super::rows::{
    FirstStep, Invited, Kept, Link, LinkKept, NewFirstStep, NewLink, NewPerson, NewSession, PasswordText, SecondFactor, SecondStep,
};
use crate::audit::Entry;
use crate::token::Digest;

/// Passwords, and the links to choose them with.
pub trait Credentials {
    /// The hash of somebody's password, where they have one.
    fn password_of(&self, person: &str) -> Answer<'_, Option<PasswordText>>;
    /// Adds somebody without a password, with the link to choose one, all or nothing.
    fn invite(&self, person: NewPerson, link: NewLink, added: Entry, invited: Entry) -> Answer<'_, Invited>;
    /// Keeps a link, with the letter that it goes in. One that an administrator made takes the place of those that the person had for the same purpose; one that
    /// was asked for stands beside them, three times an hour.
    fn add_link(&self, link: NewLink, entry: Entry) -> Answer<'_, LinkKept>;
    /// Exchanges a link for a cookie, once; the cookie is good until `until`. Its letter has arrived.
    fn exchange_link(&self, hash: Digest, cookie: Digest, now: UnixSeconds, until: UnixSeconds) -> Answer<'_, bool>;
    /// What a cookie is good for.
    fn link(&self, cookie: Digest, now: UnixSeconds) -> Answer<'_, Option<Link>>;
    /// Uses a link up and sets the password; ends everything that was open with the one before. False where the link is gone.
    fn choose_password(&self, cookie: Digest, password: PasswordText, entry: Entry) -> Answer<'_, bool>;
    /// Puts a new password in the place of `old`, and ends what was open with that one, but for what is `kept`. False where
    /// it was changed meanwhile.
    fn change_password(&self, person: &str, old: PasswordText, new: PasswordText, kept: Kept, entry: Entry) -> Answer<'_, bool>;
}

/// Second factors. A code and a recovery code are good once, decided by one conditional write each.
pub trait SecondFactors {
    /// Somebody's second factor, confirmed or not.
    fn second_factor(&self, person: &str) -> Answer<'_, Option<SecondFactor>>;
    /// Keeps a secret that is still to be confirmed, in place of another one that is. False where one is confirmed.
    fn begin_second_factor(&self, person: &str, secret: Vec<u8>, now: UnixSeconds) -> Answer<'_, bool>;
    /// Confirms this very secret, with the step of the code that showed it. False where it is another one, or confirmed.
    fn confirm_second_factor(&self, person: &str, secret: Vec<u8>, step: i64, codes: Vec<Digest>, entry: Entry) -> Answer<'_, bool>;
    /// Puts new recovery codes in the place of the old ones. False where there is no second factor.
    fn renew_recovery_codes(&self, person: &str, codes: Vec<Digest>, entry: Entry) -> Answer<'_, bool>;
    /// Takes the second factor away, with its recovery codes. False where there is none.
    fn remove_second_factor(&self, person: &str, entry: Entry) -> Answer<'_, bool>;
    /// Keeps a first step of somebody who showed `password`. False where that is not their password any more, or they are
    /// disabled.
    fn open_first_step(&self, step: NewFirstStep, password: PasswordText) -> Answer<'_, bool>;
    /// The first step of a cookie, while it holds.
    fn first_step(&self, id: Digest, now: UnixSeconds) -> Answer<'_, Option<FirstStep>>;
    /// Uses up what is shown and the first step, and opens the session, all or nothing. False where either was used.
    fn pass_second_step(
        &self,
        first: Digest,
        shown: SecondStep,
        session: NewSession,
        replaces: Option<Digest>,
        entry: Entry,
    ) -> Answer<'_, bool>;
}
