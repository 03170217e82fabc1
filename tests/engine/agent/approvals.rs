//! What a program gets, and what the person was asked before.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use countersign_engine::agent::AgentOptions;
use countersign_wire::error::ErrorCode;
use countersign_wire::program::ProgramVerdict;
use serde_json::json;
use support::fake_provider::Reply;
use support::wait;

use super::{Says, Scene, Visitor, copy_of_neighbour, program, token};

const ALLOW: Says = Says::Now(ProgramVerdict::Allow);

#[tokio::test]
async fn l1_a_program_gets_a_token_once_the_person_allows_it_and_is_not_asked_again() {
    let scene = Scene::new(ALLOW).await;
    let answer = scene.ask(&scene.request()).await;
    let keys: BTreeSet<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    // No refresh token, and no room for one.
    assert_eq!(keys, BTreeSet::from(["access_token", "account", "expires_at", "provider", "scopes", "token_type", "version"]));
    assert_eq!((answer["access_token"].as_str(), answer["provider"].as_str()), (Some("access-2"), Some("work")));
    let asked = scene.asked();
    let own = std::env::current_exe().unwrap();
    assert_eq!((asked[0].program.as_str(), asked[0].provider.as_str(), asked[0].interpreter), (own.to_str().unwrap(), "work", false));
    assert_eq!((&asked[0].scopes, asked[0].changed), (&scene.stage.engine.accounts().await.unwrap()[0].scopes, false));
    assert_eq!(token(&scene.ask(&json!({ "version": 1, "ask": "token", "provider": "work" })).await).expose(), "access-2");
    assert_eq!(scene.asked().len(), 1);
    let approvals = scene.stage.engine.approvals().await.unwrap();
    assert_eq!((approvals.len(), approvals[0].program.as_str()), (1, own.to_str().unwrap()));
}

#[tokio::test]
async fn l1_each_use_is_logged_and_no_token_is_in_the_log() {
    let scene = Scene::new(ALLOW).await;
    scene.ask(&scene.request()).await;
    scene.refusal(&json!({ "version": 1, "ask": "token", "account": "nobody", "min_validity": 7 })).await;
    let uses = countersign_engine::agent::uses(&scene.home()).unwrap();
    assert_eq!((uses.len(), uses[0].answer.as_str(), uses[1].answer.as_str()), (2, "given", "not_found"));
    assert_eq!((uses[0].program.as_str(), uses[0].at), (std::env::current_exe().unwrap().to_str().unwrap(), crate::stage::BEGINNING));
    assert_eq!((uses[0].account.as_str(), uses[0].min_validity, uses[1].min_validity), (scene.account.as_str(), 60, 7));
    let log = std::fs::read_to_string(scene.stage.folder.path().join("agent.log")).unwrap();
    assert!(!log.contains("access-") && !log.contains("refresh-"), "{log}");
}

#[tokio::test]
async fn l1_what_cannot_be_logged_is_not_given() {
    let scene = Scene::new(ALLOW).await;
    std::fs::create_dir(scene.stage.folder.path().join("agent.log")).unwrap();
    assert_eq!(scene.refusal(&scene.request()).await, "internal");
}

#[tokio::test]
async fn l1_a_refusal_is_remembered_for_a_while() {
    let scene = Scene::new(Says::Now(ProgramVerdict::Refuse)).await;
    for _ in 0..20 {
        assert_eq!(scene.refusal(&scene.request()).await, "denied");
    }
    assert_eq!(scene.asked().len(), 1);
    scene.stage.clock.advance(301);
    scene.says(ALLOW);
    token(&scene.ask(&scene.request()).await);
    assert_eq!(scene.asked().len(), 2);
    assert!(scene.fake.seen_at_all().is_empty(), "the service hears nothing of it");
}

