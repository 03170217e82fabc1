//! As much as there is: questions beside a bare answer, renewals beside the commits of the disk.

use std::process::Command;

use super::load::{Ask, Crowd, Script, Seen, as_fast_as_it_goes, at_a_rate, renewing};
use super::numbers::median;
use super::place::{Filled, Folder, Server, beside, program};
use super::report::{Figure, Mark, short};
use super::service::Run;
use super::{questions, told};
use crate::Outcome;

/// The rate at which p50 and p99 are looked at: well under what either side can do.
const CALM: f64 = 1000.0;
const CONNECTIONS: usize = 16;

/// User info, introspection and client credentials, each beside the bare answer of the same bytes.
pub(super) fn beside_bare(folder: &Folder, filled: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    let service = Server::service(filled)?;
    let questions = [
        ("user info", questions::user_info(filled), 0.28),
        ("introspection", questions::introspection(filled), 0.25),
        ("client credentials", questions::client_credentials(filled), 0.10),
    ];
    let firsts: Vec<&Ask> = questions.iter().filter_map(|(_, asks, _)| asks.first()).collect();
    let bare = Server::bare(&service, &firsts)?;
    let mut figures = Vec::new();
    for (name, asks, least) in &questions {
        let mark = Mark::AtLeast(*least);
        let Some(first) = asks.first() else {
            figures.push(Figure::absent(*name, mark, "the service knows no app of kind machine"));
            continue;
        };
        let status = bare.said["seen"][first.path()]["status"].as_u64().unwrap_or_default();
        if status != 200 {
            figures.push(Figure::absent(*name, mark, format!("{} answers {status}", first.path())));
            continue;
        }
        told(&format!("{name}, beside a bare answer"));
        figures.push(throughput(folder, &service, &bare, name, asks, mark, run)?);
        figures.extend(latency(&service, &bare, name, asks, run)?);
    }
    Ok(figures)
}

fn throughput(folder: &Folder, service: &Server, bare: &Server, name: &str, asks: &[Ask], mark: Mark, run: Run) -> Outcome<Figure> {
    let script = Script::new(folder.path(), &name.replace(' ', "-"), asks)?;
    let crowd = |seconds| Crowd { connections: CONNECTIONS, seconds };
    for server in [service, bare] {
        as_fast_as_it_goes(server, &script, crowd(1))?;
    }
    let measure = |server| as_fast_as_it_goes(server, &script, crowd(run.seconds));
    let (ours, theirs) = in_turn(run.rounds, || measure(service), || measure(bare))?;
    let from = format!("{}/s beside {}/s of the bare answer; {CONNECTIONS} connections", short(median(&ours)), short(median(&theirs)));
    Ok(Figure::new(name, ratio(&ours, &theirs), "of bare", mark, from))
}

fn latency(service: &Server, bare: &Server, name: &str, asks: &[Ask], run: Run) -> Outcome<[Figure; 2]> {
    let measure = |server| at_a_rate(server, asks, CONNECTIONS, Some(CALM), run.seconds);
    let (ours, theirs) = in_turn(run.rounds, || measure(service), || measure(bare))?;
    let figure = |word: &str, of: fn(&Seen) -> f64| {
        let middle = |seen: &[Seen]| median(&seen.iter().map(of).collect::<Vec<_>>());
        let from = format!("at {CALM}/s; the bare answer {} µs", short(middle(&theirs)));
        Figure::new(format!("{name}, {word}"), middle(&ours), "µs", Mark::None, from)
    };
    Ok([figure("p50", |seen| seen.p50), figure("p99", |seen| seen.p99)])
}

/// Renewals with rotation, beside what the same file takes of durable commits of one row.
pub(super) fn renewals(filled: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    told("renewals, beside durable commits of one row");
    let service = Server::service(filled)?;
    let head = questions::renewal_head(filled);
    let all = filled.list("refresh");
    // A token that was renewed is used up: each round has its own.
    let mut rounds = all.chunks_exact(CONNECTIONS);
    let mut renewed = || {
        let tokens = rounds.next().ok_or("the database was filled with too few refresh tokens")?;
        let seen = renewing(&service, &head, tokens, run.seconds)?;
        if seen.failed > 0.0 { Err(format!("{} renewals were refused", seen.failed)) } else { Ok(seen) }
    };
    let seconds = run.seconds.to_string();
    let commits = || {
        let told = beside(Command::new(program("bench")).arg("commits").arg(&filled.file).arg(&seconds), None)?;
        told["rate"].as_f64().ok_or_else(|| "commits told no rate".to_owned())
    };
    let (ours, theirs) = in_turn(run.rounds, &mut renewed, commits)?;
    let rates: Vec<f64> = ours.iter().map(|seen| seen.rate).collect();
    let p50 = median(&ours.iter().map(|seen| seen.p50).collect::<Vec<_>>());
    let from = format!(
        "{}/s at {CONNECTIONS} connections, half of them within {} µs, beside {} commits/s",
        short(median(&rates)),
        short(p50),
        short(median(&theirs))
    );
    Ok(vec![Figure::new("refresh grants", ratio(&rates, &theirs), "of commits", Mark::AtLeast(1.0), from)])
}

/// Two measures in turn, each first as often as second.
pub(super) fn in_turn<A, B>(
    rounds: usize,
    mut one: impl FnMut() -> Outcome<A>,
    mut other: impl FnMut() -> Outcome<B>,
) -> Outcome<(Vec<A>, Vec<B>)> {
    let (mut of_one, mut of_other) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            of_one.push(one()?);
            of_other.push(other()?);
        } else {
            of_other.push(other()?);
            of_one.push(one()?);
        }
    }
    Ok((of_one, of_other))
}

/// The middle one of the ratios of each round: both of a round met the same moment of the machine.
pub(super) fn ratio(of: &[f64], to: &[f64]) -> f64 {
    median(&of.iter().zip(to).map(|(of, to)| of / to).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_first_in_turn() {
        let order = std::cell::RefCell::new(String::new());
        let note = |side: char| {
            order.borrow_mut().push(side);
            Ok(1.0)
        };
        in_turn(4, || note('a'), || note('b')).unwrap();
        assert_eq!(order.into_inner(), "abbaabba");
    }

    #[test]
    fn a_ratio_is_that_of_a_round() {
        // The machine was half as fast in the second round, for both.
        assert!((ratio(&[3.0, 1.5, 3.0], &[10.0, 5.0, 10.0]) - 0.3).abs() < 1e-9);
    }
}
