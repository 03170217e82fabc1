//! A database of any size, filled by inserts under the real schema.
//!
//! The first row of each kind is made by the service itself, by a whole sign-in; all others are copies of it with other keys.
//! So a column that comes later is filled as the service fills it.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_accounts::clock::SystemClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operator::{AddedApp, Operator};
use countersign_accounts::people::newcomer::Newcomer;
use countersign_accounts::store::rows::Role;
use countersign_accounts::{Config, start};
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::person::Formats;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection as Database, params_from_iter};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::http1::Connection;
use crate::visit;

const EMAIL: &str = "ada@harbour.example";
const PASSWORD: &str = "correct horse battery";
/// Tokens, apps and addresses that are named: enough that no two requests near each other ask for the same.
const NAMED: usize = 2000;

/// How many of each. There is a grant for each access token, and a refresh token for each tenth.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) people: usize,
    pub(crate) apps: usize,
    pub(crate) tokens: usize,
}

/// What the service made by itself, to be copied.
struct First {
    web: AddedApp,
    notes: AddedApp,
    machine: AddedApp,
    admin: String,
    cookie: String,
}

/// Fills a new database; gives what may be asked with.
pub(crate) async fn fill(database: &Path, size: Size) -> Value {
    let first = first_rows(database).await;
    let mut filled = Database::open(database).unwrap();
    filled.execute_batch("PRAGMA synchronous = off; PRAGMA cache_size = -1000000; PRAGMA foreign_keys = off;").unwrap();
    copy_all(&mut filled, size, &first.web.client_id);
    filled.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    let secret =
        |app: &AddedApp| json!({ "id": app.client_id, "secret": app.secret.as_ref().map(|secret| secret.expose()), "basic": basic(app) });
    let spread = |most: usize, name: &dyn Fn(usize) -> String| -> Vec<String> {
        (0..most.min(NAMED)).map(|number| name(number * (most / most.min(NAMED)))).collect()
    };
    json!({
        "email": EMAIL,
        "password": PASSWORD,
        "web": secret(&first.web),
        "machine": secret(&first.machine),
        "authorize": authorize(&first.notes.client_id),
        "cookie": first.cookie,
        "admin": first.admin,
        "access": spread(size.tokens, &|number| token("access", number)),
        "refresh": spread(size.tokens / 10, &|number| token("refresh", number * 10)),
        "apps": spread(size.apps, &client_id),
        "emails": spread(size.people, &email),
    })
}

/// A token of the filled database, as it is presented.
fn token(kind: &str, number: usize) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{kind} {number}")))
}

fn client_id(number: usize) -> String {
    token("app", number)[..33].to_owned()
}

fn person(number: usize) -> String {
    token("person", number)[..32].to_owned()
}

fn email(number: usize) -> String {
    format!("{}-{number}@people.example", &token("person", number)[..6].to_lowercase())
}

fn authorize(client_id: &str) -> String {
    format!(
        "/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri=https%3A%2F%2Fharbour.example%2Fcallback&scope=profile+email+offline_access+accounts%3Aadmin&state=7"
    )
}

async fn first_rows(database: &Path) -> First {
    let running = start(Config::new(database)).await.unwrap();
    let operator = Operator::open(database, Arc::new(SystemClock), Arc::new(SystemEntropy)).unwrap();
    let ada = Newcomer {
        email: EMAIL.into(),
        name: "Ada Ruiz".into(),
        role: Role::Administrator,
        organisation: None,
        formats: Formats::default(),
    };
    operator.add_person(ada, PASSWORD.to_owned()).await.unwrap();
    let draft = |name: &str, trusted| OAuthAppDraft {
        name: name.into(),
        kind: AppKind::Web,
        dialect: DialectName::Standard,
        redirect_uris: vec!["https://harbour.example/callback".into()],
        scopes: ["profile", "email", "offline_access", "accounts:admin"].map(str::to_owned).to_vec(),
        trusted,
        enabled: true,
        pkce: Some(Pkce::Optional),
        with_secret: false,
        settings: AppSettings::default(),
    };
    let web = operator.add_app(draft("Harbour Desk", true)).await.unwrap();
    let notes = operator.add_app(draft("Harbour Notes", false)).await.unwrap();
    let scopes = vec!["reports:read".to_owned()];
    let machine = OAuthAppDraft { kind: AppKind::Machine, redirect_uris: Vec::new(), scopes, ..draft("Harbour Machine", false) };
    let machine = operator.add_app(machine).await.unwrap();
    let (address, page) = (running.local_addr().to_string(), authorize(&web.client_id));
    let basic = basic(&web);
    let (admin, cookie) = tokio::task::spawn_blocking(move || journey(&address, &page, &basic)).await.unwrap();
    running.stop().await;
    First { web, notes, machine, admin, cookie }
}

