//! Values that are typed as words or with a unit.

use std::time::Duration;

/// A value of a few words, which clap lists when another one was typed.
pub(super) fn word<T: Clone + Send + Sync + 'static>(
    parse: fn(&str) -> Option<T>,
    words: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(words).try_map(move |word| parse(&word).ok_or_else(|| format!("“{word}” is not known")))
}

pub(super) fn on_off(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

/// `60s`, `10m` or `1h`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let refused = || format!("“{text}” is not a duration: write it as 60s, 10m or 1h");
    let (digits, unit) = text.char_indices().next_back().map(|(at, _)| text.split_at(at)).ok_or_else(refused)?;
    let scale: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(refused()),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused());
    }
    // A year is longer than anything that is waited for, and far from where sums overflow.
    let seconds = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(scale)).filter(|seconds| *seconds <= 366 * 24 * 3600);
    seconds.map(Duration::from_secs).ok_or_else(|| format!("“{text}” is too long: at most 8784h"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_with_their_unit() {
        assert_eq!(duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("1h"), Ok(Duration::from_secs(3600)));
        for text in ["", "s", "60", "-1s", "+1s", "1.5h", "1 h", "1d", "é", "99999999999999999999h", "18446744073709551615h"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }
}
