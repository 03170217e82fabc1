//! What must hold for an app beyond what its draft shows by itself: where the service stands, what the app was before, and who
//! asks. Whoever adds or changes an app asks here: the API, a file of apps, the command line.

use countersign_wire::app::{
    AccessTokenFormat, AppKind, AppSettings, FieldProblem, OAuthAppDraft, OpenIdSettings, Pkce, TokenSettings, is_loopback_address,
};
use countersign_wire::scope::ADMINISTRATION;
use url::Url;

use crate::store::rows::{App, Reach};

/// Everything that stands against a draft of an app that was `before`, in a service at `issuer`. At the command line, beside a
/// database that nobody has served yet, there is no issuer, and nothing is said of what depends on it.
#[must_use]
pub fn problems(draft: &OAuthAppDraft, before: Option<&App>, issuer: Option<&str>) -> Vec<FieldProblem> {
    let mut problems = before.map(|before| fixed(before, draft)).unwrap_or_default();
    problems.extend(draft.validate());
    if let Some(issuer) = issuer {
        problems.extend(asked_of_this_computer(draft, issuer));
        problems.extend(reserved(draft, issuer));
    }
    problems
}

/// Where an app runs and how it speaks are promises that its consents were given under.
fn fixed(before: &App, draft: &OAuthAppDraft) -> Vec<FieldProblem> {
    let fixed = |field, what| problem(field, None, &format!("{what} cannot be changed once the app is made. Make a new app instead."));
    let kind = (draft.kind != before.kind).then(|| fixed("kind", "Where an app runs"));
    let dialect = (draft.dialect != before.dialect).then(|| fixed("dialect", "The dialect of an app"));
    kind.into_iter().chain(dialect).collect()
}

/// A service that others reach does not ask its own machine for an app's sake (N2).
fn asked_of_this_computer(draft: &OAuthAppDraft, issuer: &str) -> Vec<FieldProblem> {
    let asked =
        [("backchannel_logout_uri", &draft.settings.openid.backchannel_logout_uri), ("jwks_uri", &draft.settings.client_keys.jwks_uri)];
    let here = |uri: &Option<String>| uri.as_ref().is_some_and(|uri| is_loopback_address(uri)) && !is_loopback_address(issuer);
    let message = "This service is not on this computer only, so it asks no address of this computer.";
    asked.into_iter().filter(|(_, uri)| here(uri)).map(|(field, _)| problem(field, None, message)).collect()
}

/// The service's own addresses are nobody's resource: a token for them opens accounts and administration.
fn reserved(draft: &OAuthAppDraft, issuer: &str) -> Vec<FieldProblem> {
    let rows = draft.settings.tokens.resources.iter().enumerate().filter(|(_, resource)| is_at(resource, issuer));
    let message = "This address is the service's own. An app may ask for it where its scopes allow that, without naming it here.";
    rows.map(|(row, _)| problem("resources", Some(row), message)).collect()
}

