//! Parts of secrets, as a service may quote them in its own words: the end of a token, or one that is cut off.

use zeroize::Zeroizing;

use super::HELD_BACK;

/// So many bytes of a secret, one after the other, count as that secret. Fewer stand in too many words by chance.
const SHORTEST: usize = 8;
/// Most pieces that are looked for. Where there are more, no words of a service stand at all.
const MOST: usize = 256 * 1024;

/// Every piece of what is hidden.
pub(super) struct Pieces {
    /// Nothing where there are too many.
    sorted: Option<Zeroizing<Vec<[u8; SHORTEST]>>>,
}

impl Pieces {
    /// The pieces of these values.
    pub(super) fn of<'a>(hidden: impl Iterator<Item = &'a str> + Clone) -> Self {
        let parts = hidden.filter_map(secret_part);
        let count: usize = parts.clone().map(|part| part.len().saturating_sub(SHORTEST - 1)).sum();
        if count > MOST {
            return Self { sorted: None };
        }
        // At its whole size from the start: what grows leaves copies behind.
        let mut sorted = Zeroizing::new(Vec::with_capacity(count));
        sorted.extend(parts.flat_map(|part| part.as_bytes().array_windows().copied()));
        sorted.sort_unstable();
        Self { sorted: Some(sorted) }
    }

    /// A text without any of them.
    pub(super) fn hold_back(&self, text: &str) -> String {
        let Some(sorted) = &self.sorted else { return HELD_BACK.to_owned() };
        let (mut kept, mut hidden_until) = (String::with_capacity(text.len()), 0);
        for (at, letter) in text.char_indices() {
            // A letter may be several bytes, and a piece may begin at any of them.
            let begins = |at: &usize| text.as_bytes()[*at..].first_chunk().is_some_and(|piece| sorted.binary_search(piece).is_ok());
            let was_hidden = hidden_until > at;
            if let Some(begin) = (at..at + letter.len_utf8()).rfind(begins) {
                hidden_until = begin + SHORTEST;
            }
            if hidden_until <= at {
                kept.push(letter);
            } else if !was_hidden {
                kept.push_str(HELD_BACK);
            }
        }
        kept
    }
}

/// What of a value may be secret in part. A sentence and a word of a standard are none, and of an address it is what follows the
/// path: these stand in a service's words for good reasons.
fn secret_part(value: &str) -> Option<&str> {
    let part = match value.split_once("://") {
        Some((_, address)) => &address[address.find(['?', '#'])?..],
        None => value,
    };
    let is_word = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-');
    (!part.contains(char::is_whitespace) && !part.bytes().all(is_word)).then_some(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn s6_a_longer_piece_of_a_secret_counts_as_that_secret() {
        let pieces = Pieces::of(["SplxlOBeZQQYbYS6WxSbIA", "tGzv3JOkF0XG5Qx2TlKWIA"].into_iter());
        assert_eq!(pieces.hold_back("the code SplxlOBeZQ… is used up"), "the code …… is used up");
        assert_eq!(pieces.hold_back("it ends in F0XG5Qx2TlKWIA."), "it ends in ….");
        assert_eq!(pieces.hold_back("it begins with SplxlOB."), "it begins with SplxlOB.");
    }

    #[test]
    fn s6_what_words_and_addresses_have_in_common_with_hidden_values_stands() {
        let hidden = ["invalid_request", "The code has expired.", "https://a.example/device?user_code=WDJB-MJHT"];
        let pieces = Pieces::of(hidden.into_iter());
        let said = "invalid_request_uri: https://a.example/callback, as the code has expired";
        assert_eq!(pieces.hold_back(said), said);
        assert_eq!(pieces.hold_back("try ?user_code=WDJB-MJHT"), "try …");
    }

    #[test]
    fn s6_where_there_are_too_many_pieces_no_words_stand() {
        let long = "aB3".repeat(MOST);
        assert_eq!(Pieces::of(std::iter::once(long.as_str())).hold_back("all is well"), HELD_BACK);
    }

    proptest! {
        #[test]
        fn no_piece_stands_wherever_it_is_quoted(
            secret in "[A-Z0-9é→]{8,64}", before in "[a-zЖ ]{0,20}", after in "[a-zЖ ]{0,20}", from in 0..56usize, long in 8..64usize,
        ) {
            let letters: Vec<char> = secret.chars().collect();
            let from = from.min(letters.len() - 8);
            let piece: String = letters[from..(from + long).min(letters.len())].iter().collect();
            let kept = Pieces::of(std::iter::once(secret.as_str())).hold_back(&format!("{before}{piece}{after}"));
            prop_assert!(!kept.contains(|letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit()), "{kept}");
            prop_assert!(kept.starts_with(&before) && kept.ends_with(&after), "{kept}");
        }
    }
}
