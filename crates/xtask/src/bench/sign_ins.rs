//! Sign-ins: as many as the processor hashes, and nobody else waits for them.

use std::process::Command;

use super::load::{Ask, Seen, at_a_rate};
use super::numbers::median;
use super::place::{Filled, Server, beside, program, sign_in_form};
use super::rates::ratio;
use super::report::{Figure, Mark, short};
use super::service::Run;
use super::{questions, told};
use crate::Outcome;

/// What others ask meanwhile, a second.
const OTHERS: f64 = 500.0;
/// Browsers that sign in at once.
const BROWSERS: usize = 8;

/// Sign-ins beside the raw rate of the workers, and user info meanwhile.
pub(super) fn measure(filled: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    told("sign-ins, beside the raw rate of hashing");
    let service = Server::service(filled)?;
    let form = [sign_in_form(&service, filled)?.ask(filled.text("email"), filled.text("password"))];
    let user_info = questions::user_info(filled);
    let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1));
    let [mut raw, mut rates, mut quiet, mut busy] = [const { Vec::new() }; 4];
    for _ in 0..run.rounds {
        raw.push(hashes(workers, run.seconds)?);
        quiet.push(others(&service, &user_info, run.seconds)?.p50);
        let (signed_in, meanwhile) = std::thread::scope(|scope| {
            let signing_in = scope.spawn(|| at_a_rate(&service, &form, BROWSERS, None, run.seconds));
            let meanwhile = others(&service, &user_info, run.seconds);
            (signing_in.join().unwrap_or_else(|_| Err("the load of sign-ins ended early".to_owned())), meanwhile)
        });
        let signed_in = signed_in?;
        if signed_in.failed > 0.0 {
            return Err(format!("{} sign-ins were refused", signed_in.failed));
        }
        rates.push(signed_in.rate);
        busy.push(meanwhile?.p50);
    }
    let of_raw = format!(
        "{}/s beside {}/s of {workers} worker(s) alone, {OTHERS}/s of others meanwhile",
        short(median(&rates)),
        short(median(&raw))
    );
    let of_others = format!("user info at {OTHERS}/s: p50 {} µs quiet, {} µs meanwhile", short(median(&quiet)), short(median(&busy)));
    Ok(vec![
        Figure::new("sign-ins", ratio(&rates, &raw), "of raw hashing", Mark::AtLeast(0.85), of_raw),
        Figure::new("others during sign-ins", ratio(&busy, &quiet), "of their median", Mark::AtMost(3.0), of_others),
    ])
}

fn others(service: &Server, asks: &[Ask], seconds: usize) -> Outcome<Seen> {
    at_a_rate(service, asks, 4, Some(OTHERS), seconds)
}

fn hashes(workers: usize, seconds: usize) -> Outcome<f64> {
    let numbers = [workers, seconds].map(|number| number.to_string());
    // At the priority of the service's own workers: on a machine that is shared, the common one would be another machine.
    let told = beside(Command::new("nice").args(["-n", "10"]).arg(program("bench")).arg("hashes").args(numbers), None)?;
    told["rate"].as_f64().ok_or_else(|| "hashes told no rate".to_owned())
}
