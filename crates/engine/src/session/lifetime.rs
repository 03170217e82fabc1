//! How long a token is good, by which clock, and when its session is renewed (N3).

use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::account::SessionStatus;
use sha2::{Digest as _, Sha256};

use super::{Account, Standing};
use crate::clock::Moment;

/// Up to so many seconds apart, both clocks say the same: each is read in whole seconds, and the wall clock is adjusted a
/// little now and then.
const SAME: i64 = 5;
/// Shortest life that is renewed before its end. What lives shorter is renewed when somebody wants it.
const SHORTEST_KEPT: i64 = 5;
/// Longest time before its end at which a session is renewed while nobody asks, jitter apart.
const EARLIEST: i64 = 3600;
/// A service that asks for a longer wait is asked again after this.
const LONGEST_REST: i64 = 3600;

impl Account {
    /// When the access token ends, in terms of the wall clock as it stands now.
    ///
    /// Kept is the wall time of arrival and of the end. Within one run of the computer the time since its start tells how old
    /// the token really is, and that decides where somebody has set the wall clock meanwhile.
    pub(crate) fn ends_at(&self, at: &Moment) -> Option<UnixSeconds> {
        let told = self.expires_at?;
        let age = self.issued_since_boot.as_ref().and_then(|issued| at.since_boot.since(issued));
        let Some(age) = age else { return Some(told) };
        let counted = at.now.saturating_add(told.saturating_sub(self.issued_at)).saturating_sub(age);
        Some(if counted.saturating_sub(told).saturating_abs() <= SAME { told } else { counted })
    }

    /// Seconds until the end; absent where there is none.
    fn left(&self, at: &Moment) -> Option<i64> {
        self.ends_at(at).map(|end| end.saturating_sub(at.now))
    }

    /// Whether the access token is good for `wanted` seconds more. Of a token that never lives that long only a fresh
    /// one will do; what the engine wants for itself is a small part of the lifetime ([`Account::margin`]).
    pub(super) fn is_good_for(&self, wanted: i64, at: &Moment) -> bool {
        self.left(at).is_none_or(|left| left > wanted)
    }

    fn lifetime(&self) -> Option<i64> {
        self.expires_at.map(|end| end.saturating_sub(self.issued_at))
    }

