//! From the callback's arrival to the profile, beside the least that it can take: two requests on a warm connection, one
//! after the other, and one save of a vault of the same size.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_engine::Engine;
use countersign_engine::WithoutKeychain;
use countersign_engine::entropy::SystemEntropy;
use countersign_engine::vault::{RecordKind, Vault, VaultError};
use countersign_wire::event::Event;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use super::stage::{self, InMemory};

/// How long the person is in the browser: what began the sign-in is done by then, on both sides.
const IN_THE_BROWSER: Duration = Duration::from_millis(20);

/// Runs both in turn in `folder`, so many times; gives microseconds for each.
pub(crate) async fn run(folder: PathBuf, issuer: String, rounds: usize) -> Value {
    let keychain = Arc::new(InMemory::default());
    let engine = stage::open(&folder.join("engine"), keychain).await;
    stage::add_provider(&engine, &issuer).await;
    let bare = Bare::new(&folder, &engine, &issuer).await;
    let mut events = engine.events();
    let [mut ours, mut least] = [const { Vec::new() }; 2];
    for round in 0..rounds {
        // In turn, and each first every other time.
        if round % 2 == 0 {
            ours.push(ready(&engine, &mut events).await);
            least.push(bare.once(round).await);
        } else {
            least.push(bare.once(round).await);
            ours.push(ready(&engine, &mut events).await);
        }
    }
    json!({ "engine": ours, "bare": least })
}

/// The same person again and again: the account is the same one, and the vault stays as large as it is.
async fn ready(engine: &Engine, events: &mut Receiver<Event>) -> f64 {
    let callback = stage::callback(engine, 1).await;
    tokio::time::sleep(IN_THE_BROWSER).await;
    while events.try_recv().is_ok() {}
    let begin = Instant::now();
    // The screen shows the profile when this event comes.
    let shown = async {
        while !matches!(events.recv().await.unwrap(), Event::AccountChanged(account) if account.name.is_some()) {}
        begin.elapsed().as_secs_f64() * 1e6
    };
    let (received, took) = tokio::join!(engine.receive_callback(callback.as_bytes()), shown);
    received.unwrap();
    // The service is told of the tokens that were replaced; that is not to stand in the way of the next one.
    engine.settle().await;
    took
}

/// The least.
struct Bare {
    http: reqwest::Client,
    token: String,
    user_info: String,
    vault: Vault,
    record: Vec<u8>,
}

impl Bare {
    /// With a vault that holds what the engine's own holds: the same bytes under the same kind.
    async fn new(folder: &Path, engine: &Engine, issuer: &str) -> Self {
        stage::sign_in(engine, 1).await;
        let size = std::fs::metadata(folder.join("engine").join("vault.sealed")).unwrap().len();
        let home = folder.join("bare");
        std::fs::create_dir_all(&home).unwrap();
        let keychain = Arc::new(InMemory::default());
        let vault = Vault::open(&home, folder, keychain, Arc::new(SystemEntropy), WithoutKeychain::Refuse);
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            token: format!("{issuer}/token"),
            user_info: format!("{issuer}/userinfo"),
            vault,
            record: vec![b'x'; usize::try_from(size).unwrap()],
        }
    }

    async fn once(&self, round: usize) -> f64 {
        // The connection is warm, as the engine's is.
        self.http.get(&self.user_info).send().await.unwrap().bytes().await.unwrap();
        tokio::time::sleep(IN_THE_BROWSER).await;
        let begin = Instant::now();
        let form = [("grant_type", "authorization_code"), ("code", "person-1"), ("client_id", "bench")];
        self.http.post(&self.token).form(&form).send().await.unwrap().bytes().await.unwrap();
        self.http.get(&self.user_info).bearer_auth("person-1").send().await.unwrap().bytes().await.unwrap();
        let mut record = self.record.clone();
        record.extend_from_slice(round.to_string().as_bytes());
        let saved = self.vault.write(|records| {
            records.put(RecordKind::Account, "bench", record);
            // How a sign-in ended is remembered for an hour: the engine's vault has one record more each time, too.
            records.put(RecordKind::Outcome, &round.to_string(), vec![b'x'; 80]);
            Ok::<_, VaultError>(())
        });
        saved.await.unwrap();
        begin.elapsed().as_secs_f64() * 1e6
    }
}
