//! What the clock gives away: nothing of a secret, nothing of who has an account; and who is slow keeps nobody waiting.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::load::{Ask, Seen, at_a_rate};
use super::numbers::{advantage, median};
use super::place::{Filled, Folder, Server, SignInForm, beside, program, sign_in_form};
use super::report::{Figure, Mark, short};
use super::{Asked, questions, told};
use crate::Outcome;

/// How often two samples may be told apart by one pair, where 0.5 is chance, for secrets. It is seven times what chance does
/// with samples of 20,000; and whoever sees no more than this on the very machine needs thousands of tries to tell one bit.
const SECRETS: f64 = 0.52;
/// The same for names. A name is answered ten times in a quarter of an hour: after those, who sees no more than this is right
/// 57 times of 100, and three times what chance does with samples of 1,500 is as much.
const NAMES: f64 = 0.53;

/// How much is asked.
#[derive(Clone, Copy)]
struct Run {
    rounds: usize,
    secrets: usize,
    names: usize,
    seconds: usize,
}

/// Measures all of it.
///
/// # Errors
/// What could not be measured.
pub(super) fn measure(asked: Asked) -> Outcome<Vec<Figure>> {
    let run = if asked.quick {
        Run { rounds: 1, secrets: 200, names: 10, seconds: 1 }
    } else {
        Run { rounds: 5, secrets: 20_000, names: 300, seconds: 6 }
    };
    let folder = Folder::new()?;
    let filled = Filled::new(&folder, "small", 2_000, 100, 2_000)?;
    let service = Server::service(&filled)?;
    let mut figures = secrets(&service, &filled, run)?;
    figures.push(names(&service, &filled, run)?);
    drop(service);
    figures.extend(slow_sockets(&filled, run)?);
    Ok(figures)
}

/// A7: the comparison of a client secret, and whether a client is known.
fn secrets(service: &Server, filled: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    let app = |name: &str| filled.with["web"][name].as_str().unwrap_or_default();
    let (id, secret) = (app("id"), app("secret"));
    let ask = |id: &str, secret: &str| {
        vec![Ask::post("/oauth/token", &[], &format!("grant_type=refresh_token&refresh_token=x&client_id={id}&client_secret={secret}"))]
    };
    let other = |letter: Option<char>| if letter == Some('A') { 'B' } else { 'A' };
    let first = format!("{}{}", other(secret.chars().next()), &secret[1..]);
    let last = format!("{}{}", &secret[..secret.len() - 1], other(secret.chars().last()));
    let unknown = format!("{}{}", &id[..id.len() - 1], if id.ends_with('0') { '1' } else { '0' });
    told("A7: a wrong secret, by the place where it is wrong");
    let by_place = compare(service, &ask(id, &first), &ask(id, &last), run.secrets, run.rounds, false)?;
    told("A7: an unknown client, and a wrong secret");
    let by_client = compare(service, &ask(&unknown, &first), &ask(id, &first), run.secrets, run.rounds, false)?;
    told("A7: the same request twice, for what chance does");
    let by_nothing = compare(service, &ask(id, &first), &ask(id, &first), run.secrets, run.rounds, false)?;
    Ok(vec![
        by_place.figure("A7: a secret wrong at its first letter or at its last", Mark::AtMost(SECRETS)),
        // A client id is no secret (RFC 6749 §2.2): it stands in the address of every sign-in. So this informs.
        by_client.figure("A7: an unknown client or a wrong secret", Mark::None),
        by_nothing.figure("A7: one request and the same again", Mark::None),
    ])
}

