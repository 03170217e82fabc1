//! What the app can be started with.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::instance::Arrival;

/// Countersign's desktop app.
// No Debug: the link may carry an authorization code.
#[derive(Parser)]
#[command(name = "countersign-desktop", version)]
pub(crate) struct Options {
    /// The folder for your data; the command line takes the same.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Light or dark, whatever the system's appearance is; what you choose in the settings counts before it.
    #[arg(long)]
    pub(crate) theme: Option<Appearance>,
    /// Begin in the tray; where there is none, with a minimised window.
    #[arg(long)]
    pub(crate) hidden: bool,
    /// A link of the app's scheme, as the system hands it over.
    #[arg(value_name = "URL")]
    url: Option<OsString>,
}

/// An appearance.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Appearance {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl From<Appearance> for tauri::Theme {
    fn from(appearance: Appearance) -> Self {
        match appearance {
            Appearance::Light => Self::Light,
            Appearance::Dark => Self::Dark,
        }
    }
}

impl Options {
    /// What this start brings.
    pub(crate) fn arrival(&self) -> Arrival {
        match &self.url {
            Some(url) => Arrival::Callback(bytes(url)),
            None => Arrival::Raise,
        }
    }
}

/// Byte for byte where the system gives bytes.
#[cfg(unix)]
fn bytes(url: &OsString) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(url.as_os_str()).to_owned()
}

#[cfg(not(unix))]
fn bytes(url: &OsString) -> Vec<u8> {
    url.to_string_lossy().into_owned().into_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;

    /// Every word of a text that begins as an option does, by its name.
    fn options_in(text: &str) -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let named = words.filter_map(|word| word.strip_prefix("--").or_else(|| word.strip_prefix('-')));
        named.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn the_manual_has_each_option_and_no_other() {
        // As it reads: `\-` is a hyphen, `\f` and a letter is a typeface.
        let page = include_str!("../package/countersign-desktop.1").replace("\\-", "-");
        let page = ["\\fB", "\\fI", "\\fR"].iter().fold(page, |page, font| page.replace(font, " "));
        let (synopsis, told) = page.split_once(".SH DESCRIPTION").unwrap();
        let mut command = Options::command();
        command.build();
        let (flags, words): (Vec<_>, Vec<_>) = command.get_arguments().partition(|one| !one.is_positional());
        let long: BTreeSet<_> = flags.iter().map(|one| one.get_long().unwrap().to_owned()).collect();
        let short = flags.iter().filter_map(|one| one.get_short()).map(String::from);
        assert_eq!(options_in(told), long.iter().cloned().chain(short).collect());
        assert_eq!(options_in(synopsis), long);
        let names = words.iter().map(|one| one.get_value_names().unwrap()[0].as_str());
        let values = flags.iter().flat_map(|one| one.get_possible_values());
        for word in names.map(str::to_owned).chain(values.map(|value| value.get_name().to_owned())) {
            assert!(synopsis.contains(&word), "{word}");
        }
    }

    #[test]
    fn a_link_arrives_byte_for_byte_beside_the_options() {
        let options = Options::try_parse_from(["app", "--home", "/x", "app.countersign.desktop:/callback?code=a%20b&state=c"]).unwrap();
        assert!(options.arrival() == Arrival::Callback(b"app.countersign.desktop:/callback?code=a%20b&state=c".to_vec()));
        assert_eq!(options.home, Some(PathBuf::from("/x")));
        assert!(Options::try_parse_from(["app"]).unwrap().arrival() == Arrival::Raise);
    }
}
