//! What holds for every input: no panic in any thread of this process, no input that takes long, memory with a bound.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

/// How long one input may take, on a machine with other work too. Past that it is taken to hang, and the process ends.
const HANGS: Duration = Duration::from_secs(60);
/// What this process may hold in memory in all: hashing and pictures have bounds far below.
const MEMORY_KIB: u64 = 1536 * 1024;

static PANICS: AtomicU64 = AtomicU64::new(0);
static LAST: Mutex<String> = Mutex::new(String::new());
/// The inputs that are being taken.
static UNDER_WAY: Mutex<Vec<UnderWay>> = Mutex::new(Vec::new());

/// An input that a thread is at.
#[derive(Clone)]
struct UnderWay {
    thread: std::thread::ThreadId,
    since: Instant,
    name: &'static str,
    bytes: Vec<u8>,
}

/// Sees to it while an input is taken.
pub fn over(name: &'static str, bytes: &[u8], take: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(begin);
    let me = std::thread::current().id();
    let before = PANICS.load(Ordering::SeqCst);
    under_way(|all| all.push(UnderWay { thread: me, since: Instant::now(), name, bytes: bytes.to_vec() }));
    // A panic here is one of the code under test; it was counted where it began.
    let taken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(take));
    under_way(|all| all.retain(|other| other.thread != me));
    if PANICS.load(Ordering::SeqCst) != before {
        return Err(format!("a panic: {}", LAST.lock().unwrap_or_else(PoisonError::into_inner)));
    }
    taken.unwrap_or_else(|_| Err("a panic".to_owned()))
}

/// Whether memory stayed within its bound.
pub fn memory() -> Result<(), String> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    match peak {
        Some(peak) if peak > MEMORY_KIB => Err(format!("{peak} KiB were taken; the bound is {MEMORY_KIB}")),
        _ => Ok(()),
    }
}

/// Writes an input to a file, in the folder that cargo builds into.
pub fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let folder = program.ancestors().skip(1).find(|folder| !folder.ends_with("deps")).unwrap().join("soak");
    std::fs::create_dir_all(&folder).unwrap();
    let mark: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let file = folder.join(format!("{}-{mark}.input", name.replace(' ', "-")));
    std::fs::write(&file, [name.as_bytes(), b"\n", bytes].concat()).unwrap();
    file
}

fn under_way<T>(with: impl FnOnce(&mut Vec<UnderWay>) -> T) -> T {
    with(&mut UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner))
}

fn begin() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // A test that fails beside it is told as usual.
        let beside = std::thread::current().name().is_some_and(|name| name.starts_with("kills::"));
        if beside || under_way(|all| all.is_empty()) {
            return usual(info);
        }
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
        PANICS.fetch_add(1, Ordering::SeqCst);
    }));
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let hanging = under_way(|all| all.iter().find(|one| one.since.elapsed() > HANGS).cloned());
            if let Some(UnderWay { name, bytes, .. }) = hanging {
                let file = write(name, &bytes);
                eprintln!("faults: {name}: an input takes longer than {HANGS:?}; cargo xtask soak --replay {}", file.display());
                std::process::abort();
            }
        }
    });
}
