//! How many programs are connected. Where room is needed, the one that has been silent longest goes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

use crate::core::locked;

/// How many may be connected.
const ALL: usize = 256;
/// How many of them may be of one process.
const OF_A_PROCESS: usize = 64;

/// The seats. Cheap to clone; all clones are one room.
#[derive(Clone, Default)]
pub(super) struct Seats {
    taken: Arc<Mutex<Taken>>,
    closing: CancellationToken,
}

#[derive(Default)]
struct Taken {
    next: u64,
    /// In the order in which they came.
    visitors: BTreeMap<u64, Visitor>,
}

struct Visitor {
    process: i32,
    /// Whether it is waited for, not for the agent.
    silent: bool,
    leave: CancellationToken,
}

impl Seats {
    /// A seat for a process; `None` where all are taken by programs that wait for their answers.
    pub(super) fn take(&self, process: i32) -> Option<Seat> {
        let mut taken = locked(&self.taken);
        let own = taken.visitors.values().filter(|visitor| visitor.process == process).count();
        if own >= OF_A_PROCESS {
            taken.free(|visitor| visitor.process == process)?;
        } else if taken.visitors.len() >= ALL {
            taken.free(|_| true)?;
        }
        let (number, leave) = (taken.next, self.closing.child_token());
        taken.next += 1;
        taken.visitors.insert(number, Visitor { process, silent: true, leave: leave.clone() });
        Some(Seat { number, leave, taken: Arc::clone(&self.taken) })
    }

    /// Asks all to leave who say nothing, and those who speak once they have their answer.
    pub(super) fn close(&self) {
        self.closing.cancel();
    }
}

impl Taken {
    fn free(&mut self, may: impl Fn(&Visitor) -> bool) -> Option<()> {
        let number = *self.visitors.iter().find(|(_, visitor)| visitor.silent && may(visitor))?.0;
        self.visitors.remove(&number)?.leave.cancel();
        Some(())
    }
}

/// A seat; free again when this is dropped.
pub(super) struct Seat {
    number: u64,
    leave: CancellationToken,
    taken: Arc<Mutex<Taken>>,
}

impl Seat {
    /// Waits for the visitor's next word; `None` where somebody else needs the seat.
    pub(super) async fn unless_it_is_needed<T>(&self, word: impl Future<Output = T>) -> Option<T> {
        self.set_silent(true);
        let said = self.leave.run_until_cancelled(word).await;
        self.set_silent(false);
        said
    }

    fn set_silent(&self, silent: bool) {
        if let Some(visitor) = locked(&self.taken).visitors.get_mut(&self.number) {
            visitor.silent = silent;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        locked(&self.taken).visitors.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn l1_the_longest_silent_makes_room_and_whoever_waits_for_an_answer_stays() {
        let seats = Seats::default();
        let mut all: Vec<Seat> = (0..ALL).map(|number| seats.take(i32::try_from(number / 8).unwrap()).unwrap()).collect();
        all[0].set_silent(false);
        let another = seats.take(1000).unwrap();
        assert!(!all[0].leave.is_cancelled() && all[1].leave.is_cancelled() && !all[2].leave.is_cancelled());
        assert_eq!(all[1].unless_it_is_needed(std::future::pending::<()>()).await, None);
        assert_eq!(another.unless_it_is_needed(async { 7 }).await, Some(7));
        all.push(another);
        for seat in &all {
            seat.set_silent(false);
        }
        assert!(seats.take(1001).is_none());
        all.clear();
        assert!(seats.take(1001).is_some());
    }

    #[test]
    fn l1_one_process_does_not_take_all_seats() {
        let seats = Seats::default();
        let many: Vec<Seat> = (0..OF_A_PROCESS).map(|_| seats.take(7).unwrap()).collect();
        let other = seats.take(8).unwrap();
        let _more = seats.take(7).unwrap();
        assert!(many[0].leave.is_cancelled() && !other.leave.is_cancelled());
        many.iter().for_each(|seat| seat.set_silent(false));
        assert!(seats.take(9).is_some());
    }

    #[test]
    fn who_comes_to_a_closed_room_leaves_at_once() {
        let seats = Seats::default();
        seats.close();
        assert!(seats.take(1).unwrap().leave.is_cancelled());
    }
}
