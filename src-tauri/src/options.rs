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
    use super::*;

    #[test]
    fn a_link_arrives_byte_for_byte_beside_the_options() {
        let options = Options::try_parse_from(["app", "--home", "/x", "app.countersign.desktop:/callback?code=a%20b&state=c"]).unwrap();
        assert!(options.arrival() == Arrival::Callback(b"app.countersign.desktop:/callback?code=a%20b&state=c".to_vec()));
        assert_eq!(options.home, Some(PathBuf::from("/x")));
        assert!(Options::try_parse_from(["app"]).unwrap().arrival() == Arrival::Raise);
    }
}
