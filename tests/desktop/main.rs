//! The whole loop with the built app: its window under WebKitWebDriver, the system's browser, a bus and a keychain of
//! its own for each scenario, and links that come back through `xdg-open`.

mod app_life;
mod apps;
mod bounds;
mod clipboard;
mod closing;
mod files;
mod habits;
mod handlers;
mod interruptions;
mod keychains;
mod own_account;
mod panel;
mod probe;
mod programs;
mod scene;
mod second_account;
mod secrets;
mod secrets_of_administration;
mod sessions;
mod sign_in;
mod ways_back;
mod web_view;
mod withheld;
