//! Codes, refresh tokens and revocation.

use support::service::PASSWORD;

use super::{Journey, LOOKED_AT};
use crate::kills::peer::{Jar, Peer, Stop, broken, member, with_status};
use crate::kills::scene::{App, Lane, Place, Scene};

/// Tokens of one grant.
struct Tokens {
    access: String,
    refresh: String,
}

impl Tokens {
    fn of(answer: &support::visitor::Answer) -> Result<Self, Stop> {
        Ok(Self { access: member(answer, "access_token")?, refresh: member(answer, "refresh_token")? })
    }
}

/// Somebody who comes with a session and gets code after code.
struct Signed {
    jar: Jar,
    email: String,
    app: App,
}

impl Signed {
    fn of(scene: &Scene, place: &Place, lane: usize) -> Self {
        let Lane { email, jar, app, .. } = scene.lanes[lane].clone();
        Self { jar: place.jar(&jar), email, app }
    }

    async fn code(&mut self, peer: &Peer) -> Result<String, Stop> {
        peer.code(&mut self.jar, &self.app, &self.email, PASSWORD).await
    }
}

/// Redeems codes, and leaves some.
pub struct Redeeming {
    who: Signed,
    round: usize,
    left: Vec<String>,
    asked: Option<String>,
    given: Vec<(String, Tokens)>,
}

impl Journey for Redeeming {
    fn begin(scene: &Scene, place: &Place, lane: usize) -> Self {
        Self { who: Signed::of(scene, place, lane), round: 0, left: vec![], asked: None, given: vec![] }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let code = self.who.code(peer).await?;
        self.round += 1;
        if self.round.is_multiple_of(4) {
            self.left.push(code);
            return Ok(());
        }
        self.asked = Some(code.clone());
        let answer = with_status(peer.exchange(&self.who.app, &code).await?, 200)?;
        self.asked = None;
        self.given.push((code, Tokens::of(&answer)?));
        Ok(())
    }

    fn at_rest(_: &[Self], place: &Place) -> Result<(), String> {
        let (grants, used) =
            (place.number("SELECT count(*) FROM grants"), place.number("SELECT count(*) FROM codes WHERE used_at IS NOT NULL"));
        if grants == used { Ok(()) } else { Err(format!("{used} codes were used and {grants} grants came of them")) }
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        let app = &self.who.app;
        for code in self.left.iter().rev().take(LOOKED_AT) {
            with_status(peer.exchange(app, code).await?, 200)?;
            with_status(peer.exchange(app, code).await?, 400)?;
        }
        if let Some(code) = &self.asked {
            // Either it was not used, and is good for this once, or its answer was lost.
            let first = peer.exchange(app, code).await?;
            if !matches!(first.status, 200 | 400) {
                return broken(format!("a code whose answer was lost is answered {}: {}", first.status, first.body));
            }
            with_status(peer.exchange(app, code).await?, 400)?;
        }
        for (number, (code, tokens)) in self.given.iter().rev().take(LOOKED_AT).enumerate() {
            if peer.user_info(&tokens.access).await? != 200 {
                return broken("an access token that was given does not work");
            }
            with_status(peer.refresh(app, &tokens.refresh).await?, 200)?;
            if number == 0 {
                // A replay ends what the code gave (A4).
                with_status(peer.exchange(app, code).await?, 400)?;
                if peer.user_info(&tokens.access).await? != 401 {
                    return broken("a code was replayed and what it gave still works");
                }
            }
        }
        Ok(())
    }
}

/// Renews, over and over.
pub struct Refreshing {
    app: App,
    /// The latest that was given.
    token: String,
    /// The one before it.
    spent: Option<String>,
    access: Vec<String>,
}

impl Journey for Refreshing {
    fn begin(scene: &Scene, _: &Place, lane: usize) -> Self {
        let Lane { app, refresh, .. } = scene.lanes[lane].clone();
        Self { app, token: refresh, spent: None, access: vec![] }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let tokens = Tokens::of(&with_status(peer.refresh(&self.app, &self.token).await?, 200)?)?;
        self.spent = Some(std::mem::replace(&mut self.token, tokens.refresh));
        self.access.push(tokens.access);
        Ok(())
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        for access in self.access.iter().rev().take(LOOKED_AT) {
            if peer.user_info(access).await? != 200 {
                return broken("an access token that was given does not work");
            }
        }
        // Asked for with an answer or without one: the successor is the same each time (A6).
        let first = Tokens::of(&with_status(peer.refresh(&self.app, &self.token).await?, 200)?)?;
        let again = Tokens::of(&with_status(peer.refresh(&self.app, &self.token).await?, 200)?)?;
        if first.refresh != again.refresh {
            return broken("an answer was lost and another successor came");
        }
        let next = Tokens::of(&with_status(peer.refresh(&self.app, &first.refresh).await?, 200)?)?;
        // Once the successor was used, whoever shows an older one has stolen it (A5).
        let old = self.spent.as_ref().unwrap_or(&self.token);
        with_status(peer.refresh(&self.app, old).await?, 400)?;
        with_status(peer.refresh(&self.app, &next.refresh).await?, 400)?;
        Ok(())
    }
}

/// Ends grants, and leaves some.
pub struct Revoking {
    who: Signed,
    round: usize,
    alive: Vec<Tokens>,
    asked: Option<Tokens>,
    dead: Vec<Tokens>,
}

impl Journey for Revoking {
    fn begin(scene: &Scene, place: &Place, lane: usize) -> Self {
        Self { who: Signed::of(scene, place, lane), round: 0, alive: vec![], asked: None, dead: vec![] }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let code = self.who.code(peer).await?;
        let tokens = Tokens::of(&with_status(peer.exchange(&self.who.app, &code).await?, 200)?)?;
        self.round += 1;
        if self.round.is_multiple_of(3) {
            self.alive.push(tokens);
            return Ok(());
        }
        let refresh = tokens.refresh.clone();
        self.asked = Some(tokens);
        with_status(peer.revoke(&self.who.app, &refresh).await?, 200)?;
        self.dead.extend(self.asked.take());
        Ok(())
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        let app = &self.who.app;
        for (all, access, refresh) in [(&self.dead, 401, 400), (&self.alive, 200, 200)] {
            for tokens in all.iter().rev().take(LOOKED_AT) {
                let works = peer.user_info(&tokens.access).await?;
                if works != access {
                    return broken(format!("an access token answers {works} and not {access}"));
                }
                with_status(peer.refresh(app, &tokens.refresh).await?, refresh)?;
            }
        }
        if let Some(tokens) = &self.asked {
            let found = (peer.user_info(&tokens.access).await?, peer.refresh(app, &tokens.refresh).await?.status);
            if !matches!(found, (200, 200) | (401, 400)) {
                return broken(format!("a grant is half revoked: {found:?}"));
            }
        }
        Ok(())
    }
}
