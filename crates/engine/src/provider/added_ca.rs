//! CA certificates of an organisation's own, as a person gives them for one service (N1).

use std::path::Path;

use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use countersign_wire::provider::ProviderView;

use super::Provider;
use super::addition::unknown;
use super::place::invalid;
use crate::core::Core;
use crate::http::reach::{LARGEST_CA_FILE, NoCa, Reach};
use crate::http::{Http, shown};
use crate::stored::Stored;

/// The certificates of a file, read and found to be some: they vouch for a service beside those that the system trusts.
#[derive(Clone, Debug)]
pub struct AddedCa {
    /// What the file is called, for whoever has to mend it.
    file: String,
    /// Nowhere yet, with the certificates.
    reach: Reach,
}

impl AddedCa {
    /// What is in a file of that name.
    ///
    /// # Errors
    /// `InvalidInput` about `ca_file` where it holds no certificate (PEM, RFC 7468 §5).
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, UserError> {
        let reach = Reach::default().with_ca(&String::from_utf8_lossy(bytes)).map_err(|why| wrong(file, &why.to_string()))?;
        Ok(Self { file: file.to_owned(), reach })
    }

    /// The SHA-256 of each certificate, as other programs write it, for people to compare.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        self.reach.ca_fingerprints()
    }

    /// Nowhere, with these certificates.
    pub(crate) fn reach(&self) -> Reach {
        self.reach.clone()
    }

    /// That reach, with these certificates as the added ones.
    pub(super) fn vouching(&self, http: &Http, reach: Reach) -> Result<Reach, UserError> {
        let reach = reach.with_ca_of(&self.reach);
        if http.can_reach(&reach) { Ok(reach) } else { Err(wrong(&self.file, &NoCa::Unreadable.to_string())) }
    }
}

impl Core {
    /// The certificates in a file of this computer, where they can be used.
    pub(crate) async fn read_ca(&self, file: &Path) -> Result<AddedCa, UserError> {
        let name = file.display().to_string();
        let unread = |error: std::io::Error| wrong(&name, &format!("cannot be read ({error})"));
        let size = tokio::fs::metadata(file).await.map_err(unread)?.len();
        if size > LARGEST_CA_FILE {
            return Err(wrong(&name, "is larger than 256 KiB, so it is hardly a few certificates"));
        }
        let added = AddedCa::read(&name, &tokio::fs::read(file).await.map_err(unread)?)?;
        added.vouching(&self.http, Reach::default())?;
        Ok(added)
    }

    /// From now on these vouch for a service beside the system's own, and none that were added before; `None`: the system's alone.
    pub(crate) async fn trust_ca(&self, name: &str, ca: Option<AddedCa>) -> Result<ProviderView, UserError> {
        let view = self
            .vault
            .write(|records| {
                let mut provider = Provider::load(records, name)?.ok_or_else(|| unknown(name))?;
                let reach = provider.reach().without_ca();
                provider.reach = Some(ca.as_ref().map_or(Ok(reach.clone()), |ca| ca.vouching(&self.http, reach))?);
                provider.store(records)?;
                Ok::<_, UserError>(provider.view())
            })
            .await?;
        self.tell(Event::ProvidersChanged);
        Ok(view)
    }
}

fn wrong(file: &str, why: &str) -> UserError {
    invalid("ca_file", format!("The CA file {} {why}.", shown(file)))
}
