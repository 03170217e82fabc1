//! What stands against the settings of an app. Which organisations there are, which code names are taken and whether the
//! service is on this computer only is not known here: the service looks at that itself.

use url::{Host, Url};

use super::check::{is_unseen, sentence};
use super::client_keys::client_keys_problem;
use super::{AppAbout, AppKind, AppSettings, FieldProblem, OpenIdSettings, TokenSettings};
use crate::redirect_uri::RedirectUri;

/// The most addresses in one of the lists.
const MOST_ADDRESSES: usize = 50;
const LONGEST_ADDRESS: usize = 2048;
const LONGEST_DESCRIPTION: usize = 500;

const DAY: u32 = 24 * 3600;
/// How long an access token may last, in seconds.
const ACCESS_LIFETIME: (u32, u32) = (60, 30 * DAY);
/// How long a refresh token may lie unused, in seconds.
const REFRESH_IDLE: (u32, u32) = (300, 365 * DAY);
/// How long a sign-in may be renewed in all, in seconds.
const REFRESH_ABSOLUTE: (u32, u32) = (300, 730 * DAY);

/// Everything that stands against the settings of an app of that kind.
pub(super) fn settings_problems(kind: AppKind, settings: &AppSettings) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    about_problems(&settings.about, &mut problems);
    openid_problems(kind, &settings.openid, &mut problems);
    token_problems(&settings.tokens, &mut problems);
    origin_problems(kind, &settings.origins, &mut problems);
    problems.extend(client_keys_problem(kind, &settings.client_keys));
    if let Some(uri) = &settings.client_keys.jwks_uri
        && let Err(message) = reachable(uri)
    {
        problems.push(FieldProblem::of("jwks_uri", None, message));
    }
    if let Some(name) = &settings.code_name
        && !((3..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        problems.push(FieldProblem::of("code_name", None, "A code name is 3 to 40 letters and digits, without spaces or signs."));
    }
    problems
}

fn about_problems(about: &AppAbout, problems: &mut Vec<FieldProblem>) {
    if let Some(text) = &about.description {
        if text.chars().count() > LONGEST_DESCRIPTION {
            problems.push(FieldProblem::of("description", None, "A description has at most 500 characters."));
        } else if text.chars().any(|c| c != '\n' && is_unseen(c)) {
            let message = "Leave out control characters and marks that change the direction of text.";
            problems.push(FieldProblem::of("description", None, message));
        }
    }
    let links = [("homepage_url", &about.homepage_url), ("policy_url", &about.policy_url), ("terms_url", &about.terms_url)];
    for (field, link) in links {
        if link.as_ref().is_some_and(|link| !is_https(link)) {
            let message = "Write the address with https, such as https://harbour.example/about.";
            problems.push(FieldProblem::of(field, None, message));
        }
    }
}

fn openid_problems(kind: AppKind, openid: &OpenIdSettings, problems: &mut Vec<FieldProblem>) {
    let field = "post_logout_redirect_uris";
    let uris = &openid.post_logout_redirect_uris;
    add_list_problems(field, uris, problems, |text| match RedirectUri::parse(text) {
        Err(problem) => Err(sentence(&problem.to_string())),
        // A native app may take a sign-out back as it takes a sign-in (RP-Initiated Logout §3.1).
        Ok(uri) if uri.is_private_use() && kind != AppKind::Native => {
            Err("A sign-out of such an app ends at https, or at this computer.".to_owned())
        }
        Ok(_) => Ok(()),
    });
    if let Some(uri) = &openid.backchannel_logout_uri
        && let Err(message) = reachable(uri)
    {
        problems.push(FieldProblem::of("backchannel_logout_uri", None, message));
    }
}

fn token_problems(tokens: &TokenSettings, problems: &mut Vec<FieldProblem>) {
    let lifetimes = [
        ("access_lifetime", tokens.access_lifetime, ACCESS_LIFETIME, "An access token lasts from 60 seconds to 30 days."),
        ("refresh_idle", tokens.refresh_idle, REFRESH_IDLE, "A refresh token may lie unused for 5 minutes to 1 year."),
        ("refresh_absolute", tokens.refresh_absolute, REFRESH_ABSOLUTE, "A sign-in may be renewed for 5 minutes to 2 years in all."),
    ];
    for (field, lifetime, (least, most), message) in lifetimes {
        if lifetime.is_some_and(|seconds| !(least..=most).contains(&seconds)) {
            problems.push(FieldProblem::of(field, None, message));
        }
    }
    if let (Some(idle), Some(absolute)) = (tokens.refresh_idle, tokens.refresh_absolute)
        && absolute < idle
    {
        let message = "A sign-in is renewed for at least as long as a refresh token may lie unused.";
        problems.push(FieldProblem::of("refresh_absolute", None, message));
    }
    add_list_problems("resources", &tokens.resources, problems, |text| {
        // RFC 8707 §2: an absolute URI without a fragment.
        let absolute = text.bytes().all(|b| b.is_ascii_graphic()) && !text.contains('#') && Url::parse(text).is_ok();
        if absolute { Ok(()) } else { Err("A resource is an absolute address without “#”, such as https://api.example/v1.".to_owned()) }
    });
}

fn origin_problems(kind: AppKind, origins: &[String], problems: &mut Vec<FieldProblem>) {
    if kind != AppKind::Spa && !origins.is_empty() {
        problems.push(FieldProblem::of("origins", None, "Only an app in a browser has origins."));
        return;
    }
    add_list_problems("origins", origins, problems, |text| {
        let is_origin = Url::parse(text).is_ok_and(|url| {
            let here = is_this_computer(&url) || url.host_str() == Some("localhost");
            (url.scheme() == "https" || (url.scheme() == "http" && here)) && url.origin().ascii_serialization() == text
        });
        if is_origin {
            Ok(())
        } else {
            Err("An origin is a scheme, a host and maybe a port, in lower case and nothing else, such as https://app.example.".to_owned())
        }
    });
}

