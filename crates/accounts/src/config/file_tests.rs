use std::time::Duration;

use super::*;
use crate::config::{LogFormat, MailSecurity};

struct Scene(tempfile::TempDir);

impl Scene {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    fn read(&self, text: &str, variables: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let file = self.write("accounts.toml", text);
        let variables = variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let folder = format!("{}/", self.0.path().display());
        Settings::read(Some(&file), variables, |_| {}).map_err(|refused| refused.0.iter().map(|told| told.replace(&folder, "")).collect())
    }
}

/// A file that sets everything.
const WHOLE: &str = r#"
database = "sqlite:accounts.db"
listen = "127.0.0.1:8400"
public_url = "https://accounts.example.com"
service_name = "Example accounts"
code_lifetime = "30s"
access_lifetime = "10m"
refresh_idle = "720h"
refresh_absolute = "4320h"
trusted_proxies = ["10.0.0.0/8", "::1"]
forwarded_header = "forwarded"
product_apis = ["product_apis chatbot https://chatbot.example.com/v1"]

[tls]
certificate = "tls/chain.pem"
key = "/etc/tls/key.pem"

[mail]
host = "smtp.example.com"
from = "Accounts <accounts@example.com>"
security = "starttls"
username = "accounts"
password_file = "mail.password"

[log]
format = "json"
level = "debug"

[outbound]
hosts = ["apps.internal"]

[metrics]
listen = "127.0.0.1:9400"

[limits]
headers_within = "5s"
request_within = "20s"
stop_within = "3s"
body = 32768
uri = 4096
head = 16384
connections = 512

[passwords]
memory_kib = 32768
passes = 3
threads = 2
queue = 20
"#;

