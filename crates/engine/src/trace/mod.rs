//! The records of sign-ins, renewals and sign-outs, kept sealed beside the vault for whoever wants to know what happened.
//!
//! While something goes on it is noted ([`crate::recording`]); here the notes become a record. A sign-in may go through several
//! processes, each of which adds what it saw, in whichever order they come to it. Nobody waits for a record to be written, and
//! one that cannot be written is given up: what it is of matters more. What is noted within a second is written together, so
//! that a sign-in is not held up by the disk for its own record; a process that is killed takes the last second's notes along,
//! one that ends writes them first ([`Core::settle`]).
//!
//! There are 32 sign-ins at most, and of each account the last four renewals and the last four sign-outs; a record has 64 KiB at
//! most, and what is in its middle goes first.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::trace::{Trace, TraceEntry, TraceKind};
use serde::{Deserialize, Serialize};

use crate::core::{Core, locked};
use crate::entropy::short_id;
use crate::recording::{Notes, Recording};
use crate::stored::Stored;
use crate::vault::{RecordKind, Records};
use crate::words::shown;

/// Most sign-ins that are remembered.
const MOST_SIGN_INS: usize = 32;
/// Most renewals of an account, and most sign-outs of it.
const MOST_OF_ACCOUNT: usize = 4;
/// Most renewals and sign-outs in all, of however many accounts.
const MOST_OTHERS: usize = 128;
/// How long notes wait for others to be written with.
const SOON: Duration = Duration::from_secs(1);
/// How long a process that ends waits for what is still to be done.
const A_MOMENT: Duration = Duration::from_secs(5);
/// Largest record, in bytes as it is kept.
const LARGEST: usize = 64 * 1024;

/// A record as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Kept(Trace);

impl Stored for Kept {
    const KIND: RecordKind = RecordKind::Trace;
    fn id(&self) -> &str {
        &self.0.id
    }
}

impl Core {
    /// Does the work, and keeps a record of it.
    pub(crate) async fn recorded<T>(self: &Arc<Self>, recording: Recording, work: impl Future<Output = T>) -> T {
        let done = recording.over(Box::pin(work)).await;
        let mut notes = recording.finish();
        let awaited = notes.awaited.take();
        if !notes.is_empty() {
            self.write_soon(notes);
        }
        drop(awaited);
        done
    }

    fn write_soon(self: &Arc<Self>, notes: Notes) {
        let mut unwritten = locked(&self.unwritten.notes);
        unwritten.push(notes);
        // Where there were others, somebody is about to write.
        if unwritten.len() == 1 {
            let core = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(SOON).await;
                core.write_traces().await;
            });
        }
    }

    /// Waits until the browser has its last page, and writes what was noted, for a process that is about to end.
    pub(crate) async fn settle(&self) {
        self.pages.close();
        let _long_enough = tokio::time::timeout(A_MOMENT, self.pages.wait()).await;
        let _as_long = tokio::time::timeout(A_MOMENT, self.write_traces()).await;
    }

    /// A recording of a sign-in, of this attempt where that is known.
    pub(crate) fn of_sign_in(&self, attempt: Option<&str>) -> Recording {
        Recording::begin(TraceKind::SignIn, Arc::clone(&self.clock)).about(attempt, None, None)
    }

    /// A recording of what is done with an account.
    pub(crate) fn of_account(&self, kind: TraceKind, id: &str) -> Recording {
        Recording::begin(kind, Arc::clone(&self.clock)).about(None, None, Some(id))
    }

    /// Writes what there is, and waits for whoever is writing.
    async fn write_traces(&self) {
        let _turn = self.unwritten.writing.lock().await;
        let notes = std::mem::take(&mut *locked(&self.unwritten.notes));
        if notes.is_empty() {
            return;
        }
        if let Err(error) = self.keep_traces(notes).await {
            tracing::debug!(%error, "the record of a sign-in could not be kept");
        }
    }

    /// The first question that is not answered is the last one: a keychain that is silent is silent for long.
    async fn keep_traces(&self, notes: Vec<Notes>) -> Result<(), UserError> {
        let ids: Vec<String> = notes.iter().map(|notes| notes.id.clone().unwrap_or_else(|| short_id(self.entropy.as_ref()))).collect();
        let is_of_an_account = notes.iter().any(|notes| notes.provider.is_none() && notes.account.is_some());
        let accounts = if is_of_an_account { self.vault.read().await? } else { Records::default() };
        let written = self.traces.write(|records| {
            for (id, mut notes) in ids.into_iter().zip(notes) {
                notes.provider = notes.provider.or_else(|| provider_of(&accounts, notes.account.as_deref()));
                add(records, id, notes)?;
            }
            sweep(records);
            Ok(())
        });
        written.await
    }

    /// The records, the newest first.
    pub(crate) async fn traces(&self) -> Result<Vec<Trace>, UserError> {
        self.write_traces().await;
        let mut all: Vec<Trace> = Kept::load_all(&self.traces.read().await?).into_iter().map(|kept| kept.0).collect();
        all.sort_by_key(|trace| std::cmp::Reverse(begun(trace)));
        Ok(all)
    }

    /// The records of an attempt, of an account, or the `last` one; the oldest first.
    pub(crate) async fn traces_of(&self, which: &str) -> Result<Vec<Trace>, UserError> {
        let mut all = self.traces().await?;
        if which == "last" {
            all.truncate(1);
        } else {
            all.retain(|trace| trace.id == which || trace.account.as_deref() == Some(which));
        }
        all.reverse();
        if all.is_empty() {
            let message = format!("There is no record of “{}”. The list shows those that there are.", shown(which));
            return Err(UserError::new(ErrorCode::NotFound, message));
        }
        Ok(all)
    }
}