fn basic(app: &AddedApp) -> String {
    let secret = app.secret.as_ref().map_or("", |secret| secret.expose());
    base64::engine::general_purpose::STANDARD.encode(format!("{}:{secret}", app.client_id))
}

/// A sign-in to the trusted app; the access token, and the session's cookie.
fn journey(address: &str, authorize: &str, basic: &str) -> (String, String) {
    let mut connection = Connection::open(address).unwrap();
    let cookie = visit::sign_in(&mut connection, authorize, EMAIL, PASSWORD);
    let answer = visit::see(&mut connection, authorize, &cookie);
    let location = answer.header("location").unwrap_or_else(|| panic!("no code: {}", String::from_utf8_lossy(&answer.body)));
    let query = location.split_once('?').unwrap().1;
    let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code").unwrap().1;
    let body = format!("grant_type=authorization_code&code={code}&redirect_uri=https%3A%2F%2Fharbour.example%2Fcallback");
    let head = format!("POST /oauth/token HTTP/1.1\r\nhost: localhost\r\nauthorization: Basic {basic}\r\n");
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let answer = connection.ask(format!("{head}{kind}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
    let tokens: Value = serde_json::from_slice(&answer.body).unwrap();
    (tokens["access_token"].as_str().unwrap().to_owned(), cookie)
}

fn copy_all(database: &mut Database, size: Size, web: &str) {
    let text = |text: String| Cell::Text(text);
    let hash = |token: String| Cell::Blob(Sha256::digest(token.as_bytes()).to_vec());
    copy(database, "people", &format!("email = '{EMAIL}'"), &["id", "email", "email_key", "name", "name_key"], size.people, |number| {
        let name = format!("Person {number}");
        vec![text(person(number)), text(email(number)), text(email(number)), text(name.clone()), text(name.to_lowercase())]
    });
    copy(database, "apps", &format!("client_id = '{web}'"), &["client_id", "name", "name_key", "found_by"], size.apps, |number| {
        let name = format!("Harbour {number}");
        let found_by = format!("{}\n{}\nhttps://harbour.example/callback", name.to_lowercase(), client_id(number).to_lowercase());
        vec![text(client_id(number)), text(name.clone()), text(name.to_lowercase()), text(found_by)]
    });
    for facet in ["facet = 'host'", "value = 'profile'", "value = 'email'", "value = 'offline_access'", "value = 'accounts:admin'"] {
        let of_web = format!("app = '{web}' AND {facet}");
        copy(database, "app_facets", &of_web, &["app"], size.apps, |number| vec![text(client_id(number))]);
    }
    // Of the tokens one in a hundred is the app's that asks with its secret, and all those that are named.
    let named = (size.tokens / NAMED.min(size.tokens)).max(1);
    copy(database, "grants", "true", &["id", "app", "person"], size.tokens, |number| {
        let app = if number.is_multiple_of(named) || number.is_multiple_of(10) { web.to_owned() } else { client_id(number % size.apps) };
        vec![text(token("grant", number)[..32].to_owned()), text(app), text(person(number % size.people))]
    });
    let grant = |number| text(token("grant", number)[..32].to_owned());
    copy(database, "access_tokens", "true", &["hash", "under"], size.tokens, |number| vec![hash(token("access", number)), grant(number)]);
    let tenth = size.tokens / 10;
    copy(database, "refresh_tokens", "true", &["hash", "under"], tenth, |number| {
        vec![hash(token("refresh", number * 10)), grant(number * 10)]
    });
    // Whoever asks with a token of the filled database does so for a day.
    database.execute_batch("UPDATE access_tokens SET expires_at = unixepoch() + 86400").unwrap();
}

/// Adds `count` copies of the first row that matches, with other values in `keys`.
fn copy(database: &mut Database, table: &str, matching: &str, keys: &[&str], count: usize, values: impl Fn(usize) -> Vec<Cell>) {
    let columns: Vec<String> = {
        let mut statement = database.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
        statement.query_map([table], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    // A number that counts up by itself is left to do so.
    let columns: Vec<&String> = columns.iter().filter(|column| !matches!(column.as_str(), "rowid" | "number")).collect();
    let template: Vec<Cell> = {
        let named = columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT {named} FROM {table} WHERE {matching} LIMIT 1");
        database.query_row(&sql, [], |row| (0..columns.len()).map(|at| row.get(at)).collect()).unwrap()
    };
    let places: Vec<usize> = keys.iter().map(|key| columns.iter().position(|column| column == key).unwrap()).collect();
    let named = columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ");
    let marks = vec!["?"; columns.len()].join(", ");
    let transaction = database.transaction().unwrap();
    {
        let mut insert = transaction.prepare(&format!("INSERT INTO {table} ({named}) VALUES ({marks})")).unwrap();
        let mut row = template;
        for number in 0..count {
            for (place, value) in places.iter().zip(values(number)) {
                row[*place] = value;
            }
            insert.execute(params_from_iter(&row)).unwrap();
        }
    }
    transaction.commit().unwrap();
}
