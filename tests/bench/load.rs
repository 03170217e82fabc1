//! Load that wrk has no words for: at a rate that does not wait for answers, or with a token that changes at each answer.
//!
//! One thread a connection: on loopback a blocking read is the cheapest way to learn when an answer came.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http1::Connection;

/// What one connection saw: how long each answer took, and how many were none.
#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    failed: usize,
}

/// Runs `{"address", "connections", "seconds", "rate", "requests": […]}`; without a rate each connection asks again as soon
/// as it was answered. With `"renew": {"head", "tokens"}` in place of the requests each connection renews a token of its
/// own, again and again.
pub(crate) fn run(order: &Value) -> Value {
    let address = order["address"].as_str().unwrap();
    let connections = usize::try_from(order["connections"].as_u64().unwrap()).unwrap();
    let seconds = Duration::from_secs_f64(order["seconds"].as_f64().unwrap());
    let pause = order["rate"].as_f64().map(|rate| Duration::from_secs_f64(f64::from(u32::try_from(connections).unwrap()) / rate));
    let begin = Instant::now() + Duration::from_millis(50);
    let seen: Vec<Seen> = std::thread::scope(|scope| {
        let connection = |number: usize| {
            let begin = begin + pause.unwrap_or_default().mul_f64(number as f64 / connections as f64);
            move || match &order["renew"] {
                Value::Null => same(address, &requests(order, number), begin, begin + seconds, pause),
                renew => renewing(address, renew, number, begin, begin + seconds),
            }
        };
        let threads: Vec<_> = (0..connections).map(|number| scope.spawn(connection(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    told(seen, begin.elapsed().min(seconds + Duration::from_secs(5)))
}

/// The requests, each connection beginning elsewhere in the list.
fn requests(order: &Value, number: usize) -> Vec<Vec<u8>> {
    let all = order["requests"].as_array().unwrap();
    let text = |request: &Value| request.as_str().unwrap().as_bytes().to_vec();
    all.iter().cycle().skip(number * 127 % all.len()).take(all.len()).map(text).collect()
}

fn same(address: &str, requests: &[Vec<u8>], begin: Instant, end: Instant, pause: Option<Duration>) -> Seen {
    let mut connection = Connection::open(address).unwrap();
    let mut seen = Seen::default();
    let mut due = begin;
    std::thread::sleep(begin.saturating_duration_since(Instant::now()));
    for request in requests.iter().cycle() {
        let mut start = Instant::now();
        if let Some(pause) = pause {
            // An answer that kept the next request waiting counts for both (no coordinated omission); a thread that woke
            // late counts for none.
            match due.checked_duration_since(start) {
                Some(early) => {
                    std::thread::sleep(early);
                    start = Instant::now();
                }
                None => start = due,
            }
            due += pause;
        }
        if start >= end {
            break;
        }
        match connection.ask(request) {
            Ok(answer) if answer.status < 400 => seen.took.push(start.elapsed()),
            Ok(_) => seen.failed += 1,
            Err(_) => {
                seen.failed += 1;
                connection = Connection::open(address).unwrap();
            }
        }
    }
    seen
}

fn renewing(address: &str, renew: &Value, number: usize, begin: Instant, end: Instant) -> Seen {
    let mut connection = Connection::open(address).unwrap();
    let mut seen = Seen::default();
    let mut token = renew["tokens"][number].as_str().unwrap().to_owned();
    std::thread::sleep(begin.saturating_duration_since(Instant::now()));
    while Instant::now() < end {
        let body = format!("grant_type=refresh_token&refresh_token={token}");
        let request = format!("{}content-length: {}\r\n\r\n{body}", renew["head"].as_str().unwrap(), body.len());
        let start = Instant::now();
        let answer = connection.ask(request.as_bytes()).unwrap();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let Some(next) = body["refresh_token"].as_str() else {
            seen.failed += 1;
            break;
        };
        seen.took.push(start.elapsed());
        next.clone_into(&mut token);
    }
    seen
}

fn told(seen: Vec<Seen>, over: Duration) -> Value {
    let failed: usize = seen.iter().map(|seen| seen.failed).sum();
    let mut took: Vec<Duration> = seen.into_iter().flat_map(|seen| seen.took).collect();
    took.sort_unstable();
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).or(took.last()).map(|took| took.as_secs_f64() * 1e6);
    json!({
        "answered": took.len(),
        "failed": failed,
        "rate": took.len() as f64 / over.as_secs_f64(),
        "p50": at(0.5),
        "p99": at(0.99),
        "max": at(1.0),
    })
}
