//! Passwords: Argon2id on a few threads of its own (A12, A13).
//!
//! Hashing costs memory and time on purpose, so it is the one thing here that a stranger can make dear. It runs
//! on a bounded number of threads of low priority with a bounded queue before them; past that the answer is
//! [`HashingError::Busy`] at once, and memory stays at threads times the cost of one hash.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::time::Duration;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::metrics::{Queue, Waiting};

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// A password as somebody typed it. It has no text form and is wiped when it is dropped.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

/// Why a new password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than 12 characters.
    #[error("Choose a password of at least 12 characters. Several words in a row are easy to remember.")]
    TooShort,
    /// More than 256 characters.
    #[error("Choose a password of at most 256 characters.")]
    TooLong,
    /// A line break, or something else that no field of a browser takes.
    #[error("Choose a password that can be typed: one line, without tabs and other control characters.")]
    NotTyped,
}

impl Password {
    /// A password that somebody chooses: 12 to 256 characters, whichever can be typed (A12).
    ///
    /// # Errors
    /// [`PasswordProblem`] where it is shorter or longer, or nobody could type it again.
    pub fn chosen(text: String) -> Result<Self, PasswordProblem> {
        let text = Zeroizing::new(text);
        if text.contains(char::is_control) {
            return Err(PasswordProblem::NotTyped);
        }
        match text.chars().count() {
            ..12 => Err(PasswordProblem::TooShort),
            12..=256 => Ok(Self(text)),
            257.. => Err(PasswordProblem::TooLong),
        }
    }

    /// A password that somebody signs in with. Any length: what it may be was settled when it was chosen.
    #[must_use]
    pub fn presented(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A hash as it is stored: a PHC string that carries its salt and its cost.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash read back from the store.
    #[must_use]
    pub fn stored(phc: String) -> Self {
        Self(phc)
    }

    /// The text to store.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// A cost under the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Password hashing needs at least 19456 KiB of memory, 2 passes and 1 lane.")]
pub struct CostTooLow;

impl Cost {
    /// What OWASP names as the least for Argon2id: 19 MiB, two passes, one lane.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// A cost at the floor or above.
    ///
    /// # Errors
    /// [`CostTooLow`] under it.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostTooLow> {
        let cost = Self { memory_kib, passes, lanes };
        if cost.is_at_least(Self::FLOOR) { Ok(cost) } else { Err(CostTooLow) }
    }

    /// A cost that protects nothing, for tests that hash hundreds of times.
    #[cfg(test)]
    const fn unsafe_for_tests() -> Self {
        Self { memory_kib: 64, passes: 1, lanes: 1 }
    }

    fn is_at_least(self, other: Self) -> bool {
        self.memory_kib >= other.memory_kib && self.passes >= other.passes && self.lanes >= other.lanes
    }

    fn params(self) -> Result<Params, HashingError> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES)).map_err(|_| HashingError::Unreadable)
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::FLOOR
    }
}

/// Why there is no answer about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashingError {
    /// More people sign in than can be checked at once (A13).
    #[error("Too many people sign in at this moment. Try again in {} seconds.", retry_after.as_secs())]
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// The stored hash is none that this service wrote, or the cost cannot be met.
    #[error("The stored password cannot be checked. An administrator has to set a new one.")]
    Unreadable,
    /// The threads are gone: the service is stopping.
    #[error("The service is stopping. Try again in a moment.")]
    Stopped,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether the password is the one that was chosen.
    pub matches: bool,
    /// The same password at today's cost, to be stored, where the stored hash was cheaper (A12).
    pub rehashed: Option<PasswordHash>,
}

enum Task {
    Hash,
    Verify(Option<PasswordHash>),
}

struct Job {
    password: Password,
    salt: [u8; SALT_BYTES],
    task: Task,
    reply: oneshot::Sender<Result<(Verified, Option<PasswordHash>), HashingError>>,
    waiting: Waiting,
}

/// Hashes and checks passwords on its own threads, which end when it is dropped.
pub struct PasswordHasher {
    queue: mpsc::SyncSender<Job>,
    salts: Arc<dyn Entropy>,
    waiting: Queue,
}

impl std::fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordHasher").finish_non_exhaustive()
    }
}

/// How much is hashed at once, and how many wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Threads, each with the memory of one hash.
    pub threads: usize,
    /// Sign-ins that may wait for a thread.
    pub queue: usize,
}

impl Default for Bounds {
    /// One core is left for everything else; a full queue is some two seconds long at the floor.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = cores.saturating_sub(1).max(1);
        Self { threads, queue: threads * 64 }
    }
}

