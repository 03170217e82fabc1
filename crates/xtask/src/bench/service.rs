//! How fast the service is and how large, beside what the same machine does without it.

use super::place::{Filled, Folder};
use super::report::Figure;
use super::{Asked, memory, rates, scale, sign_ins};
use crate::Outcome;

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// How often each side is measured; the middle one counts.
    pub(super) rounds: usize,
    /// How long one measure lasts.
    pub(super) seconds: usize,
    /// The requests before memory is looked at again.
    pub(super) many_requests: f64,
    /// People, apps and tokens of the large database.
    pub(super) large: [usize; 3],
}

impl Run {
    pub(super) fn of(asked: Asked) -> Self {
        if asked.quick {
            Self { rounds: 1, seconds: 1, many_requests: 20_000.0, large: [20_000, 2_000, 20_000] }
        } else {
            Self { rounds: 5, seconds: 4, many_requests: 1e6, large: [1_000_000, 100_000, 1_000_000] }
        }
    }
}

/// Measures all of it.
///
/// # Errors
/// What could not be measured.
pub(super) fn measure(asked: Asked) -> Outcome<Vec<Figure>> {
    let run = Run::of(asked);
    let folder = Folder::new()?;
    let small = Filled::new(&folder, "small", 1_000, 100, 2_000)?;
    let mut figures = rates::beside_bare(&folder, &small, run)?;
    figures.extend(rates::renewals(&small, run)?);
    figures.extend(sign_ins::measure(&small, run)?);
    figures.extend(memory::measure(&folder, &small, run)?);
    let [people, apps, tokens] = run.large;
    let large = Filled::new(&folder, "large", people, apps, tokens)?;
    figures.extend(scale::measure(&small, &large, run)?);
    Ok(figures)
}
