//! CA certificates that the person chose, for a service that is being added or that is there (N1).

use std::sync::Arc;

use countersign_engine::entropy::Entropy;
use countersign_engine::{AddedCa, Engine};
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use ts_rs::TS;

use crate::chooser::Chooser;
use crate::held::Held;

/// How many wait at most; the oldest goes.
const MOST: usize = 8;

/// CA certificates that the native side read from a file.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct CaChosen {
    /// What the commands that trust them take.
    handle: String,
    /// What the file is called, without where it is.
    name: String,
    /// The SHA-256 of each certificate, for the person to compare.
    fingerprints: Vec<String>,
}

/// The certificates by their handles.
pub(crate) struct HeldCas(Held<AddedCa>);

impl HeldCas {
    pub(crate) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self(Held::new(entropy, MOST))
    }

    /// Asks the person for a file with certificates, and reads it. `None` where they called it off.
    pub(crate) async fn choose(&self, chooser: &impl Chooser, engine: &Engine) -> Result<Option<CaChosen>, UserError> {
        let Some(file) = chooser.to_open().await else { return Ok(None) };
        let read = engine.read_ca(&file).await?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let fingerprints = read.fingerprints();
        Ok(Some(CaChosen { handle: self.0.hold(read), name, fingerprints }))
    }

    /// One that the screen says is held.
    pub(crate) fn known(&self, handle: &str) -> Result<AddedCa, UserError> {
        self.0.get(handle).ok_or_else(|| {
            UserError::new(ErrorCode::NotFound, "The certificate is not held any more. Choose its file again.").about("ca_file")
        })
    }
}
