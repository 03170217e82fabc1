use countersign_wire::app::{AppKind, AppSettings, DialectName, Pkce};
use countersign_wire::person::{Details, Formats};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;

use super::*;
use crate::grant::claims::ClaimsRequest;
use crate::grant::prompt::{Prompt, Wishes};
use crate::grant::reply::{ResponseMode, ReturnPath};
use crate::grant::rules::Rules;
use crate::grant::stage::Request;
use crate::store::rows::{App, Authentication, Person, Role};
use crate::token::Token;

const NOW: UnixSeconds = 10_000;

fn app() -> App {
    App {
        client_id: "app".into(),
        name: "App".into(),
        kind: AppKind::Web,
        dialect: DialectName::Standard,
        redirect_uris: Vec::new(),
        scopes: ScopeSet::default(),
        trusted: false,
        enabled: true,
        held: false,
        pkce: Pkce::Required,
        wants_secret: true,
        built_in: false,
        created_at: 0,
        version: 1,
        last_used_at: None,
        created_by: None,
        settings: AppSettings::default(),
        secrets: Vec::new(),
    }
}

/// Ada, who signed in so many seconds ago.
fn ada(ago: i64) -> Session {
    Session {
        id: Token::presented("cookie").digest(),
        person: Person {
            id: "ada".into(),
            email: "ada@harbour.example".into(),
            email_verified: true,
            name: "Ada".into(),
            role: Role::Member,
            organisation: None,
            enabled: true,
            formats: Formats::default(),
            details: Details::default(),
            created_at: 0,
            updated_at: 0,
            version: 1,
        },
        authentication: Authentication { at: NOW - ago, amr: "pwd".into(), sid: Some("s".into()) },
    }
}

fn consent(scopes: &str, claims: &[&str]) -> RememberedConsent {
    let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
    RememberedConsent { scopes: ScopeSet::parse(scopes).unwrap(), claims, resources: Vec::new() }
}

/// One case: an app that asks for `openid email` of Ada, who signed in a minute ago.
struct Case {
    app: App,
    prompt: &'static str,
    max_age: Option<i64>,
    claims: &'static str,
    expected: Expected,
    session: Option<Session>,
    remembered: Option<RememberedConsent>,
    done: Done,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            app: app(),
            prompt: "",
            max_age: None,
            claims: "{}",
            expected: Expected::Anybody,
            session: Some(ada(60)),
            remembered: None,
            done: Done::Nothing,
        }
    }
}

impl Case {
    fn step(self) -> Step {
        let redirect_uri = RedirectUri::parse("https://a.example/").unwrap();
        let has = |word| self.prompt.split(' ').any(|other| other == word);
        let prompt = Prompt { none: has("none"), login: has("login"), consent: has("consent"), select_account: has("select_account") };
        let rules = if self.app.dialect == DialectName::Standard { Rules::STANDARD } else { Rules::DOCUMENTED };
        let pending = Pending::of(Request {
            rules,
            returns: ReturnPath { dialect: self.app.dialect, redirect_uri, state: None, mode: ResponseMode::Query, is_silent: prompt.none },
            app: self.app,
            challenge: None,
            requested: ScopeSet::parse("openid email").unwrap(),
            claims: ClaimsRequest::read(self.claims).unwrap(),
            nonce: None,
            wishes: Wishes { prompt, max_age: self.max_age, ..Wishes::default() },
            resources: Vec::new(),
        });
        let (session, remembered) = (self.session.as_ref(), self.remembered.as_ref());
        next(&pending, &Known { expected: &self.expected, session, remembered, done: self.done, now: NOW })
    }
}

fn refused(step: Step) -> Option<OAuthErrorCode> {
    match step {
        Step::Refuse(code, _) => Some(code),
        _ => None,
    }
}

#[test]
fn op_06_whoever_is_not_signed_in_signs_in_unless_nothing_may_be_asked() {
    assert_eq!(Case { session: None, ..Case::default() }.step(), Step::SignIn(Why::Nobody));
    let silent = Case { session: None, prompt: "none", ..Case::default() };
    assert_eq!(refused(silent.step()), Some(OAuthErrorCode::LoginRequired));
}

#[test]
fn op_06_prompt_login_asks_once_for_one_request() {
    assert_eq!(Case { prompt: "login", ..Case::default() }.step(), Step::SignIn(Why::AskedFor));
    assert_eq!(Case { prompt: "login", done: Done::SignedIn, ..Case::default() }.step(), Step::Ask);
    assert_eq!(Case { prompt: "login", done: Done::AccountChosen, ..Case::default() }.step(), Step::SignIn(Why::AskedFor));
}

#[test]
fn op_06_max_age_counts_from_the_sign_in() {
    let aged = |max_age, ago| Case { max_age: Some(max_age), session: Some(ada(ago)), ..Case::default() }.step();
    assert_eq!((aged(60, 60), aged(60, 61)), (Step::Ask, Step::SignIn(Why::TooLongAgo)));
    assert_eq!(aged(0, 0), Step::SignIn(Why::TooLongAgo), "zero is how prompt=login is said otherwise");
    assert_eq!(aged(i64::MAX, 60), Step::Ask);
    let satisfied = Case { max_age: Some(0), done: Done::SignedIn, ..Case::default() };
    assert_eq!(satisfied.step(), Step::Ask);
    let silent = Case { max_age: Some(1), prompt: "none", ..Case::default() };
    assert_eq!(refused(silent.step()), Some(OAuthErrorCode::LoginRequired));
}

