//! Sessions are renewed before they end, for as long as a process wants them kept.
//!
//! One look at the vault says what is due: renewals, services to be told of a sign-out, and sessions that stand otherwise
//! than they were last shown. What is due is handed out, eight at a time; what failed has a pause of its own. No timer is
//! trusted for longer than a moment: while the computer sleeps timers stand still, and another process may sign somebody in.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::SessionStatus;
use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::Account;
use crate::clock::Moment;
use crate::core::{Core, RENEWALS_AT_ONCE};
use crate::stored::Stored;

/// Longest time between two looks.
const LOOK_EVERY: i64 = 15;
/// The pause after the first renewal that failed; each is twice the one before, up to the longest.
const FIRST_PAUSE: i64 = 5;
const LONGEST_PAUSE: i64 = 15 * 60;
/// So far apart, the wall clock was set, or the computer slept.
const NOTICED: i64 = 60;

/// Sessions are kept while this lives.
#[derive(Debug)]
pub struct Keeping {
    over: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Keeping {
    /// Begins nothing more, and waits until what is on its way was saved: an answer that is lost with the process may have
    /// been the only one.
    pub async fn stop(mut self) {
        self.over.cancel();
        if let Some(task) = self.task.take() {
            let _ended = task.await;
        }
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.over.cancel();
    }
}

impl Core {
    /// Keeps sessions from now on. Needs a tokio runtime.
    pub(crate) fn keep_sessions(self: &Arc<Self>) -> Keeping {
        let over = CancellationToken::new();
        let keeper = Keeper {
            core: Arc::clone(self),
            due: VecDeque::new(),
            under_way: JoinSet::new(),
            busy: HashSet::new(),
            failed: HashMap::new(),
            shown: HashMap::new(),
            looked: None,
        };
        let task = tokio::spawn(keeper.keep(self.events.subscribe(), over.clone()));
        Keeping { over, task: Some(task) }
    }
}

/// Something to do for an account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Duty {
    Renew,
    TellOfSignOut,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Task {
    duty: Duty,
    account: String,
    /// When the token was issued that it is about.
    issued_at: i64,
}

/// A renewal that failed, of the token that was issued then.
struct Failed {
    issued_at: i64,
    times: u32,
    /// By the time since boot.
    next_try: i64,
}

struct Keeper {
    core: Arc<Core>,
    due: VecDeque<Task>,
    under_way: JoinSet<(Task, Result<(), UserError>)>,
    busy: HashSet<Task>,
    failed: HashMap<String, Failed>,
    shown: HashMap<String, SessionStatus>,
    looked: Option<Moment>,
}

impl Keeper {
    async fn keep(mut self, mut events: broadcast::Receiver<Event>, over: CancellationToken) {
        loop {
            let pause = self.look().await;
            let mut time_to_look = self.core.clock.sleep(Duration::from_secs(pause.unsigned_abs()));
            loop {
                self.hand_out();
                tokio::select! {
                    biased;
                    () = over.cancelled() => {
                        self.due.clear();
                        while self.under_way.join_next().await.is_some() {}
                        return;
                    }
                    Some(done) = self.under_way.join_next() => {
                        match done {
                            Ok((task, result)) => self.note(&task, &result),
                            // Nobody knows whose it was; doing a thing twice is what turns are for.
                            Err(_) => self.busy.clear(),
                        }
                    }
                    heard = events.recv() => match heard {
                        Ok(Event::AccountChanged(_)) | Err(RecvError::Lagged(_)) if self.due.is_empty() => break,
                        Err(RecvError::Closed) => return,
                        _ => {}
                    },
                    () = &mut time_to_look, if self.due.is_empty() => break,
                }
            }
        }
    }

    /// Looks what is due; gives the seconds until it is worth to look again.
    async fn look(&mut self) -> i64 {
        let at = self.core.moment();
        self.notice_jumps(&at);
        let accounts = match self.core.vault.read().await {
            Ok(records) => Account::load_all(&records),
            // A locked keychain (S3): it may open any time.
            Err(error) => {
                tracing::debug!(%error, "the vault cannot be read just now");
                return LOOK_EVERY;
            }
        };
        let mut next = LOOK_EVERY;
        for account in &accounts {
            self.show(account, &at);
            next = account.until_it_shows(&at).map_or(next, |seconds| next.min(seconds));
            let told = if self.core.holds_stale(account) { Some(0) } else { account.until_told(at.now) };
            let waits = [(Duty::Renew, self.until_renewal(account, &at)), (Duty::TellOfSignOut, told)];
            for (duty, wait) in waits {
                match wait {
                    Some(0) => self.due(duty, account),
                    Some(seconds) => next = next.min(seconds),
                    None => {}
                }
            }
        }
        let there: HashSet<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
        self.failed.retain(|id, _| there.contains(id.as_str()));
        self.shown.retain(|id, _| there.contains(id.as_str()));
        self.looked = Some(at);
        next.max(1)
    }

