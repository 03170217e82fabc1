//! What binds a form to the browser that was shown it and to the very request that it is about (A8).
//!
//! Nothing is stored for somebody who has not signed in: the form carries the request, and a proof of this service over
//! the request, the browser's cookie, the purpose and the time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::UnixSeconds;

use crate::grant::parameters::Parameters;
use crate::key::SealingKey;
use crate::pages::Hidden;
use crate::token::Token;

/// How long a form may be left open.
const LIFETIME: i64 = 3600;

/// The hidden fields of a form about `request`.
pub(super) fn seal(key: &SealingKey, purpose: &str, cookie: &Token, request: &str, now: UnixSeconds) -> Vec<Hidden> {
    let until = now.saturating_add(LIFETIME).to_string();
    let proof = key.proof(purpose, &[cookie.expose().as_bytes(), request.as_bytes(), until.as_bytes()]);
    vec![
        // Base64, as a query that is encoded once more could outgrow the bound of a body.
        Hidden { name: "request", value: URL_SAFE_NO_PAD.encode(request) },
        Hidden { name: "csrf", value: format!("{until}.{proof}") },
    ]
}

/// The request of a form, if this browser was shown that form, for that purpose, not too long ago.
pub(super) fn open(key: &SealingKey, purpose: &str, cookie: &Token, form: &Parameters, now: UnixSeconds) -> Option<String> {
    if form.repeats("request") || form.repeats("csrf") {
        return None;
    }
    let request = String::from_utf8(URL_SAFE_NO_PAD.decode(form.all("request").next()?).ok()?).ok()?;
    let (until, proof) = form.get("csrf")?.split_once('.')?;
    let proven = key.proves(proof, purpose, &[cookie.expose().as_bytes(), request.as_bytes(), until.as_bytes()]);
    (proven && until.parse::<UnixSeconds>().ok()? > now).then_some(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use crate::key::KeyFile;

    #[test]
    fn a8_a_form_is_good_for_its_browser_its_request_its_purpose_and_an_hour() {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyFile::beside(&folder.path().join("a.db")).unwrap().create(&SystemEntropy).unwrap();
        let (cookie, other) = (Token::mint(&SystemEntropy), Token::mint(&SystemEntropy));
        let sent = |request: &str| {
            let hidden = seal(&key, "consent", &cookie, "/oauth/authorize?scope=email", 1000);
            let encoded = URL_SAFE_NO_PAD.encode(request);
            Parameters::read(format!("request={encoded}&csrf={}", hidden[1].value).as_bytes()).unwrap()
        };
        let form = sent("/oauth/authorize?scope=email");
        assert_eq!(open(&key, "consent", &cookie, &form, 4599).as_deref(), Some("/oauth/authorize?scope=email"));
        assert_eq!(open(&key, "consent", &cookie, &form, 4600), None);
        assert_eq!(open(&key, "consent", &other, &form, 1000), None);
        assert_eq!(open(&key, "sign-in", &cookie, &form, 1000), None);
        assert_eq!(open(&key, "consent", &cookie, &sent("/oauth/authorize?scope=email+profile"), 1000), None);
        assert_eq!(open(&key, "consent", &cookie, &Parameters::default(), 1000), None);
    }
}
