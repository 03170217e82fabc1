//! Enums whose variants each have one word on the wire, in a file or in a database: the word is said once, and read back by
//! the same list.

/// Gives each variant of an enum its word: `as_str` and `parse`, `ALL` and `one_of`. Where the enum is written within, the list is also what
/// declares it.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $visibility:vis enum $type:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        $visibility enum $type { $($variant),+ }
        $crate::words!($type { $($variant => $word),+ });
    };
    ($type:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// All their words, as in “a, b or c”.
            #[must_use]
            pub fn one_of() -> String {
                $crate::words::told(&[$($word),+])
            }

            /// The word on the wire and on the command line.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

/// Words as in “a, b or c”.
#[must_use]
pub fn told(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
