//! Who reads a page, as far as a request tells: what decides its language.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use countersign_wire::person::Formats;
use http::header;
use http::request::Parts;

use crate::grant::parameters::Parameters;
use crate::messages::{Language, accepted};

/// The reader's wishes. A route takes it as an extractor, adds what it learns, and makes its pages with `at.frame(&reader)`.
///
/// What the app asked for goes first (`ui_locales`, OpenID Connect Core §3.1.2.1), then what the person has set, then
/// what the browser says. None of them is ever an error.
#[derive(Clone, Debug, Default)]
pub(super) struct Reader {
    asked: String,
    own: Option<String>,
    accepts: String,
}

impl Reader {
    /// On a form whose request is another one: that request's wish is the one that counts.
    pub(super) fn on_the_way_to(mut self, target: &str) -> Self {
        let query = target.split_once('?').map_or("", |(_, query)| query);
        self.asked = ui_locales(query);
        self
    }

    /// Once it is known who they are.
    pub(super) fn signed_in(mut self, formats: &Formats) -> Self {
        self.own.clone_from(&formats.locale);
        self
    }

    pub(super) fn language(&self) -> Language {
        Language::wished(self.asked.split(' ').chain(self.own.as_deref()).chain(accepted(&self.accepts)))
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let headers = parts.headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let accepts: Vec<&str> = headers.filter_map(|value| value.to_str().ok()).collect();
        Ok(Self { asked: ui_locales(parts.uri.query().unwrap_or_default()), own: None, accepts: accepts.join(",") })
    }
}

/// What a query asks for; nothing where it cannot be read.
fn ui_locales(query: &str) -> String {
    let parameters = Parameters::read(query.as_bytes()).unwrap_or_default();
    parameters.get("ui_locales").unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn reader(uri: &str, accepts: &str) -> Reader {
        let request = http::Request::get(uri).header(header::ACCEPT_LANGUAGE, accepts).body(()).unwrap();
        Reader::from_request_parts(&mut request.into_parts().0, &()).await.unwrap()
    }

    fn set_to(locale: &str) -> Formats {
        Formats { locale: Some(locale.to_owned()), ..Formats::default() }
    }

    #[tokio::test]
    async fn op_05_what_the_app_asked_for_goes_before_the_persons_own_and_that_before_the_browsers() {
        let browser = reader("/", "es").await;
        assert_eq!(browser.language(), Language::Spanish);
        let own = browser.signed_in(&set_to("en-GB"));
        assert_eq!(own.language(), Language::English);
        assert_eq!(own.clone().on_the_way_to("/oauth/authorize?ui_locales=fr+es-MX").language(), Language::Spanish);
        assert_eq!(own.on_the_way_to("/oauth/authorize?ui_locales=%ff&ui_locales=").language(), Language::English);
        assert_eq!(reader("/oauth/authorize?ui_locales=es%20en", "en").await.language(), Language::Spanish);
    }

    #[tokio::test]
    async fn a_wish_that_cannot_be_met_leaves_the_next_one_to_count() {
        let french = reader("/?ui_locales=fr", "es").await.signed_in(&set_to("fr"));
        assert_eq!(french.language(), Language::Spanish);
    }
}
