//! What an administrator does: apps, API keys, signing keys.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Journey, LOOKED_AT};
use crate::kills::peer::{Peer, Stop, broken, member, with_status};
use crate::kills::scene::{App, Place, Scene};

fn read(answer: &support::visitor::Answer) -> Result<Value, Stop> {
    serde_json::from_str(&answer.body).or_else(|error| broken(format!("no JSON ({error}): {}", answer.body)))
}

/// Renames an app, each time at the version that it read.
pub struct ChangingApps {
    token: String,
    app: App,
    version: i64,
    asked: Option<String>,
}

impl ChangingApps {
    fn path(&self) -> String {
        format!("/admin/v1/apps/{}", self.app.id)
    }
}

impl Journey for ChangingApps {
    fn begin(scene: &Scene, _: &Place, lane: usize) -> Self {
        Self { token: scene.administrator.clone(), app: scene.lanes[lane].app.clone(), version: 1, asked: None }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let mut draft = self.app.draft.clone();
        draft.name = format!("Harbour, version {}", self.version + 1);
        self.asked = Some(draft.name.clone());
        let answer = peer.with_token(Method::PUT, &self.path(), &self.token, Some(&json!(draft)), Some(self.version)).await?;
        let app = read(&with_status(answer, 200)?)?;
        self.asked = None;
        self.version += 1;
        self.app.draft = draft;
        if app["version"] == self.version { Ok(()) } else { broken(format!("version {} and not {}", app["version"], self.version)) }
    }

    /// A change and its row of the audit are of one transaction (A18).
    fn at_rest(lanes: &[Self], place: &Place) -> Result<(), String> {
        for lane in lanes {
            let id = &lane.app.id;
            let version = place.number(&format!("SELECT version FROM apps WHERE client_id = '{id}'"));
            let rows = place.number(&format!("SELECT count(*) FROM audit WHERE deed = 'app_changed' AND app = '{id}'"));
            if version != rows + 1 {
                return Err(format!("an app has version {version}, and the audit tells of {rows} changes"));
            }
        }
        Ok(())
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        let app = read(&with_status(peer.with_token(Method::GET, &self.path(), &self.token, None, None).await?, 200)?)?;
        let found = (app["version"].as_i64(), app["name"].as_str());
        let answered = (Some(self.version), Some(&*self.app.draft.name));
        let lost = (Some(self.version + 1), self.asked.as_deref());
        if found == answered || self.asked.is_some() && found == lost {
            return Ok(());
        }
        broken(format!("the app is {found:?}; {answered:?} was answered, {:?} was asked for", self.asked))
    }
}

/// Makes API keys and switches them off.
pub struct MakingKeys {
    token: String,
    lane: usize,
    made: Vec<(String, bool)>,
}

impl Journey for MakingKeys {
    fn begin(scene: &Scene, _: &Place, lane: usize) -> Self {
        Self { token: scene.administrator.clone(), lane, made: vec![] }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let name = format!("Desk {}-{}", self.lane, self.made.len());
        let answer = peer.with_token(Method::POST, "/admin/v1/api-keys", &self.token, Some(&json!({ "name": name })), None).await?;
        let created = read(&with_status(answer, 201)?)?;
        let key = created["key"].as_str().unwrap_or_default().to_owned();
        self.made.push((key.clone(), true));
        let off = json!({ "name": name, "enabled": false });
        let answer = peer.with_token(Method::PUT, &format!("/admin/v1/api-keys/{key}"), &self.token, Some(&off), Some(1)).await?;
        with_status(answer, 200)?;
        if let Some(last) = self.made.last_mut() {
            last.1 = false;
        }
        Ok(())
    }

