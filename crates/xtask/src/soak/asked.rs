//! How long it goes on, and over what.

use std::path::PathBuf;
use std::time::Duration;

use crate::Outcome;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Kills at each point.
    pub(super) kills: u32,
    /// Inputs for each target.
    pub(super) inputs: u32,
    /// For all of it together: what is not done by then is not done, and the report says so.
    pub(super) time: Duration,
    /// For how long the administration API is asked.
    pub(super) questions: Duration,
    /// Only what has this in its name.
    pub(super) only: Option<String>,
    /// What the inputs are made from.
    pub(super) seed: u32,
    /// One input again, and nothing else.
    pub(super) replay: Option<PathBuf>,
    /// The report as JSON.
    pub(super) json: bool,
}

impl Default for Asked {
    fn default() -> Self {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        Self {
            kills: 500,
            inputs: 1_000_000,
            time: hours(12),
            questions: Duration::from_secs(600),
            only: None,
            seed: 1,
            replay: None,
            json: false,
        }
    }
}

const FLAGS: &str = "--kills N, --inputs N, --minutes M, --questions SECONDS, --only NAME, --seed N, --replay FILE and --json";

impl Asked {
    /// Reads the words after `cargo xtask soak`.
    ///
    /// # Errors
    /// The first word that is none of them, or what is wrong with its value.
    pub(super) fn read(words: &[&str]) -> Outcome<Self> {
        let mut asked = Self::default();
        let mut words = words.iter();
        while let Some(flag) = words.next() {
            let mut value = || words.next().copied().ok_or_else(|| format!("{flag} needs a value"));
            match *flag {
                "--kills" => asked.kills = number(flag, value()?)?,
                "--inputs" => asked.inputs = number(flag, value()?)?,
                "--minutes" => asked.time = Duration::from_secs(60 * u64::from(number(flag, value()?)?)),
                "--questions" => asked.questions = Duration::from_secs(number(flag, value()?)?.into()),
                "--only" => asked.only = Some(value()?.to_owned()),
                "--seed" => asked.seed = number(flag, value()?)?,
                "--replay" => asked.replay = Some(value()?.into()),
                "--json" => asked.json = true,
                other => return Err(format!("there is no {other} here; there are {FLAGS}")),
            }
        }
        Ok(asked)
    }

    /// Whether the administration API is asked.
    pub(super) fn asks(&self) -> bool {
        self.wants("administration API") && !self.questions.is_zero()
    }

    /// Whether a point or target is wanted.
    pub(super) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }
}

fn number(flag: &str, value: &str) -> Outcome<u32> {
    value.parse().map_err(|_| format!("{flag} is a number, and not {value:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_it_is_five_hundred_kills_a_point_and_a_million_inputs_a_target() {
        let asked = Asked::read(&[]).unwrap();
        assert_eq!((asked.kills, asked.inputs, asked.json), (500, 1_000_000, false));
        assert!(asked.wants("any of them") && asked.asks());
    }

    #[test]
    fn every_bound_can_be_said() {
        let words = "--kills 50 --inputs 1000 --minutes 90 --questions 0 --seed 7 --only token --json";
        let asked = Asked::read(&words.split(' ').collect::<Vec<_>>()).unwrap();
        let expected = Asked {
            kills: 50,
            inputs: 1000,
            time: Duration::from_secs(5400),
            questions: Duration::ZERO,
            only: Some("token".to_owned()),
            seed: 7,
            replay: None,
            json: true,
        };
        assert_eq!(asked, expected);
        assert!(asked.wants("token answers") && !asked.wants("logos") && !asked.asks());
        assert_eq!(Asked::read(&["--replay", "a.input"]).unwrap().replay, Some("a.input".into()));
    }

    #[test]
    fn what_is_not_understood_is_told_before_anything_is_done() {
        for (words, told) in [
            (&["--kills"][..], "--kills needs a value"),
            (&["--kills", "many"], "--kills is a number, and not \"many\""),
            (&["--inputs", "-1"], "--inputs is a number, and not \"-1\""),
            (&["--quick"], "there is no --quick here"),
        ] {
            let refused = Asked::read(words).unwrap_err();
            assert!(refused.starts_with(told), "{refused}");
        }
    }
}
