//! Ways back at a server of others: a code for another device, and all of them at once.

use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::SignInRequest;
use serde_json::json;

use crate::peer::Insists;
use crate::scene::{SOON, Scene, native_app};

#[tokio::test]
async fn a_code_that_is_entered_at_its_pages_signs_somebody_in() {
    let mut scene = Scene::with(Insists { pushed: false, nonce: true }, native_app(json!({}))).await;
    scene.add(None).await;
    let request = SignInRequest { return_path: Some(ReturnPath::Device), ..scene.request() };
    let started = scene.engine.start_sign_in(request).await.unwrap();
    let device = started.device.clone().unwrap();
    let mut page = scene.person.visit(&device.verification_uri_complete.unwrap()).await;
    // The code, a word that it is theirs, a name, a yes: each is a page with one form.
    for _ in 0..8 {
        let Some(form) = page.forms().pop() else { break };
        let asks = form.names.iter().any(|field| field == "login");
        let form = if asks { form.with("login", "ada").with("password", "any") } else { form };
        page = scene.person.submit_and_follow(&page, &form).await;
    }
    let account = scene.engine.await_sign_in(&started.attempt, SOON).await.unwrap();
    assert_eq!((account.subject.as_deref(), account.name.as_deref()), (Some("ada"), Some("Ada Ruiz")));
    scene.engine.refresh(&account.id).await.unwrap();
}

#[tokio::test]
async fn d4_with_all_that_it_insists_on_the_first_of_all_ways_counts() {
    let mut scene = Scene::with(Insists { pushed: true, nonce: true }, native_app(json!({ "dpop_bound_access_tokens": true }))).await;
    scene.add(None).await;
    let request = SignInRequest { return_path: None, ..scene.request() };
    let started = scene.engine.start_sign_in(request).await.unwrap();
    assert!(started.open_ways.len() > 1 && started.open_ways.contains(&ReturnPath::Loopback), "{:?}", started.open_ways);
    let account = scene.finish(&started, "ada").await;
    assert_eq!(account.subject.as_deref(), Some("ada"));
    assert!(scene.engine.pending_sign_ins().await.unwrap().is_empty());
    scene.engine.refresh(&account.id).await.unwrap();
}