#[test]
fn op_06_a_hint_of_somebody_else_is_not_answered_for_whoever_is_signed_in() {
    let means = |id: &str| Expected::Person(id.to_owned());
    assert_eq!(Case { expected: means("ada"), ..Case::default() }.step(), Step::Ask);
    assert_eq!(Case { expected: means("eve"), ..Case::default() }.step(), Step::SignIn(Why::SomebodyElse));
    for case in [
        Case { expected: means("eve"), prompt: "none", ..Case::default() },
        Case { expected: means("eve"), done: Done::SignedIn, ..Case::default() },
        Case { expected: Expected::Unknown, prompt: "none", ..Case::default() },
    ] {
        assert_eq!(refused(case.step()), Some(OAuthErrorCode::LoginRequired));
    }
    assert_eq!(Case { expected: Expected::Unknown, ..Case::default() }.step(), Step::Ask);
}

#[test]
fn op_06_select_account_lets_the_person_choose_once() {
    let choose = |done| Case { prompt: "select_account", done, ..Case::default() }.step();
    assert_eq!([choose(Done::Nothing), choose(Done::AccountChosen), choose(Done::SignedIn)], [Step::ChooseAccount, Step::Ask, Step::Ask]);
    let both = Case { prompt: "login select_account", ..Case::default() };
    assert_eq!(both.step(), Step::SignIn(Why::AskedFor));
}

#[test]
fn op_06_what_was_agreed_to_is_not_asked_again_and_what_is_new_is() {
    let agreed = |scopes, claims: &[&str]| Case {
        remembered: Some(consent(scopes, claims)),
        claims: r#"{"userinfo": {"name": null}}"#,
        ..Case::default()
    };
    assert_eq!(agreed("email openid profile", &["name"]).step(), Step::Answer(Ground::Remembered));
    assert_eq!(agreed("openid", &["name"]).step(), Step::Ask);
    assert_eq!(agreed("openid email", &[]).step(), Step::Ask);
    assert_eq!(Case { prompt: "consent", ..agreed("openid email", &["name"]) }.step(), Step::Ask);
    let silent = Case { prompt: "none", ..agreed("openid", &[]) };
    assert_eq!(refused(silent.step()), Some(OAuthErrorCode::ConsentRequired));
}

#[test]
fn a8_an_app_that_cannot_prove_who_it_is_asks_each_time() {
    for other in [
        App { kind: AppKind::Native, ..app() },
        App { kind: AppKind::Spa, wants_secret: false, ..app() },
        App { built_in: true, ..app() },
        App { wants_secret: false, ..app() },
        App { dialect: DialectName::Intandem, ..app() },
    ] {
        let remembered = Some(consent("openid email", &[]));
        assert_eq!(Case { app: other.clone(), remembered, ..Case::default() }.step(), Step::Ask, "{other:?}");
    }
    let native = App { kind: AppKind::Native, trusted: true, ..app() };
    assert_eq!(Case { app: native, ..Case::default() }.step(), Step::Ask);
}

#[test]
fn op_06_a_trusted_app_on_a_server_asks_nothing_unless_it_wants_to() {
    let trusted = || App { trusted: true, ..app() };
    assert_eq!(Case { app: trusted(), prompt: "none", ..Case::default() }.step(), Step::Answer(Ground::Trusted));
    assert_eq!(Case { app: trusted(), prompt: "consent", ..Case::default() }.step(), Step::Ask);
}

#[test]
fn op_03_an_essential_acr_is_signed_in_for_once_and_then_refused() {
    let asks = |claims: &'static str, amr: &str| {
        let mut session = ada(60);
        session.authentication.amr = amr.into();
        Case { claims, session: Some(session), prompt: "", ..Case::default() }
    };
    let second = r#"{"id_token": {"acr": {"essential": true, "values": ["2"]}}}"#;
    assert_eq!(asks(second, "pwd otp").step(), Step::Ask);
    assert_eq!(asks(second, "pwd").step(), Step::SignIn(Why::AskedFor));
    assert_eq!(asks(second, "").step(), Step::SignIn(Why::AskedFor));
    let unmet = Some(OAuthErrorCode::UnmetAuthenticationRequirements);
    assert_eq!(refused(Case { done: Done::SignedIn, ..asks(second, "pwd") }.step()), unmet);
    assert_eq!(refused(Case { prompt: "none", ..asks(second, "pwd") }.step()), Some(OAuthErrorCode::LoginRequired));
    let other = r#"{"id_token": {"acr": {"essential": true, "values": ["urn:gold"]}}}"#;
    assert_eq!(refused(asks(other, "pwd otp").step()), unmet, "nobody can");
    assert_eq!(refused(Case { session: None, ..asks(other, "pwd") }.step()), unmet, "and nobody is asked for it");
    assert_eq!(asks(r#"{"id_token": {"acr": {"values": ["urn:gold"]}}}"#, "pwd").step(), Step::Ask, "a wish is no condition");
}