impl PasswordHasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// The system's, where it gives no thread.
    pub fn new(cost: Cost, bounds: Bounds, salts: Arc<dyn Entropy>) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::sync_channel::<Job>(bounds.queue);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..bounds.threads.max(1) {
            let jobs = Arc::clone(&jobs);
            std::thread::Builder::new().name(format!("password-{number}")).spawn(move || work(cost, &jobs))?;
        }
        Ok(Self { queue, salts, waiting: Queue::default() })
    }

    /// Those who wait for a thread.
    #[must_use]
    pub fn waiting(&self) -> &Queue {
        &self.waiting
    }

    /// Hashes a password that was chosen.
    ///
    /// # Errors
    /// [`HashingError::Busy`] where the queue is full.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashingError> {
        let (_, hash) = self.submit(password, Task::Hash).await?;
        hash.ok_or(HashingError::Unreadable)
    }

    /// Checks a password. Without a stored hash (nobody has that name) the work is the same and nothing matches,
    /// so that neither the answer nor its time tells who has an account (A14).
    ///
    /// # Errors
    /// [`HashingError::Busy`] where the queue is full.
    pub async fn verify(&self, password: Password, stored: Option<PasswordHash>) -> Result<Verified, HashingError> {
        let (verified, _) = self.submit(password, Task::Verify(stored)).await?;
        Ok(verified)
    }

    async fn submit(&self, password: Password, task: Task) -> Result<(Verified, Option<PasswordHash>), HashingError> {
        let mut salt = [0; SALT_BYTES];
        self.salts.fill(&mut salt);
        let (reply, answer) = oneshot::channel();
        let waiting = self.waiting.enter();
        self.queue.try_send(Job { password, salt, task, reply, waiting }).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => HashingError::Busy { retry_after: Duration::from_secs(3) },
            mpsc::TrySendError::Disconnected(_) => HashingError::Stopped,
        })?;
        answer.await.map_err(|_| HashingError::Stopped)?
    }
}

/// Lets everything else go first: a hash takes twenty milliseconds either way, and others wait for microseconds.
#[cfg(target_os = "linux")]
fn step_back() {
    // On Linux this is the priority of the calling thread alone. Where it is refused, hashing is only less polite.
    if let Err(error) = rustix::process::nice(10) {
        tracing::debug!(%error, "passwords are hashed at the common priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

/// One thread: takes a job, forgets those whose asker went away, keeps its memory between jobs.
fn work(cost: Cost, jobs: &Mutex<mpsc::Receiver<Job>>) {
    step_back();
    let mut memory = Vec::new();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { password, salt, task, reply, waiting }) = next else { return };
        drop(waiting);
        if reply.is_closed() {
            continue;
        }
        let answer = match task {
            Task::Hash => seal(cost, &password, &salt, &mut memory).map(|hash| (Verified { matches: false, rehashed: None }, Some(hash))),
            Task::Verify(stored) => check(cost, &password, stored.as_ref(), &salt, &mut memory).map(|verified| (verified, None)),
        };
        // The asker may have gone away in the meantime: then nobody misses the answer.
        let _ = reply.send(answer);
    }
}

/// The raw hash of a password.
fn derive(cost: Cost, password: &Password, salt: &[u8], memory: &mut Vec<Block>) -> Result<Zeroizing<[u8; HASH_BYTES]>, HashingError> {
    let params = cost.params()?;
    let blocks = params.block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let mut out = Zeroizing::new([0; HASH_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.expose(), salt, out.as_mut(), &mut memory[..blocks])
        .map_err(|_| HashingError::Unreadable)?;
    Ok(out)
}

fn seal(cost: Cost, password: &Password, salt: &[u8], memory: &mut Vec<Block>) -> Result<PasswordHash, HashingError> {
    let raw = derive(cost, password, salt, memory)?;
    let unreadable = |_| HashingError::Unreadable;
    let params = phc::ParamsString::try_from(&cost.params()?).map_err(|_| HashingError::Unreadable)?;
    let hash = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params,
        salt: Some(phc::Salt::new(salt).map_err(unreadable)?),
        hash: Some(phc::Output::new(raw.as_ref()).map_err(unreadable)?),
    };
    Ok(PasswordHash(hash.to_string()))
}

fn check(
    cost: Cost,
    password: &Password,
    stored: Option<&PasswordHash>,
    salt: &[u8; SALT_BYTES],
    memory: &mut Vec<Block>,
) -> Result<Verified, HashingError> {
    let Some(stored) = stored else {
        derive(cost, password, salt, memory)?;
        return Ok(Verified { matches: false, rehashed: None });
    };
    let (stored_cost, stored_salt, expected) = read(stored)?;
    let raw = derive(stored_cost, password, &stored_salt, memory)?;
    let matches = bool::from(raw.as_ref().ct_eq(&expected));
    let outdated = !stored_cost.is_at_least(cost);
    let rehashed = if matches && outdated { Some(seal(cost, password, salt, memory)?) } else { None };
    Ok(Verified { matches, rehashed })
}

/// The parts of a stored hash.
fn read(stored: &PasswordHash) -> Result<(Cost, Vec<u8>, Vec<u8>), HashingError> {
    let hash = phc::PasswordHash::new(&stored.0).map_err(|_| HashingError::Unreadable)?;
    if hash.algorithm != Algorithm::Argon2id.ident() || hash.version != Some(Version::V0x13.into()) {
        return Err(HashingError::Unreadable);
    }
    let params = Params::try_from(&hash).map_err(|_| HashingError::Unreadable)?;
    let cost = Cost { memory_kib: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
    let (salt, output) = hash.salt.zip(hash.hash).ok_or(HashingError::Unreadable)?;
    if output.len() != HASH_BYTES {
        return Err(HashingError::Unreadable);
    }
    Ok((cost, salt.to_vec(), output.as_bytes().to_vec()))
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
