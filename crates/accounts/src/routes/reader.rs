//! Who reads a page, as far as a request tells: what decides its language.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use countersign_wire::person::Formats;
use http::request::Parts;
use http::{Method, header};

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
    /// Where the page can be asked for again.
    place: Option<String>,
}

/// The parameter by which an app, or a link of a page, asks for a language.
const ASKS: &str = "ui_locales";

impl Reader {
    /// On a form about another request: that request's wish is the one that counts, and the page is found again there.
    pub(super) fn on_the_way_to(mut self, target: &str) -> Self {
        self.asked = asked(target.split_once('?').map_or("", |(_, query)| query));
        self.place = own_place(target);
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

    /// A path of this service where what was asked for is still known.
    pub(super) fn remembered_at(&self, path: &str) -> String {
        if self.asked.is_empty() { path.to_owned() } else { with_asked(path, &self.asked) }
    }

    /// Where the page is in each language.
    pub(super) fn addresses(&self) -> Vec<(Language, String)> {
        let Some(place) = &self.place else { return Vec::new() };
        Language::ALL.into_iter().map(|language| (language, with_asked(place, language.tag()))).collect()
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let headers = parts.headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let accepts: Vec<&str> = headers.filter_map(|value| value.to_str().ok()).collect();
        let place = (parts.method == Method::GET).then(|| parts.uri.path_and_query().map(|place| place.as_str())).flatten();
        Ok(Self {
            asked: asked(parts.uri.query().unwrap_or_default()),
            own: None,
            accepts: accepts.join(","),
            place: place.and_then(own_place),
        })
    }
}

/// What a query asks for; nothing where it cannot be read.
fn asked(query: &str) -> String {
    let parameters = Parameters::read(query.as_bytes()).unwrap_or_default();
    parameters.get(ASKS).unwrap_or_default().to_owned()
}

/// A place of this service; `//` would begin the address of another one.
fn own_place(place: &str) -> Option<String> {
    (place.starts_with('/') && !place.starts_with("//")).then(|| place.to_owned())
}

/// A place that asks for these languages in place of what it asked for; all else stays byte for byte.
fn with_asked(place: &str, locales: &str) -> String {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(ASKS);
    let mut pairs: Vec<&str> = query.split('&').filter(is_other).collect();
    let asks = form_urlencoded::Serializer::new(String::new()).append_pair(ASKS, locales).finish();
    pairs.push(&asks);
    format!("{path}?{}", pairs.join("&"))
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

    #[tokio::test]
    async fn a_page_is_found_again_in_each_language_where_it_was_asked_for() {
        let reader = reader("/oauth/authorize?state=a%2Bb&ui_locales=fr&scope=x+y&ui_locales=", "en").await;
        let spanish = (Language::Spanish, "/oauth/authorize?state=a%2Bb&scope=x+y&ui_locales=es".to_owned());
        assert_eq!(reader.addresses()[1], spanish);
        assert_eq!(reader.remembered_at("/set-up"), "/set-up?ui_locales=fr");
        assert_eq!(reader.on_the_way_to("/v1/oauth/sign-in?a=b").addresses()[0].1, "/v1/oauth/sign-in?a=b&ui_locales=en");
    }

    #[tokio::test]
    async fn a_page_never_leads_to_another_service_nor_back_to_a_form_that_was_sent() {
        assert_eq!(reader("//evil.example/", "en").await.addresses(), []);
        let sent = http::Request::post("/sign-in").body(()).unwrap();
        assert_eq!(Reader::from_request_parts(&mut sent.into_parts().0, &()).await.unwrap().addresses(), []);
    }
}
