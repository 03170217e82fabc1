//! Sign-in, sign-out and passwords.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use support::service::PASSWORD;

use super::{Journey, LOOKED_AT};
use crate::kills::peer::{Jar, Peer, Stop, broken, member, with_status};
use crate::kills::scene::{App, Lane, Place, Scene};

/// Whether these cookies open the account: 200, or a redirect to the sign-in page.
async fn is_signed_in(peer: &Peer, jar: &Jar) -> Result<bool, Stop> {
    let answer = peer.open(&mut jar.clone(), "/account").await?;
    match answer.status {
        200 => Ok(true),
        303 => Ok(false),
        status => broken(format!("/account answers {status}")),
    }
}

/// Signs in, a new browser each time.
pub struct SigningIn {
    email: String,
    signed_in: Vec<Jar>,
}

impl Journey for SigningIn {
    fn begin(scene: &Scene, _: &Place, lane: usize) -> Self {
        Self { email: scene.lanes[lane].email.clone(), signed_in: vec![] }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let mut jar = Jar::new();
        with_status(peer.go(&mut jar, "/account", &self.email, PASSWORD).await?, 200)?;
        self.signed_in.push(jar);
        Ok(())
    }

    fn at_rest(lanes: &[Self], place: &Place) -> Result<(), String> {
        let written = place.number("SELECT count(*) FROM audit WHERE deed = 'signed_in'");
        let sessions = place.number("SELECT count(*) FROM sessions");
        let answered: usize = lanes.iter().map(|lane| lane.signed_in.len()).sum();
        if written == sessions && usize::try_from(written).unwrap_or(0) >= answered {
            return Ok(());
        }
        Err(format!("{answered} sign-ins were answered; there are {sessions} sessions and {written} rows of the audit"))
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        for jar in self.signed_in.iter().rev().take(LOOKED_AT) {
            if !is_signed_in(peer, jar).await? {
                return broken("somebody who was signed in is not any more");
            }
        }
        Ok(())
    }
}

/// Changes a password, back and forth.
pub struct ChangingPasswords {
    email: String,
    jar: Jar,
    round: usize,
    now: String,
    asked: Option<String>,
    before: Option<String>,
}

impl Journey for ChangingPasswords {
    fn begin(scene: &Scene, place: &Place, lane: usize) -> Self {
        let Lane { email, jar, .. } = scene.lanes[lane].clone();
        Self { email, jar: place.jar(&jar), round: 0, now: PASSWORD.to_owned(), asked: None, before: None }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let page = with_status(peer.open(&mut self.jar, "/account/password").await?, 200)?;
        self.round += 1;
        let next = format!("another horse, number {}", self.round);
        let form = page.form_with("old").with("old", &self.now).with("password", &next).with("password_again", &next);
        self.asked = Some(next.clone());
        with_status(peer.submit(&mut self.jar, &page, &form).await?, 303)?;
        self.asked = None;
        self.before = Some(std::mem::replace(&mut self.now, next));
        Ok(())
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        let mut working = Vec::new();
        for password in [self.before.as_ref(), Some(&self.now), self.asked.as_ref()].into_iter().flatten() {
            let mut jar = Jar::new();
            peer.go(&mut jar, "/account", &self.email, password).await?;
            if is_signed_in(peer, &jar).await? {
                working.push(password.clone());
            }
        }
        let right = |password: &String| *password == self.now || Some(password) == self.asked.as_ref();
        if working.len() == 1 && right(&working[0]) { Ok(()) } else { broken(format!("of the passwords these work: {working:?}")) }
    }
}

/// Signs in with an app and out again, which the app is to be told of.
pub struct SigningOut {
    email: String,
    app: App,
    asked: Option<(Jar, String)>,
    ended: Vec<(Jar, String)>,
}

impl Journey for SigningOut {
    fn begin(scene: &Scene, _: &Place, lane: usize) -> Self {
        let Lane { email, app, .. } = scene.lanes[lane].clone();
        Self { email, app, asked: None, ended: vec![] }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let mut jar = Jar::new();
        let code = peer.code(&mut jar, &self.app, &self.email, PASSWORD).await?;
        let hint = member(&with_status(peer.exchange(&self.app, &code).await?, 200)?, "id_token")?;
        let session = session_of(&hint)?;
        self.asked = Some((jar.clone(), session.clone()));
        with_status(peer.open(&mut jar.clone(), &format!("/oauth/end-session?id_token_hint={hint}")).await?, 200)?;
        self.asked = None;
        self.ended.push((jar, session));
        Ok(())
    }

    /// What is to be told is stored with the end of the session: one of the two alone would be half of it.
    fn at_rest(lanes: &[Self], place: &Place) -> Result<(), String> {
        let rows =
            |table: &str, column: &str, session: &str| place.number(&format!("SELECT count(*) FROM {table} WHERE {column} = '{session}'"));
        for lane in lanes {
            for (session, answered) in
                lane.ended.iter().map(|(_, session)| (session, true)).chain(lane.asked.iter().map(|(_, session)| (session, false)))
            {
                let found = (rows("sessions", "sid", session), rows("logout_deliveries", "session", session));
                if !(found == (0, 1) || found == (1, 0) && !answered) {
                    return Err(format!("answered: {answered}; of the session and of what is to be told of its end there are {found:?}"));
                }
            }
        }
        Ok(())
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        for (jar, _) in self.ended.iter().rev().take(LOOKED_AT) {
            if is_signed_in(peer, jar).await? {
                return broken("a session that ended is there again");
            }
        }
        Ok(())
    }
}

/// The session that an ID token is of.
fn session_of(id_token: &str) -> Result<String, Stop> {
    let claims = id_token.split('.').nth(1).and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
    let claims = claims.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    match claims.as_ref().and_then(|claims| claims["sid"].as_str()) {
        Some(sid) => Ok(sid.to_owned()),
        None => broken(format!("an ID token names no session: {claims:?}")),
    }
}
