//! Values that are typed as words, with a unit, or as a date.

use std::time::Duration;

use countersign_wire::UnixSeconds;

/// A value of a few words, which clap lists when another one was typed.
pub(super) fn word<T: Clone + Send + Sync + 'static>(
    parse: fn(&str) -> Option<T>,
    words: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::TypedValueParser as _;
    clap::builder::PossibleValuesParser::new(words).try_map(move |word| parse(&word).ok_or_else(|| format!("“{word}” is not known")))
}

/// One of an enum's words, as `countersign_wire::words` gives them.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    as_str: fn(T) -> &'static str,
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::TypedValueParser as _;
    let find = move |word: String| all.iter().copied().find(|one| as_str(*one) == word).ok_or_else(|| format!("“{word}” is not known"));
    clap::builder::PossibleValuesParser::new(all.iter().map(move |one| as_str(*one))).try_map(find)
}

/// `on` or `off`.
pub(super) fn switch() -> impl clap::builder::TypedValueParser<Value = bool> {
    word(on_off, &["on", "off"])
}

fn on_off(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

/// `60s`, `10m` or `1h`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    // A year is longer than anything that is waited for, and far from where sums overflow.
    let in_bounds = seconds(text)?.filter(|seconds| *seconds <= 366 * 24 * 3600);
    in_bounds.map(Duration::from_secs).ok_or_else(|| format!("“{text}” is too long: at most 8784h"))
}

/// The same for what is waited for: not for no time at all.
pub(super) fn a_while(text: &str) -> Result<Duration, String> {
    let wait = duration(text)?;
    if wait.is_zero() { Err("nothing comes in no time: wait for 1s or longer".to_owned()) } else { Ok(wait) }
}

/// A name that people read and type.
pub(super) fn name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err("a name is one line, and not empty".to_owned());
    }
    Ok(text.to_owned())
}

/// The same for what a service keeps, in seconds; how long that may be, the service says.
pub(super) fn lifetime(text: &str) -> Result<u32, String> {
    seconds(text)?.and_then(|seconds| u32::try_from(seconds).ok()).ok_or_else(|| format!("“{text}” is too long"))
}

/// Seconds as they are written with a unit; nothing where there are more than can be counted.
fn seconds(text: &str) -> Result<Option<u64>, String> {
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
    Ok(digits.parse::<u64>().ok().and_then(|number| number.checked_mul(scale)))
}

/// A moment: Unix seconds, a day (its beginning in UTC), or a time as RFC 3339 writes it.
pub(super) fn moment(text: &str) -> Result<UnixSeconds, String> {
    let of_a_day = || text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let seconds = text.parse::<UnixSeconds>().ok();
    let seconds = seconds.or_else(|| text.parse::<jiff::Timestamp>().ok().or_else(of_a_day).map(jiff::Timestamp::as_second));
    seconds.ok_or_else(|| format!("“{text}” is not a time: write it as 2026-05-14, 2026-05-14T09:30:00Z, or Unix seconds"))
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
            assert!(lifetime(text).is_err(), "{text:?}");
        }
        assert_eq!(lifetime("17520h"), Ok(730 * 24 * 3600));
    }

    #[test]
    fn nothing_is_waited_for_in_no_time_and_a_name_is_one_line() {
        assert_eq!(a_while("1s"), Ok(Duration::from_secs(1)));
        assert!(a_while("0s").is_err() && a_while("0h").is_err());
        assert_eq!(name("Team accounts").as_deref(), Ok("Team accounts"));
        assert!(["", " ", "a\nb"].iter().all(|text| name(text).is_err()));
    }

    #[test]
    fn a_moment_is_a_day_a_time_or_a_number() {
        assert_eq!(moment("2026-05-14"), Ok(1_778_716_800));
        assert_eq!(moment("2026-05-14T02:00:00+02:00"), Ok(1_778_716_800));
        assert_eq!(moment("1778716800"), Ok(1_778_716_800));
        for text in ["", "yesterday", "2026-13-01", "14.05.2026"] {
            assert!(moment(text).is_err(), "{text:?}");
        }
    }
}
