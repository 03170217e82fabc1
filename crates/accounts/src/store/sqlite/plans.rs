//! How SQLite finds what the hot paths ask for: by looking up, never by walking through a table.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use countersign_wire::app::{AppQuery, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::person::{Details, Formats, PeopleQuery};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use tempfile::TempDir;

use super::*;
use crate::audit::{Deed, Entry};
use crate::entropy::SystemEntropy;
use crate::store::rows::{
    AppSecret, Authentication, Code, Count, NewApp, NewCode, NewMachineToken, NewPerson, NewSession, NewTokens, PasswordText, Person,
    Redeemed, RedirectMismatch, Renewal, Role, Rotated, SecretUse, UsageBatch,
};
use crate::store::{Apps as _, Consents as _, Directory as _, Grants as _, People as _, ProductApis as _, Sessions as _, Told as _};
use crate::token::Token;

/// The statements that ran, as they were written.
type Statements = Arc<Mutex<BTreeSet<String>>>;

fn note_into(statements: &Statements, connection: &mut Connection) {
    let statements = Arc::clone(statements);
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(_, sql) = event {
            statements.lock().unwrap().insert(sql.to_owned());
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note)).unwrap();
}

/// A store of one reader, which notes every statement of its writer and its reader.
fn noting(folder: &TempDir, statements: &Statements) -> SqliteStore {
    let path = folder.path().join("accounts.db");
    let (mut writer, key, lock) = open::open(&path, &SystemEntropy).unwrap();
    note_into(statements, &mut writer);
    let readers = Readers::of_rows(&path).prepare(|reader| note_into(statements, reader));
    let searchers = Readers::of_searches(&path).prepare(|reader| note_into(statements, reader));
    SqliteStore::over(Writer::start(writer).unwrap(), readers, searchers, key, lock)
}

fn digest_of(text: &str) -> Digest {
    Token::presented(text).digest()
}

fn entry() -> Entry {
    Entry::of(Deed::SignedIn, 0)
}

/// Somebody with a session and an app with a secret.
async fn furnish(store: &SqliteStore) {
    let person = Person {
        id: "ada".into(),
        email: "ada@test.com".into(),
        email_verified: false,
        name: "Ada".into(),
        role: Role::Administrator,
        organisation: None,
        enabled: true,
        formats: Formats::default(),
        details: Details::default(),
        created_at: 0,
        updated_at: 0,
        version: 1,
    };
    let password = Some(PasswordText(zeroize::Zeroizing::new("hash".into())));
    assert!(store.add_person(NewPerson { person, password }, entry()).await.unwrap());
    let draft = OAuthAppDraft {
        name: "Harbour".into(),
        kind: countersign_wire::app::AppKind::Web,
        dialect: DialectName::Standard,
        redirect_uris: vec!["https://harbour.example/callback".into()],
        scopes: vec!["profile".into(), "offline_access".into()],
        trusted: false,
        enabled: true,
        pkce: Some(Pkce::Optional),
        with_secret: false,
        settings: AppSettings::default(),
    };
    let secret = Some(AppSecret { id: "s".into(), hash: digest_of("secret"), created_at: 0, last_use: None, retired_at: None });
    store
        .add_app(NewApp { client_id: "harbour".into(), draft, secret, built_in: false, created_by: None, created_at: 0 }, entry())
        .await
        .unwrap();
}

/// A sign-in, whole: session, code, tokens, renewals, and their end.
async fn sign_in_and_renew(store: &SqliteStore) {
    store.person_by_email("ada@test.com").await.unwrap().unwrap();
    let session = NewSession {
        id: digest_of("cookie"),
        sid: "sid".into(),
        person: "ada".into(),
        amr: "pwd".into(),
        created_at: 0,
        expires_at: 100,
        address: None,
        user_agent: None,
    };
    let password = PasswordText(zeroize::Zeroizing::new("hash".into()));
    assert!(store.open_session(session, password, Some(digest_of("before")), entry()).await.unwrap());
    store.session(digest_of("cookie"), 1).await.unwrap().unwrap();
    store.app("harbour").await.unwrap().unwrap();
    let scopes = ScopeSet::parse("profile offline_access").unwrap();
    let code = Code {
        client_id: "harbour".into(),
        person: "ada".into(),
        redirect_uri: "https://harbour.example/callback".into(),
        challenge: None,
        requested: scopes.clone(),
        granted: scopes.clone(),
        authentication: Authentication { at: 0, amr: "pwd".into(), sid: Some("sid".into()) },
        nonce: None,
        claims: None,
        resources: Vec::new(),
        expires_at: 100,
    };
    assert!(store.add_code(NewCode { hash: digest_of("code"), code, remembered: None }, entry()).await.unwrap());
    store.code(digest_of("code")).await.unwrap().unwrap();
    let tokens = NewTokens {
        resources: Vec::new(),
        grant: "grant".into(),
        grant_ends_at: 1000,
        access: digest_of("access"),
        access_ends_at: 100,
        refresh: Some((digest_of("first"), 1000)),
    };
    assert_eq!(store.redeem(digest_of("code"), tokens.clone(), 1, entry()).await.unwrap(), Redeemed::First);
    assert!(store.access(digest_of("access"), 2).await.unwrap().is_some());
    store.refresh_token(digest_of("first"), 2).await.unwrap().unwrap();
    let renewal = |presented: &str, successor: &str, access: &str| Renewal {
        presented: digest_of(presented),
        successor: digest_of(successor),
        access: digest_of(access),
        scopes: scopes.clone(),
        resources: Vec::new(),
        access_ends_at: 100,
        idle_until: 1000,
        grace: 30,
        now: 2,
    };
    for (access, outcome) in [("second", Rotated::Until(100)), ("again", Rotated::Until(100))] {
        assert_eq!(store.rotate(renewal("first", "next", access), entry()).await.unwrap(), outcome);
    }
    assert!(store.revoke(digest_of("again"), "harbour", entry()).await.unwrap());
    assert_eq!(store.rotate(renewal("next", "third", "third"), entry()).await.unwrap(), Rotated::Until(100));
    assert_eq!(store.rotate(renewal("first", "next", "stolen"), entry()).await.unwrap(), Rotated::Reused);
    assert_eq!(store.redeem(digest_of("code"), tokens, 3, entry()).await.unwrap(), Redeemed::Replayed);
}

