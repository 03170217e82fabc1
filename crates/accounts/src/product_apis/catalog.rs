//! Which product APIs there are, where, and which scope opens each.

use std::collections::BTreeMap;

use countersign_wire::scope::ScopeSet;

/// The scopes that open product APIs (INB-15). With the last two the app acts as the person (INB-16).
pub const OPENING: [&str; 3] = ["product_apis", "km_editor_api", "reporting_api"];

/// What a service names where it is not told otherwise: these, each below the issuer, where a proxy can lead them to
/// wherever they run.
const USUAL: [(&str, &str); 4] =
    [("product_apis", "chatbot"), ("product_apis", "knowledge"), ("km_editor_api", "km-editor"), ("reporting_api", "reporting")];

/// One product API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// What apps know it by.
    pub name: String,
    /// The scope that opens it.
    pub scope: String,
    /// Its base address.
    pub url: String,
}

impl Product {
    /// Reads `SCOPE NAME URL`, such as `product_apis chatbot https://chatbot.example.com/v1`.
    ///
    /// # Errors
    /// What is wrong with it, in words that go on from the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_ascii_whitespace();
        let (Some(scope), Some(name), Some(url), None) = (words.next(), words.next(), words.next(), words.next()) else {
            return Err(
                "is not a scope, a name and an address. Write it as \"product_apis chatbot https://chatbot.example.com/v1\".".into()
            );
        };
        if !OPENING.contains(&scope) {
            return Err(format!("names the scope {scope}, which opens no product API. Write {}.", OPENING.join(", ")));
        }
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b)) {
            return Err(format!("has the name {name}. Write it in small letters, digits, - and _."));
        }
        let parsed = url::Url::parse(url).map_err(|_| format!("has the address {url}, which is none. Write it with https."))?;
        let loopback = matches!(parsed.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        if parsed.scheme() != "https" && !(parsed.scheme() == "http" && loopback) {
            return Err(format!("has the address {url}. It has to begin with https; plain http is for this computer only."));
        }
        Ok(Self { name: name.to_owned(), scope: scope.to_owned(), url: url.to_owned() })
    }
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Catalog(Vec<Product>);

impl Catalog {
    /// Those that a service is set up with, else the usual ones below its issuer.
    #[must_use]
    pub fn of(set_up: &[Product], issuer: &str) -> Self {
        if !set_up.is_empty() {
            return Self(set_up.to_vec());
        }
        let usual = |(scope, name): (&str, &str)| Product {
            name: name.to_owned(),
            scope: scope.to_owned(),
            url: format!("{issuer}/apis/{name}/v1"),
        };
        Self(USUAL.into_iter().map(usual).collect())
    }

    /// Name and address of each that these scopes open.
    #[must_use]
    pub fn open_to(&self, scopes: &ScopeSet) -> BTreeMap<String, String> {
        self.0.iter().filter(|product| scopes.contains(&product.scope)).map(|product| (product.name.clone(), product.url.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inb_15_a_scope_opens_its_own_apis_and_no_other() {
        let catalog = Catalog::of(&[], "https://accounts.example");
        let open = |scopes: &str| catalog.open_to(&ScopeSet::parse(scopes).unwrap()).into_keys().collect::<Vec<_>>();
        assert_eq!(open("personal_information"), Vec::<String>::new());
        assert_eq!(open("product_apis"), ["chatbot", "knowledge"]);
        assert_eq!(open("km_editor_api reporting_api"), ["km-editor", "reporting"]);
    }

    #[test]
    fn what_is_set_up_takes_the_place_of_the_usual() {
        let product = Product::parse("product_apis search https://search.example/v2").unwrap();
        let catalog = Catalog::of(&[product], "https://accounts.example");
        let open = catalog.open_to(&ScopeSet::parse("product_apis").unwrap());
        assert_eq!(open.into_iter().collect::<Vec<_>>(), [("search".to_owned(), "https://search.example/v2".to_owned())]);
    }

    #[test]
    fn a_product_is_a_scope_a_name_and_an_address_with_https() {
        for text in [
            "",
            "chatbot https://a.example",
            "product_apis chatbot https://a.example more",
            "personal_information chatbot https://a.example",
            "product_apis Chat/Bot https://a.example",
            "product_apis chatbot http://a.example",
            "product_apis chatbot nowhere",
        ] {
            assert!(Product::parse(text).is_err(), "{text:?}");
        }
        assert!(Product::parse("reporting_api reports http://127.0.0.1:9000").is_ok());
    }
}
