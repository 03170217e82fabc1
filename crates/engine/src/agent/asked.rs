//! What the person was asked lately: what they refused is not asked again for a while, and nobody makes them say no all day.

use std::collections::{BTreeMap, VecDeque};

use super::program::Program;

/// How long the person is not asked again about what they refused or did not answer, in seconds.
const REFUSAL_LASTS: i64 = 300;
/// How many refusals are remembered; past them the oldest is let go.
const MOST_REFUSALS: usize = 256;
/// How many questions the person does not answer with yes within [`A_WHILE`]. A program that copies itself is another program
/// each time, so that what is remembered of one says nothing of the next.
pub(super) const MOST_QUESTIONS: usize = 10;
/// In seconds.
const A_WHILE: i64 = 60;

/// All times are in seconds since the computer was started.
#[derive(Default)]
pub(super) struct Asked {
    /// One program and one account, and until when not to ask again.
    refused: BTreeMap<(Program, String), i64>,
    /// When questions came that were not answered with yes.
    lately: VecDeque<i64>,
}

impl Asked {
    /// Notes a question; false where there were too many of them.
    pub(super) fn may_ask(&mut self, now: i64) -> bool {
        self.lately.retain(|at| now.saturating_sub(*at) < A_WHILE);
        let may = self.lately.len() < MOST_QUESTIONS;
        if may {
            self.lately.push_back(now);
        }
        may
    }

    /// A question of that time was answered with yes: it was no nuisance.
    pub(super) fn was_welcome(&mut self, asked_at: i64) {
        if let Some(place) = self.lately.iter().position(|at| *at == asked_at) {
            self.lately.remove(place);
        }
    }

    /// Remembers a refusal.
    pub(super) fn refuse(&mut self, program: Program, account: String, now: i64) {
        self.refused.retain(|_, until| *until > now);
        if self.refused.len() >= MOST_REFUSALS {
            let oldest = self.refused.iter().min_by_key(|(_, until)| **until).map(|(pair, _)| pair.clone());
            oldest.and_then(|pair| self.refused.remove(&pair));
        }
        self.refused.insert((program, account), now.saturating_add(REFUSAL_LASTS));
    }

    /// Whether the person refused it a while ago.
    pub(super) fn has_refused(&self, program: &Program, account: &str, now: i64) -> bool {
        self.refused.get(&(program.clone(), account.to_owned())).is_some_and(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(number: usize) -> Program {
        Program { path: format!("/tmp/p{number}"), digest: String::new() }
    }

    #[test]
    fn l1_past_those_that_are_remembered_the_oldest_refusal_is_let_go() {
        let mut asked = Asked::default();
        for number in 0..=MOST_REFUSALS {
            asked.refuse(program(number), "a".into(), i64::try_from(number / 100).unwrap());
        }
        let refused = |number| asked.has_refused(&program(number), "a", 3);
        assert!(!(refused(0)) && refused(1) && refused(MOST_REFUSALS));
        assert!(!asked.has_refused(&program(MOST_REFUSALS), "b", 3) && !asked.has_refused(&program(MOST_REFUSALS), "a", 302));
    }

    #[test]
    fn l1_questions_that_are_welcome_do_not_count() {
        let mut asked = Asked::default();
        for _ in 0..100 {
            assert!(asked.may_ask(7));
            asked.was_welcome(7);
        }
        let may = (0..20).filter(|_| asked.may_ask(7)).count();
        assert_eq!((may, asked.may_ask(66), asked.may_ask(67)), (MOST_QUESTIONS, false, true));
    }
}
