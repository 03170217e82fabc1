//! What is decided by how somebody or something is, while somebody else changes it (A17).
//!
//! The service asks for the time in the middle of its work: what has to happen then is done by whoever tells it.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::clock::{Clock, SettableClock};
use countersign_accounts::operator::Operator;
use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::{ApiKeyChange, Role};
use countersign_accounts::store::{Directory as _, People as _, ProductApis as _};
use countersign_wire::UnixSeconds;
use countersign_wire::person::PersonDraft;
use reqwest::Method;
use serde_json::json;
use support::caller::Caller;
use support::client::Client;
use support::service::{Service, ada};

type Deeds = Box<dyn FnOnce() + Send>;

/// A clock that does something when it is asked for the second time: the first is when the token is looked up, the next when
/// a handler has read what it is to change.
#[derive(Clone)]
struct Meanwhile {
    time: Arc<SettableClock>,
    due: Arc<Mutex<(usize, Option<Deeds>)>>,
}

impl std::fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl Clock for Meanwhile {
    fn now(&self) -> UnixSeconds {
        let deeds = {
            let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
            due.0 += 1;
            if due.0 >= 2 { due.1.take() } else { None }
        };
        if let Some(deeds) = deeds {
            deeds();
        }
        self.time.now()
    }
}

impl Meanwhile {
    fn new() -> Self {
        Self { time: Arc::new(SettableClock::at(1_778_749_620)), due: Arc::default() }
    }

    /// Does something with the store that an operator has, in the middle of the next request.
    fn next<F: Future<Output = ()>>(&self, service: &Service, deed: impl FnOnce(Operator, UnixSeconds) -> F + Send + 'static) {
        let (operator, now) = (service.operator(), self.time.now());
        let work = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(deed(operator, now));
        };
        // On a thread of its own: the one that asks is in the middle of the service's work.
        let deeds = move || std::thread::spawn(work).join().unwrap();
        *self.due.lock().unwrap() = (0, Some(Box::new(deeds)));
    }

    fn is_done(&self) -> bool {
        self.due.lock().unwrap().1.is_none()
    }
}

const GRACE: &str = "grace@harbour.example";

/// A service with Ada and Grace, who both administer it, and a token of Grace's whose sign-in is old.
async fn scene() -> (Service, Meanwhile, String) {
    let meanwhile = Meanwhile::new();
    let clock = meanwhile.clone();
    let service = Service::start_with(|config| config.clock = Arc::new(clock)).await;
    service.add_person(ada()).await;
    service.add_person(Newcomer { email: GRACE.into(), ..ada() }).await;
    let token = Client::built_in(&service).tokens_for(GRACE, "accounts:admin").await.access_token;
    (service, meanwhile, token)
}

#[tokio::test]
async fn a17_somebody_who_loses_a_role_does_not_keep_it_by_asking_for_the_version_after() {
    let (service, meanwhile, token) = scene().await;
    meanwhile.time.advance(301);
    let grace = Caller::with(&service, &token);
    let found = grace.get(&format!("/people?search={GRACE}")).await.json()["items"][0].clone();
    let (id, version) = (found["id"].as_str().unwrap().to_owned(), found["version"].as_i64().unwrap());
    let as_before = json!({
        "email": found["email"], "name": found["name"], "role": found["role"], "organisation": found["organisation"],
        "enabled": found["enabled"], "formats": found["formats"], "details": found["details"],
    });
    let mut demoted: PersonDraft = serde_json::from_value(as_before.clone()).unwrap();
    demoted.role = Role::Member;
    let whom = id.clone();
    meanwhile.next(&service, async move |operator, now| {
        operator.store().change_person(&whom, demoted, version, Entry::of(Deed::PersonChanged, now)).await.unwrap();
    });
    let answer = grace.send(Method::PUT, &format!("/people/{id}"), Some(&as_before), Some(version + 1)).await;
    assert!(meanwhile.is_done());
    assert_ne!(answer.status, 200, "{}", answer.body);
    let (person, _) = service.operator().store().person_by_email(GRACE).await.unwrap().unwrap();
    assert_eq!(person.role, Role::Member);
}

#[tokio::test]
async fn a17_an_api_key_that_is_disabled_is_not_enabled_by_asking_for_the_version_after() {
    let (service, meanwhile, token) = scene().await;
    let grace = Caller::with(&service, &token);
    let key = grace.post("/api-keys", &json!({ "name": "Harbour" })).await.json()["key"]["key"].as_str().unwrap().to_owned();
    meanwhile.time.advance(301);
    let which = key.clone();
    meanwhile.next(&service, async move |operator, now| {
        let off = ApiKeyChange { name: None, enabled: Some(false) };
        operator.store().change_api_key(&which, off, 1, Entry::of(Deed::ApiKeyChanged, now)).await.unwrap().unwrap();
    });
    let answer = grace.send(Method::PUT, &format!("/api-keys/{key}"), Some(&json!({ "name": "Harbour", "enabled": true })), Some(2)).await;
    assert!(meanwhile.is_done());
    assert_ne!(answer.status, 200, "{}", answer.body);
    assert!(!service.operator().store().api_key(&key).await.unwrap().unwrap().enabled);
}
