//! The command line, killed in the midst of a sign-in, a renewal, a sign-out, and of whatever else it writes.
//!
//! There is a vault with a passphrase (or, in [`keychain`], with a key in a real one) and a provider whose used refresh tokens
//! give their successors again until those are used, as the documented services do it. After the kill another process looks:
//! an account is as before or as after, and the token that the provider gave last is not lost; the locks of the dead are
//! free; what is left beside the vault has names that the next try uses again.

mod desk;
pub mod keychain;

use countersign_wire::account::SessionStatus;

use super::Came;
use super::process::Spot;
use desk::{Desk, EXPORT, Victim};

/// Somebody signs in, and after the kill once more: one account, whichever of the two sign-ins it was.
pub fn signed_in(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_provider();
    let victim = desk.sign_in_killed(spot, nth)?;
    let accounts = desk.look(|engine| async move { engine.accounts().await })?;
    match accounts.as_slice() {
        [] if victim.answered => return Err("it was told that somebody is signed in, and nobody is".to_owned()),
        [] => {}
        [account] => {
            let id = account.id.clone();
            desk.lives(&id)?;
            // Who it is may have been asked for no more: it is then.
            desk.look(|engine| async move { engine.read_profile(&id).await })?;
        }
        more => return Err(format!("one sign-in made {} accounts", more.len())),
    }
    // What the killed one claimed is cleared away by a later one.
    desk.a_while_later();
    let again = desk.sign_in()?;
    let accounts = desk.look(|engine| async move { engine.accounts().await })?;
    if accounts.len() != 1 || accounts[0].id != again {
        return Err(format!("the same person has {} accounts", accounts.len()));
    }
    desk.ended(&victim)
}

/// A session is renewed: it lives on, with the token that was given last.
pub fn refreshed(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_provider();
    let id = desk.sign_in()?;
    let victim = desk.killed(spot, nth, &["refresh", &id])?;
    desk.lives(&id)?;
    desk.ended(&victim)
}

/// The same at a service that gives nothing twice, and vouches for the person each time: the token is on the disk before the keys
/// are asked for.
pub fn refreshed_strictly(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_a_strict_provider();
    let id = desk.sign_in()?;
    let victim = desk.killed(spot, nth, &["refresh", &id])?;
    desk.lives(&id)?;
    desk.ended(&victim)
}

/// Somebody signs out: they are, or the session is there and can be ended.
pub fn signed_out(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_provider();
    let id = desk.sign_in()?;
    let victim = desk.killed(spot, nth, &["sign-out", &id])?;
    let state = desk.state_of(&id)?;
    if victim.answered && state != Some(SessionStatus::SignedOut) {
        return Err(format!("it was told that the session ended, and it is {state:?}"));
    }
    let told_twice = id.clone();
    let receipt = desk.look(|engine| async move { engine.sign_out(&told_twice).await })?;
    if desk.state_of(&id)? != Some(SessionStatus::SignedOut) || receipt.revoked.len() != 2 {
        return Err(format!("the next try did not end it: {receipt:?}"));
    }
    desk.ended(&victim)
}

/// Accounts are moved into a file: they are here, or in a whole file. What is left of a file on its way, the next export takes away.
pub fn exported(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_provider();
    let id = desk.sign_in()?;
    let (file, words) = (desk.file(EXPORT), desk.passphrase_file());
    let export = ["vault", "export", &file, "--export-passphrase-file", &words, "--move"];
    let victim = desk.killed(spot, nth, &export)?;
    let (is_here, drafts) = (desk.state_of(&id)?.is_some(), desk.drafts());
    if drafts > 1 || (drafts > 0 && !is_here) {
        return Err(format!("{drafts} files on their way are left, and the account is {}", if is_here { "here" } else { "gone" }));
    }
    if victim.answered && is_here {
        return Err("it was told that the account was moved, and it is still here".to_owned());
    }
    let elsewhere = Desk::empty();
    if std::path::Path::new(&file).exists() {
        elsewhere.import(&file).map_err(|what| format!("the file is not whole: {what}"))?;
    } else if !is_here {
        return Err("the account is neither here nor in a file".to_owned());
    }
    if is_here {
        desk.lives(&id)?;
        let _is_there_or_not = std::fs::remove_file(&file);
        desk.answered(&export)?;
    } else {
        elsewhere.lives(&id)?;
    }
    desk.ended(&victim)
}

/// The first command in an empty folder, which makes the key too: the next try goes through.
pub fn first_provider(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    added(&Desk::empty(), spot, nth)
}

/// One more provider is added: it is there or not, and the next try is told so.
pub fn provider_added(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_provider();
    let id = desk.sign_in()?;
    let came = added(&desk, spot, nth)?;
    desk.lives(&id)?;
    Ok(came)
}

fn added(desk: &Desk, spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let before = desk.providers()?;
    let victim = desk.killed(spot, nth, &["providers", "add", "--name", "second", "--issuer", &desk.fake.issuer, "--client-id", "till"])?;
    let after = desk.providers()?;
    let is_there = after.iter().any(|name| name == "second");
    if after.len() != before.len() + usize::from(is_there) || victim.answered && !is_there {
        return Err(format!("the providers were {before:?} and are {after:?}"));
    }
    if !is_there {
        desk.add("second")?;
    }
    desk.ended(&victim)
}

/// A program is allowed a token: it is or it is not, and once.
pub fn approved(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let desk = Desk::with_provider();
    let id = desk.sign_in()?;
    let allow = ["agent", "approvals", "allow", "/bin/sh", &id];
    let victim = desk.killed(spot, nth, &allow)?;
    let kept = |desk: &Desk| desk.look(|engine| async move { engine.approvals().await }).map(|approvals| approvals.len());
    match kept(&desk)? {
        0 if victim.answered => return Err("it was told that the program is allowed, and it is not".to_owned()),
        0 | 1 => {}
        more => return Err(format!("one approval became {more}")),
    }
    desk.answered(&allow)?;
    if kept(&desk)? != 1 {
        return Err("the next try did not take the place of the first".to_owned());
    }
    desk.lives(&id)?;
    desk.ended(&victim)
}

/// The vault gets another passphrase: one of the two opens it, and whoever was signed in is.
pub fn passphrase_changed(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let mut desk = Desk::with_provider();
    let id = desk.sign_in()?;
    let new = desk.write_words("new", desk::OTHER_WORDS);
    let victim = desk.killed(spot, nth, &["vault", "change-passphrase", "--new-passphrase-file", &new])?;
    if victim.answered || desk.providers().is_err() {
        desk.has_now(desk::OTHER_WORDS);
    }
    desk.lives(&id).map_err(|what| format!("neither passphrase opens it: {what}"))?;
    desk.ended(&victim)
}

impl Desk {
    /// The vault has another passphrase from now on.
    fn has_now(&mut self, words: &'static str) {
        self.words = words;
        self.nobody_looks();
    }

    /// Signs in by the built program, which is killed on the way.
    fn sign_in_killed(&self, spot: &Spot, nth: Option<u32>) -> Result<Victim, String> {
        let words = ["sign-in", desk::PROVIDER, "--return", "loopback", "--print-url", "--wait", "60s"];
        self.killed_while(spot, nth, &words, |desk, line| {
            let said: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            if let Some(url) = said["authorize_url"].as_str() {
                desk.browser_comes_back(&desk.fake.accept(url));
            }
        })
    }
}
