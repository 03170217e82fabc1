//! Every setting: its key, and how a written value becomes one. A new setting is a line here.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use zeroize::Zeroizing;

use super::log::{Log, LogFormat};
use super::mail::{Mail, MailPassword, MailSecurity};
use super::value::Value;
use super::{Config, Problem, Tls};
use crate::limits::client::ForwardedHeader;
use crate::people::password::Cost;
use crate::product_apis::catalog::Product;
use crate::rights;
use crate::store::sqlite::file_of;

/// Settings as they come together from several places.
pub(super) struct Draft {
    pub(super) config: Config,
    pub(super) database: Option<PathBuf>,
    pub(super) log: Log,
    tls: (Option<PathBuf>, Option<PathBuf>),
    mail: MailDraft,
    password: (Option<u32>, Option<u32>),
}

#[derive(Default)]
struct MailDraft {
    host: Option<String>,
    port: Option<u16>,
    from: Option<String>,
    security: Option<MailSecurity>,
    username: Option<String>,
    password: Option<MailPassword>,
}

/// Takes a value; the path is the folder that relative files are below.
type Set = fn(&mut Draft, &Value, &Path) -> Result<(), String>;

/// One setting.
pub(super) struct Setting {
    /// Its key; a point stands where a table of the file begins.
    pub(super) key: &'static str,
    pub(super) set: Set,
}

const fn setting(key: &'static str, set: Set) -> Setting {
    Setting { key, set }
}

fn put<T>(place: &mut T, value: T) -> Result<(), String> {
    *place = value;
    Ok(())
}

/// All of them.
pub(super) const SETTINGS: &[Setting] = &[
    setting("database", |draft, value, folder| {
        let file = file_of(value.text()?).map_err(|_| "has to be \"sqlite:FILE\", such as \"sqlite:accounts.db\".".to_owned())?;
        put(&mut draft.database, Some(folder.join(file)))
    }),
    setting("listen", |draft, value, _| put(&mut draft.config.listen, address(value)?)),
    setting("public_url", |draft, value, _| put(&mut draft.config.public_url, Some(value.text()?.to_owned()))),
    setting("service_name", |draft, value, _| put(&mut draft.config.service_name, value.text()?.to_owned())),
    setting("code_lifetime", |draft, value, _| put(&mut draft.config.code_lifetime, value.duration()?)),
    setting("access_lifetime", |draft, value, _| put(&mut draft.config.access_lifetime, value.duration()?)),
    setting("refresh_idle", |draft, value, _| put(&mut draft.config.refresh_idle, value.duration()?)),
    setting("refresh_absolute", |draft, value, _| put(&mut draft.config.refresh_absolute, value.duration()?)),
    setting("trusted_proxies", |draft, value, _| put(&mut draft.config.trusted_proxies, each(value.list()?, network)?)),
    setting("forwarded_header", |draft, value, _| {
        let header = ForwardedHeader::parse(value.text()?).ok_or("has to be \"x-forwarded-for\" or \"forwarded\".")?;
        put(&mut draft.config.forwarded_header, header)
    }),
    setting("tls.certificate", |draft, value, folder| put(&mut draft.tls.0, Some(value.path(folder)?))),
    setting("tls.key", |draft, value, folder| put(&mut draft.tls.1, Some(value.path(folder)?))),
    setting("product_apis", |draft, value, _| put(&mut draft.config.product_apis, each(value.list()?, product)?)),
    setting("mail.host", |draft, value, _| put(&mut draft.mail.host, Some(value.text()?.to_owned()))),
    setting("mail.port", |draft, value, _| put(&mut draft.mail.port, Some(value.number()?))),
    setting("mail.from", |draft, value, _| put(&mut draft.mail.from, Some(value.text()?.to_owned()))),
    setting("mail.security", |draft, value, _| {
        let security = MailSecurity::parse(value.text()?).ok_or("has to be \"tls\", \"starttls\" or, on this computer, \"none\".")?;
        put(&mut draft.mail.security, Some(security))
    }),
    setting("mail.username", |draft, value, _| put(&mut draft.mail.username, Some(value.text()?.to_owned()))),
    setting("mail.password_file", |draft, value, folder| put(&mut draft.mail.password, Some(password(&value.path(folder)?)?))),
    setting("log.format", |draft, value, _| {
        put(&mut draft.log.format, LogFormat::parse(value.text()?).ok_or("has to be \"text\" or \"json\".")?)
    }),
    setting("log.level", |draft, value, _| put(&mut draft.log.level, Some(level(value)?))),
    setting("metrics.listen", |draft, value, _| put(&mut draft.config.metrics, Some(address(value)?))),
    setting("outbound.hosts", |draft, value, _| put(&mut draft.config.outbound_hosts, each(value.list()?, host)?)),
    setting("limits.headers_within", |draft, value, _| put(&mut draft.config.limits.headers_within, value.duration()?)),
    setting("limits.request_within", |draft, value, _| put(&mut draft.config.limits.request_within, value.duration()?)),
    setting("limits.stop_within", |draft, value, _| put(&mut draft.config.limits.stop_within, value.duration()?)),
    setting("limits.body", |draft, value, _| put(&mut draft.config.limits.body, value.number()?)),
    setting("limits.uri", |draft, value, _| put(&mut draft.config.limits.uri, value.number()?)),
    setting("limits.head", |draft, value, _| put(&mut draft.config.limits.head, value.number()?)),
    setting("limits.connections", |draft, value, _| put(&mut draft.config.limits.connections, value.number()?)),
    setting("passwords.memory_kib", |draft, value, _| put(&mut draft.password.0, Some(value.number()?))),
    setting("passwords.passes", |draft, value, _| put(&mut draft.password.1, Some(value.number()?))),
    setting("passwords.threads", |draft, value, _| put(&mut draft.config.password_bounds.threads, value.number()?)),
    setting("passwords.queue", |draft, value, _| put(&mut draft.config.password_bounds.queue, value.number()?)),
];

