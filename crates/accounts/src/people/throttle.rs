//! Guessing is slowed, by account name and by address, and nobody is locked out (A14).
//!
//! Ten failures within fifteen minutes are answered; from the eleventh on the answer is *try again later*, until the
//! oldest of them is fifteen minutes old. A refused try is not counted, so that keeping on does not prolong it. A name
//! that nobody has counts like any other.
//!
//! A try is judged twice: [`Throttle::check`] before the password is hashed, and [`Throttle::settle`] with the
//! outcome. Without the second, a thousand tries sent at once would all pass the first before any of them failed.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::net::IpAddr;
use std::net::Ipv6Addr;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use sha2::{Digest, Sha256};

const FAILURES: usize = 10;
const WINDOW: UnixSeconds = 15 * 60;

/// Names and addresses remembered at most, each; one takes some 150 bytes.
const REMEMBERED: usize = 50_000;

/// Too many failures: when the next try is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many tries. Try again in {} seconds.", .0.as_secs())]
pub struct RetryAfter(pub Duration);

/// What the password turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Right.
    Right,
    /// Wrong, or nobody has that name.
    Wrong,
}

/// The failures of the last fifteen minutes.
#[derive(Debug)]
pub struct Throttle {
    failures: Mutex<Failures>,
}

#[derive(Debug)]
struct Failures {
    by_name: Counts<[u8; 16]>,
    by_address: Counts<IpAddr>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::remembering(REMEMBERED)
    }
}

impl Throttle {
    fn remembering(most: usize) -> Self {
        Self { failures: Mutex::new(Failures { by_name: Counts::new(most), by_address: Counts::new(most) }) }
    }

    /// Whether a try is answered at all.
    ///
    /// # Errors
    /// [`RetryAfter`] where the name or the address has failed too often.
    pub fn check(&self, name: &str, address: IpAddr, now: UnixSeconds) -> Result<(), RetryAfter> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.refusal(&name_key(name), &network(address), now)
    }

    /// Records what came of a try. Right or wrong, it is refused where others that ran beside it used up what was left:
    /// a guess that hits by being one of a thousand at once is worth nothing.
    ///
    /// # Errors
    /// [`RetryAfter`] where the name or the address has failed too often in the meantime.
    pub fn settle(&self, name: &str, address: IpAddr, outcome: Outcome, now: UnixSeconds) -> Result<(), RetryAfter> {
        let (name, address) = (name_key(name), network(address));
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.refusal(&name, &address, now)?;
        if outcome == Outcome::Wrong {
            failures.by_name.add(name, now);
            failures.by_address.add(address, now);
        }
        Ok(())
    }
}

impl Failures {
    fn refusal(&self, name: &[u8; 16], address: &IpAddr, now: UnixSeconds) -> Result<(), RetryAfter> {
        match self.by_name.wait(name, now).max(self.by_address.wait(address, now)) {
            0 => Ok(()),
            seconds => Err(RetryAfter(Duration::from_secs(seconds))),
        }
    }
}

/// A name as accounts are looked up, in the same few bytes however long it is.
fn name_key(name: &str) -> [u8; 16] {
    let digest = Sha256::digest(name.trim().to_lowercase().as_bytes());
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    key
}

/// An address as one person has it: of IPv6 the network, as a household has 2^64 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

/// Times of failures by key, oldest first.
#[derive(Debug)]
struct Counts<K> {
    most: usize,
    times: HashMap<K, VecDeque<UnixSeconds>>,
}

impl<K: Hash + Eq + Copy> Counts<K> {
    fn new(most: usize) -> Self {
        Self { most, times: HashMap::new() }
    }

    /// Seconds until the next try; 0 where it may come now.
    fn wait(&self, key: &K, now: UnixSeconds) -> u64 {
        let Some(times) = self.times.get(key) else { return 0 };
        let Some(tenth_last) = times.len().checked_sub(FAILURES).and_then(|index| times.get(index)) else { return 0 };
        // A clock that was set back must not make anybody wait for longer than the window.
        let left = tenth_last.saturating_add(WINDOW).saturating_sub(now).min(WINDOW);
        u64::try_from(left).unwrap_or(0)
    }

    fn add(&mut self, key: K, now: UnixSeconds) {
        if self.times.len() >= self.most && !self.times.contains_key(&key) {
            self.forget_some(now);
        }
        let times = self.times.entry(key).or_default();
        if times.len() == FAILURES {
            times.pop_front();
        }
        times.push_back(now);
    }