    /// N3. After a wall clock that was set everything is shown anew, as ends are told by it; after a sleep the network is
    /// another one, and what failed before says nothing.
    fn notice_jumps(&mut self, at: &Moment) {
        let Some(before) = &self.looked else { return };
        let Some(passed) = at.since_boot.since(&before.since_boot) else { return };
        let set_by = at.now.saturating_sub(before.now).saturating_sub(passed);
        if set_by.saturating_abs() > NOTICED {
            tracing::info!(set_by, "the wall clock was set");
            self.shown.clear();
        }
        if passed > LOOK_EVERY + NOTICED {
            tracing::info!(passed, "the computer slept");
            self.failed.clear();
        }
    }

    /// Tells of a session that stands otherwise than it did; the first look only remembers.
    fn show(&mut self, account: &Account, at: &Moment) {
        let status = account.status(at);
        let before = self.shown.insert(account.id.clone(), status);
        if before != Some(status) && (before.is_some() || self.looked.is_some()) {
            self.core.tell(Event::AccountChanged(self.core.view(account)));
        }
    }

    /// Seconds until a renewal: when it is due, when the service wants it, and after the pause that follows a failure.
    fn until_renewal(&self, account: &Account, at: &Moment) -> Option<i64> {
        let due = self.core.until_renewal(account, at)?;
        let rest = account.resting(at.now).map_or(0, |until| until.saturating_sub(at.now));
        let failed = self.failed.get(&account.id).filter(|failed| failed.issued_at == account.issued_at);
        let pause = failed.map_or(0, |failed| failed.next_try.saturating_sub(at.since_boot.seconds));
        Some(due.max(rest).max(pause))
    }

    fn due(&mut self, duty: Duty, account: &Account) {
        let task = Task { duty, account: account.id.clone(), issued_at: account.issued_at };
        if !self.busy.contains(&task) && !self.due.contains(&task) {
            self.due.push_back(task);
        }
    }

    fn hand_out(&mut self) {
        while self.under_way.len() < RENEWALS_AT_ONCE
            && let Some(task) = self.due.pop_front()
        {
            self.busy.insert(task.clone());
            let core = Arc::clone(&self.core);
            self.under_way.spawn(async move {
                let done = match task.duty {
                    Duty::Renew => core.renew_if_due(&task.account).await,
                    Duty::TellOfSignOut => core.tell_again(&task.account, false).await,
                };
                (task, done)
            });
        }
    }

    fn note(&mut self, task: &Task, result: &Result<(), UserError>) {
        self.busy.remove(task);
        let renews = task.duty == Duty::Renew;
        let Err(error) = result else {
            // What a service hears of a sign-out says nothing about its renewals.
            if renews {
                self.failed.remove(&task.account);
            }
            return;
        };
        tracing::debug!(account = task.account, %error, "a session was not kept");
        if renews {
            let before = self.failed.get(&task.account).filter(|failed| failed.issued_at == task.issued_at);
            let times = before.map_or(0, |failed| failed.times.saturating_add(1));
            let pause = FIRST_PAUSE.saturating_mul(1 << times.min(16)).min(LONGEST_PAUSE);
            let next_try = self.core.clock.since_boot().seconds.saturating_add(pause);
            self.failed.insert(task.account.clone(), Failed { issued_at: task.issued_at, times, next_try });
        }
    }
}

impl Core {
    /// Renews, unless the session is another one by now, or somebody else was faster.
    async fn renew_if_due(self: &Arc<Self>, id: &str) -> Result<(), UserError> {
        let account = self.load_account(id).await?;
        if self.until_renewal(&account, &self.moment()) != Some(0) {
            return Ok(());
        }
        self.renew(id, account.tokens().map(|tokens| &tokens.access)).await
    }

    /// Seconds until a renewal is due. For a session that another process found ended, the tokens may be held here.
    fn until_renewal(&self, account: &Account, at: &Moment) -> Option<i64> {
        let is_held = account.tokens().is_none() && self.held_for(account).is_some();
        if is_held { Some(0) } else { account.until_renewal(at) }
    }
}