    /// How long before its end the engine itself wants another token, and the person is asked to sign in again where there
    /// will be none: a minute, or a tenth of a short life (lifetimes run from ten seconds to twenty years).
    pub(crate) fn margin(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.lifetime().unwrap_or(600) / 10).unwrap_or(0).min(60))
    }

    /// How the session stands.
    pub(super) fn status(&self, at: &Moment) -> SessionStatus {
        let soon = i64::try_from(self.margin().as_secs()).unwrap_or(0);
        match &self.standing {
            Standing::SignedIn(tokens) if tokens.refresh.is_some() => SessionStatus::Active,
            Standing::SignedIn(_) => match self.left(at) {
                Some(..=0) => SessionStatus::Expired,
                Some(left) if left <= soon => SessionStatus::ExpiresSoon,
                _ => SessionStatus::Active,
            },
            Standing::Ended => SessionStatus::Expired,
            Standing::SignedOut { .. } => SessionStatus::SignedOut,
        }
    }

    /// Seconds until it is time to renew while nobody asks, none of them left where it is; absent where it is not renewed.
    ///
    /// A tenth of the life before its end, and up to a twentieth more that differs from token to token: what was issued in
    /// the same second is not renewed in the same second.
    pub(super) fn until_renewal(&self, at: &Moment) -> Option<i64> {
        self.tokens()?.refresh.as_ref()?;
        let (lifetime, left) = (self.lifetime().filter(|lifetime| *lifetime >= SHORTEST_KEPT)?, self.left(at)?);
        let early = (lifetime / 10).clamp(1, EARLIEST);
        let spread = (lifetime / 20).min(EARLIEST);
        Some(left.saturating_sub(early).saturating_sub(spread.saturating_mul(self.share()) / 256).max(0))
    }

    /// Seconds until the view of a session that cannot be renewed is another one.
    pub(super) fn until_it_shows(&self, at: &Moment) -> Option<i64> {
        let tokens = self.tokens()?;
        let (left, margin) = (self.left(at)?, i64::try_from(self.margin().as_secs()).unwrap_or(0));
        match (&tokens.refresh, left) {
            (Some(_), _) | (None, ..=0) => None,
            (None, left) if left > margin => Some(left - margin),
            (None, left) => Some(left),
        }
    }

    /// A number below 256 that is this token's own, the same for every process that asks.
    fn share(&self) -> i64 {
        let digest = Sha256::new().chain_update(&self.id).chain_update(self.issued_at.to_le_bytes()).finalize();
        i64::from(digest.first().copied().unwrap_or(0))
    }

    /// The service asked to be left alone for so many seconds.
    pub(super) fn rest(&mut self, seconds: u32, now: UnixSeconds) {
        self.rests_until = Some(now.saturating_add(i64::from(seconds).min(LONGEST_REST)));
    }

    /// Until when the service of this session asked to be left alone. What a wall clock that was set back makes too long is
    /// not believed.
    pub(super) fn resting(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        self.rests_until.filter(|until| (1..=LONGEST_REST).contains(&until.saturating_sub(now)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::SinceBoot;
    use crate::secret::Secret;
    use crate::session::Tokens;

    const ISSUED: i64 = 1_000_000;

    fn account(lifetime: Option<i64>, refresh: bool) -> Account {
        let json = serde_json::json!({
            "id": "a", "provider": "p", "token_endpoint": "t", "signed_in_at": ISSUED, "issued_at": ISSUED,
            "expires_at": lifetime.map(|lifetime| ISSUED + lifetime), "renewed_at": [], "requested": [], "granted": [],
            "administers": false, "deviations": [], "standing": "ended", "receipts": [],
        });
        let mut account: Account = serde_json::from_value(json).unwrap();
        let refresh = refresh.then(|| Secret::new("r".to_owned()));
        let tokens = serde_json::json!({ "access": "a", "token_type": "Bearer" });
        account.standing = Standing::SignedIn(Tokens { refresh, ..serde_json::from_value(tokens).unwrap() });
        account.issued_since_boot = Some(SinceBoot { boot: "b".into(), seconds: 500 });
        account
    }

    /// So long after the token was issued, with a wall clock that was set by `wrong` meanwhile.
    fn after(seconds: i64, wrong: i64) -> Moment {
        Moment { now: ISSUED + seconds + wrong, since_boot: SinceBoot { boot: "b".into(), seconds: 500 + seconds } }
    }

    #[test]
    fn n3_a_wall_clock_that_was_set_changes_no_age() {
        let account = account(Some(3600), true);
        for wrong in [0, 3, -3, 50, -50, 86_400, -86_400] {
            assert!(account.is_good_for(1000, &after(2000, wrong)), "{wrong}");
            assert!(!account.is_good_for(5, &after(3600, wrong)), "{wrong}");
        }
        // As it is shown, the end moves with the clock that it is read on.
        assert_eq!(account.ends_at(&after(600, 86_400)), Some(ISSUED + 3600 + 86_400));
        // After another start only the wall clock is left.
        let mut moment = after(600, 86_400);
        moment.since_boot.boot = "c".into();
        assert!(!account.is_good_for(0, &moment));
    }

    #[test]
    fn the_margin_scales_with_the_life_of_the_token() {
        let until = |lifetime| account(Some(lifetime), true).until_renewal(&after(0, 0));
        for lifetime in [10, 60, 3600, 86_400, 631_152_000] {
            let wait = until(lifetime).unwrap();
            assert!(wait >= lifetime * 84 / 100 && wait < lifetime, "{lifetime}: {wait}");
            assert!(lifetime - wait <= 2 * EARLIEST, "{lifetime}: {wait}");
        }
        assert_eq!((until(4), until(0), account(None, true).until_renewal(&after(0, 0))), (None, None, None));
        assert_eq!(account(Some(3600), false).until_renewal(&after(0, 0)), None);
    }

    #[test]
    fn tokens_of_the_same_second_are_not_renewed_in_the_same_second() {
        let mut waits: Vec<_> = (0..200)
            .map(|number| Account { id: format!("account-{number}"), ..account(Some(3600), true) }.until_renewal(&after(0, 0)))
            .collect();
        waits.sort_unstable();
        waits.dedup();
        assert!(waits.len() > 60, "{}", waits.len());
    }

    #[test]
    fn what_cannot_be_renewed_says_so_a_minute_before_its_end() {
        let account = account(Some(3600), false);
        let seen = |seconds| (account.status(&after(seconds, 0)), account.until_it_shows(&after(seconds, 0)));
        assert_eq!(seen(0), (SessionStatus::Active, Some(3540)));
        assert_eq!(seen(3540), (SessionStatus::ExpiresSoon, Some(60)));
        assert_eq!(seen(3600), (SessionStatus::Expired, None));
    }

    proptest! {
        #[test]
        fn n3_no_times_make_it_overflow(issued in any::<i64>(), end in any::<i64>(), now in any::<i64>(), run in any::<i64>(), boot in any::<i64>()) {
            let mut account = account(Some(1), true);
            account.issued_at = issued;
            account.expires_at = Some(end);
            account.issued_since_boot = Some(SinceBoot { boot: "b".into(), seconds: boot });
            let at = Moment { now, since_boot: SinceBoot { boot: "b".into(), seconds: run } };
            let _ = (account.ends_at(&at), account.status(&at), account.until_renewal(&at), account.until_it_shows(&at), account.margin());
        }
    }
}
