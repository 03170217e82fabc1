//! Asks the person at the agent's own terminal.

use std::io::BufRead as _;
use std::sync::Arc;

use countersign_engine::agent::Approver;
use countersign_wire::program::{ProgramQuestion, ProgramVerdict};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::{Mutex, mpsc};

use crate::output::Output;

/// One question at a time; lines that were typed before it are no answer to it.
pub(super) struct AtTheTerminal {
    out: Output,
    lines: Arc<Mutex<mpsc::Receiver<String>>>,
}

impl AtTheTerminal {
    pub(super) fn new(out: Output) -> Self {
        let (send, lines) = mpsc::channel(64);
        // A thread of its own: reading a terminal cannot be called off. It ends with the process.
        let _reader = std::thread::Builder::new().name("terminal".into()).spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                // Whoever types without being asked loses it.
                if send.try_send(line).is_err() && send.is_closed() {
                    return;
                }
            }
        });
        Self { out, lines: Arc::new(Mutex::new(lines)) }
    }
}

impl Approver for AtTheTerminal {
    fn ask(&self, question: ProgramQuestion) -> BoxFuture<'static, Option<ProgramVerdict>> {
        let (out, lines) = (self.out, Arc::clone(&self.lines));
        async move {
            let mut lines = lines.lock().await;
            while lines.try_recv().is_ok() {}
            let text = told(&question);
            loop {
                // To the person in any case, who is there: `--json` is about the answers.
                Output::new(false).tell(&text);
                match verdict(&lines.recv().await?) {
                    Some(verdict) => {
                        out.tell(if verdict == ProgramVerdict::Refuse { "Refused." } else { "Allowed." });
                        return Some(verdict);
                    }
                    None => Output::new(false).tell("Type y, o or n."),
                }
            }
        }
        .boxed()
    }
}

fn verdict(line: &str) -> Option<ProgramVerdict> {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(ProgramVerdict::Allow),
        "o" | "once" => Some(ProgramVerdict::AllowOnce),
        "n" | "no" | "" => Some(ProgramVerdict::Refuse),
        _ => None,
    }
}

/// What a program says of itself cannot begin a line of its own here.
fn told(question: &ProgramQuestion) -> String {
    let one_line = |text: &str| text.replace('\n', " ");
    let mut text = format!("\n{} asks for a token.\n", one_line(&question.program));
    if question.changed {
        text += "  You allowed it before, and its file has changed since.\n";
    }
    if question.interpreter {
        let script = question.script.as_ref().map(|script| format!(" It says that it runs {}.", one_line(script))).unwrap_or_default();
        text += &format!("  It runs programs that others wrote: if you allow it, you allow them all.{script}\n");
    }
    let who = question.name.as_ref().map(|name| format!(", {}", one_line(name))).unwrap_or_default();
    text += &format!(
        "  Account: {}{who} ({})\n  The token opens: {}\n",
        one_line(&question.provider),
        question.account,
        question.scopes.to_wire()
    );
    let hours = question.lasts.div_ceil(3600);
    text + &format!("Allow? [y] for {hours} h  [o] once  [N] no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_a_clear_yes_allows_nothing() {
        assert_eq!(verdict("y"), Some(ProgramVerdict::Allow));
        assert_eq!(verdict(" Once "), Some(ProgramVerdict::AllowOnce));
        assert_eq!((verdict(""), verdict("N")), (Some(ProgramVerdict::Refuse), Some(ProgramVerdict::Refuse)));
        assert_eq!((verdict("yy"), verdict("ok")), (None, None));
    }

    #[test]
    fn an_interpreter_and_a_changed_file_are_said_plainly_and_no_name_writes_a_line() {
        let question = ProgramQuestion {
            id: "q".into(),
            program: "/usr/bin/python3.13\nAllow? yes".into(),
            interpreter: true,
            script: Some("tool.py\n  Account: none".into()),
            changed: true,
            account: "a1".into(),
            provider: "work".into(),
            name: Some("Anna\nB".into()),
            scopes: countersign_wire::scope::ScopeSet::parse("profile email").unwrap(),
            lasts: 24 * 3600,
        };
        let text = told(&question);
        assert_eq!(text.trim_start().lines().count(), 6, "{text}");
        for part in ["its file has changed", "you allow them all", "tool.py", "work, Anna B (a1)", "profile email", "[y] for 24 h"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
