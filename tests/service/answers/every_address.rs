//! Each address that the router answers has its snapshot, by each of its methods; and so has each code of an error.

use countersign_accounts::routes;
use countersign_wire::oauth_error::OAuthErrorCode;
use reqwest::Method;
use support::client::send;
use support::service::{Service, http};
use support::snapshots;

/// The codes that are for what others say, and that this service never does.
const NEVER_SAID: [&str; 3] = ["interaction_required", "unsupported_token_type", "insufficient_user_authentication"];

#[tokio::test]
async fn every_address_has_a_snapshot_by_each_of_its_methods() {
    let (service, snapshots) = (Service::start().await, snapshots::all());
    let mut missing = Vec::new();
    for address in routes::addresses() {
        // A method that nobody takes is answered with those that are taken.
        let answer = send(http().request(Method::TRACE, service.url(&address.replace(['{', '}'], "")))).await;
        assert_eq!(answer.status, 405, "{address}");
        let methods: Vec<_> = answer.header("allow").split(',').map(str::trim).filter(|method| *method != "HEAD").collect();
        assert!(methods.iter().all(|method| !method.is_empty()), "{address} says no method");
        let shown = |method: &str| snapshots.iter().any(|one| one.status != 405 && one.is_of(method, address));
        missing.extend(methods.into_iter().filter(|method| !shown(method)).map(|method| format!("{method} {address}")));
    }
    assert_eq!(missing, Vec::<String>::new(), "no snapshot of these");
}

/// Every code that there is, as its reader lists them to whoever sends another.
fn codes() -> Vec<String> {
    let told = serde_json::from_str::<OAuthErrorCode>("\"no such code\"").unwrap_err().to_string();
    let codes: Vec<_> = told.split('`').skip(1).step_by(2).map(str::to_owned).filter(|word| word != "no such code").collect();
    assert!(codes.len() >= 20, "{told}");
    codes
}

#[test]
fn every_code_of_an_error_has_a_snapshot() {
    let snapshots = snapshots::all();
    let said = |code: &str| {
        let (member, parameter) = (format!("\"error\": \"{code}\""), format!("error={code}&"));
        snapshots.iter().any(|one| one.rest.contains(&member) || one.rest.contains(&parameter))
    };
    let missing: Vec<_> = codes().into_iter().filter(|code| said(code) == NEVER_SAID.contains(&code.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new(), "no snapshot of these, or one though they are never said");
}
