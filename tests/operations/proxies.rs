//! Behind a proxy: whose word about a client's address is taken (A14).

use countersign_accounts::limits::client::ForwardedHeader;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use support::client::Client;
use support::service::{Service, ada, web_app};
use support::visitor::{Answer, Visitor};

/// A service that trusts the proxies of these networks.
async fn behind(proxies: &[&str]) -> (Service, Client) {
    let networks: Vec<_> = proxies.iter().map(|network| network.parse().unwrap()).collect();
    let service = Service::start_with(|config| config.trusted_proxies = networks).await;
    service.add_person(ada()).await;
    let client = Client::add(&service, web_app()).await;
    (service, client)
}

/// A wrong password, as a request that carries this header brings it; each time for another name.
async fn guess(client: &Client, number: usize, header: (&'static str, &str)) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::from_static(header.0), HeaderValue::from_str(header.1).unwrap());
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().default_headers(headers).build().unwrap();
    let mut visitor = Visitor::through(http);
    let page = visitor.visit(&client.authorize("profile")).await;
    let form = page.form_with("password").with("email", &format!("p{number}@test.com")).with("password", "not the password");
    visitor.submit(&page, &form).await
}

#[tokio::test]
async fn a14_clients_behind_a_named_proxy_are_slowed_each_by_themselves() {
    let (_service, client) = behind(&["127.0.0.0/8"]).await;
    for number in 0..10 {
        assert_ne!(guess(&client, number, ("x-forwarded-for", "198.51.100.7")).await.status, 429);
    }
    assert_eq!(guess(&client, 10, ("x-forwarded-for", "198.51.100.7")).await.status, 429);
    assert_ne!(guess(&client, 11, ("x-forwarded-for", "198.51.100.8")).await.status, 429, "another client is not");
    let claimed = guess(&client, 12, ("x-forwarded-for", "203.0.113.5, 198.51.100.7")).await;
    assert_eq!(claimed.status, 429, "what a client puts before its own address does not help it");
    let quote = guess(&client, 13, ("x-forwarded-for", "\", 198.51.100.7")).await;
    assert_eq!(quote.status, 429, "nor does one quote, which in this header is none");
}

#[tokio::test]
async fn a14_what_a_client_opens_in_forwarded_does_not_swallow_what_its_proxy_says() {
    let service = Service::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        config.forwarded_header = ForwardedHeader::Forwarded;
    })
    .await;
    service.add_person(ada()).await;
    let client = Client::add(&service, web_app()).await;
    let claim = |number: usize| format!("for=203.0.113.{number};x=\", for=198.51.100.99");
    for number in 0..10 {
        assert_ne!(guess(&client, number, ("forwarded", &claim(number))).await.status, 429);
    }
    assert_eq!(guess(&client, 10, ("forwarded", &claim(10))).await.status, 429);
    assert_ne!(guess(&client, 11, ("forwarded", "for=203.0.113.11")).await.status, 429, "nobody who was only claimed is slowed");
}

#[tokio::test]
async fn a14_a_chain_of_named_proxies_leads_to_the_client() {
    let (_service, client) = behind(&["127.0.0.0/8", "10.1.0.0/16"]).await;
    for number in 0..10 {
        // The outer proxy is another one each time; the client is the same.
        let chain = format!("198.51.100.7, 10.1.0.{number}");
        assert_ne!(guess(&client, number, ("x-forwarded-for", &chain)).await.status, 429);
    }
    assert_eq!(guess(&client, 10, ("x-forwarded-for", "198.51.100.7, 10.1.0.99")).await.status, 429);
}

#[tokio::test]
async fn a14_a_header_from_anybody_else_changes_nothing() {
    for (proxies, header) in [(&[][..], "x-forwarded-for"), (&["10.0.0.0/8"], "x-forwarded-for"), (&["127.0.0.0/8"], "forwarded")] {
        let (_service, client) = behind(proxies).await;
        let claim = |number: usize| if header == "forwarded" { format!("for=198.51.100.{number}") } else { format!("198.51.100.{number}") };
        for number in 0..10 {
            assert_ne!(guess(&client, number, (header, &claim(number))).await.status, 429);
        }
        assert_eq!(guess(&client, 10, (header, &claim(10))).await.status, 429, "{proxies:?} {header}");
    }
}

#[tokio::test]
async fn a14_garbage_from_a_named_proxy_counts_against_the_proxy() {
    let (_service, client) = behind(&["127.0.0.0/8"]).await;
    for number in 0..10 {
        let garbage = ["unknown", "", ",,,", "198.51.100.256", "\"", "_hidden", "1.2.3.4.5", "[::1", "a:b:c", "%00"][number];
        assert_ne!(guess(&client, number, ("x-forwarded-for", garbage)).await.status, 429, "{garbage:?}");
    }
    assert_eq!(guess(&client, 10, ("x-forwarded-for", "<script>")).await.status, 429);
}
