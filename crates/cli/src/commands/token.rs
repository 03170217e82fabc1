//! `countersign token`, and the forms that a token takes.

use std::time::Duration;

use countersign_engine::clock::{Clock as _, SystemClock};
use countersign_engine::{AccessToken, Engine};
use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::args::{Format, Token};
use crate::output::{Failure, Output};

/// Seconds that may pass between a service's answer and the token's way out.
const PASSES: i64 = 15;

/// An access token: the one answer that is a secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenLine<'a> {
    access_token: &'a str,
    token_type: &'a str,
    #[schema(required = true)]
    expires_at: Option<UnixSeconds>,
}

/// By this process itself.
pub(super) async fn by_itself(engine: &Engine, out: Output, args: &Token) -> Result<(), Failure> {
    let token = engine.access_token(&args.account, args.min_validity).await?;
    tell(out, args, &token)
}

/// By an agent, where one runs and answers: then nothing else has to be started. `None`: this process has to do it.
#[cfg(target_os = "linux")]
pub(super) fn by_an_agent(home: &countersign_engine::Home, out: Output, args: &Token) -> Option<Result<(), Failure>> {
    if args.no_agent {
        return None;
    }
    let answered = countersign_engine::agent::token(home, &args.account, args.min_validity)?;
    // It goes by ids; here a provider may be named.
    if answered.as_ref().is_err_and(|error| error.code == ErrorCode::NotFound) {
        return None;
    }
    Some(answered.map_err(Failure::from).and_then(|token| tell(out, args, &token)))
}

fn tell(out: Output, args: &Token, token: &AccessToken) -> Result<(), Failure> {
    warn_where_shorter(out, args.min_validity, token.expires_at);
    // The one answer that is a secret: it is what was asked for.
    let line = TokenLine { access_token: token.token.expose(), token_type: &token.token_type, expires_at: token.expires_at };
    let text = if out.json { String::new() } else { formatted(token.token.expose(), &token.token_type, args.format, &args.variable)? };
    out.answer(&line, || text)
}

/// Where the service gives no token that is good for so long, the freshest is given all the same.
fn warn_where_shorter(out: Output, wanted: Duration, expires_at: Option<UnixSeconds>) {
    let Some(left) = expires_at.map(|at| at.saturating_sub(SystemClock.now())) else { return };
    // What passes between the service's answer and this look is not its fault.
    let wanted = i64::try_from(wanted.as_secs()).unwrap_or(i64::MAX);
    if left.saturating_add(PASSES) < wanted {
        out.warn(&format!(
            "The token is good for {left} s, and not for the {wanted} s that were asked for: the service gives none that is good for longer. Asked so, each call renews it."
        ));
    }
}

fn formatted(secret: &str, token_type: &str, format: Format, variable: &str) -> Result<String, UserError> {
    if format == Format::Token {
        return Ok(secret.to_owned());
    }
    // A line break in a header would begin another one.
    if secret.contains(|c: char| c.is_control() || !c.is_ascii()) {
        return Err(UserError::new(ErrorCode::BadAnswer, "This token has characters that no header can have. Ask for it with --json."));
    }
    if format == Format::Env {
        return Ok(format!("export {variable}={}", quoted_for_a_shell(secret)));
    }
    if !token_type.eq_ignore_ascii_case("bearer") {
        let message = format!("A token of the type “{}” needs more than a header. See: countersign headers.", token_type);
        return Err(UserError::new(ErrorCode::InvalidInput, message));
    }
    let header = format!("Authorization: Bearer {secret}");
    Ok(if format == Format::Header { header } else { format!("header = {}", quoted_for_curl(&header)) })
}

/// Within single quotes a POSIX shell changes nothing but the end of them.
fn quoted_for_a_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Within double quotes curl knows `\\`, `\"` and escapes of control characters, which are none here (curl(1), `--config`).
fn quoted_for_curl(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_are_what_their_readers_take() {
        let told = |secret: &str, format| formatted(secret, "bearer", format, "API").unwrap();
        assert_eq!(told("a.b", Format::Token), "a.b");
        assert_eq!(told("a.b", Format::Header), "Authorization: Bearer a.b");
        assert_eq!(told(r#"a"\b"#, Format::CurlConfig), r#"header = "Authorization: Bearer a\"\\b""#);
        assert_eq!(told("a'b", Format::Env), r"export API='a'\''b'");
    }

    #[test]
    fn a_token_that_would_end_its_line_is_given_in_no_form_of_lines() {
        for secret in ["a\nb", "a\r", "a\0", "é"] {
            for format in [Format::Header, Format::CurlConfig, Format::Env] {
                assert_eq!(formatted(secret, "Bearer", format, "X").unwrap_err().code, ErrorCode::BadAnswer);
            }
        }
        assert_eq!(formatted("a", "DPoP", Format::Header, "X").unwrap_err().code, ErrorCode::InvalidInput);
    }

    /// Whatever a token has, a shell that evaluates the answer does nothing but set the variable.
    #[cfg(unix)]
    #[test]
    fn a_shell_that_evaluates_it_gets_the_token_and_runs_nothing() {
        for secret in ["plain", "'; exit 3; '", "$(exit 3)`exit 3`", r#"\'"${HOME}"\\"#, "a b  c*?[x]~#!&|<>()", "-n"] {
            let command = formatted(secret, "Bearer", Format::Env, "GIVEN").unwrap();
            let script = format!("{command}\nprintf %s \"$GIVEN\"");
            let output = std::process::Command::new("sh").args(["-euc", &script]).output().unwrap();
            assert!(output.status.success(), "{secret}");
            assert_eq!(String::from_utf8(output.stdout).unwrap(), secret);
        }
    }
}
