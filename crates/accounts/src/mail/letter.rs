//! What a letter says.

use countersign_wire::person::LinkPurpose;

use crate::messages::{Language, Saying};
use crate::token::Token;

/// A letter with a one-time link.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The address it goes to.
    pub to: String,
    /// The name of the person.
    pub name: String,
    /// The language it is written in.
    pub language: Language,
    /// What its link is for.
    pub purpose: LinkPurpose,
    /// The name of the service.
    pub service: String,
    /// Where the link begins; the token is what it ends with.
    pub place: String,
    /// What opens it.
    pub token: Token,
}

impl Letter {
    pub(super) fn subject(&self) -> String {
        let saying = match self.purpose {
            LinkPurpose::Invitation => Saying::of("mail-invitation"),
            LinkPurpose::Reset => Saying::of("mail-reset"),
        };
        // A name of many lines would be many headers; the library folds it, and we leave it none to fold.
        one_line(&saying.with("service", self.service.as_str()).said_in(self.language).to_string())
    }

    pub(super) fn body(&self) -> String {
        let said = |saying: Saying<'_>| saying.said_in(self.language).to_string();
        let (what, end) = match self.purpose {
            LinkPurpose::Invitation => (Saying::of("mail-invitation").part("what"), Saying::of("mail-invitation").part("end")),
            LinkPurpose::Reset => (Saying::of("mail-reset").part("what"), Saying::of("mail-reset").part("end")),
        };
        let hello = said(Saying::of("mail-hello").with("name", one_line(&self.name)));
        let what = said(what.with("service", self.service.as_str()));
        format!("{hello}\n\n{what}\n\n{}?code={}\n\n{}\n", self.place, self.token.expose(), said(end))
    }
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(purpose: LinkPurpose, language: Language) -> Letter {
        Letter {
            to: "ada@harbour.example".into(),
            name: "Ada\r\nBcc: all@example.com".into(),
            language,
            purpose,
            service: "Harbour accounts".into(),
            place: "https://accounts.harbour.example/account/link".into(),
            token: Token::presented("T0ken"),
        }
    }

    #[test]
    fn a_letter_says_who_writes_what_it_is_for_and_holds_its_link_on_a_line_of_its_own() {
        for language in Language::ALL {
            for purpose in [LinkPurpose::Invitation, LinkPurpose::Reset] {
                let letter = letter(purpose, language);
                assert!(letter.subject().contains("Harbour accounts"));
                let body = letter.body();
                assert!(body.lines().any(|line| line == "https://accounts.harbour.example/account/link?code=T0ken"), "{body}");
                assert!(!body.lines().any(|line| line.starts_with("Bcc")), "{body}");
                assert!(!format!("{letter:?}").contains("T0ken"));
            }
        }
    }

    #[test]
    fn a_letter_is_in_the_language_of_its_reader() {
        assert_ne!(letter(LinkPurpose::Reset, Language::English).body(), letter(LinkPurpose::Reset, Language::Spanish).body());
    }
}
