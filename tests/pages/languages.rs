//! Which language a page speaks, from the request to the words.

use support::client::{Client, VERIFIER, challenge};
use support::service::{PASSWORD, Service, ada, http, michael, web_app};
use support::visitor::{Answer, Visitor};

/// The language that an answer says it is in, by its header and by its page.
fn language(answer: &Answer) -> &str {
    let language = answer.header("content-language");
    assert!(answer.body.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")), "{}", answer.body);
    assert_eq!(answer.header("vary"), "Accept-Language");
    language
}

fn authorize(client: &Client, ui_locales: &str) -> String {
    let challenge = challenge(VERIFIER);
    let mut pairs = client.request("profile", "s", &challenge);
    pairs.push(("ui_locales", ui_locales));
    client.authorize_url(&pairs)
}

#[tokio::test]
async fn a_browser_is_answered_in_its_language_and_in_english_where_there_is_none() {
    let service = Service::start().await;
    for (accepts, expected) in [("es-AR,es;q=0.8,en;q=0.5", "es"), ("en;q=0.4,es;q=0.9", "es"), ("fr,de", "en"), ("\u{1},;;q", "en")] {
        let Ok(value) = http::HeaderValue::from_str(&accepts.replace('\u{1}', "-")) else { panic!("{accepts}") };
        for path in ["/", "/not-there", "/oauth/authorize", "/set-up"] {
            let request = http().get(service.url(path)).header("accept-language", value.clone());
            assert_eq!(language(&Answer::to(request).await), expected, "{path} {accepts}");
        }
    }
}

#[tokio::test]
async fn op_05_ui_locales_decides_on_every_page_of_a_sign_in_and_never_makes_an_error() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    for (asked, expected) in [("fr es-MX en", "es"), ("en", "en"), ("", "en"), ("not\u{a0}a \u{202e} <language>", "en")] {
        let mut visitor = Visitor::new();
        let page = visitor.open(&authorize(&client, asked)).await;
        assert_eq!((page.status, language(&page)), (200, expected), "{asked}");
        let form = page.form_with("password").with("email", &michael().email);
        let wrong = visitor.submit(&page, &form.clone().with("password", "not the password")).await;
        assert_eq!((wrong.status, language(&wrong)), (422, expected), "{asked}");
        let consent = visitor.submit_and_follow(&page, &form.with("password", PASSWORD)).await;
        assert_eq!((consent.status, language(&consent)), (200, expected), "{asked}");
        let denied = visitor.submit(&consent, &consent.form_with("answer").with("answer", "neither")).await;
        assert_eq!((denied.status, language(&denied)), (400, expected), "{asked}");
    }
}

#[tokio::test]
async fn whoever_has_signed_in_reads_on_in_their_own_language_unless_the_app_asks_for_another() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::new();
    let consent = visitor.sign_in(&client.authorize("profile"), &ada().email).await;
    assert_eq!(language(&consent), "es");
    assert!(consent.body.contains("<bdi>Harbour Desk</bdi> pide acceso"));
    assert!(consent.body.contains("Ada Ruiz, español (México), Asia/Tokyo, 2026/05/14, 1,234.56"), "{}", consent.body);
    let asked = visitor.open(&authorize(&client, "en")).await;
    assert_eq!(language(&asked), "en");
    assert!(asked.body.contains("Ada Ruiz, Spanish (Mexico), Asia/Tokyo, 2026/05/14, 1,234.56"), "{}", asked.body);
}

#[tokio::test]
async fn a_link_on_a_page_shows_it_in_the_other_language_and_what_follows_too() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    let mut visitor = Visitor::new();
    let page = visitor.open(&client.authorize("profile")).await;
    let page = visitor.open(&service.url(&link_to(&page, "es"))).await;
    assert_eq!(language(&page), "es");
    let form = page.form_with("password").with("email", &michael().email);
    let wrong = visitor.submit(&page, &form.clone().with("password", "not the password")).await;
    assert_eq!(language(&wrong), "es");
    let consent = visitor.submit_and_follow(&page, &form.with("password", PASSWORD)).await;
    assert_eq!(language(&consent), "es", "Michael's own is English, and he chose");
    let consent = visitor.open(&service.url(&link_to(&consent, "en"))).await;
    assert_eq!(language(&consent), "en");
    let code = visitor.submit(&consent, &consent.form_with("answer").with("answer", "accept")).await.redirected_with().remove("code");
    assert_eq!(client.exchange(&code.unwrap()).await.status, 200);
}

#[tokio::test]
async fn set_up_goes_on_in_the_language_that_was_chosen() {
    let service = Service::start().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(service.running.new_set_up_url().await.unwrap().unwrap().expose()).await;
    let page = visitor.open(&service.url(&link_to(&page, "es"))).await;
    let wrong = visitor.submit(&page, &page.form_with("password")).await;
    assert_eq!((wrong.status, language(&wrong)), (422, "es"));
    assert_eq!(language(&visitor.open(&service.url(&link_to(&wrong, "en"))).await), "en");
}

/// Where a page is in another language, as its link says.
fn link_to(page: &Answer, language: &str) -> String {
    let (before, _) = page.body.split_once(&format!("\" lang=\"{language}\" hreflang")).unwrap();
    before.rsplit_once("<a href=\"").unwrap().1.replace("&#38;", "&")
}
