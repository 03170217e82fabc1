//! From the start to the first answer, and what is held in memory, at rest and after a million requests.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::load::{Ask, Crowd, Script, as_fast_as_it_goes};
use super::numbers::median;
use super::place::{Filled, Folder, Server};
use super::report::{Figure, Mark};
use super::service::Run;
use super::{questions, told};
use crate::Outcome;

/// Starts it again and again, then asks one for as much as is asked of it in a day.
pub(super) fn measure(folder: &Folder, filled: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    told("start and memory");
    let user_info = questions::user_info(filled);
    let first = user_info.first().ok_or("the database was filled without a token")?;
    let mut starts = Vec::new();
    for _ in 0..run.rounds {
        starts.push(start(filled, first)?.1);
    }
    let (service, _) = start(filled, first)?;
    // What the start needed and gave back is no part of rest.
    std::thread::sleep(Duration::from_secs(1));
    let idle = service.resident()?;
    let script = Script::new(folder.path(), "mixed", &mixed(filled, &user_info))?;
    let mut answered = 0.0;
    while answered < run.many_requests {
        let crowd = Crowd { connections: 64, seconds: 5.min(run.seconds) };
        #[expect(clippy::cast_precision_loss, reason = "a few seconds")]
        let seconds = crowd.seconds as f64;
        answered += as_fast_as_it_goes(&service, &script, crowd)? * seconds;
    }
    let after = service.resident()?;
    Ok(vec![
        Figure::new("start to first answer", median(&starts), "ms", Mark::AtMost(60.0), "user info, on an existing database"),
        Figure::new("memory at rest", idle, "MB", Mark::AtMost(30.0), "resident, after the first answer"),
        Figure::new(
            "memory after requests",
            after,
            "MB",
            Mark::AtMost(60.0),
            format!("resident, after {answered:.0} requests of 64 connections: user info, consent page, app, list of apps"),
        ),
    ])
}

/// Most ask who somebody is; some sign in, few administer.
fn mixed(filled: &Filled, user_info: &[Ask]) -> Vec<Ask> {
    let (page, app, apps) = (questions::consent_page(filled), questions::app(filled), questions::apps(filled));
    let mut all = Vec::new();
    for (number, ask) in user_info.iter().enumerate() {
        all.push(ask.clone());
        let rare = match number % 32 {
            7 | 23 => Some(&page),
            15 => Some(&app),
            31 => Some(&apps),
            _ => None,
        };
        all.extend(rare.and_then(|asks| asks.get(number % asks.len().max(1))).cloned());
    }
    all
}

/// Starts the service, and gives it with the milliseconds until its first answer.
fn start(filled: &Filled, first: &Ask) -> Outcome<(Server, f64)> {
    let service = Server::service(filled)?;
    let fail = |error: std::io::Error| format!("the service did not answer: {error}");
    let mut stream = TcpStream::connect(&service.address).map_err(fail)?;
    stream.write_all(first.raw().as_bytes()).map_err(fail)?;
    let mut answer = [0; 4096];
    let read = stream.read(&mut answer).map_err(fail)?;
    let took = service.age().as_secs_f64() * 1e3;
    if answer[..read].starts_with(b"HTTP/1.1 200") { Ok((service, took)) } else { Err("the first answer was a failure".to_owned()) }
}
