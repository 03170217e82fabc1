//! Every language says the same things, and exactly what the pages need.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::*;

/// What a message is made of, apart from its words.
#[derive(Debug, Default, PartialEq)]
struct Shape {
    arguments: BTreeSet<String>,
    tags: BTreeSet<String>,
}

/// Every message and every part of one, as `id` or `id.part`, with its text and its shape.
fn messages(at: usize) -> BTreeMap<String, (String, Shape)> {
    let mut found = BTreeMap::new();
    for (file, texts) in FILES {
        let resource = parser::parse(texts[at]).unwrap_or_else(|(_, errors)| panic!("{file} {}: {errors:?}", Language::ALL[at].tag()));
        for entry in &resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                other => panic!("{file}: {other:?}"),
            };
            let values = message.value.iter().map(|value| (message.id.name.to_owned(), value));
            let parts = message.attributes.iter().map(|part| (format!("{}.{}", message.id.name, part.id.name), &part.value));
            for (id, pattern) in values.chain(parts) {
                let mut read = (String::new(), Shape::default());
                walk(pattern, &mut read);
                read.1.tags = tags(&read.0);
                assert!(found.insert(id.clone(), read).is_none(), "{id} is there twice");
            }
        }
    }
    found
}

fn walk(pattern: &Pattern<&str>, read: &mut (String, Shape)) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => read.0.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => argument(inline, read),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                argument(selector, read);
                variants.iter().for_each(|variant| walk(&variant.value, read));
            }
        }
    }
}

fn argument(inline: &InlineExpression<&str>, read: &mut (String, Shape)) {
    match inline {
        InlineExpression::VariableReference { id } => {
            read.1.arguments.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { value } => read.0.push_str(value),
        other => panic!("messages are made of text, arguments and variants of them: {other:?}"),
    }
}

fn tags(text: &str) -> BTreeSet<String> {
    text.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default().to_owned()).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn below(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What templates and sources hold right after `opening`, wherever it stands: a literal, or what is there instead.
fn said(opening: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files_below(&below("src")).into_iter().chain(files_below(&below("templates"))) {
        if path.starts_with(below("src/messages")) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices(opening) {
            let rest = text[at + opening.len()..].trim_start();
            let literal = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            let literal = literal.unwrap_or_else(|| panic!("{}: the id is written out after {opening}", path.display()));
            found.insert(literal.to_owned(), path.display().to_string());
        }
    }
    found
}

#[test]
fn every_file_of_messages_is_compiled_in() {
    for (at, language) in Language::ALL.iter().enumerate() {
        let folder = below("messages").join(language.tag());
        let mut there: Vec<String> =
            files_below(&folder).iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        let mut listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        there.sort();
        listed.sort_unstable();
        assert_eq!(there, listed, "{}", language.tag());
        assert_eq!(Language::ALL[at] as usize, at);
    }
}

#[test]
fn every_language_says_the_same_things() {
    let (english, spanish) = (messages(0), messages(1));
    assert_eq!(english.keys().collect::<Vec<_>>(), spanish.keys().collect::<Vec<_>>());
    for (id, (_, shape)) in &english {
        assert_eq!(shape, &spanish[id].1, "{id}");
    }
}

#[test]
fn no_message_was_left_untranslated() {
    let (english, spanish) = (messages(0), messages(1));
    for (id, (text, _)) in &english {
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).count();
        assert!(words < 2 || text != &spanish[id].0, "{id}: {text}");
    }
}

#[test]
fn what_is_said_is_there_and_what_is_there_is_said() {
    let there = messages(0);
    let mut said_ids = said(".say(");
    for say in ["Saying::of(", "Asked::saying(", "Asked::showing("] {
        said_ids.extend(said(say));
    }
    for (id, place) in &said_ids {
        assert!(there.contains_key(id), "{place} says {id}, which is no message");
    }
    let parts = said(".part(");
    for id in there.keys() {
        match id.split_once('.') {
            None => assert!(said_ids.contains_key(id), "nobody says {id}"),
            Some((message, part)) => assert!(said_ids.contains_key(message) && parts.contains_key(part), "nobody says {id}"),
        }
    }
}

#[test]
fn messages_hold_no_markup_but_what_stands_within_a_line() {
    for at in 0..Language::ALL.len() {
        for (id, (text, shape)) in messages(at) {
            for tag in &shape.tags {
                assert!(["b", "/b", "bdi", "/bdi", "code", "/code", "br"].contains(&tag.as_str()), "{id}: <{tag}>");
            }
            for tag in ["b", "bdi", "code"] {
                assert_eq!(text.matches(&format!("<{tag}>")).count(), text.matches(&format!("</{tag}>")).count(), "{id}: <{tag}>");
            }
            assert!(!text.contains('&') || text.contains("&nbsp;"), "{id}: an ampersand");
        }
    }
}

#[test]
fn what_comes_from_outside_is_escaped_in_a_message_with_markup() {
    let said = Saying::of("sign-in-lead").with("app", "<i>\u{2068}Ada & co</i>").said_in(Language::English);
    assert!(said.html().to_string().contains("<bdi>&#60;i&#62;\u{2068}Ada &#38; co&#60;/i&#62;</bdi>"));
}

#[test]
fn templates_have_no_words_of_their_own() {
    for path in files_below(&below("templates")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut rest = text;
        for (open, close) in [("<script", "</script>"), ("{{", "}}"), ("{%", "%}"), ("<", ">")] {
            rest = without(&rest, open, close);
        }
        // What a macro gives to a tag stands outside of one: attributes.
        let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !word.contains('=');
        let words: Vec<&str> = rest.split_whitespace().filter(is_word).collect();
        assert!(words.is_empty(), "{}: {words:?}", path.display());
    }
}

/// A text without what stands between two marks, and without them.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}