/// Whether an address is at `issuer`, or below it.
fn is_at(address: &str, issuer: &str) -> bool {
    let (Ok(address), Ok(issuer)) = (Url::parse(address), Url::parse(issuer)) else { return false };
    let below = address.path().strip_prefix(issuer.path().trim_end_matches('/'));
    address.origin() == issuer.origin() && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What somebody of this reach may not write. What belongs to the whole service is an administrator's: whose consent is
/// skipped, who may administer, and which APIs tokens are for. An app manager keeps of the scopes of a program and of its
/// APIs what is there, or takes it away; an app that has one of the others is not theirs to change
/// ([`Reach::is_exceeded_by`]).
#[must_use]
pub fn beyond(draft: &OAuthAppDraft, before: Option<&App>, reach: &Reach) -> Option<FieldProblem> {
    let own = reach.organisation()?;
    if draft.trusted {
        return Some(problem("trusted", None, "Only an administrator may let an app skip the consent page. Ask one."));
    }
    if draft.scopes.iter().any(|scope| scope == ADMINISTRATION) {
        return Some(problem("scopes", None, "Only an administrator may let an app ask for accounts:admin. Ask one."));
    }
    // A program that acts for itself has scopes that only the APIs of others know: whose they are is not said by their words.
    if draft.kind == AppKind::Machine && !added_scopes(draft, before).is_empty() {
        return Some(problem("scopes", None, "Only an administrator may give a scope to a program that acts for itself. Ask one."));
    }
    if !added_resources(draft, before).is_empty() {
        return Some(problem("resources", None, "Only an administrator may let an app ask for tokens for an API. Ask one."));
    }
    let elsewhere = draft.settings.organisation.as_ref().is_some_and(|organisation| organisation != own);
    let message = "You manage the apps of your own organisation. Leave the organisation out, or name yours.";
    elsewhere.then(|| problem("organisation", None, message))
}

/// The draft as it is kept for somebody of this reach: what an app manager makes is of their organisation.
#[must_use]
pub fn placed(mut draft: OAuthAppDraft, reach: &Reach) -> OAuthAppDraft {
    if let Some(own) = reach.organisation() {
        draft.settings.organisation.get_or_insert_with(|| own.to_owned());
    }
    draft
}

/// Whether a change is of the kind that a forgotten screen must not be enough for (A17): who gets codes, who may sign as the
/// app, whom people are not asked about, what tokens open and for how long, and whose the app is. A field that is new has to be
/// thought of here, or this does not compile.
#[must_use]
pub fn needs_fresh(app: &App, draft: &OAuthAppDraft) -> bool {
    let OAuthAppDraft { name: _, kind, dialect, redirect_uris, scopes: _, trusted, enabled, pkce: _, with_secret: _, settings } = draft;
    let AppSettings { about: _, openid, tokens, client_keys, origins, organisation, code_name: _ } = settings;
    let before = &app.settings;
    !app.redirect_uris.iter().map(|uri| uri.as_str()).eq(redirect_uris.iter().map(String::as_str))
        || (*kind, *dialect) != (app.kind, app.dialect)
        || (*trusted && !app.trusted)
        || (*enabled && !app.enabled)
        || (draft.pkce_or_default() == Pkce::Optional && app.pkce == Pkce::Required)
        || !added_scopes(draft, Some(app)).is_empty()
        || *client_keys != before.client_keys
        || *origins != before.origins
        || *organisation != before.organisation
        || sends_elsewhere(&before.openid, openid)
        || opens_more(&before.tokens, tokens)
}

/// Whether a sign-out ends, or is told, at other addresses.
fn sends_elsewhere(before: &OpenIdSettings, after: &OpenIdSettings) -> bool {
    let OpenIdSettings { id_token_alg: _, post_logout_redirect_uris, backchannel_logout_uri } = after;
    *post_logout_redirect_uris != before.post_logout_redirect_uris || *backchannel_logout_uri != before.backchannel_logout_uri
}

/// Whether tokens are for more, or good for longer. One that others verify by themselves outlives its revocation there.
fn opens_more(before: &TokenSettings, after: &TokenSettings) -> bool {
    let TokenSettings { access_token_format, access_lifetime, refresh_idle, refresh_absolute, resources } = after;
    (*access_token_format == AccessTokenFormat::Jwt && before.access_token_format != AccessTokenFormat::Jwt)
        || may_last_longer(before.access_lifetime, *access_lifetime)
        || may_last_longer(before.refresh_idle, *refresh_idle)
        || may_last_longer(before.refresh_absolute, *refresh_absolute)
        || resources.iter().any(|resource| !before.resources.contains(resource))
}

/// Whether a lifetime grew. Where one of the two is the service's own, which its operator may change, it may have.
fn may_last_longer(before: Option<u32>, after: Option<u32>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => after > before,
        (before, after) => before != after,
    }
}

fn added_scopes<'a>(draft: &'a OAuthAppDraft, before: Option<&App>) -> Vec<&'a str> {
    let has = |scope: &str| before.is_some_and(|before| before.scopes.contains(scope));
    draft.scopes.iter().map(String::as_str).filter(|scope| !has(scope)).collect()
}

fn added_resources<'a>(draft: &'a OAuthAppDraft, before: Option<&App>) -> Vec<&'a str> {
    let has = |resource: &str| before.is_some_and(|before| before.settings.tokens.resources.iter().any(|kept| kept == resource));
    draft.settings.tokens.resources.iter().map(String::as_str).filter(|resource| !has(resource)).collect()
}

