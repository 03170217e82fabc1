use super::*;

/// The tags of a page that begin with `<name`, up to their end.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}");
    html.match_indices(&open)
        .filter(|(at, _)| html[at + open.len()..].starts_with([' ', '>', '\n']))
        .map(|(at, _)| &html[at..=at + html[at..].find('>').unwrap()])
        .collect()
}

/// Every sample, by a name that tells its language.
fn named() -> Vec<(String, String)> {
    samples().into_iter().map(|sample| (format!("{} ({})", sample.name, sample.language.tag()), sample.html)).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    rest.split('"').next()
}

#[test]
fn every_page_has_one_heading_and_says_its_language() {
    for Sample { name, language, html } in samples() {
        assert_eq!(tags(&html, "h1").len(), 1, "{name}");
        assert!(html.starts_with(&format!("<!doctype html>\n<html lang=\"{}\" dir=\"ltr\">", language.tag())), "{name}");
        assert!(html.contains("· Harbour accounts</title>"), "{name}");
    }
}

#[test]
fn int_08_the_consent_page_says_nothing_else_only_where_no_row_says_more() {
    for Sample { name, language, html } in samples().into_iter().filter(|sample| sample.name.starts_with("consent")) {
        let words = [("en", "which account is yours, and nothing else"), ("es", "Solo sabrá qué cuenta es la tuya")];
        let alone = words.iter().any(|(tag, words)| *tag == language.tag() && html.contains(words));
        assert_eq!(alone, name == "consent-nothing", "{name} ({})", language.tag());
    }
}

#[test]
fn every_input_that_is_seen_has_a_label() {
    for (name, html) in named() {
        for tag in tags(&html, "input").into_iter().chain(tags(&html, "select")) {
            if attribute(tag, "type") == Some("hidden") {
                continue;
            }
            let by_id = attribute(tag, "id").is_some_and(|id| html.contains(&format!("<label for=\"{id}\">")));
            let at = html.find(tag).unwrap();
            let inside = html[..at].rfind("<label").is_some_and(|open| !html[open..at].contains("</label>"));
            assert!(by_id || inside, "{name}: {tag}");
        }
    }
}

#[test]
fn what_describes_a_field_is_there() {
    for (name, html) in named() {
        for tag in tags(&html, "input").into_iter().chain(tags(&html, "select")) {
            if let Some(id) = attribute(tag, "aria-describedby") {
                assert!(html.contains(&format!("id=\"{id}\"")), "{name}: {tag}");
            }
        }
    }
}

#[test]
fn a9_scripts_and_styles_carry_the_nonce_and_nothing_is_inline_without() {
    for (name, html) in named() {
        for tag in tags(&html, "script") {
            assert_eq!(attribute(tag, "nonce"), Some("c2FtcGxl"), "{name}: {tag}");
        }
        for tag in tags(&html, "link").into_iter().filter(|tag| tag.contains("stylesheet")) {
            assert_eq!(attribute(tag, "nonce"), Some("c2FtcGxl"), "{name}: {tag}");
        }
        assert!(tags(&html, "style").is_empty(), "{name}");
        assert!(!html.contains(" style="), "{name}");
        for (at, _) in html.match_indices(" on") {
            let word: String = html[at + 1..].chars().take_while(char::is_ascii_alphabetic).collect();
            let in_tag = html[..at].rfind('<') > html[..at].rfind('>');
            assert!(!in_tag || !html[at + 1 + word.len()..].starts_with('=') || html[..at].matches('"').count() % 2 == 1, "{name}: {word}");
        }
    }
}

#[test]
fn pages_load_and_link_to_nothing_elsewhere() {
    for (name, html) in named() {
        for attribute_name in ["href", "src", "action"] {
            for tag in html.split('<').filter(|tag| tag.contains(&format!(" {attribute_name}=\""))) {
                let value = attribute(tag, attribute_name).unwrap();
                // The exceptions: what an app says of itself is linked, and an answer goes to the app in a form, or by a link to a
                // program on this computer.
                let is_link = tag.starts_with("a ") && tag.contains(" rel=\"noopener noreferrer nofollow\"");
                let hands_over = name.starts_with("hand-over") && tag.starts_with("form ");
                if (is_link || hands_over) && value.starts_with("https://") {
                    continue;
                }
                if name.starts_with("turned-back") && tag.starts_with("a class=\"btn primary\"") && value.starts_with("com.example.till:/")
                {
                    continue;
                }
                assert!(value.starts_with('/') && !value.starts_with("//"), "{name}: {tag}");
            }
        }
        for (_, path) in html.match_indices("/assets/").map(|(at, _)| (at, html[at..].split('"').next().unwrap())) {
            assert!(assets::at(path).is_some(), "{name}: {path}");
        }
    }
}