/// What programs ask with every request, and what an authorization asks before it shows a page.
async fn ask_as_programs(store: &SqliteStore) {
    let token = NewMachineToken {
        client_id: "harbour".into(),
        access: digest_of("any"),
        scopes: ScopeSet::parse("reports:read").unwrap(),
        resources: Vec::new(),
        issued_at: 1,
        ends_at: 100,
    };
    // With the first of an app its grant is made.
    for name in ["the first", "the second"] {
        assert!(store.add_machine_token(NewMachineToken { access: digest_of(name), ..token.clone() }).await.unwrap());
        assert!(store.inspect(digest_of(name), 2).await.unwrap().is_some());
    }
    assert!(store.inspect(digest_of("nobody"), 2).await.unwrap().is_none());
    assert!(store.use_assertion(digest_of("assertion"), 100).await.unwrap());
    assert!(store.consent("harbour", "ada").await.unwrap().is_none());
    assert!(store.product_access(digest_of("product"), 2).await.unwrap().is_none());
}

/// Pages of people, the first and a later one, for each thing that they are chosen by.
async fn ask_for_people(store: &SqliteStore) {
    let query = PeopleQuery { limit: Some(50), ..PeopleQuery::default() };
    for query in [
        query.clone(),
        PeopleQuery { search: Some("ada".into()), ..query.clone() },
        PeopleQuery { search: Some("a".into()), ..query.clone() },
        PeopleQuery { organisation: Some("north".into()), ..query.clone() },
        PeopleQuery { role: Some(Role::AppManager), ..query },
    ] {
        for after in [None, Some(("a".to_owned(), "a".to_owned()))] {
            store.people(query.clone(), after).await.unwrap();
        }
    }
}

/// What is told every few seconds, one of each.
async fn tell(store: &SqliteStore) {
    let batch = UsageBatch {
        secrets: vec![SecretUse { id: "s".into(), at: 1, from: "192.0.2.1".into() }],
        apps: vec![("harbour".into(), 1)],
        grants: vec![("grant".into(), 1)],
        sessions: vec![("sid".into(), 1)],
        counts: vec![Count { app: "harbour".into(), day: 1, event: "sign_in", reason: "", times: 1 }],
        mismatches: vec![RedirectMismatch {
            app: "harbour".into(),
            redirect_uri: "https://a.example".into(),
            times: 1,
            first_at: 1,
            last_at: 1,
        }],
    };
    store.tell(batch).await.unwrap();
}

/// What SQLite would do for a statement.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = statement.query_map(rusqlite::params_from_iter((0..statement.parameter_count()).map(|_| rusqlite::types::Null)), |row| {
        row.get::<_, String>("detail")
    });
    steps.unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn no_statement_of_a_hot_path_walks_through_a_table() {
    let (folder, statements) = (tempfile::tempdir().unwrap(), Statements::default());
    let store = noting(&folder, &statements);
    furnish(&store).await;
    statements.lock().unwrap().clear();
    sign_in_and_renew(&store).await;
    let beyond = Some(("a".to_owned(), "a".to_owned()));
    for after in [None, beyond] {
        store.apps(AppQuery { limit: Some(50), ..AppQuery::default() }, after, 0).await.unwrap();
    }
    ask_for_people(&store).await;
    ask_as_programs(&store).await;
    store.note(entry()).await.unwrap();
    store.try_write(5).await.unwrap();
    store.sweep(5).await.unwrap();
    tell(&store).await;
    store.sweep_told(5).await.unwrap();

    let seen = statements.lock().unwrap().clone();
    // Asked of the writer, which has the functions that the audit is sealed with.
    let planned = store.writer.write(move |connection| {
        let is_work = |sql: &String| ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|verb| sql.starts_with(verb));
        Ok(seen
            .into_iter()
            .filter(is_work)
            .flat_map(|sql| plan(connection, &sql).into_iter().map(move |step| (sql.clone(), step)))
            .collect())
    });
    let steps: Vec<(String, String)> = planned.await.unwrap();
    for table in ["sessions", "people", "apps", "codes", "grants", "access_tokens", "refresh_tokens", "usage"] {
        assert!(steps.iter().any(|(_, step)| step.starts_with(&format!("SEARCH {table} "))), "nobody looked into {table}");
    }
    // There is one set-up at a time, and none once there are people. A first page begins where its index begins, and ends
    // with its rows. What is found by its trigrams is read from their index, whose settings are a row or two.
    let is_first_page = |sql: &str, step: &str| {
        ["SCAN apps USING INDEX apps_by_name", "SCAN people USING INDEX people_by_name"].contains(&step) && sql.ends_with("LIMIT ?")
    };
    let is_fine = |sql: &str, step: &str| {
        ["SCAN set_ups", "SCAN main.people_found_config"].contains(&step)
            || step.contains(" VIRTUAL TABLE INDEX ")
            || is_first_page(sql, step)
    };
    let is_scan = |sql: &str, step: &str| step.starts_with("SCAN ") && !is_fine(sql, step);
    let scans: Vec<_> = steps.iter().filter(|(sql, step)| is_scan(sql, step)).collect();
    assert!(scans.is_empty(), "{scans:#?}");
}