/// A14: a name that nobody has, and a wrong password. Each try comes from an address of its own, as the one that fails too
/// often is not answered.
fn names(service: &Server, filled: &Filled, run: Run) -> Outcome<Figure> {
    told("A14: an unknown name, and a wrong password");
    let form: SignInForm = sign_in_form(service, filled)?;
    let known = filled.list("emails");
    let wrong = |email: &str| form.ask(email, "wrong horse battery!!");
    let of_known: Vec<Ask> = known.iter().map(|email| wrong(email)).collect();
    let of_nobody: Vec<Ask> = known.iter().map(|email| wrong(&email.replace("@people.", "@nobody."))).collect();
    let seen = compare(service, &of_nobody, &of_known, run.names, run.rounds, true)?;
    Ok(seen.figure("A14: an unknown name or a wrong password", Mark::AtMost(NAMES)))
}

/// Two samples of all rounds together, in microseconds.
struct Compared {
    a: Vec<f64>,
    b: Vec<f64>,
}

impl Compared {
    fn figure(&self, name: &str, mark: Mark) -> Figure {
        let advantage = advantage(&self.a, &self.b);
        let [a, b] = [&self.a, &self.b].map(|side| median(side));
        let from = format!("medians {a:.2} and {b:.2} µs, {:+.2} µs apart; {} samples each", a - b, self.a.len());
        Figure::new(name, advantage.max(1.0 - advantage), "told apart", mark, from)
    }
}

fn compare(service: &Server, a: &[Ask], b: &[Ask], samples: usize, rounds: usize, fresh_address: bool) -> Outcome<Compared> {
    let raw = |asks: &[Ask]| asks.iter().map(Ask::raw).map(Value::from).collect::<Vec<_>>();
    let order = json!({ "address": service.address, "samples": samples, "a": raw(a), "b": raw(b), "fresh_address": fresh_address });
    let mut both = Compared { a: Vec::new(), b: Vec::new() };
    for _ in 0..rounds {
        let told = beside(Command::new(program("bench")).arg("pair"), Some(&order))?;
        if told["statuses"][0] != told["statuses"][1] || told["statuses"][0] == 429 {
            return Err(format!("the two questions are answered with {}; that compares nothing", told["statuses"]));
        }
        for (side, into) in [("a", &mut both.a), ("b", &mut both.b)] {
            into.extend(told[side].as_array().into_iter().flatten().filter_map(Value::as_f64).map(|nanoseconds| nanoseconds / 1e3));
        }
    }
    Ok(both)
}

/// A20: others, while a process of its own holds as many slow sockets as it may.
fn slow_sockets(filled: &Filled, run: Run) -> Outcome<Vec<Figure>> {
    told("A20: others, beside slow sockets");
    let service = Server::service(filled)?;
    let user_info = questions::user_info(filled);
    let others = || at_a_rate(&service, &user_info, 8, Some(200.0), run.seconds);
    let quiet = others()?;
    let holding = Holding::start(&service)?;
    let busy = others()?;
    let held = holding.sockets;
    drop(holding);
    let from = |seen: &Seen| format!("{held} sockets held; {} of others answered at 200/s", seen.answered);
    let p99 = format!("p50 {} µs; without the sockets p50 {} µs, p99 {} µs", short(busy.p50), short(quiet.p50), short(quiet.p99));
    Ok(vec![
        Figure::new("A20: others that got no answer", busy.failed, "", Mark::AtMost(0.0), from(&busy)),
        Figure::new("A20: p99 of others", busy.p99 / 1e3, "ms", Mark::AtMost(100.0), p99),
    ])
}

/// The process that holds slow sockets.
struct Holding {
    child: Child,
    sockets: usize,
}

impl Holding {
    fn start(service: &Server) -> Outcome<Self> {
        let fail = |error: std::io::Error| format!("the slow sockets could not be opened: {error}");
        let mut command = Command::new(program("bench"));
        let mut child = command.arg("sockets").arg(&service.address).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(fail)?;
        let stdout = child.stdout.take().ok_or("the slow sockets have no voice")?;
        let mut holding = Self { child, sockets: 0 };
        for line in BufReader::new(stdout).lines() {
            if line.map_err(fail)? == "all" {
                break;
            }
        }
        holding.sockets = service.sockets()?.saturating_sub(1);
        Ok(holding)
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
