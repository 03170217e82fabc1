//! What the engine asks for, by the options of this program.
//!
//! The engine's words name none: the app shows them too, where a form has a field instead. Which field, the error says, and
//! here is what to type for it. The doctor's advice is the exception: it is for whoever mends this computer, often by what only the
//! command line can do, and so it names commands and options as they are typed.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;

/// Where a sign-in's browser is elsewhere: by the ways back that the provider has.
pub(crate) fn browser_elsewhere(ways: &[ReturnPath]) -> Option<&'static str> {
    Some(match (ways.contains(&ReturnPath::Paste), ways.contains(&ReturnPath::Device)) {
        (true, true) => "Where your browser is on another machine, use --return paste or --return device.",
        (true, false) => "Where your browser is on another machine, use --return paste.",
        (false, true) => "Where your browser is on another machine, use --return device.",
        (false, false) => return None,
    })
}

/// Where links do not come back here: by the ways back that the provider has.
pub(crate) fn not_by_link(ways: &[ReturnPath]) -> Option<&'static str> {
    if ways.contains(&ReturnPath::Loopback) {
        Some("By loopback it comes back with --return loopback.")
    } else if ways.contains(&ReturnPath::Paste) {
        Some("An address that you paste does without the app: --return paste.")
    } else {
        None
    }
}

/// The error's words, and what to type.
pub(super) fn with_options(error: &UserError) -> String {
    match what_to_type(error) {
        Some(what) => format!("{} {what}", error.message),
        None => error.message.clone(),
    }
}

fn what_to_type(error: &UserError) -> Option<&'static str> {
    use ErrorCode as E;
    Some(match (error.code, error.field.as_deref()?) {
        (E::InvalidInput, "client_id") => "That is: --client-id ID, and --client-secret-file FILE for a client secret.",
        (E::InvalidInput, "client_secret") => "That is: --client-secret-file FILE.",
        (E::InvalidInput, "base_url") => "That is: --base-url URL.",
        (E::InvalidInput, "issuer") => "That is: --issuer URL.",
        (E::NotFound | E::Conflict, "account") => "They are listed by: countersign accounts",
        (E::InvalidInput, "way_back") => "That is: --return WAY.",
        (E::InvalidInput, "scopes") | (E::Refused, "scopes") => "Scopes are named with --scope S.",
        (E::InvalidInput, "return_path") => "A return address is given with --redirect-uri URI, another way back with --return WAY.",
        (E::InvalidInput, "account") => "That is: --account ACCOUNT.",
        (E::InvalidInput, "socket") => "That is: --socket PATH.",
        (E::Network, "ca_file") => "That is: --ca-file FILE.",
        (E::InvalidInput, "home") => "That is: --home DIR.",
        (E::InvalidInput, "api_key") => "That is: countersign product-apis key PROVIDER --key KEY --secret-file FILE",
        (E::Refused, "bearer_tokens") => {
            "Headers are told by: countersign headers ACCOUNT URL. Tokens that are good alone are asked for by: countersign providers add … --bearer-tokens"
        }
        (E::KeyMissing | E::KeychainAbsent, "passphrase") => "That is: --vault passphrase --passphrase-file FILE.",
        (E::KeyMissing, "vault") => "That is: without --vault passphrase.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::args::Arguments;

    const FIELDS: [(ErrorCode, &str); 16] = [
        (ErrorCode::InvalidInput, "way_back"),
        (ErrorCode::Refused, "scopes"),
        (ErrorCode::InvalidInput, "client_id"),
        (ErrorCode::InvalidInput, "client_secret"),
        (ErrorCode::InvalidInput, "base_url"),
        (ErrorCode::InvalidInput, "issuer"),
        (ErrorCode::InvalidInput, "return_path"),
        (ErrorCode::InvalidInput, "account"),
        (ErrorCode::InvalidInput, "socket"),
        (ErrorCode::Network, "ca_file"),
        (ErrorCode::InvalidInput, "home"),
        (ErrorCode::InvalidInput, "api_key"),
        (ErrorCode::Refused, "bearer_tokens"),
        (ErrorCode::KeyMissing, "passphrase"),
        (ErrorCode::KeychainAbsent, "passphrase"),
        (ErrorCode::KeyMissing, "vault"),
    ];

    fn options(command: &clap::Command, found: &mut Vec<String>) {
        found.extend(command.get_arguments().filter_map(|argument| argument.get_long().map(|long| format!("--{long}"))));
        command.get_subcommands().for_each(|verb| options(verb, found));
    }

    #[test]
    fn every_option_that_is_named_is_there() {
        let mut there = Vec::new();
        options(&Arguments::command(), &mut there);
        let told = FIELDS.map(|(code, field)| what_to_type(&UserError::new(code, "").about(field)).unwrap_or_else(|| panic!("{field}")));
        let ways = [ReturnPath::Loopback, ReturnPath::Paste, ReturnPath::Device];
        let of_ways = (1..=3).flat_map(|from| [browser_elsewhere(&ways[from - 1..]), not_by_link(&ways[from - 1..])]).flatten();
        for sentence in told.into_iter().chain(of_ways) {
            let named = sentence.split_whitespace().map(|word| word.trim_end_matches(['.', ',', ';']));
            let named: Vec<_> = named.filter(|word| word.starts_with("--")).collect();
            assert!(!named.is_empty(), "{sentence}");
            named.iter().for_each(|option| assert!(there.iter().any(|one| one == option), "{option}"));
        }
    }

    #[test]
    fn what_is_about_nothing_that_is_typed_stays_as_the_engine_says_it() {
        for error in [UserError::new(ErrorCode::Network, "Nobody answers.").about("issuer"), UserError::new(ErrorCode::KeyMissing, "Gone.")]
        {
            assert_eq!(with_options(&error), error.message);
        }
    }
}
