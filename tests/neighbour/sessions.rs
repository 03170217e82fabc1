//! Several programs of one person that use the same session.

use std::path::Path;
use std::time::Duration;

use countersign_engine::{Engine, Home, Parts, WithoutKeychain};
use countersign_wire::browser::BrowserChoice;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;

/// Does a task, and tells how it went.
pub(crate) async fn answer(home: &Path, task: &[&str]) -> String {
    let home = Home::resolve(Some(home.to_owned())).unwrap();
    let engine = Engine::open(home, Parts::system(), WithoutKeychain::Refuse).await.unwrap();
    match *task {
        // Adds a service, and prints where the browser goes.
        ["begin", issuer] => {
            let draft =
                ProviderDraft { name: "work".into(), issuer: Some(issuer.into()), client_id: Some("till".into()), ..Default::default() };
            engine.add_provider(draft, None).await.unwrap();
            let request = SignInRequest {
                provider: "work".into(),
                return_path: Some(ReturnPath::DeepLink),
                browser: Some(BrowserChoice::Link),
                ..Default::default()
            };
            engine.start_sign_in(request).await.unwrap().authorize_url
        }
        ["finish", url] => engine.receive_callback(url.as_bytes()).await.unwrap().id,
        // So many callers at once; the tokens that they got, each once.
        ["tokens", account, callers] => {
            let callers = (0..callers.parse().unwrap()).map(|_| {
                let (engine, account) = (engine.clone(), account.to_owned());
                tokio::spawn(async move { engine.access_token(&account, Duration::from_secs(60)).await })
            });
            let waiting: Vec<_> = callers.collect();
            println!("asking");
            let mut tokens = Vec::new();
            for caller in waiting {
                tokens.push(caller.await.unwrap().map_or_else(|error| error.to_string(), |token| token.token.expose().to_owned()));
            }
            tokens.sort();
            tokens.dedup();
            tokens.join(" ")
        }
        ref other => panic!("no such task: {other:?}"),
    }
}
