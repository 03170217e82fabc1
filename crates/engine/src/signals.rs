//! Which signals do nothing to this process: `nohup`, and a shell that starts something in the background, have them ignored.
//!
//! To hear a signal is to undo that. So whoever wants to hear one asks here first; without `unsafe`, which the project forbids,
//! only the system's own account of the process tells (proc_pid_status(5)). Where there is none, no signal is taken for ignored.

use std::sync::OnceLock;

/// Whether a signal of this number was ignored when this was first asked.
#[must_use]
pub fn is_ignored(number: i32) -> bool {
    static IGNORED: OnceLock<u64> = OnceLock::new();
    let ignored = *IGNORED.get_or_init(|| std::fs::read_to_string("/proc/self/status").map_or(0, |status| ignored(&status)));
    holds(ignored, number)
}

/// The mask of what is ignored: a bit for each signal, the lowest for the first one.
fn ignored(status: &str) -> u64 {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

fn holds(mask: u64, number: i32) -> bool {
    u32::try_from(number.saturating_sub(1)).ok().and_then(|bit| mask.checked_shr(bit)).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_nohup_started_ignores_its_first_signal() {
        let status = "Name:\tcountersign\nSigBlk:\t0000000000000002\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000004000\n";
        let mask = ignored(status);
        assert_eq!((1..=64).filter(|number| holds(mask, *number)).collect::<Vec<_>>(), [1, 13]);
    }

    #[test]
    fn where_nothing_is_said_nothing_is_ignored() {
        for status in ["", "SigIgn:", "SigIgn:\tx", "SigCgt:\t0000000000000001"] {
            assert_eq!(ignored(status), 0, "{status:?}");
        }
        assert!([0, -1, i32::MIN, 65, i32::MAX].into_iter().all(|number| !holds(u64::MAX, number)));
    }
}