impl Draft {
    pub(super) fn new() -> Self {
        Self {
            config: Config::new(PathBuf::new()),
            database: None,
            log: Log::default(),
            tls: (None, None),
            mail: MailDraft::default(),
            password: (None, None),
        }
    }

    /// The settings whole, with all that stands against them.
    pub(super) fn finish(self) -> (Config, Log, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut config = self.config;
        match self.database {
            Some(database) => config.database = database,
            None => {
                problems.push(Problem::new("database", "is missing. Give --database sqlite:FILE, or write database = \"sqlite:FILE\"."))
            }
        }
        match self.tls {
            (Some(certificate), Some(key)) => config.tls = Some(Tls { certificate, key }),
            (None, None) => {}
            (None, _) => problems.push(
                Problem::new("tls.certificate", "is missing: a key goes with its certificate. Name its PEM file.").and_from(&["tls.key"]),
            ),
            (_, None) => problems.push(
                Problem::new("tls.key", "is missing: a certificate goes with its key. Name its PEM file.").and_from(&["tls.certificate"]),
            ),
        }
        config.mail = self.mail.finish(&mut problems);
        if let (memory, passes) = self.password
            && (memory.is_some() || passes.is_some())
        {
            match Cost::new(memory.unwrap_or(19 * 1024), passes.unwrap_or(2), 1) {
                Ok(cost) => config.password_cost = cost,
                Err(_) if passes.is_some_and(|passes| passes < 2) => {
                    problems.push(Problem::new("passwords.passes", "has to be 2 or more."))
                }
                Err(_) => problems.push(Problem::new("passwords.memory_kib", "has to be 19456 or more.")),
            }
        }
        problems.extend(config.problems());
        (config, self.log, problems)
    }
}

