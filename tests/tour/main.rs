//! A tour of the built app on a display of its own: what `cargo xtask run` does where there is no screen to show it on.
//!
//! Nothing is mocked: the app hosts its accounts service, the first administrator is made on the service's own page in
//! Chromium, the sign-in comes back by deep link, the tokens are in gnome-keyring. Each screen is kept as a picture, in
//! both themes. A step that does not go as told ends the tour with its reason, and with a failure.

mod guide;
mod stations;

use std::path::PathBuf;
use std::process::ExitCode;

use guide::Guide;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [flag, folder] = words.as_slice() else { return usage() };
    if flag != "--into" {
        return usage();
    }
    let folder = PathBuf::from(folder);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut guide = Guide::set_out(folder);
        let issuer = guide.first_time("light").await;
        guide.once_more("dark", &issuer).await;
        guide.come_home();
    });
    // A station that fails panics with what it waited for and what it saw instead; then this line is not reached.
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("tour --into FOLDER    where the pictures go");
    ExitCode::from(2)
}
