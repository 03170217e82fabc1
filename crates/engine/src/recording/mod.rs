//! What is noted of a sign-in, a renewal or a sign-out while it goes on, for its record ([`crate::trace`]).
//!
//! A [`Recording`] belongs to a task, as a span of a log does: whatever that task says to a service is noted ([`exchange`]), and
//! the rooms on the way say which point was reached ([`step`]). Where nothing is recorded, all of this does nothing. A task of its
//! own that is begun on the way is not noted.
//!
//! No secret gets in. What may stand as it was is a list of names ([`parameter`]); the values of all others are remembered here,
//! sealed off, for as long as the recording goes on, and whatever is to stand somewhere is held against them first; what a service
//! says in words of its own is held against every longer part of them too ([`pieces`]).

mod exchange;
mod parameter;
mod pieces;

use std::sync::{Arc, Mutex, PoisonError};

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::trace::{TraceEntry, TraceKind, TraceOutcome, TraceStep};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::clock::Clock;
use crate::secret::Secret;
use crate::words::{authority, shown, without_controls};
use exchange::Exchange;
pub(crate) use exchange::sending;
use parameter::Parameters;
use pieces::Pieces;

/// Most values that are remembered to be held back. Where there are so many, no text stands at all.
const MOST_HIDDEN: usize = 1024;
/// Most lines of one recording: a device may be asked after for half an hour.
const MOST_ENTRIES: usize = 512;
/// Most bytes that wait to be read: what a whole sign-in says is a few thousand.
const MOST_UNREAD: usize = 1024 * 1024;
/// Shorter ones stand in too many words by chance.
const SHORTEST_HIDDEN: usize = 4;

tokio::task_local! {
    static CURRENT: Recording;
}

/// What was noted so far. Clones are one recording.
#[derive(Clone)]
pub(crate) struct Recording(Arc<Mutex<Notes>>);

/// The notes of one process; the record of a sign-in may be of several.
pub(crate) struct Notes {
    pub(crate) kind: TraceKind,
    /// The attempt of a sign-in; a renewal and a sign-out get theirs when the record is kept.
    pub(crate) id: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) outcome: Option<(TraceOutcome, Option<ErrorCode>)>,
    /// Filled in at the end.
    pub(crate) entries: Vec<TraceEntry>,
    noted: Vec<Noted>,
    /// How much memory is taken by what was not read yet.
    unread: usize,
    pub(crate) deviations: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) began_at: UnixSeconds,
    pub(crate) left_out: u32,
    /// Held while this process must not end: these notes would be lost.
    pub(crate) awaited: Option<TaskTrackerToken>,
    clock: Arc<dyn Clock>,
    hidden: Vec<Secret>,
}

