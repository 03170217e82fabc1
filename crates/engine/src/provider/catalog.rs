//! The built-in presets: what each documented service does differently, as data.
//!
//! A quirk is a field of a file in `catalog/`, never a branch in the code. A file that does not read is found by
//! the tests of this module, not by a person.

use std::sync::LazyLock;

use countersign_wire::provider::PresetView;

use super::preset::Preset;

static CATALOG: LazyLock<Vec<Preset>> = LazyLock::new(|| FILES.iter().filter_map(|file| toml::from_str(file).ok()).collect());

static FILES: [&str; 12] = [
    include_str!("catalog/accounts.toml"),
    include_str!("catalog/issuer.toml"),
    include_str!("catalog/by_hand.toml"),
    include_str!("catalog/inbenta.toml"),
    include_str!("catalog/intandem.toml"),
    include_str!("catalog/iiniit.toml"),
    include_str!("catalog/github.toml"),
    include_str!("catalog/gitlab.toml"),
    include_str!("catalog/google.toml"),
    include_str!("catalog/microsoft.toml"),
    include_str!("catalog/keycloak.toml"),
    include_str!("catalog/other.toml"),
];

/// A preset by its id.
pub(crate) fn preset(id: &str) -> Option<&'static Preset> {
    CATALOG.iter().find(|preset| preset.id() == id)
}

/// A preset that can be chosen by name.
pub(super) fn choice(id: &str) -> Option<&'static Preset> {
    preset(id).filter(|preset| preset.listed)
}

/// The services that can be chosen by name.
pub(crate) fn listed() -> Vec<PresetView> {
    CATALOG.iter().filter(|preset| preset.listed).map(Preset::view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::deviation::{Deviation, Tolerances};
    use crate::provider::preset::{Address, Base, Discovery};

    #[test]
    fn every_file_reads() {
        for file in FILES {
            toml::from_str::<Preset>(file).unwrap();
        }
        let ids: Vec<_> = listed().into_iter().map(|preset| preset.id).collect();
        assert_eq!(ids, ["inbenta", "intandem", "iiniit", "github", "gitlab", "google", "microsoft", "keycloak", "other"]);
    }

    #[test]
    fn every_scope_that_is_asked_for_is_offered() {
        for preset in CATALOG.iter() {
            for scope in &preset.scopes {
                assert!(preset.offers().iter().any(|offer| offer.scope.as_deref() == Some(scope.as_str())), "{}: {scope}", preset.id());
            }
        }
    }

    #[test]
    fn what_is_found_by_its_issuer_is_held_to_the_standard() {
        for id in ["accounts", "issuer"] {
            assert_eq!(preset(id).unwrap().tolerates, Tolerances::default());
        }
    }

    #[test]
    fn c5_a_missing_iss_is_taken_only_where_each_provider_has_return_addresses_of_its_own() {
        for preset in CATALOG.iter().filter(|preset| preset.tolerates.has(Deviation::MissingIss)) {
            assert!(preset.redirect_uris.iter().all(|uri| uri.contains("{name}")), "{}", preset.id());
        }
    }

    #[test]
    fn every_service_says_where_and_as_what_an_app_is_registered_and_ships_no_secret() {
        for view in listed().into_iter().filter(|view| !view.needs_base_url) {
            assert!(view.register_at.is_some_and(|page| page.starts_with("https://")) && view.register_as.is_some(), "{}", view.id);
            assert!(!view.redirect_uri_to_register.is_empty() && view.needs_client_id, "{}", view.id);
        }
    }

    #[test]
    fn what_has_neither_address_nor_metadata_is_nowhere() {
        for preset in CATALOG.iter().filter(|preset| preset.listed) {
            assert!(preset.paths.is_some() || preset.discovery == Discovery::Required, "{}", preset.id());
        }
    }

    #[test]
    fn services_that_end_all_with_one_token_are_known_for_it() {
        let known: Vec<_> = CATALOG.iter().filter(|preset| preset.quirks.revocation_ends_all).map(Preset::id).collect();
        assert_eq!(known, ["google", "keycloak"]);
    }

    /// What a person signs in at, where codes and refresh tokens go, who describes the person, and where the product APIs are.
    #[test]
    fn each_service_is_asked_at_its_own_hosts() {
        let none = "";
        for (id, hosts) in [
            ("inbenta", ["accounts.inbenta.com", "accounts.inbenta.com", none, "accounts.inbenta.com", "api.inbenta.io"]),
            ("intandem", ["app.vcita.com", "api.vcita.biz", none, "api.vcita.biz", none]),
            ("iiniit", ["www.iiniit.com", "www.iiniit.com", "api.iiniit.com", "api.iiniit.com", none]),
            ("github", ["github.com", "github.com", none, "api.github.com", none]),
            ("gitlab", ["gitlab.com", "gitlab.com", none, "gitlab.com", none]),
            ("google", ["accounts.google.com", "oauth2.googleapis.com", none, "openidconnect.googleapis.com", none]),
            ("microsoft", ["login.microsoftonline.com", "login.microsoftonline.com", none, "graph.microsoft.com", none]),
        ] {
            let preset = preset(id).unwrap();
            let (base, paths) = (Base::Own(preset.base_url.as_deref().unwrap()), preset.paths.as_ref().unwrap());
            let host = |address: String| url::Url::parse(&address).unwrap().host_str().unwrap().to_owned();
            let of = |address: Option<&Address>| address.map(|address| host(base.of(address))).unwrap_or_default();
            let product_apis = preset.product_apis.as_ref().map(|apis| host(apis.url(&apis.authorization))).unwrap_or_default();
            let asked = [of(Some(&paths.authorization)), of(Some(&paths.token)), of(paths.renewal.as_ref()), of(paths.userinfo.as_ref())];
            assert_eq!([asked.as_slice(), &[product_apis]].concat(), hosts, "{id}");
        }
        let anywhere: Vec<_> = listed().into_iter().filter(|preset| preset.needs_base_url).map(|preset| preset.id).collect();
        assert_eq!(anywhere, ["keycloak", "other"], "all others are in the table");
    }

    #[test]
    fn inb_16_the_scopes_that_impersonate_say_so_and_are_not_suggested() {
        let offers = preset("inbenta").unwrap().offers();
        let impersonating: Vec<_> = offers.iter().filter(|offer| offer.impersonates).map(|offer| offer.scope.clone().unwrap()).collect();
        assert_eq!(impersonating, ["km_editor_api", "reporting_api"]);
        assert!(offers.iter().all(|offer| !(offer.impersonates && offer.suggested)));
    }
}
