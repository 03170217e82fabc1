use countersign_wire::trace::{Length, TraceEntry, TraceParameter};
use proptest::prelude::*;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};

use super::*;
use crate::clock::SettableClock;

/// What is noted of one exchange.
fn noted(url: &str, headers: &HeaderMap, body: &[u8], answer: (u16, &[u8])) -> Notes {
    let recording = Recording::begin(TraceKind::SignIn, Arc::new(SettableClock::at(1000)));
    CURRENT.sync_scope(recording.clone(), || {
        let underway = sending(&Method::POST, &Url::parse(url).unwrap(), headers, body).unwrap();
        underway.answered(answer.0, answer.1);
        warned(&[format!("The service said: {}", String::from_utf8_lossy(answer.1))]);
    });
    recording.finish()
}

fn exchange(notes: &Notes) -> (&[TraceParameter], &[TraceParameter]) {
    let [TraceEntry::Exchange { sent, received, .. }] = &notes.entries[..] else { panic!("one exchange") };
    (sent, received)
}

fn find<'a>(parameters: &'a [TraceParameter], name: &str) -> &'a TraceParameter {
    parameters.iter().find(|parameter| parameter.name == name).unwrap()
}

#[test]
fn what_is_no_secret_stands_as_it_was_and_of_the_rest_that_it_was_there() {
    let form = b"grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback";
    let notes = noted(
        "https://a.example/token",
        &HeaderMap::new(),
        form,
        (400, br#"{"error":"invalid_grant","error_description":"no such code"}"#),
    );
    let (sent, received) = exchange(&notes);
    assert_eq!(find(sent, "grant_type").value.as_deref(), Some("authorization_code"));
    assert_eq!(find(sent, "redirect_uri").value.as_deref(), Some("http://127.0.0.1/callback"));
    assert_eq!((&find(sent, "code").value, find(sent, "code").hidden), (&None, Some(Length::To63)));
    assert_eq!(find(received, "error").value.as_deref(), Some("invalid_grant"));
    assert_eq!(find(received, "error_description").value.as_deref(), Some("no such code"));
}

#[test]
fn a_secret_that_is_told_again_elsewhere_stands_nowhere() {
    let mut headers = HeaderMap::new();
    // "till:canary-secret"
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic dGlsbDpjYW5hcnktc2VjcmV0"));
    let form = b"code=canary-code&scope=canary-code+openid";
    let answer = br#"{"error":"canary-code","error_description":"no canary-code, nor canary-deep","scope":"canary-secret","iss":["canary-deep"],"canary-code":1,"nested":{"x":"canary-deep"}}"#;
    let notes = noted("https://a.example/canary-code/token?key=canary-key", &headers, form, (400, answer));
    let text = serde_json::to_string(&notes.entries).unwrap() + &notes.warnings.join(" ");
    assert!(!text.contains("canary"), "{text}");
}

/// The texts that stand, of one form and its answer.
fn standing(form: &[u8], answer: &[u8]) -> String {
    let notes = noted("https://a.example/token", &HeaderMap::new(), form, (400, answer));
    serde_json::to_string(&notes.entries).unwrap()
}

#[test]
fn s6_a_long_secret_that_begins_before_a_value_is_cut_off_stands_nowhere_in_part() {
    let secret = "canary".repeat(50);
    let form = format!("code={secret}&scope=ten+words++{secret}&{secret}x=1");
    let text = standing(form.as_bytes(), format!(r#"{{"iss":"https://a.example/{secret}"}}"#).as_bytes());
    assert!(!text.contains("canary") && text.contains("ten words"), "{text}");
}

#[test]
fn s6_what_is_hidden_beyond_the_listed_parameters_is_held_back_too() {
    let many: String = (0..64).map(|at| format!("p{at}=1&")).collect();
    let members: String = (0..64).map(|at| format!(r#""a{at}":1,"#)).collect();
    let form = format!("scope=canary-form+canary-answer&{many}code=canary-form");
    let text = standing(form.as_bytes(), format!(r#"{{{members}"z":"canary-answer"}}"#).as_bytes());
    assert!(!text.contains("canary") && text.contains("scope") && !text.contains("code"), "{text}");
}

#[test]
fn s6_a_secret_within_another_leaves_nothing_of_it() {
    let text = standing(b"code=canary&state=canary-tail&scope=canary-tail", b"");
    assert!(!text.contains("canary") && !text.contains("tail"), "{text}");
}

#[test]
fn what_is_told_again_and_again_is_remembered_once() {
    let recording = Recording::begin(TraceKind::SignIn, Arc::new(SettableClock::at(1000)));
    CURRENT.sync_scope(recording.clone(), || {
        for _ in 0..MOST_HIDDEN {
            asked("https://a.example/device?device_code=canary-code&user_code=canary%0Auser");
        }
        asked("https://a.example/device?client_id=till&scope=canaryuser");
    });
    recording.note(|notes| {
        assert_eq!(notes.hidden.len(), 2);
        assert_eq!((notes.fit("till"), notes.fit("canaryuser")), ("till".into(), HELD_BACK.into()));
    });
}

proptest! {
    /// Whatever a service is sent and answers: a value that is hidden in one place is in no other.
    #[test]
    fn no_hidden_value_is_in_what_was_noted(
        secrets in proptest::collection::vec("[A-Z]{1,400}", 1..6),
        before in "[a-z ]{0,200}",
        names in proptest::collection::vec(prop_oneof![Just("code".to_owned()), Just("state".to_owned()), Just("x".to_owned()), "[a-z_]{1,12}"], 6),
        places in proptest::collection::vec(0..4usize, 6),
        noise in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let mut answer = serde_json::Map::new();
        for (at, secret) in secrets.iter().enumerate() {
            form.append_pair("code_verifier", secret);
            match places[at] {
                0 => drop(form.append_pair("scope", &format!("{before}{secret}"))),
                1 => drop(answer.insert(names[at].clone(), secret.as_str().into())),
                2 => drop(answer.insert("scope".to_owned(), format!("{before}{secret} b").into())),
                _ => drop(answer.insert(format!("{before}{secret}"), serde_json::json!([{ "iss": secret }]))),
            }
        }
        let mut body = serde_json::to_vec(&answer).unwrap();
        if places[0] == 3 {
            body.extend(&noise);
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let notes = noted("https://a.example/token", &headers, form.finish().as_bytes(), (400, &body));
        let text = serde_json::to_string(&notes.entries).unwrap() + &notes.warnings.join(" ");
        // Shorter ones stand in words by chance. Of a longer one no beginning may stand either.
        for secret in secrets.iter().filter(|secret| secret.len() > 4).map(|secret| &secret[..secret.len().min(12)]) {
            prop_assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn what_a_line_said_that_is_left_out_is_hidden_elsewhere_too() {
    let recording = Recording::begin(TraceKind::SignIn, Arc::new(SettableClock::at(1000)));
    let url = Url::parse("https://a.example/token").unwrap();
    CURRENT.sync_scope(recording.clone(), || {
        for count in 0..=MOST_ENTRIES {
            let answer = format!(r#"{{"access_token":"canary-{count:04}"}}"#);
            sending(&Method::POST, &url, &HeaderMap::new(), b"").unwrap().answered(200, answer.as_bytes());
        }
        warned(&[format!("It said canary-{MOST_ENTRIES:04} at the end.")]);
    });
    let notes = recording.finish();
    assert_eq!((notes.entries.len(), notes.left_out), (MOST_ENTRIES, 1));
    assert_eq!(notes.warnings, ["It said … at the end."]);
}

#[test]
fn s6_what_a_request_said_that_was_called_off_is_hidden_too() {
    let recording = Recording::begin(TraceKind::SignIn, Arc::new(SettableClock::at(1000)));
    let url = Url::parse("https://a.example/token?key=canary-key").unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer canary-token"));
    CURRENT.sync_scope(recording.clone(), || {
        drop(sending(&Method::POST, &url, &headers, b"code=canary-code"));
        warned(&["It knew canary-key, canary-token and canary-code.".to_owned()]);
    });
    let notes = recording.finish();
    assert_eq!((notes.entries.len(), notes.warnings), (0, vec!["It knew …, … and ….".to_owned()]));
}

#[test]
fn s6_a_part_of_a_secret_stands_in_no_words_of_the_service() {
    let answer = br#"{"error":"invalid_grant","error_description":"code SplxlOBeZQ... from 127.0.0.1 is used up"}"#;
    let notes = noted("https://a.example/token", &HeaderMap::new(), b"code=SplxlOBeZQQYbYS6WxSbIA", (400, answer));
    let (_, received) = exchange(&notes);
    assert_eq!(find(received, "error_description").value.as_deref(), Some("code …... from 127.0.0.1 is used up"));
    assert!(!notes.warnings.concat().contains("SplxlOBe"), "{:?}", notes.warnings);
}

#[test]
fn what_waits_to_be_read_is_bounded() {
    let recording = Recording::begin(TraceKind::SignIn, Arc::new(SettableClock::at(1000)));
    let (url, answer) = (Url::parse("https://a.example/token").unwrap(), vec![b' '; 200 * 1024]);
    CURRENT.sync_scope(recording.clone(), || {
        for _ in 0..MOST_ENTRIES {
            sending(&Method::POST, &url, &HeaderMap::new(), b"").unwrap().answered(200, &answer);
            assert!(recording.note(|notes| notes.unread) <= MOST_UNREAD);
        }
    });
    assert_eq!(recording.finish().entries.len(), MOST_ENTRIES);
}