impl MailDraft {
    fn finish(self, problems: &mut Vec<Problem>) -> Option<Mail> {
        let Self { host, port, from, security, username, password } = self;
        let said = host.is_some() || port.is_some() || from.is_some() || security.is_some() || username.is_some() || password.is_some();
        if !said {
            return None;
        }
        if host.is_none() {
            problems.push(Problem::new("mail.host", "is missing. Name the server that mail goes through."));
        }
        if from.is_none() {
            problems.push(Problem::new("mail.from", "is missing. Write whom mail comes from, as \"accounts@example.com\"."));
        }
        let security = security.unwrap_or(MailSecurity::Tls);
        Some(Mail { host: host?, port: port.unwrap_or(security.usual_port()), from: from?, security, username, password })
    }
}

fn address(value: &Value) -> Result<SocketAddr, String> {
    value.parsed("\"127.0.0.1:8400\", an address and a port")
}

/// Every member of a list; all that are wrong are told.
fn each<T>(members: Vec<&str>, read: fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for member in members {
        match read(member) {
            Ok(member) => right.push(member),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(right) } else { Err(wrong.join(" It ")) }
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<std::net::IpAddr>().map(IpNet::from).ok();
    let network = text.parse::<IpNet>().ok().or_else(address);
    network.ok_or_else(|| format!("has {text:?}, which is no network. Write it as \"10.0.0.0/8\", or one address as \"127.0.0.1\"."))
}

fn product(text: &str) -> Result<Product, String> {
    Product::parse(text).map_err(|why| format!("has {text:?}, which {why}"))
}

/// A host as it stands in an address: a name, or an IP address.
fn host(text: &str) -> Result<String, String> {
    let wrong = || format!("has {text:?}, which is no host. Write its name alone, as \"apps.internal\", or its address, as \"10.0.0.7\".");
    match url::Host::parse(text).or_else(|_| url::Host::parse(&format!("[{text}]"))) {
        Ok(url::Host::Domain(name)) if name == text.to_ascii_lowercase() && !text.contains(['*', '_', ',']) => Ok(text.to_owned()),
        Ok(url::Host::Ipv4(address)) if address.to_string() == text => Ok(text.to_owned()),
        Ok(url::Host::Ipv6(_)) => Ok(text.to_owned()),
        _ => Err(wrong()),
    }
}

/// Levels, by target where one is named. A word that is no level would be taken as a target that nobody has.
fn level(value: &Value) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let text = value.text()?;
    let known = |part: &str| LEVELS.contains(&part.rsplit_once('=').map_or(part, |(_, level)| level).trim().to_ascii_lowercase().as_str());
    let read = text.parse::<tracing_subscriber::filter::Targets>().ok().filter(|_| text.split(',').all(known));
    let form = "Write \"error\", \"warn\", \"info\", \"debug\" or \"trace\"; by target as \"warn,countersign_accounts=debug\".";
    read.map(|_| text.to_owned()).ok_or_else(|| format!("is {text:?}. {form}"))
}

/// A secret of a file of its own, which is its owner's alone.
fn password(path: &Path) -> Result<MailPassword, String> {
    // No password is longer; a wrong path may name something that never ends.
    const MOST: u64 = 4096;
    let unreadable =
        |why: std::io::Error| format!("names {}, which cannot be read: {why}. Look at its path, owner and rights.", path.display());
    let file = std::fs::File::open(path).map_err(unreadable)?;
    if rights::is_open_to_others(&file.metadata().map_err(unreadable)?) {
        return Err(format!("names {}, which is open to others than its owner. Take that right away: chmod 0600.", path.display()));
    }
    let mut text = Zeroizing::new(String::new());
    std::io::Read::read_to_string(&mut std::io::Read::take(file, MOST), &mut text).map_err(unreadable)?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(format!("names {}, which is empty. Write the password into it.", path.display())),
        text => Ok(MailPassword::new(text.to_owned())),
    }
}
