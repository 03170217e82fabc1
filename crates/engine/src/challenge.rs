//! What `WWW-Authenticate` says (RFC 9110 §11.6.1), as far as it asks for a fresh sign-in (RFC 9470 §3) or for a nonce in the
//! proof of possession (RFC 9449 §9).
//!
//! The header is held to its grammar: several challenges on one line or on several, words and quoted texts, names in any case.
//! A line that is not written so says nothing, and so does a challenge whose values cannot be: no browser opens for either.

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// Longer lines are not looked at.
const LONGEST: usize = 8 * 1024;
/// Nobody names more kinds of sign-in than fit here, and they go into an address.
const LONGEST_ACR_VALUES: usize = 1024;
/// The error of RFC 9470 §3.
const NOT_ENOUGH: &str = "insufficient_user_authentication";

/// What a sign-in has to be, for a service to do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepUp {
    /// Seconds that may have passed since the person showed who they are.
    max_age: Option<u32>,
    /// In which ways they may show it, the most wanted first.
    acr_values: Option<String>,
}

impl StepUp {
    /// The first challenge that asks for a fresh sign-in.
    pub(crate) fn asked_by(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|line| line.to_str().ok());
        lines.filter_map(challenges).flatten().find_map(|challenge| Self::of(&challenge))
    }

    fn of(challenge: &Challenge) -> Option<Self> {
        if !["Bearer", "DPoP"].iter().any(|scheme| challenge.scheme.eq_ignore_ascii_case(scheme))
            || challenge.get("error") != Some(NOT_ENOUGH)
        {
            return None;
        }
        let max_age = challenge.get("max_age").map(|text| seconds(text).ok_or(())).transpose().ok()?;
        let acr_values = challenge.get("acr_values").map(|text| kinds(text).ok_or(())).transpose().ok()?;
        Some(Self { max_age, acr_values })
    }

    /// How many seconds may have passed. A challenge that names nothing wants a sign-in as such.
    pub(crate) fn max_age(&self) -> Option<u32> {
        self.max_age.or(self.acr_values.is_none().then_some(0))
    }

    /// What the authorization request says for it (RFC 9470 §4).
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        let max_age = self.max_age().map(|seconds| ("max_age", seconds.to_string()));
        max_age.into_iter().chain(self.acr_values.clone().map(|values| ("acr_values", values))).collect()
    }
}

/// Whether a service wants its nonce in the proof.
pub(crate) fn wants_nonce(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|line| line.to_str().ok());
    let asks =
        |challenge: &Challenge<'_>| challenge.scheme.eq_ignore_ascii_case("DPoP") && challenge.get("error") == Some("use_dpop_nonce");
    lines.filter_map(challenges).flatten().any(|challenge| asks(&challenge))
}

/// Digits only: neither a sign nor a fraction is a number of seconds.
fn seconds(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Words with single spaces between them.
fn kinds(text: &str) -> Option<String> {
    let written =
        text.len() <= LONGEST_ACR_VALUES && text.split(' ').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic()));
    written.then(|| text.to_owned())
}

/// A challenge: its scheme, and its parameters by their names in small letters.
#[derive(Debug, PartialEq, Eq)]
struct Challenge<'a> {
    scheme: &'a str,
    parameters: Vec<(String, String)>,
    /// A scheme that stands alone, or with one blob (`token68`), has no parameters after the next comma.
    may_go_on: bool,
}

impl Challenge<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// All challenges of a line; nothing where it is not written as RFC 9110 says.
fn challenges(line: &str) -> Option<Vec<Challenge<'_>>> {
    if line.len() > LONGEST {
        return None;
    }
    let mut found: Vec<Challenge<'_>> = Vec::new();
    let mut reader = Reader(line);
    loop {
        // An element of a list may be empty (RFC 9110 §5.6.1.2).
        reader.skip_white();
        if !reader.0.is_empty() && !reader.0.starts_with(',') {
            reader.element(&mut found)?;
            reader.skip_white();
        }
        match reader.0.strip_prefix(',') {
            Some(rest) => reader.0 = rest,
            None => return reader.0.is_empty().then_some(found),
        }
    }
}

