//! The same questions at a thousand people and at a million.

use super::load::{Ask, at_a_rate, renewing};
use super::numbers::median;
use super::place::{Filled, Server};
use super::rates::{in_turn, ratio};
use super::report::{Figure, Mark, short};
use super::service::Run;
use super::{questions, told};
use crate::Outcome;

/// Asked by so many at once: few, so that an answer waits for its work and for nobody else's.
const CONNECTIONS: usize = 2;
/// Medians at most this much apart.
const MARK: Mark = Mark::AtMost(1.5);

type Asks = fn(&Filled) -> Vec<Ask>;

/// Medians over a large database, beside those over a small one.
pub(super) fn measure(small: &Filled, large: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    let [over_small, over_large] = [Server::service(small)?, Server::service(large)?];
    let all: [(&str, Asks); 5] = [
        ("user info", questions::user_info),
        ("introspection", questions::introspection),
        ("consent page", questions::consent_page),
        ("list of apps", questions::apps),
        ("app by id", questions::app),
    ];
    let mut figures = Vec::new();
    for (name, asks) in all {
        told(&format!("{name}, at both sizes"));
        let (few, many) = (asks(small), asks(large));
        let half = |server, asks: &[Ask]| at_a_rate(server, asks, CONNECTIONS, None, run.seconds.div_ceil(2));
        if half(&over_large, &many)?.answered == 0.0 {
            figures.push(Figure::absent(at_scale(name), MARK, "it was refused"));
            continue;
        }
        let (ours, theirs) = in_turn(run.rounds, || Ok(half(&over_large, &many)?.p50), || Ok(half(&over_small, &few)?.p50))?;
        figures.push(figure(name, &ours, &theirs));
    }
    told("renewals, at both sizes");
    // From the end: those at the beginning were used by other measures.
    let [of_small, of_large] = [small, large].map(|filled| filled.list("refresh"));
    let (mut small_tokens, mut large_tokens) = (of_small.rchunks_exact(CONNECTIONS), of_large.rchunks_exact(CONNECTIONS));
    let renewed = |server: &Server, filled: &Filled, tokens: Option<&[&str]>| {
        let tokens = tokens.ok_or("the database was filled with too few refresh tokens")?;
        Ok(renewing(server, &questions::renewal_head(filled), tokens, run.seconds.div_ceil(2))?.p50)
    };
    let (ours, theirs) =
        in_turn(run.rounds, || renewed(&over_large, large, large_tokens.next()), || renewed(&over_small, small, small_tokens.next()))?;
    figures.push(figure("refresh grants", &ours, &theirs));
    Ok(figures)
}

fn at_scale(name: &str) -> String {
    format!("{name}, a million to a thousand")
}

fn figure(name: &str, large: &[f64], small: &[f64]) -> Figure {
    let from = format!("p50 {} µs beside {} µs", short(median(large)), short(median(small)));
    Figure::new(at_scale(name), ratio(large, small), "of the small one's", MARK, from)
}
