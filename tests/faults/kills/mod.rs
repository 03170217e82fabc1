//! Kills at named points.
//!
//! A point is a journey and the moment in it: before the service's Nth call of a kind to the system, on one of its files.
//! [`process`] starts a program so that it is killed there, without a hook in it; [`scene`] is the database that it works
//! with; [`peer`] is whoever asks; [`journeys`] are what they do, and what each was promised. [`service`] kills a service
//! under load, and [`commands`] are the commands of an operator, each with its own promises. [`client`] kills the other half:
//! the command line, in the midst of what it does with sessions.

mod client;
mod commands;
mod journeys;
mod peer;
mod process;
mod scene;
mod service;

use std::time::{Duration, Instant};

use crate::told::{Lost, Told};
use journeys::{administration, grants, people};
use process::Spot;

/// Kills at each point in CI.
#[cfg(test)]
const IN_CI: u32 = 10;

/// Where and in the midst of what something is killed.
pub struct Point {
    pub name: &'static str,
    spot: Spot,
    kill: Kill,
}

/// Kills something before the call of a number, or counts the calls where none is given, and looks whether everything holds.
type Kill = fn(&Spot, Option<u32>) -> Result<Came, String>;

/// How far something came that was to be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It was killed before that call.
    ToTheCall,
    /// It did not come to it. A service was killed all the same, at some other moment.
    ToItsEnd {
        /// How many there were, where they were counted.
        calls: u32,
    },
}

/// The log of the database, which every change is written to before its answer.
const LOG: &str = "accounts.db-wal";
/// The database, which the log is taken into now and then.
const DATABASE: &str = "accounts.db";
const KEY: &str = "accounts.db.key";
/// The vault, as it is on its way to its place.
const VAULT: &str = "vault.sealed.next";
/// The records of sign-ins, on their way likewise.
const TRACES: &str = "traces.sealed.next";

const WRITES: &str = "pwrite64";
const SYNCS: &str = "fsync,fdatasync";
/// What an answer leaves by.
const ANSWERS: &str = "sendto,writev,sendmsg";
/// What takes a lock between processes.
const LOCKS: &str = "flock";
const NAMES: &str = "rename,renameat,renameat2,link,linkat";

const fn point(name: &'static str, spot: Spot, kill: Kill) -> Point {
    Point { name, spot, kill }
}

