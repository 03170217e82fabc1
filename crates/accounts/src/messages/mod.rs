//! What the service says to people, in every [`Language`] that it speaks.
//!
//! The words are in `messages/LANGUAGE/FILE.ftl` (Project Fluent), compiled in. A file is added to [`FILES`], once; tests
//! hold the languages to each other, and to the templates and sources: no message is missing, left over or unknown. A
//! further language is a variant of [`Language`], a folder of files, and a line of the list.
//!
//! A message is said by its id, written out where it is said: `frame.say("sign-in-title")` in a template, with
//! `.with("app", app_name)` for each argument. What is to be said before the language is known is a [`Saying`].
//! A message may have parts (`.what` under it in the file): `.part("what")`.
//!
//! A message is text and is escaped by its template. One that holds markup of its own (`<b>`, `<bdi>`, `<code>`, `<br>`)
//! is said with `.html()`: then its arguments are escaped, and it is not. Fluent's isolation marks are off: in HTML `<bdi>`
//! does it, and a mark would be copied along.

mod language;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use language::{Language, accepted};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, [
            include_str!(concat!("../../messages/en/", $name, ".ftl")),
            include_str!(concat!("../../messages/es/", $name, ".ftl")),
        ])),*]
    };
}

/// Every file of messages: its name, and its text in each language, in the order of [`Language::ALL`].
const FILES: &[(&str, [&str; 2])] = files!["account", "common", "consent", "formats", "mail", "message", "set-up", "sign-in", "sign-out"];

/// Read once, for the life of the program.
static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> = LazyLock::new(|| [bundle(0), bundle(1)]);

fn bundle(at: usize) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![Language::ALL[at].identifier()]);
    bundle.set_use_isolating(false);
    for (name, texts) in FILES {
        // What cannot be read is left out: the test that reads every file with its errors keeps it from happening.
        let resource = FluentResource::try_new(texts[at].to_owned()).unwrap_or_else(|(resource, _)| resource);
        if bundle.add_resource(resource).is_err() {
            tracing::error!(name, "a file of messages holds an id that another one holds too");
        }
    }
    bundle
}

/// What is to be said, before it is known in which language.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying<'a> {
    id: &'static str,
    part: Option<&'static str>,
    arguments: Vec<(&'static str, FluentValue<'a>)>,
}

impl<'a> Saying<'a> {
    /// A message, by its id.
    #[must_use]
    pub fn of(id: &'static str) -> Self {
        Self { id, part: None, arguments: Vec::new() }
    }

    /// A message whose id stands in a value, as the scopes of a dialect have it: where the value is written, the id
    /// is looked for as it is after [`Self::of`].
    #[must_use]
    pub(crate) fn named(id: &'static str) -> Self {
        Self::of(id)
    }

    /// The same, with an argument: a text, or a number.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// A part of the message in place of its own text.
    #[must_use]
    pub fn part(mut self, name: &'static str) -> Self {
        self.part = Some(name);
        self
    }

    /// The same in a language.
    #[must_use]
    pub fn said_in(self, language: Language) -> Said<'a> {
        Said { language, saying: self }
    }

    fn write(&self, language: Language, out: &mut impl fmt::Write) -> fmt::Result {
        let bundle = &BUNDLES[language as usize];
        let message = bundle.get_message(self.id);
        let pattern = match self.part {
            None => message.and_then(|message| message.value()),
            Some(part) => message.and_then(|message| message.get_attribute(part)).map(|part| part.value()),
        };
        let Some(pattern) = pattern else {
            debug_assert!(false, "there is no message {:?} {:?}", self.id, self.part);
            return out.write_str(self.id);
        };
        let arguments: FluentArgs<'_> = self.arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut problems = Vec::new();
        bundle.write_pattern(out, pattern, Some(&arguments), &mut problems)?;
        debug_assert!(problems.is_empty(), "{:?}: {problems:?}", self.id);
        Ok(())
    }
}

/// A message in a language: text, to be escaped where it stands.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    language: Language,
    saying: Saying<'a>,
}

impl<'a> Said<'a> {
    /// A message, by its id; for a frame alone, as ids are looked for where frames and [`Saying`]s say them.
    #[must_use]
    pub(crate) fn of(language: Language, id: &'static str) -> Self {
        Saying::of(id).said_in(language)
    }

    /// The same, with an argument: a text, or a number.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        Self { saying: self.saying.with(name, value), ..self }
    }

    /// A part of the message in place of its own text.
    #[must_use]
    pub fn part(self, name: &'static str) -> Self {
        Self { saying: self.saying.part(name), ..self }
    }

    /// The message with its own markup; what came from outside is escaped.
    #[must_use]
    pub fn html(mut self) -> Html {
        for (_, value) in &mut self.saying.arguments {
            if let FluentValue::String(text) = value {
                *value = FluentValue::String(Cow::Owned(escaped(text)));
            }
        }
        Html(self.to_string())
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.saying.write(self.language, f)
    }
}

fn escaped(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html).map(|text| text.to_string()).unwrap_or_default()
}

/// A message that holds markup of its own, and nothing unescaped from outside.
#[derive(Clone, Debug)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

#[cfg(test)]
mod tests;
