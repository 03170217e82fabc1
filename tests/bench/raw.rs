//! What the disk and the processor do by themselves: the measures beside which the service's own are put.

use std::path::Path;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use rusqlite::Connection;
use serde_json::{Value, json};

/// Durable commits of one row each into this very file, one after the other; gives the rate.
pub(crate) fn commits(database: &Path, seconds: usize) -> Value {
    let connection = Connection::open(database).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "synchronous", "full").unwrap();
    let mut insert = connection.prepare("INSERT INTO facts (name, value) VALUES ('bench ' || ?1, zeroblob(100))").unwrap();
    let (begin, mut done) = (Instant::now(), 0_u32);
    while begin.elapsed() < Duration::from_secs(seconds as u64) {
        insert.execute([done]).unwrap();
        done += 1;
    }
    let rate = f64::from(done) / begin.elapsed().as_secs_f64();
    connection.execute("DELETE FROM facts WHERE name LIKE 'bench %'", []).unwrap();
    json!({ "rate": rate })
}

/// Argon2id as the service hashes, on so many threads and nothing else; gives the rate of all together.
pub(crate) fn hashes(threads: usize, seconds: usize) -> Value {
    // 19 MiB, two passes, one lane: the floor of the service.
    let params = Params::new(19 * 1024, 2, 1, Some(32)).unwrap();
    let one = || {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let mut memory = vec![Block::new(); params.block_count()];
        let (begin, mut done, mut out) = (Instant::now(), 0_u32, [0; 32]);
        while begin.elapsed() < Duration::from_secs(seconds as u64) {
            argon2.hash_password_into_with_memory(b"correct horse battery", &[7; 16], &mut out, &mut memory).unwrap();
            done += 1;
        }
        f64::from(done) / begin.elapsed().as_secs_f64()
    };
    let rate: f64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    json!({ "rate": rate })
}
