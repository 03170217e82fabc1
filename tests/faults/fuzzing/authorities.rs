//! Files with CA certificates that a person gives with a provider (N1).

use countersign_engine::Enclosed;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ProviderDraft;
use support::secured::Authority;

use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[Target {
    name: "CA files",
    words: &[
        "-----BEGIN CERTIFICATE-----\n",
        "-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\n",
        "AAAA",
        "=",
        "\n",
        "\0",
        "MIIB",
    ],
    good: files,
    begin: file,
}];

fn files() -> Vec<Vec<u8>> {
    let file = || std::fs::read(Authority::new().file()).unwrap();
    vec![file(), [file(), file()].concat()]
}

/// Either it is said that the file is wrong, or it vouches for somebody; nothing is kept of a wrong one.
fn file() -> Taker {
    let stage = Stage::set();
    let file = stage.folder.path().join("ca.pem");
    Box::new(move |bytes| {
        let stage = &stage;
        std::fs::write(&file, bytes).map_err(|error| error.to_string())?;
        stage.runtime.block_on(async {
            let draft = ProviderDraft {
                name: "own".into(),
                issuer: Some(stage.fake.issuer.clone()),
                client_id: Some("till".into()),
                ..Default::default()
            };
            let added = async {
                let enclosed = Enclosed { ca: Some(stage.engine.read_ca(&file).await?), ..Enclosed::default() };
                stage.engine.add_provider(draft, enclosed).await
            };
            match added.await {
                Ok(view) if view.added_ca.is_empty() => Err("a file without a certificate was taken".to_owned()),
                Ok(_) => stage.engine.remove_provider("own").await.map(drop).map_err(|error| error.message),
                Err(error) if error.code == ErrorCode::InvalidInput && error.message.contains("ca.pem") => Ok(()),
                Err(error) => Err(format!("it is not said which file is wrong: {error}")),
            }
        })
    })
}