    /// Forgets what has lapsed; where that is little, also the tenth that failed longest ago.
    fn forget_some(&mut self, now: UnixSeconds) {
        let last = |times: &VecDeque<UnixSeconds>| times.back().copied().unwrap_or(UnixSeconds::MIN);
        self.times.retain(|_, times| last(times).saturating_add(WINDOW) > now);
        let surplus = (self.times.len() + self.most / 10).saturating_sub(self.most).max(usize::from(self.times.len() >= self.most));
        if surplus == 0 {
            return;
        }
        let mut by_age: Vec<(UnixSeconds, K)> = self.times.iter().map(|(key, times)| (last(times), *key)).collect();
        by_age.sort_unstable_by_key(|(last, _)| *last);
        for (_, key) in by_age.into_iter().take(surplus) {
            self.times.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: UnixSeconds = 1_800_000_000;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    /// Fails `times` tries, one a second.
    fn fail(throttle: &Throttle, name: &str, address: IpAddr, times: UnixSeconds) {
        for second in 0..times {
            throttle.settle(name, address, Outcome::Wrong, START + second).unwrap();
        }
    }

    #[test]
    fn a14_ten_failures_are_answered_and_the_eleventh_try_waits_for_the_first_to_lapse() {
        for (failures, at, wait) in [(9, 10, None), (10, 10, Some(890)), (10, 899, Some(1)), (10, 900, None), (10, -3600, Some(900))] {
            let throttle = Throttle::default();
            fail(&throttle, "ada@example.com", address(1), failures);
            let expected = wait.map_or(Ok(()), |seconds| Err(RetryAfter(Duration::from_secs(seconds))));
            assert_eq!(throttle.check("ada@example.com", address(2), START + at), expected, "{failures} failures, then at {at}");
        }
    }

    #[test]
    fn a14_name_and_address_count_each_for_itself() {
        let throttle = Throttle::default();
        fail(&throttle, "ada@example.com", address(1), 10);
        assert!(throttle.check("ada@example.com", address(2), START + 20).is_err(), "the name from elsewhere");
        assert!(throttle.check("bo@example.com", address(1), START + 20).is_err(), "another name from there");
        assert!(throttle.check("bo@example.com", address(2), START + 20).is_ok(), "neither");
    }

    #[test]
    fn a14_a_right_password_counts_nothing() {
        let throttle = Throttle::default();
        for second in 0..100 {
            throttle.settle("ada@example.com", address(1), Outcome::Right, START + second).unwrap();
        }
        assert!(throttle.check("ada@example.com", address(1), START + 100).is_ok());
    }

    #[test]
    fn a14_a_refused_try_prolongs_nothing() {
        let throttle = Throttle::default();
        fail(&throttle, "ada@example.com", address(1), 10);
        for second in 10..900 {
            throttle.settle("ada@example.com", address(1), Outcome::Wrong, START + second).unwrap_err();
        }
        assert!(throttle.check("ada@example.com", address(1), START + 900).is_ok());
    }

    #[test]
    fn a14_of_a_thousand_tries_at_once_ten_are_answered_and_a_hit_among_the_rest_is_none() {
        let throttle = Throttle::default();
        for _ in 0..1000 {
            throttle.check("ada@example.com", address(1), START).unwrap();
        }
        let answered = (0..999).filter(|_| throttle.settle("ada@example.com", address(1), Outcome::Wrong, START).is_ok()).count();
        assert_eq!(answered, 10);
        assert!(throttle.settle("ada@example.com", address(1), Outcome::Right, START).is_err());
    }

    #[test]
    fn a14_case_and_space_around_make_no_other_name() {
        let throttle = Throttle::default();
        fail(&throttle, "ada@example.com", address(1), 10);
        assert!(throttle.check(" ADA@Example.com ", address(2), START + 20).is_err());
    }

    #[test]
    fn a14_one_ipv6_network_is_one_address() {
        let throttle = Throttle::default();
        fail(&throttle, "ada@example.com", "2001:db8:1:2::1".parse().unwrap(), 10);
        assert!(throttle.check("bo@example.com", "2001:db8:1:2:ffff::9".parse().unwrap(), START + 20).is_err());
        assert!(throttle.check("bo@example.com", "2001:db8:1:3::1".parse().unwrap(), START + 20).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_the_freshest_failures_stay() {
        let throttle = Throttle::remembering(100);
        for number in 0..10_000_u32 {
            let elsewhere = IpAddr::from(number.to_be_bytes());
            throttle.settle(&format!("{number}@example.com"), elsewhere, Outcome::Wrong, START + i64::from(number) / 100).unwrap();
        }
        fail(&throttle, "ada@example.com", address(1), 10);
        let failures = throttle.failures.lock().unwrap();
        assert!(failures.by_name.times.len() <= 100 && failures.by_address.times.len() <= 100);
        drop(failures);
        assert!(throttle.check("ada@example.com", address(1), START + 100).is_err());
    }
}