fn add_list_problems(field: &str, list: &[String], problems: &mut Vec<FieldProblem>, check: impl Fn(&str) -> Result<(), String>) {
    if list.len() > MOST_ADDRESSES {
        problems.push(FieldProblem::of(field, None, "There are at most 50 in this list."));
    }
    for (row, text) in list.iter().enumerate() {
        let outcome = match check(text) {
            Ok(()) if text.len() > LONGEST_ADDRESS => Err("This address is too long; it has at most 2,048 characters.".to_owned()),
            Ok(()) if list[..row].contains(text) => Err("This address is in the list already.".to_owned()),
            other => other,
        };
        if let Err(message) = outcome {
            problems.push(FieldProblem::of(field, Some(row), message));
        }
    }
}

/// Whether an address may be one that the service asks: https, or this computer; no user, no fragment. The service takes one of
/// this computer only where it is on this computer itself ([`is_loopback_address`]).
fn reachable(text: &str) -> Result<(), &'static str> {
    let told = Err("Write the address with https, without “#” and without a user, such as https://harbour.example/keys.");
    let Ok(url) = Url::parse(text) else { return told };
    let plain = text.len() <= LONGEST_ADDRESS && text.bytes().all(|b| b.is_ascii_graphic()) && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && is_this_computer(&url));
    if plain && nobody && scheme && url.has_host() { Ok(()) } else { told }
}

fn is_https(text: &str) -> bool {
    let plain = text.len() <= LONGEST_ADDRESS && text.bytes().all(|b| b.is_ascii_graphic());
    plain && Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.username().is_empty() && url.password().is_none())
}

fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// Whether an address names this computer by its IP literal.
#[must_use]
pub fn is_loopback_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_this_computer(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a test does to settings.
    type Change = fn(&mut AppSettings, String);

    fn told(kind: AppKind, change: impl FnOnce(&mut AppSettings)) -> Vec<(String, Option<u32>)> {
        let mut settings = AppSettings::default();
        change(&mut settings);
        settings_problems(kind, &settings).into_iter().map(|problem| (problem.field, problem.row)).collect()
    }

    #[test]
    fn a_setting_that_cannot_stay_is_told_by_its_name() {
        let long = "x".repeat(501);
        let refused: [(&str, Change, &str); 12] = [
            ("description", |s, v| s.about.description = Some(v), &long),
            ("description", |s, v| s.about.description = Some(v), "a\u{202e}b"),
            ("homepage_url", |s, v| s.about.homepage_url = Some(v), "http://harbour.example"),
            ("policy_url", |s, v| s.about.policy_url = Some(v), "javascript:alert(1)"),
            ("terms_url", |s, v| s.about.terms_url = Some(v), "https://user@harbour.example"),
            ("backchannel_logout_uri", |s, v| s.openid.backchannel_logout_uri = Some(v), "http://harbour.example/out"),
            ("backchannel_logout_uri", |s, v| s.openid.backchannel_logout_uri = Some(v), "https://harbour.example/out#x"),
            ("jwks_uri", |s, v| s.client_keys.jwks_uri = Some(v), "ftp://harbour.example/keys"),
            ("code_name", |s, v| s.code_name = Some(v), "ab"),
            ("code_name", |s, v| s.code_name = Some(v), "har-bour"),
            ("access_lifetime", |s, _| s.tokens.access_lifetime = Some(59), ""),
            ("refresh_idle", |s, _| s.tokens.refresh_idle = Some(366 * DAY), ""),
        ];
        for (field, change, value) in refused {
            assert_eq!(told(AppKind::Web, |settings| change(settings, value.to_owned())), [(field.to_owned(), None)], "{value}");
        }
    }

    #[test]
    fn each_row_of_a_list_is_looked_at() {
        let list = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>();
        let resources = list(&["https://api.example", "api", "https://api.example/#x", "https://api.example"]);
        let rows: Vec<_> = told(AppKind::Web, |s| s.tokens.resources = resources).into_iter().map(|(_, row)| row).collect();
        assert_eq!(rows, [Some(1), Some(2), Some(3)]);
        let origins =
            list(&["https://a.example", "https://a.example/", "HTTPS://a.example", "http://a.example", "http://localhost:5173", "null"]);
        let rows: Vec<_> = told(AppKind::Spa, |s| s.origins = origins.clone()).into_iter().map(|(_, row)| row).collect();
        assert_eq!(rows, [Some(1), Some(2), Some(3), Some(5)]);
        assert_eq!(told(AppKind::Web, |s| s.origins = origins), [("origins".to_owned(), None)]);
        let ends = list(&["https://a.example/out", "com.example.app:/out", "https://a.example/#x", "http://127.0.0.1/out"]);
        let at =
            |kind| told(kind, |s| s.openid.post_logout_redirect_uris = ends.clone()).into_iter().map(|(_, row)| row).collect::<Vec<_>>();
        assert_eq!(at(AppKind::Web), [Some(1), Some(2)]);
        assert_eq!(at(AppKind::Native), [Some(2)]);
    }

    #[test]
    fn a_sign_in_lasts_at_least_as_long_as_it_may_lie_unused() {
        let with = |idle, absolute| {
            told(AppKind::Web, |s| {
                s.tokens.refresh_idle = Some(idle);
                s.tokens.refresh_absolute = Some(absolute);
            })
        };
        assert_eq!(with(DAY, DAY), []);
        assert_eq!(with(2 * DAY, DAY), [("refresh_absolute".to_owned(), None)]);
    }
}
