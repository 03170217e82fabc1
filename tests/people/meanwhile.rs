//! What is ended while something that would outlive it is under way (A10).
//!
//! The service asks for random bytes in the middle of its work: what has to happen then is done by whoever gives them.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_accounts::audit::{Deed, Entry};
use countersign_accounts::clock::Clock as _;
use countersign_accounts::entropy::{Entropy, SystemEntropy};
use countersign_accounts::operator::Operator;
use countersign_accounts::people::link;
use countersign_accounts::store::rows::{LinkKept, PasswordText, Person};
use countersign_accounts::store::{Credentials as _, Directory as _, Holdings as _, People as _, SecondFactors as _};
use countersign_accounts::token::Token;
use countersign_wire::person::{LinkPurpose, PersonDraft};
use support::client::Client;
use support::service::{PASSWORD, Service, michael, web_app};
use support::visitor::{Answer, Visitor};

type Deeds = Box<dyn FnOnce() + Send>;

/// Random bytes; what is to be done meanwhile is done before the next of them.
#[derive(Clone, Default)]
struct Meanwhile(Arc<Mutex<Option<Deeds>>>);

impl std::fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl Entropy for Meanwhile {
    fn fill(&self, bytes: &mut [u8]) {
        let due = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(deeds) = due {
            deeds();
        }
        SystemEntropy.fill(bytes);
    }
}

impl Meanwhile {
    /// Does something to Michael, with the store that an operator has, before the next random bytes are given.
    fn next<F: Future<Output = ()>>(&self, service: &Service, deed: impl FnOnce(Operator, Person, i64) -> F + Send + 'static) {
        let (operator, now) = (service.operator(), service.clock.now());
        let work = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async move {
                let (person, _) = operator.store().person_by_email(&michael().email).await.unwrap().unwrap();
                deed(operator, person, now).await;
            });
        };
        // On a thread of its own: the one that asks is in the middle of the service's work.
        let deeds = move || std::thread::spawn(work).join().unwrap();
        *self.0.lock().unwrap() = Some(Box::new(deeds));
    }

    /// Whether what was to be done is done.
    fn is_done(&self) -> bool {
        self.0.lock().unwrap().is_none()
    }
}

async fn scene() -> (Service, Meanwhile) {
    let meanwhile = Meanwhile::default();
    let given = meanwhile.clone();
    let service = Service::start_with(|config| config.entropy = Arc::new(given)).await;
    service.add_person(michael()).await;
    (service, meanwhile)
}

/// Sets another password with a one-time link.
async fn reset(operator: Operator, person: Person, now: i64) {
    let (link, code) = link::new(&person.id, LinkPurpose::Reset, &SystemEntropy, now);
    let (store, cookie) = (operator.store(), Token::mint(&SystemEntropy).digest());
    assert_eq!(store.add_link(link, Entry::of(Deed::ResetLinkMade, now)).await.unwrap(), LinkKept::Done);
    assert!(store.exchange_link(code.digest(), cookie, now, now + 60).await.unwrap());
    let other =
        PasswordText("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned().into());
    assert!(store.choose_password(cookie, other, Entry::of(Deed::PasswordChosen, now)).await.unwrap());
}

/// Gives the right password at the sign-in page of the account, while something is done.
async fn signs_in<F: Future<Output = ()>>(
    (service, meanwhile): &(Service, Meanwhile),
    visitor: &mut Visitor,
    deed: impl FnOnce(Operator, Person, i64) -> F + Send + 'static,
) -> Answer {
    let page = visitor.visit(&service.url("/account")).await;
    let form = page.form_with("password").with("email", &michael().email).with("password", PASSWORD);
    meanwhile.next(service, deed);
    let answer = visitor.submit(&page, &form).await;
    assert!(meanwhile.is_done());
    answer
}

/// How many rows a table has.
fn rows(service: &Service, table: &str) -> i64 {
    let database = rusqlite::Connection::open(service.database()).unwrap();
    database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a10_a_sign_in_under_way_does_not_outlive_the_password_that_it_was_begun_with() {
    let scene = scene().await;
    let mut visitor = Visitor::new();
    assert_eq!(signs_in(&scene, &mut visitor, reset).await.status, 422);
    assert_eq!(rows(&scene.0, "sessions"), 0);
    assert_eq!(visitor.open(&scene.0.url("/account")).await.status, 303);
}

#[tokio::test]
async fn a10_a_sign_in_under_way_does_not_outlive_an_account_that_is_disabled() {
    let scene = scene().await;
    let deed = async |operator: Operator, person: Person, now| {
        let Person { id, email, name, role, organisation, formats, details, version, .. } = person;
        let draft = PersonDraft { email, name, role, organisation, enabled: false, formats, details };
        operator.store().change_person(&id, draft, version, Entry::of(Deed::PersonChanged, now)).await.unwrap();
    };
    let answer = signs_in(&scene, &mut Visitor::new(), deed).await;
    // Whoever enables the account again finds nothing open in it.
    assert_eq!((answer.status, rows(&scene.0, "sessions")), (422, 0));
}

#[tokio::test]
async fn a10_a_first_step_under_way_does_not_outlive_the_password_that_it_was_begun_with() {
    let scene = scene().await;
    let operator = scene.0.operator();
    let (person, _) = operator.store().person_by_email(&michael().email).await.unwrap().unwrap();
    assert!(operator.store().begin_second_factor(&person.id, vec![1], Entry::of(Deed::SecondFactorBegun, 0)).await.unwrap());
    let entry = Entry::of(Deed::SecondFactorAdded, 0);
    assert!(operator.store().confirm_second_factor(&person.id, vec![1], 0, Vec::new(), entry).await.unwrap());
    assert_eq!(signs_in(&scene, &mut Visitor::new(), reset).await.status, 422);
    assert_eq!(rows(&scene.0, "first_steps"), 0);
}

#[tokio::test]
async fn a14_a_second_factor_that_is_set_up_meanwhile_is_asked_for() {
    let scene = scene().await;
    let deed = async |operator: Operator, person: Person, now| {
        let begun = Entry::of(Deed::SecondFactorBegun, now);
        assert!(operator.store().begin_second_factor(&person.id, vec![1], begun).await.unwrap());
        let entry = Entry::of(Deed::SecondFactorAdded, now);
        assert!(operator.store().confirm_second_factor(&person.id, vec![1], 0, Vec::new(), entry).await.unwrap());
    };
    let answer = signs_in(&scene, &mut Visitor::new(), deed).await;
    assert_eq!((answer.location(), rows(&scene.0, "sessions")), (Some("/sign-in/code"), 0));
}

#[tokio::test]
async fn a10_whoever_is_signed_out_everywhere_gives_no_code_with_a_question_that_was_open() {
    let (service, meanwhile) = scene().await;
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::new();
    let question = visitor.sign_in(&client.authorize("profile"), &michael().email).await;
    let accept = question.form_with("answer").with("answer", "accept");
    meanwhile.next(&service, async |operator: Operator, person: Person, now| {
        let ended = operator.store().end_sessions(&person.id, None, Entry::of(Deed::SessionsEnded, now)).await.unwrap();
        assert_eq!(ended, 1);
    });
    let answer = visitor.submit(&question, &accept).await;
    assert!(meanwhile.is_done());
    assert_eq!((answer.status, answer.location(), rows(&service, "codes")), (400, None, 0));
}
