//! A1: an answer goes to an address that was registered, byte for byte, or to none.

use crate::web::{NATIVE, REDIRECT, Service};

/// Addresses that are not `https://my-application.com/callback`, by what is tried with them.
const TRICKS: [(&str, &str); 63] = [
    ("another host", "https://evil.example/callback"),
    ("another path", "https://my-application.com/other"),
    ("the path left out", "https://my-application.com"),
    ("the root", "https://my-application.com/"),
    ("a slash added", "https://my-application.com/callback/"),
    ("two slashes", "https://my-application.com//callback"),
    ("a path below", "https://my-application.com/callback/evil"),
    ("a path that only begins alike", "https://my-application.com/callbackevil"),
    ("up and out", "https://my-application.com/callback/../evil"),
    ("up and back", "https://my-application.com/x/../callback"),
    ("a dot segment", "https://my-application.com/./callback"),
    ("an escaped dot segment", "https://my-application.com/callback/%2e%2e/evil"),
    ("an escaped dot", "https://my-application%2ecom/callback"),
    ("an escaped slash", "https://my-application.com%2fcallback"),
    ("an escaped letter", "https://my-application.com/c%61llback"),
    ("an escape of an escape", "https://my-application.com/%2563allback"),
    ("an escaped slash in the path", "https://my-application.com/callback%2f"),
    ("upper case in the scheme", "HTTPS://my-application.com/callback"),
    ("upper case in the host", "https://MY-application.com/callback"),
    ("upper case in the path", "https://my-application.com/Callback"),
    ("plain http", "http://my-application.com/callback"),
    ("no scheme", "//my-application.com/callback"),
    ("no host", "/callback"),
    ("another scheme", "ftp://my-application.com/callback"),
    ("one slash", "https:/my-application.com/callback"),
    ("three slashes", "https:///my-application.com/callback"),
    ("backslashes", "https:\\\\my-application.com\\callback"),
    ("a backslash before the host ends", "https://evil.example\\my-application.com/callback"),
    ("a backslash for the at sign", "https://evil.example\\@my-application.com/callback"),
    ("the default port", "https://my-application.com:443/callback"),
    ("another port", "https://my-application.com:8443/callback"),
    ("an empty port", "https://my-application.com:/callback"),
    ("a user", "https://ada@my-application.com/callback"),
    ("the host as a user", "https://my-application.com@evil.example/callback"),
    ("the host and path as a user", "https://my-application.com%2fcallback@evil.example/"),
    ("an empty user", "https://@my-application.com/callback"),
    ("a user with a password", "https://my-application.com:443@evil.example/callback"),
    ("the host as a subdomain", "https://my-application.com.evil.example/callback"),
    ("a subdomain of the host", "https://evil.my-application.com/callback"),
    ("letters before the host", "https://evilmy-application.com/callback"),
    ("the full stop of the root", "https://my-application.com./callback"),
    ("a lookalike letter", "https://my-applicatiоn.com/callback"),
    ("its punycode", "https://xn--my-applicatin-qxj.com/callback"),
    ("a full-width letter", "https://ｍy-application.com/callback"),
    ("an ideographic full stop", "https://my-application。com/callback"),
    ("a soft hyphen", "https://my-applica\u{ad}tion.com/callback"),
    ("a zero-width space", "https://my-application.com/callback\u{200b}"),
    ("a query", "https://my-application.com/callback?x=1"),
    ("an empty query", "https://my-application.com/callback?"),
    ("a code of one's own", "https://my-application.com/callback?code=stolen"),
    ("a fragment", "https://my-application.com/callback#x"),
    ("an empty fragment", "https://my-application.com/callback#"),
    ("path parameters", "https://my-application.com/callback;x=1"),
    ("a space before", " https://my-application.com/callback"),
    ("a space after", "https://my-application.com/callback "),
    ("a tab within", "https://my-appli\tcation.com/callback"),
    ("a line feed after", "https://my-application.com/callback\n"),
    ("a header after a line feed", "https://my-application.com/callback\r\nset-cookie: a=b"),
    ("a null byte after", "https://my-application.com/callback\0"),
    ("a null byte and another host", "https://my-application.com\0.evil.example/callback"),
    ("a script", "javascript:alert(1)//https://my-application.com/callback"),
    ("data", "data:text/html,<script>alert(1)</script>"),
    ("two addresses", "https://my-application.com/callback https://evil.example/"),
];