#[tokio::test]
async fn l1_a_question_that_nobody_answers_goes_away_and_is_a_refusal() {
    let patience = |options| AgentOptions { patience: Duration::from_millis(50), ..options };
    let scene = Scene::with(Says::Nothing, patience).await;
    assert_eq!(scene.refusal(&scene.request()).await, "timed_out");
    assert_eq!(scene.person.open.load(std::sync::atomic::Ordering::SeqCst), 0);
    assert_eq!(scene.refusal(&scene.request()).await, "denied");
    assert_eq!(scene.asked().len(), 1);
}

#[tokio::test]
async fn l1_once_is_once() {
    let scene = Scene::new(Says::Now(ProgramVerdict::AllowOnce)).await;
    token(&scene.ask(&scene.request()).await);
    token(&scene.ask(&scene.request()).await);
    assert_eq!(scene.asked().len(), 2);
    assert_eq!(scene.stage.engine.approvals().await.unwrap(), []);
}

#[tokio::test]
async fn l1_without_anybody_to_ask_only_what_was_allowed_before_is_given() {
    let scene = Scene::new(Says::Nobody).await;
    assert_eq!(scene.refusal(&scene.request()).await, "denied");
    let own = std::env::current_exe().unwrap();
    let day = Duration::from_secs(86_400);
    let allowed = scene.stage.engine.allow_program(&own, &scene.account, day).await.unwrap();
    token(&scene.ask(&scene.request()).await);
    scene.stage.engine.revoke_approval(&allowed.id).await.unwrap();
    assert_eq!(scene.refusal(&scene.request()).await, "denied");
    assert_eq!(scene.stage.engine.revoke_approval(&allowed.id).await.unwrap_err().code, ErrorCode::NotFound);
    for (path, account) in [(Path::new("/nowhere"), scene.account.as_str()), (&own, "nobody")] {
        assert_eq!(scene.stage.engine.allow_program(path, account, day).await.unwrap_err().code, ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn l1_a_program_that_does_not_want_the_person_asked_is_refused_at_once() {
    let scene = Scene::new(Says::Nothing).await;
    let mut request = scene.request();
    request["interactive"] = false.into();
    assert_eq!(scene.refusal(&request).await, "denied");
    assert!(scene.asked().is_empty());
}

#[tokio::test]
async fn l1_an_approval_ends() {
    let scene = Scene::new(ALLOW).await;
    token(&scene.ask(&scene.request()).await);
    scene.stage.clock.advance(24 * 3600 - 1);
    token(&scene.ask(&scene.request()).await);
    assert_eq!(scene.asked().len(), 1);
    scene.stage.clock.advance(1);
    token(&scene.ask(&scene.request()).await);
    assert_eq!((scene.asked().len(), scene.stage.engine.approvals().await.unwrap().len()), (2, 1));
}

#[tokio::test]
async fn l1_an_approval_is_for_what_the_token_opened_when_it_was_given() {
    let scene = Scene::new(ALLOW).await;
    token(&scene.ask(&scene.request()).await);
    let more = json!({ "access_token": "access-9", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r", "scope": "profile email offline_access admin" });
    scene.fake.next("/token", Reply::json(200, more));
    assert_eq!(scene.stage.sign_in("work", &scene.fake).await.id, scene.account);
    assert_eq!(token(&scene.ask(&scene.request()).await).expose(), "access-9");
    assert!(scene.asked().len() == 2 && scene.asked()[1].scopes.contains("admin"));
}

#[tokio::test]
async fn l1_a_changed_program_asks_again_and_another_path_is_another_program() {
    let scene = Scene::new(ALLOW).await;
    let (one, two) = (scene.stage.folder.path().join("one"), scene.stage.folder.path().join("two"));
    copy_of_neighbour(&one);
    let (request, socket) = (scene.request(), &scene.socket);
    for _ in 0..2 {
        token(&program(&one, socket, &[&request]).await[0]);
    }
    assert_eq!(scene.asked().len(), 1);
    copy_of_neighbour(&two);
    token(&program(&two, socket, &[&request]).await[0]);
    assert_eq!((scene.asked().len(), scene.asked()[1].changed), (2, false));
    let mut bytes = std::fs::read(&one).unwrap();
    bytes.push(0);
    std::fs::write(&one, bytes).unwrap();
    token(&program(&one, socket, &[&request]).await[0]);
    assert_eq!((scene.asked().len(), scene.asked()[2].changed), (3, true));
    assert_eq!(scene.stage.engine.approvals().await.unwrap().len(), 2, "the one that changed took the place of what it was");
}

#[tokio::test]
async fn l1_scopes_that_were_not_granted_are_refused_before_anybody_is_asked() {
    let scene = Scene::new(ALLOW).await;
    let mut request = scene.request();
    request["scopes"] = json!(["profile", "admin"]);
    assert_eq!(scene.refusal(&request).await, "forbidden");
    assert!(scene.asked().is_empty());
    request["scopes"] = json!(["profile"]);
    token(&scene.ask(&request).await);
    assert!(scene.fake.seen("/token").is_empty(), "no narrower token is asked of the service");
}

#[tokio::test]
async fn l1_a_program_learns_of_no_account_but_those_that_it_was_allowed() {
    let scene = Scene::new(ALLOW).await;
    let list = json!({ "version": 1, "ask": "accounts" });
    assert_eq!(scene.ask(&list).await["accounts"], json!([]));
    token(&scene.ask(&scene.request()).await);
    let listed = scene.ask(&list).await;
    assert_eq!(
        (listed["accounts"][0]["account"].as_str(), listed["accounts"].as_array().unwrap().len()),
        (Some(scene.account.as_str()), 1)
    );
    assert!(!listed.to_string().contains("access-"));
}

#[tokio::test]
async fn l1_of_several_accounts_at_a_provider_one_has_to_be_named() {
    let scene = Scene::new(ALLOW).await;
    scene.fake.person(json!({ "sub": "person-2", "name": "Ada" }));
    assert_ne!(scene.stage.sign_in("work", &scene.fake).await.id, scene.account);
    assert_eq!(scene.refusal(&json!({ "version": 1, "ask": "token", "provider": "work" })).await, "conflict");
    assert_eq!(scene.refusal(&json!({ "version": 1, "ask": "token", "provider": "none" })).await, "not_found");
    token(&scene.ask(&scene.request()).await);
    assert_eq!(scene.asked().len(), 1);
}

#[tokio::test]
async fn l1_a_token_is_renewed_before_it_is_given_where_it_has_to_be() {
    let scene = Scene::new(ALLOW).await;
    scene.stage.clock.advance(3600);
    assert_eq!(token(&scene.ask(&scene.request()).await).expose(), "access-3");
    scene.fake.always("/token", Reply::json(400, json!({ "error": "invalid_grant" })));
    scene.stage.clock.advance(3600);
    assert_eq!(scene.refusal(&scene.request()).await, "sign_in_again");
    assert_eq!(scene.answers_in_the_log(), ["given", "sign_in_again"]);
}

#[tokio::test]
async fn l1_countersign_itself_needs_no_approval() {
    let own = |options| AgentOptions { own: vec![std::env::current_exe().unwrap()], socket: None, ..options };
    let scene = Scene::with(Says::Nothing, own).await;
    let (home, account) = (scene.home(), scene.account.clone());
    let ask = move || countersign_engine::agent::token(&home, &account, Duration::from_secs(60));
    let given = tokio::task::spawn_blocking(ask).await.unwrap().unwrap().unwrap();
    assert_eq!((given.token.expose(), given.token_type.as_str()), ("access-2", "Bearer"));
    assert!(scene.asked().is_empty());
    assert_eq!(scene.answers_in_the_log(), ["given"]);
    let home = scene.home();
    let nobody = tokio::task::spawn_blocking(move || countersign_engine::agent::token(&home, "nobody", Duration::ZERO)).await.unwrap();
    assert_eq!(nobody.unwrap().unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn l1_where_no_agent_has_a_token_for_it_countersign_is_told_to_do_it_by_itself() {
    let scene = Scene::with(ALLOW, |options| AgentOptions { socket: None, ..options }).await;
    let ask = |scene: &Scene| {
        let (home, account) = (scene.home(), scene.account.clone());
        tokio::task::spawn_blocking(move || countersign_engine::agent::token(&home, &account, Duration::ZERO))
    };
    assert!(ask(&scene).await.unwrap().is_none(), "as an agent of another build, whose own this is not");
    assert!(scene.asked().is_empty());
    let home = scene.home();
    let (account, _stage) = (scene.account.clone(), scene.end().await);
    let gone = tokio::task::spawn_blocking(move || countersign_engine::agent::token(&home, &account, Duration::ZERO)).await.unwrap();
    assert!(gone.is_none());
}

#[tokio::test]
async fn l1_whoever_leaves_before_the_person_answers_takes_nothing_along() {
    let scene = Scene::new(Says::WhenLet(ProgramVerdict::Allow)).await;
    let mut leaving = Visitor::of(&scene.socket).await;
    leaving.send(format!("{}\n", scene.request()).as_bytes()).await;
    wait::until_some("the question", || async { (!scene.asked().is_empty()).then_some(()) }).await;
    drop(leaving);
    scene.person.let_go.add_permits(1);
    token(&scene.ask(&scene.request()).await);
    assert_eq!(scene.asked().len(), 1);
}

#[tokio::test]
async fn l1_once_is_for_the_request_that_was_asked_for_and_the_others_ask_for_themselves() {
    let scene = Scene::new(Says::WhenLet(ProgramVerdict::AllowOnce)).await;
    let mut visitors = Vec::new();
    for _ in 0..3 {
        let mut visitor = Visitor::of(&scene.socket).await;
        visitor.send(format!("{}\n", scene.request()).as_bytes()).await;
        visitors.push(visitor);
    }
    wait::until_some("the question", || async { (scene.asked().len() == 1).then_some(()) }).await;
    scene.person.let_go.add_permits(1);
    wait::until_some("another question", || async { (scene.asked().len() == 2).then_some(()) }).await;
    wait::until_some("one yes to be one token", || async { (scene.answers_in_the_log() == ["given"]).then_some(()) }).await;
    scene.says(Says::Now(ProgramVerdict::Refuse));
    scene.person.let_go.add_permits(1);
    let mut answers = Vec::new();
    for mut visitor in visitors {
        answers.push(visitor.hear().await.unwrap());
    }
    let given = answers.iter().filter(|answer| answer["access_token"].is_string()).count();
    let denied = answers.iter().filter(|answer| answer["error"]["code"] == "denied").count();
    assert_eq!((given, denied, scene.asked().len()), (2, 1, 3));
}

#[tokio::test]
async fn l1_a_program_of_any_size_gets_nothing_and_nobody_is_asked() {
    let scene = Scene::new(Says::Nothing).await;
    let path = scene.stage.folder.path().join("huge");
    copy_of_neighbour(&path);
    std::fs::File::options().write(true).open(&path).unwrap().set_len(2 << 30).unwrap();
    let answers = program(&path, &scene.socket, &[&scene.request()]).await;
    assert_eq!(answers[0]["error"]["code"], "forbidden");
    assert!(answers[0]["error"]["message"].as_str().unwrap().contains("gigabyte"), "{}", answers[0]);
    assert!(scene.asked().is_empty());
}

#[tokio::test]
async fn l1_a_script_is_refused_as_its_interpreter_would_ask() {
    let scene = Scene::new(ALLOW).await;
    let script = scene.stage.folder.path().join("backup.py");
    std::fs::write(&script, "#!/usr/bin/python3 -u\nprint(1)\n").unwrap();
    let refused = scene.stage.engine.allow_program(&script, &scene.account, Duration::from_hours(1)).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("program")));
    assert!(refused.message.contains("/usr/bin/python3 -u") && refused.message.contains("script"), "{}", refused.message);
    assert_eq!(scene.stage.engine.approvals().await.unwrap(), []);
}
