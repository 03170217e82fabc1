//! Running the accounts service: settings, proxies, certificates, what is counted and told, back-up and upgrade.

mod backup;
mod certificates;
mod migration;
mod owners;
mod places;
mod proxies;
mod settings;
mod upkeep;
mod watching;
