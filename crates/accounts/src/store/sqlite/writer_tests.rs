use super::*;

type Answer = oneshot::Receiver<Result<(), StoreError>>;

fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE facts (name TEXT)").unwrap();
    connection
}

/// A write that notes a name, goes on with what is given, and tells its answer.
fn notes(name: &'static str, then: impl FnOnce(&Connection) -> Result<(), StoreError> + Send + 'static) -> (Box<dyn Job>, Answer) {
    let (reply, answer) = oneshot::channel();
    let work = move |connection: &Connection| {
        connection.execute("INSERT INTO facts VALUES (?1)", [name])?;
        then(connection)
    };
    (Box::new(Write { work, reply, waiting: Queue::default().enter() }), answer)
}

fn done(mut answer: Answer) -> Result<(), StoreError> {
    answer.try_recv().expect("every write is answered")
}

fn noted(connection: &Connection) -> Vec<String> {
    let mut names = connection.prepare("SELECT name FROM facts ORDER BY rowid").unwrap();
    names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Does the three as one group, the second ending as it is given.
fn three(
    connection: &Connection,
    second: impl FnOnce(&Connection) -> Result<(), StoreError> + Send + 'static,
) -> [Result<(), StoreError>; 3] {
    let (jobs, answers): (Vec<_>, Vec<_>) =
        [notes("first", |_| Ok(())), notes("second", second), notes("third", |_| Ok(()))].into_iter().unzip();
    commit(connection, jobs);
    let answers: Vec<_> = answers.into_iter().map(done).collect();
    answers.try_into().unwrap()
}

fn on_purpose() -> StoreError {
    StoreError::Unreadable("on purpose".into())
}

#[test]
fn what_a_write_did_before_it_failed_is_undone_and_its_neighbours_stay() {
    let connection = database();
    let [first, second, third] = three(&connection, |connection| {
        assert_eq!(noted(connection), ["first", "second"]);
        Err(on_purpose())
    });
    assert!(first.is_ok() && third.is_ok());
    assert!(matches!(second, Err(StoreError::Unreadable(_))), "{second:?}");
    assert_eq!(noted(&connection), ["first", "third"]);
    assert!(connection.is_autocommit(), "nothing is left open");
}

#[test]
fn a25_what_a_write_did_before_it_panicked_is_undone_and_its_neighbours_stay() {
    let connection = database();
    let (panics, mut answer) = notes("second", |_| panic!("on purpose"));
    let (after, answered) = notes("third", |_| Ok(()));
    commit(&connection, vec![panics, after]);
    assert!(matches!(answer.try_recv(), Err(oneshot::error::TryRecvError::Closed)), "whoever asked is told by its end");
    done(answered).unwrap();
    assert_eq!(noted(&connection), ["third"]);
}

#[test]
fn a_savepoint_of_a_write_that_failed_itself_is_undone_with_it() {
    let connection = database();
    let [_, second, _] = three(&connection, |connection| {
        connection.execute_batch("SAVEPOINT inner_one; INSERT INTO facts VALUES ('inner')")?;
        Err(on_purpose())
    });
    assert!(second.is_err());
    assert_eq!(noted(&connection), ["first", "third"]);
}

#[test]
fn a_write_for_which_no_savepoint_is_made_is_not_done_and_the_next_one_is() {
    let connection = database();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut delivers = Vec::new();
    let (refused, refusal) = notes("refused", |_| Ok(()));
    {
        // SQLite makes none while a statement that writes is under way.
        let mut statement = connection.prepare("INSERT INTO facts VALUES ('before'), ('before') RETURNING name").unwrap();
        let mut rows = statement.query([]).unwrap();
        rows.next().unwrap().unwrap();
        assert!(within_savepoint(&connection, refused, &mut delivers).is_none(), "the others of the group go on");
    }
    assert!(delivers.is_empty());
    assert!(matches!(done(refusal), Err(StoreError::Busy)));
    let (next, answer) = notes("next", |_| Ok(()));
    assert!(within_savepoint(&connection, next, &mut delivers).is_none());
    connection.execute_batch("COMMIT").unwrap();
    delivers.into_iter().for_each(|deliver| deliver(Ok(())));
    done(answer).unwrap();
    assert_eq!(noted(&connection), ["before", "before", "next"]);
}

#[test]
fn where_sqlite_undid_the_whole_transaction_nobody_is_told_that_anything_was_stored() {
    let connection = database();
    // As a full disk may have it.
    let answers = three(&connection, |connection| {
        connection.execute_batch("ROLLBACK")?;
        Err(StoreError::Unwritable("full".into()))
    });
    assert!(answers.iter().all(|answer| matches!(answer, Err(StoreError::Unwritable(_)))), "{answers:?}");
    assert_eq!(noted(&connection), Vec::<String>::new());
    let [_, second, _] = three(&connection, |_| Ok(()));
    second.unwrap();
    assert_eq!(noted(&connection), ["first", "second", "third"], "the next group is stored");
}