    fn at_rest(_: &[Self], place: &Place) -> Result<(), String> {
        let numbers = [
            "SELECT count(*) FROM api_keys",
            "SELECT count(DISTINCT key) FROM api_key_secrets",
            "SELECT count(*) FROM audit WHERE deed = 'api_key_added'",
            "SELECT count(*) FROM api_keys WHERE enabled = 0",
            "SELECT count(*) FROM audit WHERE deed = 'api_key_changed'",
        ];
        let [keys, with_secret, added, off, changed] = numbers.map(|sql| place.number(sql));
        if keys == added && keys == with_secret && off == changed {
            return Ok(());
        }
        Err(format!("{keys} keys, {with_secret} with a secret, {added} rows of it; {off} off, {changed} rows of it"))
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        for (number, (key, enabled)) in self.made.iter().rev().take(LOOKED_AT).enumerate() {
            let answer = peer.with_token(Method::GET, &format!("/admin/v1/api-keys/{key}"), &self.token, None, None).await?;
            let found = read(&with_status(answer, 200)?)?["enabled"].as_bool();
            // Only the last one may have been switched off without an answer.
            if found != Some(*enabled) && !(number == 0 && *enabled && found == Some(false)) {
                return broken(format!("a key is enabled: {found:?}, and {enabled} was answered"));
            }
        }
        Ok(())
    }
}

/// Rotates the signing key, and has tokens signed.
pub struct Rotating {
    token: String,
    app: App,
    refresh: String,
    /// Keys that the service told of, or that signed something.
    seen: BTreeSet<String>,
}

impl Journey for Rotating {
    const LANES: usize = 1;

    fn begin(scene: &Scene, _: &Place, lane: usize) -> Self {
        let lane = scene.lanes[lane].clone();
        Self { token: scene.administrator.clone(), app: lane.app, refresh: lane.refresh, seen: BTreeSet::new() }
    }

    async fn act(&mut self, peer: &Peer) -> Result<(), Stop> {
        let answer = peer.with_token(Method::POST, "/admin/v1/signing-keys", &self.token, Some(&json!({ "alg": "ES256" })), None).await?;
        let list = read(&with_status(answer, 201)?)?;
        let keys: Vec<&Value> = list["items"].as_array().into_iter().flatten().filter(|key| key["alg"] == "ES256").collect();
        self.seen.extend(keys.iter().filter_map(|key| key["kid"].as_str().map(str::to_owned)));
        let Some(next) = keys.iter().find(|key| key["state"] == "published").and_then(|key| key["kid"].as_str()) else {
            return broken(format!("no key waits: {list}"));
        };
        let path = format!("/admin/v1/signing-keys/{next}/promotion");
        with_status(peer.with_token(Method::POST, &path, &self.token, Some(&json!({})), None).await?, 200)?;
        let renewed = with_status(peer.refresh(&self.app, &self.refresh).await?, 200)?;
        self.refresh = member(&renewed, "refresh_token")?;
        self.seen.insert(kid_of(&member(&renewed, "id_token")?)?);
        Ok(())
    }

    fn at_rest(_: &[Self], place: &Place) -> Result<(), String> {
        let of = |state: &str| place.number(&format!("SELECT count(*) FROM signing_keys WHERE alg = 'ES256' AND state = '{state}'"));
        let (signing, published) = (of("signing"), of("published"));
        if signing == 1 && published <= 1 { Ok(()) } else { Err(format!("{signing} keys sign and {published} wait")) }
    }

    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop> {
        let renewed = with_status(peer.refresh(&self.app, &self.refresh).await?, 200)?;
        self.seen.insert(kid_of(&member(&renewed, "id_token")?)?);
        let set = read(&with_status(peer.open(&mut Default::default(), "/oauth/jwks").await?, 200)?)?;
        let published: BTreeSet<&str> = set["keys"].as_array().into_iter().flatten().filter_map(|key| key["kid"].as_str()).collect();
        match self.seen.iter().find(|kid| !published.contains(kid.as_str())) {
            Some(kid) => broken(format!("the key {kid} was told of and is not published any more")),
            None => Ok(()),
        }
    }
}

fn kid_of(id_token: &str) -> Result<String, Stop> {
    match jsonwebtoken::decode_header(id_token).ok().and_then(|header| header.kid) {
        Some(kid) => Ok(kid),
        None => broken("an ID token names no key"),
    }
}