/// Every point. `Spot::counted` finds the number of calls by a run that is not killed; a service goes on until it is.
pub const POINTS: &[Point] = &[
    point("sign-in, log written", Spot::within(40, WRITES, LOG), service::kill::<people::SigningIn>),
    point("sign-in, log synced", Spot::within(12, SYNCS, LOG), service::kill::<people::SigningIn>),
    point("code redeemed, log written", Spot::within(120, WRITES, LOG), service::kill::<grants::Redeeming>),
    point("code redeemed, log synced", Spot::within(30, SYNCS, LOG), service::kill::<grants::Redeeming>),
    point("code redeemed, answer sent", Spot::within(40, ANSWERS, ""), service::kill::<grants::Redeeming>),
    point("token refreshed, log written", Spot::within(200, WRITES, LOG), service::kill::<grants::Refreshing>),
    point("token refreshed, log synced", Spot::within(60, SYNCS, LOG), service::kill::<grants::Refreshing>),
    point("token refreshed, answer sent", Spot::within(60, ANSWERS, ""), service::kill::<grants::Refreshing>),
    point("token refreshed, log taken in", Spot::within(40, WRITES, DATABASE), service::kill::<grants::Refreshing>),
    point("token refreshed, database synced", Spot::within(1, SYNCS, DATABASE), service::kill::<grants::Refreshing>),
    point("token revoked, log written", Spot::within(120, WRITES, LOG), service::kill::<grants::Revoking>),
    point("token revoked, log synced", Spot::within(30, SYNCS, LOG), service::kill::<grants::Revoking>),
    point("app changed, log written", Spot::within(120, WRITES, LOG), service::kill::<administration::ChangingApps>),
    point("app changed, log synced", Spot::within(30, SYNCS, LOG), service::kill::<administration::ChangingApps>),
    point("API key made, log written", Spot::within(120, WRITES, LOG), service::kill::<administration::MakingKeys>),
    point("API key made, log synced", Spot::within(30, SYNCS, LOG), service::kill::<administration::MakingKeys>),
    point("signing key rotated, log written", Spot::within(40, WRITES, LOG), service::kill::<administration::Rotating>),
    point("signing key rotated, log synced", Spot::within(12, SYNCS, LOG), service::kill::<administration::Rotating>),
    point("password changed, log written", Spot::within(30, WRITES, LOG), service::kill::<people::ChangingPasswords>),
    point("session ended, log written", Spot::within(60, WRITES, LOG), service::kill::<people::SigningOut>),
    point("session ended, log synced", Spot::within(18, SYNCS, LOG), service::kill::<people::SigningOut>),
    point("first start, key written", Spot::counted("write", KEY), commands::first_start),
    point("first start, key synced", Spot::counted(SYNCS, KEY), commands::first_start),
    point("first start, log written", Spot::counted(WRITES, LOG), commands::first_start),
    point("first start, database written", Spot::counted(WRITES, DATABASE), commands::first_start),
    point("person added, log written", Spot::counted(WRITES, LOG), commands::person_added),
    point("back-up, copy written", Spot::counted(WRITES, ""), commands::back_up),
    point("back-up, copy synced", Spot::counted(SYNCS, ""), commands::back_up),
    point("back-up, copy named", Spot::counted(NAMES, ""), commands::back_up),
    point("restore, copy written", Spot::counted(WRITES, ""), commands::restore),
    point("restore, copy synced", Spot::counted(SYNCS, ""), commands::restore),
    point("restore, files named", Spot::counted(NAMES, ""), commands::restore),
    point("restore, files removed", Spot::counted("unlink,unlinkat", ""), commands::restore),
    point("schema brought forward, log written", Spot::counted(WRITES, LOG), commands::bring_forward),
    point("schema brought forward, log synced", Spot::counted(SYNCS, LOG), commands::bring_forward),
    point("schema brought forward, log taken in", Spot::counted(WRITES, DATABASE), commands::bring_forward),
    point("signed in, request sent", Spot::counted(ANSWERS, ""), client::signed_in),
    point("signed in, vault written", Spot::counted("write", VAULT), client::signed_in),
    point("signed in, vault synced", Spot::counted(SYNCS, VAULT), client::signed_in),
    point("signed in, vault named", Spot::counted(NAMES, ""), client::signed_in),
    point("signed in, records written", Spot::counted("write", TRACES), client::signed_in),
    point("refreshed, claim taken", Spot::counted(LOCKS, ""), client::refreshed),
    point("refreshed, request sent", Spot::counted(ANSWERS, ""), client::refreshed),
    point("refreshed at a strict service, request sent", Spot::counted(ANSWERS, ""), client::refreshed_strictly),
    point("refreshed, answer read", Spot::counted("recvfrom", ""), client::refreshed),
    point("refreshed, vault written", Spot::counted("write", VAULT), client::refreshed),
    point("refreshed, vault synced", Spot::counted(SYNCS, VAULT), client::refreshed),
    point("refreshed, vault named", Spot::counted(NAMES, ""), client::refreshed),
    point("key in a keychain, made, said", Spot::counted(ANSWERS, ""), client::keychain::first_key),
    point("key in a keychain, made, vault named", Spot::counted(NAMES, ""), client::keychain::first_key),
    point("key in a keychain, refreshed, said", Spot::counted(ANSWERS, ""), client::keychain::refreshed),
    point("signed out, request sent", Spot::counted(ANSWERS, ""), client::signed_out),
    point("signed out, vault written", Spot::counted("write", VAULT), client::signed_out),
    point("signed out, vault named", Spot::counted(NAMES, ""), client::signed_out),
    // An export on its way has a random name, so that no spot is on it alone: a sync, a new name or a removal finds it whole.
    point("accounts moved, files written", Spot::counted("write", ""), client::exported),
    point("accounts moved, files synced", Spot::counted(SYNCS, ""), client::exported),
    point("accounts moved, files removed", Spot::counted("unlink,unlinkat", ""), client::exported),
    point("accounts moved, files named", Spot::counted(NAMES, ""), client::exported),
    point("first provider, files synced", Spot::counted(SYNCS, ""), client::first_provider),
    point("first provider, files named", Spot::counted(NAMES, ""), client::first_provider),
    point("provider added, vault written", Spot::counted("write", VAULT), client::provider_added),
    point("provider added, vault named", Spot::counted(NAMES, ""), client::provider_added),
    point("program allowed, vault written", Spot::counted("write", VAULT), client::approved),
    point("program allowed, vault named", Spot::counted(NAMES, ""), client::approved),
    point("passphrase changed, key synced", Spot::counted(SYNCS, ""), client::passphrase_changed),
    point("passphrase changed, key named", Spot::counted(NAMES, ""), client::passphrase_changed),
];

/// The point of a name.
pub fn named(name: &str) -> Result<&'static Point, String> {
    POINTS.iter().find(|point| point.name == name).ok_or_else(|| format!("there is no point “{name}”; `faults list` names them"))
}

