//! `countersign product-apis`.

use std::time::Duration;

use countersign_engine::Engine;
use countersign_wire::UnixSeconds;
use serde::Serialize;
use utoipa::ToSchema;

use super::secret_file::read_secret;
use crate::args::ProductApisCommand;
use crate::output::{Failure, Output, pairs, time};

/// A provider whose API key was forgotten.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForgottenKeyLine {
    provider: String,
    forgotten: bool,
}

/// A token for the product APIs, and the key that goes with it in a header of its own.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductTokenLine<'a> {
    access_token: &'a str,
    token_type: &'a str,
    key: &'a str,
    key_header: &'a str,
    expires_at: UnixSeconds,
}

pub(super) async fn run(engine: &Engine, out: Output, command: ProductApisCommand) -> Result<(), Failure> {
    match command {
        ProductApisCommand::Key { provider, key, secret_file } => {
            let secret = read_secret(&secret_file, "secret of the API key", "secret_file", out)?;
            let kept = engine.keep_api_key(&provider, key, secret).await?;
            out.answer(&kept, || pairs(&[("API key", Some(kept.key.clone())), ("Of", Some(kept.provider.clone()))]))
        }
        ProductApisCommand::Keys => {
            let nothing = "No API key is kept. Keep one with: countersign product-apis key PROVIDER --key KEY --secret-file FILE";
            out.list(&engine.api_keys().await?, &["PROVIDER", "API KEY"], |kept| vec![kept.provider.clone(), kept.key.clone()], nothing)
        }
        ProductApisCommand::ForgetKey { provider } => {
            engine.forget_api_key(&provider).await?;
            out.answer(&ForgottenKeyLine { provider: provider.clone(), forgotten: true }, || {
                format!("Forgot the API key of {}", crate::output::shown(&provider))
            })
        }
        ProductApisCommand::Show { account } => show(engine, out, &account).await,
        ProductApisCommand::Token { account, min_validity } => token(engine, out, &account, min_validity).await,
    }
}

async fn show(engine: &Engine, out: Output, account: &str) -> Result<(), Failure> {
    let access = engine.product_access(account).await?;
    out.answer(&access, || {
        let acts = access.impersonates.to_wire();
        let mut rows = vec![("Account", Some(access.account.clone())), ("Until", Some(time(access.expires_at)))];
        rows.push(("In your name", (!acts.is_empty()).then_some(acts)));
        let apis = access.apis.iter().map(|(name, address)| (name.as_str(), Some(address.clone())));
        pairs(&rows.into_iter().chain(apis).collect::<Vec<_>>())
    })
}

async fn token(engine: &Engine, out: Output, account: &str, min_validity: Duration) -> Result<(), Failure> {
    let token = engine.product_token(account, min_validity).await?;
    // A secret that was asked for, as by `token`.
    let line = ProductTokenLine {
        access_token: token.token.expose(),
        token_type: "Bearer",
        key: &token.key,
        key_header: &token.key_header,
        expires_at: token.expires_at,
    };
    out.answer(&line, || token.token.expose().to_owned())
}
