//! Inputs for everything that reads what comes from outside.
//!
//! A target is a language and a door: good inputs and words of the language, from which [`inputs`] makes others, and what
//! takes them and says whether all held. [`parsers`] and [`contents`] are read in this process, [`doors`] over HTTP by a service
//! in it; by the client half, which stands on a [`stage`], [`ways_back`], [`answers`], [`providers`], [`openid`], [`leaving`],
//! [`product_apis`], [`authorities`], [`records`] and [`sealed`], and [`programs`] by its doors for other programs. Where a whole sign-in would take
//! most of the time, [`readers`] have each input, and the whole way has a share of them. What holds for all of them is seen to by
//! [`watch`]: no panic in any thread, no input that takes long, no memory without a bound.
//!
//! The same seed makes the same inputs. One that fails is made as small as it can be, printed and written to a file, which
//! `cargo xtask soak --replay FILE` gives again. A file that is moved to `tests/faults/corpus` is given first from then on,
//! each time.

mod answers;
mod authorities;
mod contents;
mod doors;
mod http;
mod inputs;
mod leaving;
mod openid;
mod parsers;
mod product_apis;
mod programs;
mod providers;
mod readers;
mod records;
mod sealed;
mod stage;
mod watch;
mod ways_back;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use sha2::{Digest as _, Sha256};

use crate::told::{Lost, Told};

/// What takes an input and says what did not hold.
type Taker = Box<dyn FnMut(&[u8]) -> Result<(), String>>;

/// A language, and what reads it.
pub struct Target {
    pub name: &'static str,
    /// Words of the language.
    words: &'static [&'static str],
    /// Inputs as they should be.
    good: fn() -> Vec<Vec<u8>>,
    /// Makes ready what takes the inputs.
    begin: fn() -> Taker,
}

/// Inputs that come from one seed. Between two such, it is looked at the time and the memory.
const BATCH: u32 = 50;

fn targets() -> impl Iterator<Item = &'static Target> {
    let service = [parsers::TARGETS, contents::TARGETS, doors::TARGETS];
    let sessions = [ways_back::TARGETS, answers::TARGETS, providers::TARGETS, openid::TARGETS, leaving::TARGETS];
    let around = [product_apis::TARGETS, sealed::TARGETS, authorities::TARGETS, records::TARGETS, programs::TARGETS];
    service.into_iter().chain(sessions).chain(around).flatten()
}

/// The names of all targets.
pub fn names() -> Vec<&'static str> {
    targets().map(|target| target.name).collect()
}

/// The target of a name.
pub fn named(name: &str) -> Result<&'static Target, String> {
    targets().find(|target| target.name == name).ok_or_else(|| format!("there is no target “{name}”; `faults list` names them"))
}

/// Gives a target what failed before, and then so many inputs, for no longer than `most`.
pub fn feed(target: &'static Target, count: u32, most: Duration, seed: u64) -> Told {
    let mut told = Told::new(target.name, count);
    let end = Instant::now() + most;
    let taker = RefCell::new((target.begin)());
    let take = |bytes: &[u8]| watch::over(target.name, bytes, || (taker.borrow_mut())(bytes));
    for file in corpus() {
        if let Some(bytes) = of_target(target.name, &file)
            && let Err(what) = take(&bytes)
        {
            told.lost.push(Lost { what, replay: format!("--replay {}", file.display()) });
        }
    }
    let good = (target.good)();
    let all = inputs::near(&good, target.words);
    for batch in 0..count.div_ceil(BATCH) {
        // The first batch comes whatever it took to make ready for it.
        if batch > 0 && Instant::now() > end || !told.lost.is_empty() {
            break;
        }
        let done = Cell::new(0);
        let outcome = runner(target.name, seed, batch, BATCH.min(count - told.done)).run(&all, |bytes| {
            done.set(done.get() + 1);
            take(&bytes).map_err(TestCaseError::fail)
        });
        told.done += done.get().min(BATCH);
        let memory = watch::memory();
        match outcome {
            Err(TestError::Fail(why, bytes)) => told.lost.push(kept(target.name, &bytes, why.message())),
            Err(TestError::Abort(why)) => {
                told.lost.push(Lost { what: why.message().to_owned(), replay: format!("--only {}", target.name) })
            }
            Ok(()) if memory.is_err() => {
                let replay = format!("--only {} --seed {seed}", target.name);
                told.lost.extend(memory.err().map(|what| Lost { what, replay }));
            }
            Ok(()) => {}
        }
    }
    told.met = told.done;
    told
}

