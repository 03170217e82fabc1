//! What to say where a verb is not known.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory as _};

use super::Arguments;

/// How alike two words are, from 0 to 1, to be taken for each other.
const ALIKE: f64 = 0.8;

/// The verb that is most like what was typed, else those that there are; clap itself suggests none below `help`.
pub(crate) fn with_verbs(mut refusal: clap::Error, typed: impl IntoIterator<Item = OsString>) -> clap::Error {
    if refusal.kind() != ErrorKind::InvalidSubcommand {
        return refusal;
    }
    let Some(ContextValue::String(wanted)) = refusal.get(ContextKind::InvalidSubcommand) else { return refusal };
    let (within, wanted) = (group(typed, wanted), wanted.clone());
    let likeness = |verb: &&String| strsim::jaro_winkler(&wanted, verb);
    let nearest = within.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|verb| likeness(verb) > ALIKE) {
        Some(verb) => refusal.insert(ContextKind::SuggestedSubcommand, ContextValue::String(verb.clone())),
        None if refusal.get(ContextKind::SuggestedSubcommand).is_some() => None,
        None => {
            let verbs = StyledStr::from(format!("the verbs are {}", within.join(", ")));
            refusal.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![verbs]))
        }
    };
    refusal
}

/// The verbs of the group within which the unknown one was typed.
fn group(typed: impl IntoIterator<Item = OsString>, wanted: &str) -> Vec<String> {
    let mut at: Command = Arguments::command();
    for word in typed.into_iter().skip(1).take_while(|word| word != wanted) {
        if let Some(verb) = word.to_str().and_then(|word| at.find_subcommand(word)) {
            at = verb.clone();
        }
    }
    at.get_subcommands().filter(|verb| !verb.is_hide_set()).map(|verb| verb.get_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn refused(typed: &[&str]) -> String {
        let typed: Vec<OsString> = ["countersign"].iter().chain(typed).map(OsString::from).collect();
        with_verbs(Arguments::try_parse_from(&typed).unwrap_err(), typed).to_string()
    }

    #[test]
    fn a_verb_that_is_nearly_right_is_suggested_wherever_it_is_typed() {
        for typed in [&["sing-in"][..], &["help", "sing-in"], &["--json", "sign-inn", "work"]] {
            assert!(refused(typed).contains("similar subcommand exists: 'sign-in'"), "{typed:?}: {}", refused(typed));
        }
        assert!(refused(&["help", "apps", "updat"]).contains("'update'"), "{}", refused(&["help", "apps", "updat"]));
    }

    #[test]
    fn where_nothing_is_like_it_the_verbs_of_its_group_are_listed() {
        for typed in [&["xyzzy"][..], &["help", "xyzzy"]] {
            let told = refused(typed);
            assert!(told.contains("accounts, profile, token") && !told.contains("new-secret"), "{told}");
        }
        let told = refused(&["apps", "xyzzy"]);
        assert!(told.contains("new-secret") && !told.contains("sign-out"), "{told}");
    }
}