/// Kills so often, each time before another call, and for no longer than `most`.
pub fn kill(point: &'static Point, count: u32, most: Duration) -> Told {
    let end = Instant::now() + most;
    let mut told = Told::new(point.name, count);
    let reach = match point.spot.reach.map_or_else(|| calls(point), Ok) {
        Ok(reach) => reach,
        Err(what) => {
            told.lost.push(Lost { what, replay: replay(point) });
            return told;
        }
    };
    for turn in 0..count {
        // The first comes whatever it took to make ready for it.
        if turn > 0 && Instant::now() > end {
            break;
        }
        // Spread over all calls; past their number, the same ones again, at other moments of everything else.
        let nth = if count <= reach { 1 + turn * reach / count } else { 1 + turn % reach };
        match (point.kill)(&point.spot, Some(nth)) {
            Ok(came) => told.met += u32::from(came == Came::ToTheCall),
            Err(what) => told.lost.push(Lost { what: format!("killed before call {nth}: {what}"), replay: replay(point) }),
        }
        told.done += 1;
    }
    told
}

/// How many calls there are when nothing is killed; then, too, everything has to hold.
fn calls(point: &Point) -> Result<u32, String> {
    match (point.kill)(&point.spot, None)? {
        Came::ToItsEnd { calls } if calls > 0 => Ok(calls),
        other => Err(format!("there is no such call in it: {other:?}")),
    }
}

fn replay(point: &Point) -> String {
    format!("--only {:?}", point.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kills at every point whose name begins so.
    fn nothing_is_lost(of: &str) {
        let points: Vec<_> = POINTS.iter().filter(|point| point.name.starts_with(of)).collect();
        assert!(!points.is_empty());
        for point in points {
            let told = kill(point, IN_CI, Duration::from_secs(600));
            assert!(told.lost.is_empty(), "{}", told.line());
            assert_eq!(told.done, IN_CI, "{}", told.line());
            // Where the calls were counted in a run of the same, most kills come to theirs; a service is busy otherwise each time.
            let needed = if point.spot.reach.is_none() { IN_CI / 2 + 1 } else { 1 };
            assert!(told.met >= needed, "too few came to their call: {}", told.line());
        }
    }

    #[test]
    fn a21_whoever_was_signed_in_is_after_a_kill() {
        nothing_is_lost("sign-in");
    }

    #[test]
    fn a4_a_code_gives_one_grant_whenever_the_service_is_killed() {
        nothing_is_lost("code redeemed");
    }

    #[test]
    fn a6_a_refresh_token_whose_answer_a_kill_took_gives_its_successor_again() {
        nothing_is_lost("token refreshed");
    }

    #[test]
    fn a21_a_token_that_was_revoked_stays_dead_after_a_kill() {
        nothing_is_lost("token revoked");
    }

    #[test]
    fn a18_a_change_that_was_answered_is_there_with_its_audit_row_after_a_kill() {
        nothing_is_lost("app changed");
        nothing_is_lost("API key made");
    }

    #[test]
    fn a15_a_kill_leaves_one_signing_key_that_signs_and_all_that_were_published() {
        nothing_is_lost("signing key rotated");
    }

    #[test]
    fn a12_one_password_of_two_works_after_a_kill() {
        nothing_is_lost("password changed");
    }

    #[test]
    fn lo_04_a_session_that_ended_is_told_of_however_the_service_ends() {
        nothing_is_lost("session ended");
    }

    #[test]
    fn a21_a_first_start_that_is_killed_is_one_that_can_be_done_again() {
        nothing_is_lost("first start");
        nothing_is_lost("person added");
    }

    #[test]
    fn a22_a_copy_that_has_its_name_is_whole_whenever_its_maker_was_killed() {
        nothing_is_lost("back-up");
    }

    #[test]
    fn a22_a_restore_that_is_killed_leaves_the_old_database_or_the_new_one() {
        nothing_is_lost("restore");
    }

    #[test]
    fn a23_a_schema_is_the_old_one_or_the_new_one_whenever_its_step_was_killed() {
        nothing_is_lost("schema brought forward");
    }

    #[test]
    fn s1_a_sign_in_that_is_killed_leaves_one_account_or_none() {
        nothing_is_lost("signed in");
    }

    #[test]
    fn s5_a_renewal_that_is_killed_loses_no_token() {
        nothing_is_lost("refreshed");
    }

    #[test]
    fn s1_a_key_in_a_keychain_is_made_once_and_opens_the_vault_whenever_its_maker_was_killed() {
        nothing_is_lost("key in a keychain");
    }

    #[test]
    fn s1_a_sign_out_that_is_killed_is_one_or_can_be_done_again() {
        nothing_is_lost("signed out");
    }

    #[test]
    fn accounts_that_are_moved_are_here_or_there_whenever_it_was_killed() {
        nothing_is_lost("accounts moved");
    }

    #[test]
    fn s1_what_the_vault_is_told_is_in_it_whole_or_not_at_all() {
        nothing_is_lost("first provider");
        nothing_is_lost("provider added");
        nothing_is_lost("program allowed");
    }

    #[test]
    fn s2_one_passphrase_of_two_opens_a_vault_after_a_kill() {
        nothing_is_lost("passphrase changed");
    }
}