fn begun(trace: &Trace) -> i64 {
    trace.entries.first().map_or(trace.started_at.saturating_mul(1000), TraceEntry::at_ms)
}

/// Adds what one process saw to the record, which it may begin.
fn add(records: &mut Records, id: String, notes: Notes) -> Result<(), UserError> {
    let Notes { kind, provider, account, outcome, entries, deviations, warnings, began_at, left_out, .. } = notes;
    let new = || Trace {
        id: id.clone(),
        kind,
        provider: String::new(),
        account: None,
        started_at: began_at,
        outcome: None,
        code: None,
        entries: Vec::new(),
        deviations: Vec::new(),
        warnings: Vec::new(),
        left_out: 0,
    };
    // One that does not read, as a newer version wrote it, gives way.
    let mut trace = Kept::load(records, &id).ok().flatten().map_or_else(new, |kept| kept.0);
    trace.id = id;
    trace.started_at = trace.started_at.min(began_at);
    if let Some(provider) = provider {
        trace.provider = provider;
    }
    trace.account = account.or(trace.account);
    if let Some((outcome, code)) = outcome {
        (trace.outcome, trace.code) = (Some(outcome), code);
    }
    trace.entries.extend(entries);
    trace.deviations.extend(deviations);
    trace.warnings.extend(warnings);
    trace.left_out = trace.left_out.saturating_add(left_out);
    trace.entries.sort_by_key(TraceEntry::at_ms);
    time_steps(&mut trace.entries, began_at);
    shorten(&mut trace);
    Kept(trace).store(records)
}

/// A renewal knows its account alone.
fn provider_of(accounts: &Records, account: Option<&str>) -> Option<String> {
    #[derive(Deserialize)]
    struct Of {
        provider: String,
    }
    let bytes = accounts.get(RecordKind::Account, account?)?;
    serde_json::from_slice::<Of>(bytes).ok().map(|of| of.provider)
}

/// How long each point took since the one before, whichever process saw that.
fn time_steps(entries: &mut [TraceEntry], began_at: UnixSeconds) {
    let mut before = entries.first().map_or(began_at.saturating_mul(1000), TraceEntry::at_ms);
    for entry in entries {
        if let TraceEntry::Step { at_ms, took_ms, .. } = entry {
            *took_ms = u64::try_from(at_ms.saturating_sub(before)).unwrap_or(0);
            before = *at_ms;
        }
    }
}

/// Takes exchanges out of the middle until the rest fits: how it began and how it ended says most.
fn shorten(trace: &mut Trace) {
    let size = |trace: &Trace| serde_json::to_vec(trace).map_or(0, |bytes| bytes.len());
    while size(trace) > LARGEST && !trace.entries.is_empty() {
        // A quarter at a time: measuring is not free.
        let (middle, some) = (trace.entries.len() / 2, trace.entries.len().div_ceil(4));
        let from = middle.saturating_sub(some / 2);
        let taken = trace.entries.drain(from..(from + some).min(trace.entries.len())).count();
        trace.left_out = trace.left_out.saturating_add(u32::try_from(taken).unwrap_or(u32::MAX));
    }
    trace.deviations.truncate(32);
    trace.warnings.truncate(32);
}

