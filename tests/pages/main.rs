//! The service's own pages in a real browser: every sample of every page, in both languages and both themes.
//!
//! `axe-core` comes with the screen's packages (`ui/node_modules`), as `cargo xtask setup` installs them.

mod accessibility;
mod chromium;
mod gallery;
mod keyboard;
mod languages;
mod layout;
mod pictures;
mod without_scripts;