#[test]
fn what_comes_from_outside_is_escaped_and_cannot_turn_the_page_round() {
    for (name, html) in named() {
        assert!(!html.contains("alert(1)</script>") || html.contains("alert(1)&#60;/script&#62;"), "{name}");
        assert!(!html.contains("<script>"), "{name}: only scripts with a nonce");
        assert!(!html.contains("<img src=x") && !html.contains("<i>") && !html.contains("<b>Michael"), "{name}");
        assert!(!html.contains('\u{7}'), "{name}");
        // A mark that turns the direction is held inside an element of its own.
        for (at, _) in html.match_indices('\u{202e}') {
            let inside_bdi = html[..at].rfind("<bdi>") > html[..at].rfind("</bdi>");
            let inside_title = html[..at].rfind("<title>") > html[..at].rfind("</title>");
            let inside_value = html[..at].rfind("value=\"") > html[..at].rfind("\">");
            assert!(inside_bdi || inside_title || inside_value, "{name} at {at}");
        }
    }
}

#[test]
fn the_words_of_a_button_stay_apart() {
    // A button lays its parts out by itself, and drops the space between a text and an element beside it.
    for (name, html) in named() {
        for (end, tag) in [("</button>", "<button class=\"btn"), ("</a>", "<a class=\"btn")] {
            for part in html.split(tag).skip(1) {
                let inside = part.split(end).next().unwrap().split_once('>').unwrap().1;
                assert!(!inside.contains('<') || (inside.starts_with("<span>") && inside.ends_with("</span>")), "{name}: {inside}");
            }
        }
    }
}

#[test]
fn the_password_that_was_typed_never_stands_on_a_page() {
    for (name, html) in named() {
        for tag in tags(&html, "input").into_iter().filter(|tag| attribute(tag, "type") == Some("password")) {
            assert_eq!(attribute(tag, "value"), None, "{name}");
        }
    }
}

#[test]
fn inb_16_what_impersonates_is_unticked_on_the_page_and_the_rest_is_ticked() {
    let (_, page) = Consent::samples(Language::Spanish).swap_remove(0);
    let html = page.render();
    let ticked: Vec<(Option<&str>, bool)> = tags(&html, "input")
        .into_iter()
        .filter(|tag| attribute(tag, "type") == Some("checkbox"))
        .map(|tag| (attribute(tag, "value"), tag.contains(" checked")))
        .collect();
    assert_eq!(
        ticked,
        [
            (None, true),
            (Some("personal_information"), true),
            (Some("personal_configuration"), true),
            (Some("product_apis"), true),
            (Some("km_editor_api"), false)
        ]
    );
}

#[test]
fn where_the_person_goes_back_to_is_said_in_words() {
    for (uri, place) in [
        ("https://my-application.com/cb?x=1", ReturnPlace::Site("my-application.com".into())),
        ("https://a.example:8443", ReturnPlace::Site("a.example:8443".into())),
        ("http://127.0.0.1/callback", ReturnPlace::ThisComputer),
        ("http://[::1]:4000/callback", ReturnPlace::ThisComputer),
        ("http://localhost:4242/", ReturnPlace::ThisComputer),
        ("app.countersign.desktop:/callback", ReturnPlace::App("app.countersign.desktop".into())),
        ("https://localhost.evil.example/", ReturnPlace::Site("localhost.evil.example".into())),
    ] {
        assert_eq!(ReturnPlace::of(&RedirectUri::parse(uri).unwrap()), place, "{uri}");
    }
}

#[test]
fn a9_the_policy_lets_a_form_end_at_the_redirect_uri_and_nowhere_else() {
    for (uri, target) in [
        ("https://my-application.com/cb?x=1", "https://my-application.com"),
        ("http://127.0.0.1:4000/callback", "http://127.0.0.1:4000"),
        ("app.countersign.desktop:/callback", "app.countersign.desktop:"),
    ] {
        assert_eq!(form_target(&RedirectUri::parse(uri).unwrap()), target);
        assert!(content_security_policy("n", &[target]).ends_with(&format!("form-action 'self' {target}")));
    }
}
