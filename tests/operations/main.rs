//! Running the accounts service: settings, proxies, certificates, what is counted and told, back-up and upgrade.
