//! What a change changed, in words for the audit: each field by name, and what it became where that says who may do what.
//! What is secret, or nobody's but a person's own, is named and not told.

use std::fmt::Display;

use countersign_wire::app::OAuthAppDraft;
use countersign_wire::person::PersonDraft;

/// The most characters of all of it.
const LONGEST: usize = 4000;

/// What a draft changes of an app.
#[must_use]
pub fn of_app(before: &OAuthAppDraft, after: &OAuthAppDraft) -> String {
    let mut told = Told::default();
    let (was, is) = (&before.settings, &after.settings);
    told.named("name", before.name.trim() != after.name.trim());
    told.list("redirect_uris", &before.redirect_uris, &after.redirect_uris);
    told.list("scopes", &before.scopes, &after.scopes);
    told.value("trusted", before.trusted, after.trusted);
    told.value("enabled", before.enabled, after.enabled);
    told.value("pkce", before.pkce_or_default().as_str(), after.pkce_or_default().as_str());
    told.value("organisation", or_none(was.organisation.as_deref()), or_none(is.organisation.as_deref()));
    told.list("resources", &was.tokens.resources, &is.tokens.resources);
    told.list("origins", &was.origins, &is.origins);
    told.list("post_logout_redirect_uris", &was.openid.post_logout_redirect_uris, &is.openid.post_logout_redirect_uris);
    let (left, sent) = (&was.openid.backchannel_logout_uri, &is.openid.backchannel_logout_uri);
    told.value("backchannel_logout_uri", or_none(left.as_deref()), or_none(sent.as_deref()));
    told.named("jwks", was.client_keys.jwks != is.client_keys.jwks);
    told.value("jwks_uri", or_none(was.client_keys.jwks_uri.as_deref()), or_none(is.client_keys.jwks_uri.as_deref()));
    told.value("code_name", or_none(was.code_name.as_deref()), or_none(is.code_name.as_deref()));
    told.value("id_token_alg", was.openid.id_token_alg.as_str(), is.openid.id_token_alg.as_str());
    told.value("access_token_format", was.tokens.access_token_format.as_str(), is.tokens.access_token_format.as_str());
    let lifetimes = |tokens: &countersign_wire::app::TokenSettings| (tokens.access_lifetime, tokens.refresh_idle, tokens.refresh_absolute);
    told.named("lifetimes", lifetimes(&was.tokens) != lifetimes(&is.tokens));
    told.named("about", was.about != is.about);
    told.written()
}

/// What a draft changes of a person.
#[must_use]
pub fn of_person(before: &PersonDraft, after: &PersonDraft) -> String {
    let mut told = Told::default();
    told.value("email", &before.email, &after.email);
    told.value("role", before.role.as_str(), after.role.as_str());
    told.value("organisation", or_none(before.organisation.as_deref()), or_none(after.organisation.as_deref()));
    told.value("enabled", before.enabled, after.enabled);
    told.named("name", before.name != after.name);
    told.named("formats", before.formats != after.formats);
    told.named("details", before.details != after.details);
    told.written()
}

/// What becomes of the organisation that something belongs to.
#[must_use]
pub fn of_organisation(before: Option<&str>, after: Option<&str>) -> String {
    let mut told = Told::default();
    told.value("organisation", or_none(before), or_none(after));
    told.written()
}

/// What becomes of an API key's name, and of whether it may be used: as they were, and what was sent of them.
#[must_use]
pub fn of_api_key(before: (&str, bool), sent: (Option<&str>, Option<bool>)) -> String {
    let mut told = Told::default();
    told.value("enabled", before.1, sent.1.unwrap_or(before.1));
    told.named("name", sent.0.is_some_and(|name| name != before.0));
    told.written()
}

fn or_none(value: Option<&str>) -> &str {
    value.unwrap_or("none")
}

/// What is told so far, one sentence a field.
#[derive(Default)]
struct Told(Vec<String>);

impl Told {
    fn named(&mut self, field: &str, changed: bool) {
        if changed {
            self.0.push(field.to_owned());
        }
    }

    fn value<T: PartialEq + Display>(&mut self, field: &str, before: T, after: T) {
        if before != after {
            self.0.push(format!("{field} {before} to {after}"));
        }
    }

    fn list(&mut self, field: &str, before: &[String], after: &[String]) {
        if before == after {
            return;
        }
        let added = after.iter().filter(|one| !before.contains(one)).map(|one| format!(" +{one}"));
        let gone = before.iter().filter(|one| !after.contains(one)).map(|one| format!(" -{one}"));
        let moved: String = added.chain(gone).collect();
        self.0.push(if moved.is_empty() { format!("{field} in another order") } else { format!("{field}{moved}") });
    }

    fn written(self) -> String {
        let whole = self.0.join("; ");
        match whole.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", whole.get(..end).unwrap_or_default()),
            None => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> OAuthAppDraft {
        let draft = serde_json::json!({ "name": "Harbour", "kind": "web", "dialect": "standard", "scopes": ["profile", "phone"],
            "redirect_uris": ["https://a.example/cb", "http://127.0.0.1/callback"] });
        serde_json::from_value(draft).unwrap()
    }

    #[test]
    fn what_decides_who_may_do_what_is_told_with_its_value_and_the_rest_by_name() {
        let before = draft();
        let mut after = OAuthAppDraft { name: "Other".into(), trusted: true, ..before.clone() };
        after.redirect_uris[1] = "https://evil.example/cb".into();
        after.scopes.retain(|scope| scope != "phone");
        after.settings.about.description = Some("secret plans".into());
        after.settings.client_keys.jwks = Some(serde_json::json!({ "keys": ["canary"] }));
        assert_eq!(
            of_app(&before, &after),
            "name; redirect_uris +https://evil.example/cb -http://127.0.0.1/callback; scopes -phone; trusted false to true; jwks; about"
        );
        assert_eq!(of_app(&before, &before), "");
    }

    #[test]
    fn what_is_told_has_an_end() {
        let before = draft();
        let after = OAuthAppDraft {
            redirect_uris: (0..50).map(|row| format!("https://{row}.example/{}", "é".repeat(500))).collect(),
            ..before.clone()
        };
        assert_eq!(of_app(&before, &after).chars().count(), LONGEST + 1);
    }
}