fn problem(field: &str, row: Option<usize>, message: &str) -> FieldProblem {
    let row = row.and_then(|row| u32::try_from(row).ok());
    FieldProblem { field: field.to_owned(), row, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use countersign_wire::redirect_uri::RedirectUri;
    use countersign_wire::scope::ScopeSet;

    use super::*;
    use crate::apps::registration::built_in;

    const ISSUER: &str = "https://accounts.example";

    fn web() -> OAuthAppDraft {
        let settings = AppSettings::default();
        OAuthAppDraft { kind: AppKind::Web, redirect_uris: Vec::new(), scopes: Vec::new(), settings, ..built_in(0).draft }
    }

    /// The app that a draft made.
    fn as_it_is(draft: &OAuthAppDraft) -> App {
        let addresses = draft.redirect_uris.iter().map(|uri| RedirectUri::parse(uri).unwrap()).collect();
        App {
            client_id: "a".into(),
            name: draft.name.clone(),
            kind: draft.kind,
            dialect: draft.dialect,
            redirect_uris: addresses,
            scopes: ScopeSet::parse(&draft.scopes.join(" ")).unwrap(),
            trusted: draft.trusted,
            enabled: draft.enabled,
            held: false,
            pkce: draft.pkce_or_default(),
            wants_secret: true,
            built_in: false,
            created_at: 0,
            version: 1,
            last_used_at: None,
            created_by: None,
            settings: draft.settings.clone(),
            secrets: Vec::new(),
        }
    }

    fn for_resources(resources: &[&str]) -> OAuthAppDraft {
        let mut draft = web();
        draft.settings.tokens.resources = resources.iter().map(|resource| (*resource).to_owned()).collect();
        draft
    }

    #[test]
    fn the_services_own_addresses_are_nobodys_resource() {
        for own in ["", "/", "/admin/v1", "/account/v1", "/oauth/userinfo?x=1"] {
            let told = problems(&for_resources(&["https://api.example", &format!("{ISSUER}{own}")]), None, Some(ISSUER));
            assert_eq!(told.iter().map(|told| (told.field.as_str(), told.row)).collect::<Vec<_>>(), [("resources", Some(1))], "{own}");
        }
        let capitals = for_resources(&["HTTPS://Accounts.Example:443/admin/v1"]);
        assert_eq!(problems(&capitals, None, Some(ISSUER)).len(), 1);
        for others in ["https://accounts.example.org", "https://api.example/admin/v1", "https://accounts.example:8443/"] {
            assert_eq!(problems(&for_resources(&[others]), None, Some(ISSUER)), [], "{others}");
        }
        let below = "https://example.org/accounts";
        assert_eq!(problems(&for_resources(&["https://example.org/accountsbook"]), None, Some(below)), []);
        assert_eq!(problems(&for_resources(&["https://example.org/accounts/admin/v1"]), None, Some(below)).len(), 1);
    }

    #[test]
    fn a17_what_belongs_to_the_whole_service_is_an_administrators() {
        let manager = Reach::Organisation("org-harbour".into());
        let machine = OAuthAppDraft { kind: AppKind::Machine, scopes: vec!["payments:write".into()], ..web() };
        let drafts = [
            ("trusted", OAuthAppDraft { trusted: true, ..web() }),
            ("resources", for_resources(&["https://api.example"])),
            ("scopes", machine),
        ];
        for (field, draft) in drafts {
            assert_eq!(beyond(&draft, None, &manager).map(|told| told.field).as_deref(), Some(field));
            assert_eq!(beyond(&draft, None, &Reach::Everything), None, "{field}");
        }
        assert_eq!(beyond(&web(), None, &manager), None);
        assert!(!manager.is_exceeded_by(&as_it_is(&web())));
        for over in [OAuthAppDraft { trusted: true, ..web() }, OAuthAppDraft { scopes: vec![ADMINISTRATION.into()], ..web() }] {
            assert!(manager.is_exceeded_by(&as_it_is(&over)));
            assert!(!Reach::Everything.is_exceeded_by(&as_it_is(&over)));
        }
        assert_eq!(placed(web(), &manager).settings.organisation.as_deref(), Some("org-harbour"));
    }
    #[test]
    fn a17_what_gives_an_app_more_than_it_had_wants_a_fresh_sign_in() {
        let change = |change: &dyn Fn(&mut OAuthAppDraft)| {
            let mut draft = web();
            draft.pkce = Some(Pkce::Required);
            let tokens = &mut draft.settings.tokens;
            (tokens.access_lifetime, tokens.refresh_idle) = (Some(600), Some(600));
            tokens.access_token_format = AccessTokenFormat::Opaque;
            let app = as_it_is(&draft);
            change(&mut draft);
            needs_fresh(&app, &draft)
        };
        let more: [&dyn Fn(&mut OAuthAppDraft); 13] = [
            &|draft| draft.redirect_uris.push("https://elsewhere.example/cb".into()),
            &|draft| draft.scopes.push("email".into()),
            &|draft| draft.trusted = true,
            &|draft| draft.pkce = Some(Pkce::Optional),
            &|draft| draft.settings.origins.push("https://elsewhere.example".into()),
            &|draft| draft.settings.organisation = Some("org-market".into()),
            &|draft| draft.settings.client_keys.jwks_uri = Some("https://elsewhere.example/keys".into()),
            &|draft| draft.settings.openid.backchannel_logout_uri = Some("https://elsewhere.example/out".into()),
            &|draft| draft.settings.tokens.resources.push("https://api.example".into()),
            &|draft| draft.settings.tokens.access_token_format = AccessTokenFormat::Jwt,
            &|draft| draft.settings.tokens.access_lifetime = Some(601),
            &|draft| draft.settings.tokens.refresh_idle = None,
            &|draft| draft.settings.tokens.refresh_absolute = Some(31_536_000),
        ];
        for (place, more) in more.iter().enumerate() {
            assert!(change(more), "change {place}");
        }
        let no_more: [&dyn Fn(&mut OAuthAppDraft); 4] =
            [&|_| {}, &|draft| draft.name = "Another".into(), &|draft| draft.enabled = false, &|draft| {
                draft.settings.tokens.access_lifetime = Some(60)
            }];
        for (place, no_more) in no_more.iter().enumerate() {
            assert!(!change(no_more), "change {place}");
        }
    }
}