/// What is left of a line.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    /// What stands between two commas: a parameter of the challenge before, or a new challenge with its first parameter.
    fn element(&mut self, found: &mut Vec<Challenge<'a>>) -> Option<()> {
        let word = self.word()?;
        let after_word = self.0;
        self.skip_white();
        if self.0.starts_with('=') {
            let challenge = found.last_mut().filter(|challenge| challenge.may_go_on)?;
            return self.value(word, challenge);
        }
        self.0 = after_word;
        let mut challenge = Challenge { scheme: word, parameters: Vec::new(), may_go_on: self.0.starts_with(' ') };
        self.0 = self.0.trim_start_matches(' ');
        if self.blob() {
            challenge.may_go_on = false;
        } else if let Some(name) = self.word() {
            self.skip_white();
            self.value(name, &mut challenge)?;
        }
        found.push(challenge);
        Some(())
    }

    /// The `=` and the value of a parameter. No name may stand twice (RFC 9110 §11.2).
    fn value(&mut self, name: &str, challenge: &mut Challenge<'_>) -> Option<()> {
        self.0 = self.0.strip_prefix('=')?;
        self.skip_white();
        let value = if self.0.starts_with('"') { self.quoted()? } else { self.word()?.to_owned() };
        let name = name.to_ascii_lowercase();
        if challenge.get(&name).is_some() {
            return None;
        }
        challenge.parameters.push((name, value));
        Some(())
    }

    /// `token68`, if that is what stands before the next comma.
    fn blob(&mut self) -> bool {
        let body = self.0.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c));
        let rest = body.trim_start_matches('=').trim_start_matches([' ', '\t']);
        let is_blob = body.len() < self.0.len() && (rest.is_empty() || rest.starts_with(','));
        if is_blob {
            self.0 = rest;
        }
        is_blob
    }

    /// `token`.
    fn word(&mut self) -> Option<&'a str> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let end = self.0.find(|c| !is_part(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    /// `quoted-string`, without its quotes and escapes.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut left = self.0.strip_prefix('"')?.chars();
        loop {
            match left.next()? {
                '"' => break,
                '\\' => text.push(left.next()?),
                c => text.push(c),
            }
        }
        self.0 = left.as_str();
        Some(text)
    }

    fn skip_white(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t']);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    fn of(lines: &[&str]) -> Option<StepUp> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(line).unwrap());
        }
        StepUp::asked_by(&headers)
    }

    fn parameters(line: &str) -> Option<Vec<(&'static str, String)>> {
        of(&[line]).map(|step_up| step_up.parameters())
    }

    #[test]
    fn c13_a_nonce_is_wanted_where_the_challenge_of_its_scheme_says_so() {
        let wants = |line: &str| wants_nonce(&HeaderMap::from_iter([(WWW_AUTHENTICATE, HeaderValue::from_str(line).unwrap())]));
        assert!(wants(r#"DPoP error="use_dpop_nonce", error_description="a nonce, please""#));
        assert!(wants(r#"Bearer realm="x", dpop algs="ES256", error=use_dpop_nonce"#));
        assert!(!wants(r#"Bearer error="use_dpop_nonce""#) && !wants(r#"DPoP error="invalid_token""#) && !wants("DPoP"));
    }

    #[test]
    fn a17_a_challenge_says_what_the_sign_in_has_to_be() {
        let max_age = |seconds: &str| Some(vec![("max_age", seconds.to_owned())]);
        for (line, asked) in [
            (r#"Bearer error="insufficient_user_authentication", max_age=300"#, max_age("300")),
            (r#"Bearer realm="a, b", error="insufficient_user_authentication", max_age="5""#, max_age("5")),
            ("bEARER ERROR=insufficient_user_authentication , MAX_AGE = 5", max_age("5")),
            (r#",, Bearer  error="insufficient_user_authentication",,max_age=5 ,"#, max_age("5")),
            (r#"Bearer error="insufficient\_user\_authentication", max_age=0"#, max_age("0")),
            (r#"Bearer error=insufficient_user_authentication"#, max_age("0")),
        ] {
            assert_eq!(parameters(line), asked, "{line}");
        }
        let both = r#"Bearer error="insufficient_user_authentication", acr_values="gold urn:silver", max_age=60"#;
        assert_eq!(parameters(both).unwrap(), [("max_age", "60".to_owned()), ("acr_values", "gold urn:silver".to_owned())]);
        let ways_only = r#"Bearer error="insufficient_user_authentication", acr_values="gold""#;
        assert_eq!(parameters(ways_only).unwrap(), [("acr_values", "gold".to_owned())]);
    }

    #[test]
    fn a17_it_is_found_among_other_challenges_on_one_line_or_several() {
        let step_up = r#"Bearer error="insufficient_user_authentication", max_age=7"#;
        for line in [
            format!("Basic realm=\"x\", {step_up}"),
            format!("Negotiate, {step_up}"),
            format!("Negotiate YWJj==, {step_up}"),
            format!("{step_up}, DPoP algs=\"ES256\", error=\"invalid_token\""),
            format!("Bearer error=\"invalid_token\", {step_up}"),
        ] {
            assert!(of(&[&line]).is_some_and(|found| found.max_age == Some(7)), "{line}");
        }
        assert!(of(&["Basic realm=\"x\"", step_up]).is_some());
        assert!(of(&["Basic realm=\"not closed", step_up]).is_some(), "one line says nothing of another");
    }

    #[test]
    fn a17_other_challenges_and_what_is_no_challenge_ask_for_nothing() {
        for line in [
            "",
            "Bearer",
            r#"Bearer realm="administration", error="invalid_token""#,
            r#"Basic error="insufficient_user_authentication""#,
            r#"Bearer realm="error=insufficient_user_authentication""#,
            r#"Bearer error="insufficient_user_authentication_""#,
            r#"Bearer error="Insufficient_User_Authentication""#,
            // The parameters of another challenge are its own.
            r#"Bearer realm="x", Basic error="insufficient_user_authentication""#,
            // Not written as the grammar says.
            r#"Bearer error="insufficient_user_authentication"#,
            r#"Bearer error=insufficient_user_authentication max_age=5"#,
            r#"Bearer error="insufficient_user_authentication"; max_age=5"#,
            r#"Bearer, error="insufficient_user_authentication""#,
            r#"Bearer abc==, error="insufficient_user_authentication""#,
            r#"error="insufficient_user_authentication""#,
            r#"Bearer error="insufficient_user_authentication", error="x""#,
            r#"Bearer error="insufficient_user_authentication", Error="x""#,
            r#"Bearer error="insufficient_user_authentication", =5"#,
            r#"Bearer error="insufficient_user_authentication", max_age="#,
        ] {
            assert_eq!(of(&[line]), None, "{line}");
        }
        let long = format!("Bearer error=\"insufficient_user_authentication\", realm=\"{}\"", "x".repeat(LONGEST));
        assert_eq!(of(&[&long]), None);
    }

    #[test]
    fn a17_values_that_cannot_be_open_no_browser() {
        for value in ["-1", "+1", "1.5", "", "x", "99999999999", "5 "] {
            assert_eq!(parameters(&format!("Bearer error=\"insufficient_user_authentication\", max_age=\"{value}\"")), None, "{value}");
        }
        let long = "x".repeat(LONGEST_ACR_VALUES + 1);
        for value in ["", " ", "a  b", " a", "a\tb", &long] {
            assert_eq!(parameters(&format!("Bearer error=\"insufficient_user_authentication\", acr_values=\"{value}\"")), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn a17_no_line_makes_it_panic(line in "[ -~\t]{0,200}") {
            let _ = challenges(&line);
        }

        #[test]
        fn a17_a_parameter_reads_as_it_was_written(value in "[ -~]{0,40}", name in "[a-y]{1,8}") {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let line = format!("Basic a=b, Bearer {name}=\"{quoted}\", zz=1");
            let found = challenges(&line).unwrap();
            prop_assert_eq!(found.len(), 2);
            prop_assert_eq!(found[1].get(&name), Some(value.as_str()));
        }
    }
}