impl Recording {
    /// Begins one.
    pub(crate) fn begin(kind: TraceKind, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Mutex::new(Notes {
            kind,
            id: None,
            provider: None,
            account: None,
            outcome: None,
            entries: Vec::new(),
            noted: Vec::new(),
            unread: 0,
            deviations: Vec::new(),
            warnings: Vec::new(),
            began_at: clock.now(),
            left_out: 0,
            awaited: None,
            clock,
            hidden: Vec::new(),
        })))
    }

    /// Of this attempt, provider or account, where that is known beforehand.
    pub(crate) fn about(self, id: Option<&str>, provider: Option<&str>, account: Option<&str>) -> Self {
        self.note(|notes| {
            notes.id = id.map(str::to_owned);
            notes.provider = provider.map(str::to_owned);
            notes.account = account.map(str::to_owned);
        });
        self
    }

    /// Does the work, and notes what it says.
    pub(crate) async fn over<T>(&self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self.clone(), work).await
    }

    /// What was noted, and nothing more is. Every text was held against every value that is hidden.
    pub(crate) fn finish(self) -> Notes {
        let empty = self.note(Notes::copy_of_head);
        let mut notes = self.note(|notes| std::mem::replace(notes, empty));
        notes.entries = std::mem::take(&mut notes.noted).into_iter().map(|noted| noted.entry(&mut notes)).collect();
        notes.hold_back();
        notes
    }

    fn note<T>(&self, change: impl FnOnce(&mut Notes) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A line of the notes, in its place.
enum Noted {
    Read(TraceEntry),
    Unread(Box<Exchange>),
}

impl Noted {
    fn entry(self, notes: &mut Notes) -> TraceEntry {
        match self {
            Self::Read(entry) => entry,
            Self::Unread(exchange) => exchange.read(notes),
        }
    }
}

impl Notes {
    fn copy_of_head(&mut self) -> Self {
        Self {
            kind: self.kind,
            id: self.id.clone(),
            provider: self.provider.clone(),
            account: self.account.clone(),
            outcome: self.outcome,
            entries: Vec::new(),
            noted: Vec::new(),
            unread: 0,
            deviations: Vec::new(),
            warnings: Vec::new(),
            began_at: self.began_at,
            left_out: 0,
            awaited: None,
            clock: Arc::clone(&self.clock),
            hidden: Vec::new(),
        }
    }

    /// Whether there is anything to keep: something happened, and it is known to what.
    pub(crate) fn is_empty(&self) -> bool {
        let is_of_nothing = self.id.is_none() && self.account.is_none() && self.outcome.is_none();
        is_of_nothing || (self.entries.is_empty() && self.noted.is_empty() && self.outcome.is_none())
    }

    fn at_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    fn push(&mut self, entry: TraceEntry) {
        self.note_in_its_place(Noted::Read(entry));
    }

    /// An exchange that is looked into at the end, unless too much waits for that.
    fn push_unread(&mut self, exchange: Exchange) {
        self.unread += exchange.size();
        self.note_in_its_place(Noted::Unread(Box::new(exchange)));
        if self.unread > MOST_UNREAD {
            self.read_all();
        }
    }

    fn note_in_its_place(&mut self, noted: Noted) {
        if self.noted.len() < MOST_ENTRIES {
            self.noted.push(noted);
        } else {
            // It stands nowhere, and what it says is hidden all the same.
            let _left_out = noted.entry(self);
            self.left_out += 1;
        }
    }

    fn read_all(&mut self) {
        let noted = std::mem::take(&mut self.noted);
        self.noted = noted.into_iter().map(|noted| Noted::Read(noted.entry(self))).collect();
        self.unread = 0;
    }

    /// A value that stands nowhere; short ones are hidden where they are, and not looked for elsewhere.
    fn hide(&mut self, value: &str) {
        // As it stands in our own sentences. A device that is asked after tells the same again and again.
        let value = without_controls(value);
        let is_new = || !self.hidden.iter().any(|hidden| hidden.expose() == value);
        if value.len() >= SHORTEST_HIDDEN && self.hidden.len() < MOST_HIDDEN && is_new() {
            self.hidden.push(Secret::new(value));
        }
    }

    /// A text without anything that is hidden. It must be whole: of a value that is cut off the rest would not be found.
    fn cleaned(&self, text: &str) -> String {
        if self.hidden.len() >= MOST_HIDDEN {
            return HELD_BACK.to_owned();
        }
        let mut text = without_controls(text);
        for hidden in self.hidden.iter().map(Secret::expose) {
            if text.contains(hidden) {
                text = text.replace(hidden, HELD_BACK);
            }
        }
        text
    }

    /// The same as it stands in a record: not at any length.
    fn fit(&self, text: &str) -> String {
        shown(&self.cleaned(text))
    }

    fn hold_back(&mut self) {
        // One may be a part of another, of which the rest would stand.
        self.hidden.sort_by_key(|hidden| std::cmp::Reverse(hidden.expose().len()));
        let pieces = Pieces::of(self.hidden.iter().map(Secret::expose));
        let clean = |notes: &Self, parameters: &mut Parameters| {
            for parameter in parameters {
                parameter.name = notes.fit(&parameter.name);
                let is_words = parameter.name == "error_description";
                if let Some(value) = &mut parameter.value {
                    *value = if is_words { shown(&pieces.hold_back(&notes.cleaned(value))) } else { notes.fit(value) };
                }
            }
        };
        let mut entries = std::mem::take(&mut self.entries);
        for entry in &mut entries {
            match entry {
                TraceEntry::Step { .. } => {}
                TraceEntry::Brought { received, .. } => clean(self, received),
                TraceEntry::Asked { path, sent, .. } => {
                    *path = self.fit(path);
                    clean(self, sent);
                }
                TraceEntry::Exchange { path, sent, received, .. } => {
                    *path = self.fit(path);
                    clean(self, sent);
                    clean(self, received);
                }
            }
        }
        self.entries = entries;
        self.deviations = self.deviations.iter().map(|text| self.cleaned(text)).collect();
        self.warnings = self.warnings.iter().map(|text| pieces.hold_back(&self.cleaned(text))).collect();
        self.hidden.clear();
    }
}

/// Notes on their way into the file of records; [`crate::trace`] takes them there.
#[derive(Default)]
pub(crate) struct Unwritten {
    pub(crate) notes: Mutex<Vec<Notes>>,
    /// One writes at a time, and takes all there is.
    pub(crate) writing: tokio::sync::Mutex<()>,
}

/// What stands where something was held back.
const HELD_BACK: &str = "…";

fn with_current(change: impl FnOnce(&mut Notes)) {
    // Outside of a recording there is nothing to note.
    let _nothing_is_recorded = CURRENT.try_with(|recording| recording.note(change));
}

/// A point on the way was reached.
pub(crate) fn step(step: TraceStep) {
    with_current(|notes| {
        let at_ms = notes.at_ms();
        notes.push(TraceEntry::Step { at_ms, took_ms: 0, step });
    });
}

/// Which attempt it is, once that is known.
pub(crate) fn of_attempt(id: &str) {
    with_current(|notes| notes.id = Some(id.to_owned()));
}

/// Whoever ends this process waits for these notes.
pub(crate) fn awaited(until_noted: TaskTrackerToken) {
    with_current(|notes| notes.awaited = Some(until_noted));
}

/// What was tolerated.
pub(crate) fn tolerated(deviations: &[String]) {
    with_current(|notes| notes.deviations.extend(deviations.iter().cloned()));
}

/// What the person is told.
pub(crate) fn warned(warnings: &[String]) {
    with_current(|notes| notes.warnings.extend(warnings.iter().cloned()));
}

/// How it ended.
pub(crate) fn ended(outcome: TraceOutcome, code: Option<ErrorCode>, account: Option<&str>) {
    with_current(|notes| {
        notes.outcome = Some((outcome, code));
        if let Some(account) = account {
            notes.account = Some(account.to_owned());
        }
        let at_ms = notes.at_ms();
        notes.push(TraceEntry::Step { at_ms, took_ms: 0, step: TraceStep::Ended });
    });
}

/// The browser is sent to this address.
pub(crate) fn asked(address: &str) {
    let Ok(url) = reqwest::Url::parse(address) else { return };
    with_current(|notes| {
        let sent = notes.form(url.query().unwrap_or_default().as_bytes());
        let (at_ms, host, path) = (notes.at_ms(), authority(&url), url.path().to_owned());
        notes.push(TraceEntry::Asked { at_ms, host, path, sent });
    });
}

/// Notes how something ended, where there is anything of it at all: a renewal that was not needed is none.
pub(crate) fn with_its_end<T>(done: Result<T, UserError>) -> Result<T, UserError> {
    let mut is_nothing = true;
    with_current(|notes| is_nothing = notes.noted.is_empty());
    match &done {
        _ if is_nothing => {}
        Ok(_) => ended(TraceOutcome::Done, None, None),
        Err(error) => ended(TraceOutcome::Failed, Some(error.code), None),
    }
    done
}

/// What the browser brought back.
pub(crate) fn brought<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) {
    with_current(|notes| {
        let received = parameters.into_iter().map(|(name, value)| notes.parameter(name, value)).collect();
        let at_ms = notes.at_ms();
        notes.push(TraceEntry::Brought { at_ms, received });
    });
}

#[cfg(test)]
mod tests;