/// Forgets the oldest.
fn sweep(records: &mut Records) {
    let mut all: Vec<Trace> = Kept::load_all(records).into_iter().map(|kept| kept.0).collect();
    all.sort_by_key(|trace| std::cmp::Reverse(begun(trace)));
    let mut others = 0;
    for (at, trace) in all.iter().enumerate() {
        let newer = all[..at].iter().filter(|newer| newer.kind == trace.kind);
        let keeps = if trace.kind == TraceKind::SignIn {
            newer.count() < MOST_SIGN_INS
        } else {
            others += 1;
            others <= MOST_OTHERS && newer.filter(|newer| newer.account == trace.account).count() < MOST_OF_ACCOUNT
        };
        if !keeps {
            Kept::remove(records, &trace.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    use crate::clock::SettableClock;
    use crate::desktop::SystemDesktop;
    use crate::http::names::SystemNames;
    use crate::vault::contract::{Counting, TestKeychain, vault_in};
    use crate::vault::{KeychainError, Vault, WithoutKeychain};
    use countersign_wire::trace::TraceStep;

    fn notes(kind: TraceKind, at: UnixSeconds, account: Option<&str>) -> Notes {
        let mut notes = Recording::begin(kind, Arc::new(SettableClock::at(at))).about(None, Some("work"), account).finish();
        notes.entries.push(TraceEntry::Step { at_ms: at * 1000, took_ms: 0, step: TraceStep::Started });
        notes
    }

    fn ids(records: &Records) -> Vec<String> {
        records.list(RecordKind::Trace).map(|(id, _)| id.to_owned()).collect()
    }

    #[tokio::test]
    async fn s3_a_keychain_that_does_not_open_is_asked_once_for_a_record() {
        let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::<TestKeychain>::default());
        let vault = || vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
        for earlier in [vault(), vault().traces()] {
            add_to(&earlier).await.unwrap();
        }
        keychain.refuse(KeychainError::Locked);
        let (clock, entropy, folder) = (Arc::new(SettableClock::at(1)), Arc::new(Counting::default()), home.path().to_owned());
        let core = Core::new(clock, entropy, Arc::new(SystemDesktop), vault(), folder, WithoutKeychain::Refuse, Arc::new(SystemNames));
        let mut renewal = notes(TraceKind::Renewal, 1, Some("anna"));
        renewal.provider = None;
        locked(&core.unwritten.notes).push(renewal);
        keychain.asked.store(0, Ordering::SeqCst);
        core.settle().await;
        assert_eq!(keychain.asked.load(Ordering::SeqCst), 1);
    }

    async fn add_to(vault: &Vault) -> Result<(), UserError> {
        vault.write(|records| add(records, "a".into(), notes(TraceKind::Renewal, 0, Some("anna")))).await
    }

    #[test]
    fn of_sign_ins_the_last_32_are_kept_and_of_each_account_the_last_four() {
        let mut records = Records::default();
        for at in 0..40 {
            add(&mut records, format!("s{at:02}"), notes(TraceKind::SignIn, at, None)).unwrap();
            add(&mut records, format!("r{at:02}"), notes(TraceKind::Renewal, at, Some(if at % 2 == 0 { "a" } else { "b" }))).unwrap();
            sweep(&mut records);
        }
        let ids = ids(&records);
        assert_eq!(ids.iter().filter(|id| id.starts_with('s')).count(), 32);
        assert!(ids.contains(&"s08".to_owned()) && !ids.contains(&"s07".to_owned()), "{ids:?}");
        assert_eq!(
            ids.iter().filter(|id| id.starts_with('r')).collect::<Vec<_>>(),
            ["r32", "r33", "r34", "r35", "r36", "r37", "r38", "r39"]
        );
    }

    #[test]
    fn a_record_that_grows_too_long_loses_its_middle_and_says_so() {
        let mut records = Records::default();
        let mut long = notes(TraceKind::SignIn, 1, None);
        for at in 0..400 {
            long.entries.push(TraceEntry::Exchange {
                at_ms: 1000 + at,
                took_ms: 1,
                method: "POST".into(),
                host: "a.example".into(),
                path: format!("/{}", "x".repeat(200)),
                sent: Vec::new(),
                status: Some(400),
                received: Vec::new(),
                failure: None,
            });
        }
        long.entries.push(TraceEntry::Step { at_ms: 9000, took_ms: 0, step: TraceStep::Ended });
        add(&mut records, "a".into(), long).unwrap();
        let bytes = records.get(RecordKind::Trace, "a").unwrap();
        assert!(bytes.len() <= LARGEST);
        let kept: Trace = serde_json::from_slice(bytes).unwrap();
        assert_eq!(kept.entries.len() + kept.left_out as usize, 402);
        assert!(matches!(kept.entries.first(), Some(TraceEntry::Step { step: TraceStep::Started, .. })));
        assert!(matches!(kept.entries.last(), Some(TraceEntry::Step { step: TraceStep::Ended, .. })));
    }

    #[test]
    fn what_two_processes_saw_is_one_record_and_each_point_has_its_duration() {
        let mut records = Records::default();
        add(&mut records, "a".into(), notes(TraceKind::SignIn, 10, None)).unwrap();
        let mut second = notes(TraceKind::SignIn, 17, Some("anna"));
        second.entries = vec![TraceEntry::Step { at_ms: 17_250, took_ms: 0, step: TraceStep::Returned }];
        add(&mut records, "a".into(), second).unwrap();
        let kept: Trace = serde_json::from_slice(records.get(RecordKind::Trace, "a").unwrap()).unwrap();
        assert_eq!((kept.started_at, kept.account.as_deref(), kept.entries.len()), (10, Some("anna"), 2));
        assert!(matches!(kept.entries[1], TraceEntry::Step { took_ms: 7250, .. }));
    }
}
