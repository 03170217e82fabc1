//! Inputs that are near to good ones, inputs made of the language's words, and now and then any bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The longest input: more than any door takes but for pictures, whose good inputs are longer than this.
const LONGEST: usize = 48 * 1024;

/// What is done to an input.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Cut(Index),
    /// Goes on with another input from some place of it.
    Join(Index, Vec<u8>, Index),
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>) {
        let at = |index: &Index, bytes: &[u8]| if bytes.is_empty() { 0 } else { index.index(bytes.len()) };
        match self {
            Self::Set(index, byte) => {
                let at = at(&index, bytes);
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
            Self::Flip(index, bit) => {
                let at = at(&index, bytes);
                if let Some(place) = bytes.get_mut(at) {
                    *place ^= 1 << (bit % 8);
                }
            }
            Self::Insert(index, word) => {
                let at = at(&index, bytes);
                bytes.splice(at..at, word);
            }
            Self::Remove(index, count) => {
                let at = at(&index, bytes);
                bytes.drain(at..(at + count).min(bytes.len()));
            }
            Self::Repeat(index, count, times) => {
                let at = at(&index, bytes);
                let part = bytes[at..(at + count).min(bytes.len())].repeat(times);
                bytes.splice(at..at, part);
            }
            Self::Cut(index) => bytes.truncate(at(&index, bytes)),
            Self::Join(index, other, from) => {
                bytes.truncate(at(&index, bytes));
                bytes.extend_from_slice(&other[at(&from, &other)..]);
            }
        }
    }
}

/// Words that mean something to many readers.
const ANYWHERE: [&str; 24] = [
    "",
    "\0",
    "\r\n",
    "\n\n",
    " ",
    "%00",
    "%0a",
    "%ff",
    "%",
    "\u{feff}",
    "\u{202e}",
    "\"",
    "'",
    "\\",
    "..",
    "//",
    "-1",
    "1e309",
    "99999999999999999999",
    "null",
    "{}",
    "[[[[",
    "é",
    "𝔘",
];

/// Inputs near to `good` ones, of a language with these words.
pub fn near(good: &[Vec<u8>], words: &'static [&'static str]) -> BoxedStrategy<Vec<u8>> {
    let good = good.to_vec();
    let longest = LONGEST.max(good.iter().map(Vec::len).max().unwrap_or(0) * 2);
    let word = prop_oneof![
        3 => select(if words.is_empty() { ANYWHERE.to_vec() } else { words.to_vec() }).prop_map(|word| word.as_bytes().to_vec()),
        2 => select(ANYWHERE.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 1..6),
    ];
    let change = prop_oneof![
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, bit)| Change::Flip(at, bit)),
        4 => (any::<Index>(), word.clone()).prop_map(|(at, word)| Change::Insert(at, word)),
        2 => (any::<Index>(), 1_usize..24).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => (any::<Index>(), 1_usize..40, prop_oneof![4 => 1_usize..4, 1 => 20_usize..300]).prop_map(|(at, count, times)| Change::Repeat(at, count, times)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (any::<Index>(), select(good.clone()), any::<Index>()).prop_map(|(at, other, from)| Change::Join(at, other, from)),
    ];
    let changed = (select(good), vec(change, 0..6)).prop_map(move |(mut bytes, changes)| {
        for change in changes {
            change.apply(&mut bytes);
            bytes.truncate(longest);
        }
        bytes
    });
    let made = vec(word, 0..20).prop_map(|words| words.concat());
    prop_oneof![7 => changed, 2 => made, 1 => vec(any::<u8>(), 0..120)].boxed()
}

/// Good inputs that are texts.
pub fn all<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    texts.into_iter().map(|text| text.as_ref().to_vec()).collect()
}

/// An input with what `name` stands for in its place.
pub fn replaced(bytes: &[u8], name: &str, here: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(name.len()).position(|part| part == name.as_bytes()) {
        bytes.splice(at..at + name.len(), here.bytes());
    }
    bytes
}
