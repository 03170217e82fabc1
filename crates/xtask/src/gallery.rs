//! `cargo xtask gallery`: every screen of the app in every state, in the browser, on a host that only plays.

use crate::Outcome;
use crate::checkout::{finish, npm};
use crate::setup::prepare_screens;

/// The index of the gallery, relative to where it is served.
const INDEX: &str = "/gallery.html";

/// Builds the gallery, serves it to this computer alone and opens it, until it is ended; with `--no-open` the address is only told.
///
/// # Errors
/// A word that is no option, what was missing, or what failed.
pub(crate) fn run(rest: &[&str]) -> Outcome {
    let serve = serving(rest)?;
    prepare_screens()?;
    finish(npm().args(["run", "--silent", "gallery"]))?;
    println!("xtask: the gallery is {INDEX} below the address that follows. Ctrl+C ends it.");
    finish(npm().args(serve))
}

/// How npm is asked to serve it. The server takes the next port where its own is taken.
fn serving(rest: &[&str]) -> Outcome<Vec<&'static str>> {
    match rest {
        [] => Ok(vec!["run", "--silent", "gallery:serve", "--", "--open", INDEX]),
        ["--no-open"] => Ok(vec!["run", "--silent", "gallery:serve"]),
        _ => Err(format!("cargo xtask gallery takes --no-open and nothing else, and was given: {}", rest.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_opened_unless_that_is_declined_and_nothing_else_is_taken() {
        assert!(serving(&[]).unwrap().contains(&"--open"));
        assert!(!serving(&["--no-open"]).unwrap().contains(&"--open"));
        assert!(serving(&["--port", "80"]).unwrap_err().contains("--port 80"));
    }
}
