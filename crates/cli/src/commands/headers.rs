//! `countersign headers`.

use countersign_engine::{Engine, RequestToCarry};

use crate::args::Headers;
use crate::output::{Failure, Output};

pub(super) async fn tell(engine: &Engine, out: Output, args: &Headers) -> Result<(), Failure> {
    let request = RequestToCarry { method: &args.method, url: &args.url, nonce: args.nonce.as_deref() };
    let headers = engine.headers_for(&args.account, request).await?;
    // Secrets, as those of `token`: they are what was asked for.
    let (authorization, proof) = (headers.authorization.expose(), headers.proof.as_ref().map(|proof| proof.expose()));
    out.answer(&serde_json::json!({ "authorization": authorization, "dpop": proof }), || {
        let proof = proof.map(|proof| format!("\nDPoP: {proof}")).unwrap_or_default();
        format!("Authorization: {authorization}{proof}")
    })
}
