//! Two questions in a random order, each with the time of its answer: two samples of one moment.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use countersign_accounts::entropy::{Entropy as _, SystemEntropy};
use serde_json::{Value, json};

use crate::http1::Connection;

/// Runs `{"address", "samples", "a": […], "b": […], "fresh_address"}`; gives nanoseconds for each. The requests of a list
/// are sent in turn. With a fresh address every request comes from another one of 127.0.0.0/8: who fails too often from
/// one is not answered any more.
pub(crate) fn run(order: &Value) -> Value {
    let address = order["address"].as_str().unwrap();
    let samples = usize::try_from(order["samples"].as_u64().unwrap()).unwrap();
    let fresh = order["fresh_address"].as_bool().unwrap_or(false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let elsewhere = |number: usize| {
        let [.., a, b, c] = u32::try_from(number + 256).unwrap().to_be_bytes();
        let to: SocketAddr = address.parse().unwrap();
        runtime.block_on(Connection::open_from(IpAddr::from([127, a + 1, b, c]), to)).unwrap()
    };
    let mut kept = Connection::open(address).unwrap();
    let mut took = [Vec::with_capacity(samples), Vec::with_capacity(samples)];
    let mut statuses = [Value::Null, Value::Null];
    let lists = [order["a"].as_array().unwrap(), order["b"].as_array().unwrap()];
    let mut number = 0;
    while took.iter().any(|took| took.len() < samples) {
        let mut coin = [0];
        SystemEntropy.fill(&mut coin);
        let side = usize::from(coin[0] & 1);
        if took[side].len() == samples {
            continue;
        }
        if fresh {
            kept = elsewhere(number);
        }
        let request = lists[side][took[side].len() % lists[side].len()].as_str().unwrap().as_bytes();
        let start = Instant::now();
        let answer = kept.ask(request).unwrap();
        took[side].push(u64::try_from(start.elapsed().as_nanos()).unwrap());
        statuses[side] = answer.status.into();
        number += 1;
    }
    let [a, b] = took;
    json!({ "a": a, "b": b, "statuses": statuses })
}