#[test]
fn a_whole_file_is_read_and_its_paths_are_beside_it() {
    let scene = Scene::new();
    scene.write("mail.password", "canary\n");
    let Settings { config, log } = scene.read(WHOLE, &[]).unwrap();
    assert_eq!(config.database, scene.0.path().join("accounts.db"));
    assert_eq!(config.code_lifetime, Duration::from_secs(30));
    assert_eq!(config.trusted_proxies, ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
    let tls = config.tls.unwrap();
    assert_eq!((tls.certificate, tls.key), (scene.0.path().join("tls/chain.pem"), "/etc/tls/key.pem".into()));
    let mail = config.mail.unwrap();
    assert_eq!((mail.security, mail.port, mail.password.unwrap().expose()), (MailSecurity::StartTls, 587, "canary"));
    assert_eq!((config.limits.connections, config.limits.body), (512, 32768));
    assert_eq!((config.password_bounds.threads, config.password_bounds.queue), (2, 20));
    assert_eq!(log, Log { format: LogFormat::Json, level: Some("debug".into()) });
}

#[test]
fn every_setting_stands_in_the_whole_file_and_in_the_documentation() {
    let (table, _) = DeTable::parse_recoverable(WHOLE);
    let mut written = Vec::new();
    flatten("", table.get_ref(), &mut written);
    let documentation = include_str!("../../../../docs/OPERATIONS.md");
    for setting in SETTINGS.iter().filter(|setting| setting.key != "mail.port") {
        assert!(written.iter().any(|(key, _, _)| key == setting.key), "{} is not in the file", setting.key);
    }
    for setting in SETTINGS {
        assert!(documentation.contains(&format!("`{}`", setting.key)), "{} is not in docs/OPERATIONS.md", setting.key);
    }
}

#[test]
fn a_variable_goes_before_the_file() {
    let variables = [
        ("COUNTERSIGN_ACCOUNTS_LISTEN", "127.0.0.1:9999"),
        ("COUNTERSIGN_ACCOUNTS_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
        ("COUNTERSIGN_ACCOUNTS_LIMITS_BODY", "20000"),
        ("HOME", "/root"),
    ];
    let read = Scene::new().read("database = 'sqlite:a.db'\nlisten = '127.0.0.1:1'", &variables).unwrap().config;
    assert_eq!((read.listen.port(), read.trusted_proxies.len(), read.limits.body), (9999, 2, 20_000));
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_its_line_and_what_to_write() {
    let text = "database = 'sqlite:a.db'\ncode_lifetme = '30s'\naccess_lifetime = 60\n\n[limits]\nbody = 'much'\n[tls]\nkey = 7\n[mail]\npassword = 'canary'";
    let told = Scene::new().read(text, &[("COUNTERSIGN_ACCOUNTS_LISTN", "x")]).unwrap_err();
    insta::assert_snapshot!(told.join("\n"), @r#"
    accounts.toml, line 2: code_lifetme is not known. Did you mean code_lifetime?
    accounts.toml, line 3: access_lifetime has no unit. Write it as "60s", "10m" or "1h".
    accounts.toml, line 6: limits.body is no number that it could be. Write a whole number without quotes.
    accounts.toml, line 8: tls.key is a number. Write it in quotes.
    accounts.toml, line 10: mail.password is not read: a secret has a file of its own. Write the file's path as mail.password_file.
    COUNTERSIGN_ACCOUNTS_LISTN is not known. Did you mean COUNTERSIGN_ACCOUNTS_LISTEN?
    "#);
    assert!(!told.concat().contains("canary"));
}

#[test]
fn what_contradicts_is_told_with_the_place_that_says_it() {
    let text = "database = 'sqlite:a.db'\ncode_lifetime = '61s'\n[mail]\nfrom = 'a@b.example'\nsecurity = 'none'";
    let told = Scene::new().read(text, &[("COUNTERSIGN_ACCOUNTS_PUBLIC_URL", "http://accounts.example")]).unwrap_err();
    insta::assert_snapshot!(told.join("\n"), @r#"
    accounts.toml, line 2: code_lifetime has to be 1 to 60 seconds. Write it as "60s" or less.
    COUNTERSIGN_ACCOUNTS_PUBLIC_URL: public_url has to begin with https; plain http is for this computer only.
    mail.host is missing. Name the server that mail goes through.
    "#);
}

#[test]
fn what_cannot_be_read_hides_nothing_that_cannot_be() {
    let text = "database = 'sqlite:a.db'\ncode_lifetime = '90s'\naccess_lifetme = '1h'\ntrusted_proxies = ['10.0.0.0/33', 'foo', '::1']\n\
                listen = '0.0.0.0:443'\npublic_url = 7\n[tls]\ncertificate = 'a.pem'\n[mail]\nhost = 'mail.example'";
    let told = Scene::new().read(text, &[("COUNTERSIGN_ACCOUNTS_LIMITS_BODY", "1")]).unwrap_err();
    insta::assert_snapshot!(told.join("\n"), @r#"
    accounts.toml, line 2: code_lifetime has to be 1 to 60 seconds. Write it as "60s" or less.
    accounts.toml, line 3: access_lifetme is not known. Did you mean access_lifetime?
    accounts.toml, line 4: trusted_proxies has "10.0.0.0/33", which is no network. Write it as "10.0.0.0/8", or one address as "127.0.0.1". It has "foo", which is no network. Write it as "10.0.0.0/8", or one address as "127.0.0.1".
    accounts.toml, line 6: public_url is a number. Write it in quotes.
    COUNTERSIGN_ACCOUNTS_LIMITS_BODY: limits.body has to be 4096 or more.
    tls.key is missing: a certificate goes with its key. Name its PEM file.
    mail.from is missing. Write whom mail comes from, as "accounts@example.com".
    "#);
}

#[test]
fn a_fault_of_the_language_is_told_with_its_line() {
    let told = Scene::new().read("database = 'sqlite:a.db'\nlisten = 'x\n", &[]).unwrap_err();
    assert!(told[0].starts_with("accounts.toml, line 2: listen: "), "{told:?}");
    assert!(told[0].ends_with("key = [\"one\", \"two\"]."), "{told:?}");
    let told = Scene::new().read("listen = 127.0.0.1:80\n", &[("COUNTERSIGN_ACCOUNTS_LIMITS_BODY", "much")]).unwrap_err();
    assert!(told[0].starts_with("accounts.toml, line 1: listen: ") && told.last().unwrap().contains("LIMITS_BODY"), "{told:?}");
    assert!(Scene::new().read("listen = '127.0.0.1:0'\nlisten = '127.0.0.1:0'\n", &[]).is_err(), "a key twice");
    assert!(Settings::read(Some(Path::new("/nowhere/accounts.toml")), [], |_| {}).is_err());
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_than_its_owner_can_read_is_refused() {
    let scene = Scene::new();
    let path = scene.write("mail.password", "canary");
    let text = "database = 'sqlite:a.db'\n[mail]\nhost = 'h'\nfrom = 'a@b'\nusername = 'u'\npassword_file = 'mail.password'";
    for mode in [0o640, 0o604] {
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        let told = scene.read(text, &[]).unwrap_err().concat();
        assert!(told.contains("line 6: mail.password_file") && told.contains("chmod 0600") && !told.contains("canary"), "{told}");
    }
}

#[test]
fn a_flag_goes_before_both() {
    let file = Scene::new();
    let path = file.write("accounts.toml", "listen = '127.0.0.1:1'");
    let variables = [("COUNTERSIGN_ACCOUNTS_LISTEN".to_owned(), "127.0.0.1:2".to_owned())];
    let read = Settings::read(Some(&path), variables, |config| {
        config.database = "b.db".into();
        config.listen = ([127, 0, 0, 1], 3).into();
    });
    let config = read.unwrap().config;
    assert_eq!((config.listen.port(), config.database), (3, "b.db".into()));
}

#[test]
fn a_value_that_would_do_nothing_is_told_too_each_at_its_line() {
    let text = "database = 'sqlite:a.db'\n[outbound]\nhosts = ['apps.internal', '10.0.0.7', '::1', 'https://x/', 'x:80', '']\n\
                [passwords]\nthreads = 0\nqueue = 0\n[log]\nlevel = 'loud'";
    let told = Scene::new().read(text, &[]).unwrap_err();
    insta::assert_snapshot!(told.join("\n"), @r#"
    accounts.toml, line 3: outbound.hosts has "https://x/", which is no host. Write its name alone, as "apps.internal", or its address, as "10.0.0.7". It has "x:80", which is no host. Write its name alone, as "apps.internal", or its address, as "10.0.0.7". It has "", which is no host. Write its name alone, as "apps.internal", or its address, as "10.0.0.7".
    accounts.toml, line 5: passwords.threads has to be 1 or more.
    accounts.toml, line 6: passwords.queue has to be 1 or more.
    accounts.toml, line 8: log.level is "loud". Write "error", "warn", "info", "debug" or "trace"; by target as "warn,countersign_accounts=debug".
    "#);
    for level in ["warn", "INFO", "warn,countersign_accounts=debug", "off"] {
        let text = format!("database = 'sqlite:a.db'\n[log]\nlevel = '{level}'");
        assert_eq!(Scene::new().read(&text, &[]).unwrap().log.level.as_deref(), Some(level));
    }
}
