//! `countersign headers`.

use countersign_engine::{Engine, RequestToCarry};
use serde::Serialize;
use utoipa::ToSchema;

use crate::args::Headers;
use crate::output::{Failure, Output};

/// The headers of one request.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeadersLine<'a> {
    /// The value of `Authorization`.
    authorization: &'a str,
    /// The value of `DPoP`, where the token is bound to a key; else null.
    #[schema(required = true)]
    dpop: Option<&'a str>,
}

pub(super) async fn tell(engine: &Engine, out: Output, args: &Headers) -> Result<(), Failure> {
    let request = RequestToCarry { method: &args.method, url: &args.url, nonce: args.nonce.as_deref() };
    let headers = engine.headers_for(&args.account, request).await?;
    if let Some(host) = &headers.elsewhere {
        let message = format!(
            "“{host}” is neither this account's provider nor a resource that its tokens are for. Whoever is there can use the token as you: send it only where you mean to. A resource is named by: countersign providers add … --resource URL"
        );
        out.warn(&message);
    }
    // Secrets, as those of `token`: they are what was asked for.
    let (authorization, proof) = (headers.authorization.expose(), headers.proof.as_ref().map(|proof| proof.expose()));
    out.answer(&HeadersLine { authorization, dpop: proof }, || {
        let proof = proof.map(|proof| format!("\nDPoP: {proof}")).unwrap_or_default();
        format!("Authorization: {authorization}{proof}")
    })
}