/// Gives the input of a file again.
pub fn replay(file: &Path) -> Result<Told, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let (name, bytes) = split(&bytes).ok_or_else(|| format!("{} does not begin with the name of a target", file.display()))?;
    let target = named(&name)?;
    let mut taker = (target.begin)();
    let mut told = Told { done: 1, met: 1, ..Told::new(target.name, 1) };
    if let Err(what) = watch::over(target.name, &bytes, || taker(&bytes)) {
        told.lost.push(Lost { what, replay: format!("--replay {}", file.display()) });
    }
    Ok(told)
}

/// A runner that makes the same inputs for the same words.
fn runner(name: &str, seed: u64, batch: u32, cases: u32) -> TestRunner {
    let of = Sha256::digest(format!("{name} {seed} {batch}"));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2000, max_shrink_time: 20_000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, of.as_slice()))
}

/// Writes an input that failed to a file.
fn kept(name: &str, bytes: &[u8], why: &str) -> Lost {
    let file = watch::write(name, bytes);
    let shown: String = String::from_utf8_lossy(bytes).escape_debug().take(300).collect();
    Lost { what: format!("{why}; the input: {shown}"), replay: format!("--replay {}", file.display()) }
}

/// The inputs that failed once.
fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/corpus");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "input"));
    files.sort();
    files
}

/// The input of a file, where it is for this target.
fn of_target(name: &str, file: &Path) -> Option<Vec<u8>> {
    let (of, bytes) = split(&std::fs::read(file).ok()?)?;
    (of == name).then_some(bytes)
}

/// The name in the first line, and what follows it.
fn split(bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((String::from_utf8(bytes[..end].to_vec()).ok()?, bytes[end + 1..].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For all targets together, in CI.
    const SECONDS: u32 = 60;

    /// One after the other, in one test: a panic in another thread of this process would be taken for one of this target.
    #[test]
    fn a25_c10_d5_no_input_breaks_what_reads_it() {
        let share = Duration::from_secs(SECONDS.into()) / u32::try_from(targets().count()).unwrap();
        for target in targets() {
            // Another seed each time would find more, and fail on a change that has nothing to do with it.
            let told = feed(target, u32::MAX, share, 1);
            assert!(told.lost.is_empty(), "{}", told.line());
            assert!(told.done > 0, "{}", told.line());
        }
    }

    #[test]
    fn every_input_that_failed_once_is_of_a_target() {
        for file in corpus() {
            let (name, _) = split(&std::fs::read(&file).unwrap()).unwrap();
            assert!(named(&name).is_ok(), "{}", file.display());
        }
    }

    #[test]
    fn what_does_not_hold_is_told_with_a_file_that_shows_it_again() {
        fn begin() -> Taker {
            Box::new(|bytes| if bytes.contains(&b'#') { Err("there is a #".to_owned()) } else { Ok(()) })
        }
        static TARGET: Target = Target { name: "one that fails", words: &["#"], good: || vec![b"good".to_vec()], begin };
        let told = feed(&TARGET, 10_000, Duration::from_secs(60), 1);
        let lost = &told.lost[0];
        assert!(told.lost.len() == 1 && lost.what.starts_with("there is a #; the input: "), "{}", told.line());
        let file = lost.replay.strip_prefix("--replay ").unwrap();
        let (name, bytes) = split(&std::fs::read(file).unwrap()).unwrap();
        assert!(name == TARGET.name && bytes.contains(&b'#') && bytes.len() <= 5, "no more than a good one and what is wrong: {bytes:?}");
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let made = |seed| {
            let mut all = Vec::new();
            let good = [b"good".to_vec()];
            let strategy = inputs::near(&good, &["word"]);
            let seen = RefCell::new(&mut all);
            runner("x", seed, 0, 20)
                .run(&strategy, |bytes| {
                    seen.borrow_mut().push(bytes);
                    Ok(())
                })
                .unwrap();
            all
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
    }
}
