//! The commands of an operator, each killed in its midst and then given again.

use std::path::Path;

use support::process::write_private;

use super::Came;
use super::process::{Serving, Spot, Watch, answered, noted, run, was_killed};
use super::scene::{LATE, Place, Scene};

const FIRST: &str = include_str!("../../../crates/accounts/migrations/V1__first.sql");
/// People in a database of the first schema.
const PEOPLE: i64 = 400;

/// Runs a command that is killed before a call, or has its calls counted where none is named.
fn command(place: &Place, spot: &Spot, nth: Option<u32>, words: &[&str]) -> Result<Came, String> {
    let notes = place.file("calls");
    let watch = nth.map_or(Watch::Note(spot, &notes), |nth| Watch::KillAt(spot, nth));
    let output = run(place.path(), watch, words);
    if was_killed(output.status) {
        return Ok(Came::ToTheCall);
    }
    if !output.status.success() {
        return Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    Ok(Came::ToItsEnd { calls: if nth.is_none() { noted(&notes) } else { 0 } })
}

fn whole(folder: &Path) -> Result<(), String> {
    let checked = answered(folder, &["check"])?;
    if checked["ok"] == true { Ok(()) } else { Err(format!("check found {checked}")) }
}

fn words_to_add(email: &str) -> [&str; 7] {
    ["people", "add", "--email", email, "--name", "Ada Ruiz", "--password-stdin"]
}

/// The first command in an empty folder, which makes key and database.
pub fn first_start(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    added_to(&Place::empty(), spot, nth)?.finish()
}

/// Somebody is added beside a running service.
pub fn person_added(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let place = Place::of(&Scene::current());
    let serving = Serving::start(place.path(), place.port, Watch::Not)?;
    let added = added_to(&place, spot, nth)?;
    drop(serving);
    added.finish()
}

/// What a killed addition left.
struct Added<'a> {
    place: &'a Place,
    came: Came,
}

const ADDED: &str = "grace@harbour.example";

fn added_to<'a>(place: &'a Place, spot: &Spot, nth: Option<u32>) -> Result<Added<'a>, String> {
    let came = command(place, spot, nth, &words_to_add(ADDED))?;
    Ok(Added { place, came })
}

impl Added<'_> {
    /// Adds them again: they are there or not, and one person in the end, with a row of the audit.
    fn finish(self) -> Result<Came, String> {
        let Self { place, came } = self;
        let again = run(place.path(), Watch::Not, &words_to_add(ADDED));
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        if !again.status.success() && !said.contains("in use already") {
            return Err(format!("after the kill: {said}"));
        }
        whole(place.path())?;
        let serving = Serving::start(place.path(), place.port, Watch::Not)?;
        let people = place.number(&format!("SELECT count(*) FROM people WHERE email = '{ADDED}'"));
        let rows = place.number(&format!(
            "SELECT count(*) FROM audit WHERE deed = 'person_added' AND subject = (SELECT 'person:' || id FROM people WHERE email = '{ADDED}')"
        ));
        drop(serving);
        if (people, rows) == (1, 1) { Ok(came) } else { Err(format!("{people} people and {rows} rows of the audit")) }
    }
}

/// A copy, killed: what has the name of a copy is one, and the next try makes one.
pub fn back_up(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let place = Place::of(&Scene::current());
    let room = Place::empty();
    let copy = room.file("accounts.db");
    let words = ["backup", copy.to_str().unwrap(), "--force"];
    let came = command(&place, spot, nth, &words)?;
    whole(place.path())?;
    if copy.exists() {
        whole(room.path()).map_err(|what| format!("the copy: {what}"))?;
    }
    answered(place.path(), &words)?;
    whole(room.path()).map_err(|what| format!("the next copy: {what}"))?;
    Ok(came)
}

/// A restore, killed: the database is the old one or the one of the copy, each whole, and the next try puts the copy back.
pub fn restore(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let place = Place::of(&Scene::current());
    let copy = place.file("copy.db");
    let words = ["restore", copy.to_str().unwrap()];
    let came = command(&place, spot, nth, &words)?;
    whole(place.path())?;
    let found = late_and_restored(&place)?;
    let expected = if came == Came::ToTheCall { &[(1, 0), (0, 1)][..] } else { &[(0, 1)] };
    if !expected.contains(&found) {
        return Err(format!("{came:?}; of who came after the copy and of the audit's word for it there are {found:?}"));
    }
    answered(place.path(), &words)?;
    whole(place.path())?;
    match late_and_restored(&place)? {
        (0, 1) => Ok(came),
        other => Err(format!("the next try left {other:?}")),
    }
}

/// Whether somebody is there who was added after the copy, and how often the audit tells of a restore; of a service that
/// starts over it.
fn late_and_restored(place: &Place) -> Result<(i64, i64), String> {
    let serving = Serving::start(place.path(), place.port, Watch::Not)?;
    let late = place.number(&format!("SELECT count(*) FROM people WHERE email = '{LATE}'"));
    let restored = place.number("SELECT count(*) FROM audit WHERE deed = 'restored'");
    drop(serving);
    Ok((late, restored))
}

/// A schema brought forward, killed: it is the old one or the new one, with everybody in it, and the next try ends it.
pub fn bring_forward(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let place = Place::empty();
    old_database(&place);
    let came = command(&place, spot, nth, &["migrate"])?;
    let state = |place: &Place| {
        let of_second =
            place.number("SELECT count(*) FROM sqlite_schema WHERE name IN ('organisations', 'people_2', 'grants_2', 'totals')");
        (place.number("SELECT max(version) FROM refinery_schema_history"), of_second, place.number("SELECT count(*) FROM people"))
    };
    let found = state(&place);
    if !(found == (1, 0, PEOPLE) || found == (2, 2, PEOPLE)) {
        return Err(format!("the schema, its tables and the people are {found:?}"));
    }
    answered(place.path(), &["migrate"])?;
    whole(place.path())?;
    match state(&place) {
        (2, 2, PEOPLE) => Ok(came),
        other => Err(format!("the next try left {other:?}")),
    }
}

/// A database as the first version left it, killed: what it wrote last is in its log alone.
fn old_database(place: &Place) {
    write_private(&place.file("accounts.db.key"), &[7; 32]);
    let room = Place::empty();
    let mut raw = rusqlite::Connection::open(room.file("accounts.db")).unwrap();
    raw.pragma_update(None, "journal_mode", "wal").unwrap();
    raw.pragma_update(None, "synchronous", "off").unwrap();
    let first = refinery::Migration::unapplied("V1__first", FIRST).unwrap();
    refinery::Runner::new(&[first]).run(&mut raw).unwrap();
    let writing = raw.transaction().unwrap();
    for number in 0..PEOPLE {
        let sql = "INSERT INTO people (id, email, email_key, name, role, password, created_at, updated_at) \
                   VALUES (?1, ?1, ?1, 'Ada', 'member', 'hash', 1, 1)";
        writing.execute(sql, [format!("p{number}@test.com")]).unwrap();
    }
    writing.commit().unwrap();
    for name in ["accounts.db", "accounts.db-wal"] {
        write_private(&place.file(name), &std::fs::read(room.file(name)).unwrap());
    }
}