/// Addresses that are none of the native app's.
const NATIVE_TRICKS: [(&str, &str); 30] = [
    ("another path on loopback", "http://127.0.0.1:49152/other"),
    ("a slash added", "http://127.0.0.1:49152/callback/"),
    ("a query added", "http://127.0.0.1:49152/callback?x=1"),
    ("port zero", "http://127.0.0.1:0/callback"),
    ("an empty port", "http://127.0.0.1:/callback"),
    ("a port too large", "http://127.0.0.1:65536/callback"),
    ("a port with a zero before", "http://127.0.0.1:080/callback"),
    ("a port with a sign", "http://127.0.0.1:+80/callback"),
    ("a port in other digits", "http://127.0.0.1:٨٠/callback"),
    ("another host behind a port", "http://127.0.0.1:80@evil.example/callback"),
    ("another host behind the address", "http://127.0.0.1@evil.example/callback"),
    ("a host that begins with the address", "http://127.0.0.1.evil.example/callback"),
    ("a longer number", "http://127.0.0.10/callback"),
    ("another address of loopback", "http://127.0.0.2/callback"),
    ("the address as one number", "http://2130706433/callback"),
    ("the address in hexadecimal", "http://0x7f.0.0.1/callback"),
    ("the address in octal", "http://0177.0.0.1/callback"),
    ("the address in short", "http://127.1/callback"),
    ("no address at all", "http://0.0.0.0/callback"),
    ("loopback mapped into IPv6", "http://[::ffff:127.0.0.1]/callback"),
    ("loopback of IPv6 in full", "http://[0:0:0:0:0:0:0:1]/callback"),
    ("a zone", "http://[::1%25lo]/callback"),
    ("https on loopback", "https://127.0.0.1/callback"),
    ("localhost on another port", "http://localhost:4243/callback"),
    ("localhost without its port", "http://localhost/callback"),
    ("localhost for the address", "http://localhost:49152/callback"),
    ("the app's scheme with an authority", "com.example.app://callback"),
    ("the app's scheme with another path", "com.example.app:/callback/x"),
    ("the app's scheme in upper case", "COM.example.app:/callback"),
    ("a query in another order of letters", "https://native.example/callback?a=1&"),
];

async fn is_refused_on_a_page(service: &Service, target: &str, what: &str) {
    let answer = service.browser().once("GET", target, "").await;
    assert_eq!(answer.status, 400, "{what}: {answer:?}");
    assert_eq!(answer.location(), None, "{what}");
    assert!(answer.header("refresh").is_none(), "{what}");
    assert!(answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{what}: {answer:?}");
    assert!(answer.body.contains("<h1>") && !answer.body.contains("evil.example\""), "{what}: nothing to press: {}", answer.body);
    assert!(answer.headers.iter().all(|(name, value)| name != "set-cookie" || !value.starts_with("a=b")), "{what}");
}

#[tokio::test]
async fn a1_an_address_that_was_not_registered_shows_a_page_and_never_redirects() {
    let service = Service::start().await;
    for (what, address) in TRICKS {
        is_refused_on_a_page(&service, &service.authorize_with(&service.web.id, address, "profile"), what).await;
        is_refused_on_a_page(&service, &service.inbenta_sign_in(address), what).await;
    }
    for (what, address) in NATIVE_TRICKS {
        is_refused_on_a_page(&service, &service.authorize_with(&service.native.id, address, "profile"), what).await;
    }
}

#[tokio::test]
async fn a1_the_registered_addresses_are_accepted_and_of_loopback_any_port() {
    let service = Service::start().await;
    let loopback = ["http://127.0.0.1:49152/callback", "http://127.0.0.1:1/callback", "http://[::1]:65535/callback"];
    for address in NATIVE.into_iter().chain(loopback) {
        let page = service.browser().get(&service.authorize_with(&service.native.id, address, "profile")).await;
        assert_eq!(page.status, 200, "{address}");
        assert!(page.body.contains("name=\"password\""), "{address}: the sign-in page");
    }
    let page = service.browser().get(&service.inbenta_sign_in(REDIRECT)).await;
    assert!(page.body.contains("name=\"password\""));
}

#[tokio::test]
async fn a1_an_error_after_the_address_was_checked_goes_to_it_and_before_that_to_nobody() {
    let service = Service::start().await;
    let wrong_scope = service.authorize_with(&service.web.id, REDIRECT, "nonsense");
    let answer = service.browser().once("GET", &wrong_scope, "").await;
    assert!(answer.location().is_some_and(|location| location.starts_with(&format!("{REDIRECT}?error=invalid_scope"))), "{answer:?}");
    for (client, address, scope) in [("nobody", REDIRECT, "profile"), ("nobody", "https://evil.example/", "nonsense")] {
        is_refused_on_a_page(&service, &service.authorize_with(client, address, scope), client).await;
    }
    is_refused_on_a_page(&service, &service.authorize_with(&service.web.id, "https://evil.example/", "nonsense"), "both wrong").await;
}

#[tokio::test]
async fn a1_the_address_is_asked_again_at_the_token_endpoint() {
    let service = Service::start().await;
    for (what, address) in TRICKS.into_iter().step_by(6) {
        let answer = service.browser().sign_in_and_accept(&service.authorize()).await;
        let code = crate::web::parameter(answer.location().unwrap(), "code").unwrap();
        let body = crate::web::form(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", address),
            ("code_verifier", crate::web::VERIFIER),
        ]);
        let answer = service.token(&body).await;
        assert_eq!((answer.status, answer.json()["error"].as_str()), (400, Some("invalid_grant")), "{what}: {answer:?}");
    }
}
