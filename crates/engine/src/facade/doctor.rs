//! Doors for finding out what is wrong.

use countersign_wire::doctor::{Check, Finding};
use countersign_wire::error::UserError;

use super::Engine;
use crate::doctor::{DoctorOptions, Probe};
use crate::home::Home;

/// What is wrong, and what to do.
impl Engine {
    /// Looks at everything that a sign-in needs, all at once. Nothing is changed unless `options` ask for it.
    ///
    /// # Errors
    /// `NotFound` where `options` name a service that was not added. What is wrong with this computer is no error but a finding.
    pub async fn doctor(&self, options: &DoctorOptions) -> Result<Vec<Finding>, UserError> {
        self.core.doctor(&self.home(), options).await
    }

    /// The same of who receives links, for a probe that is about to follow them.
    pub async fn doctor_of_links(&self, repair: bool) -> Vec<Finding> {
        let findings = self.core.desktop_findings(&self.home(), repair).await;
        findings.into_iter().filter(|finding| finding.check != Check::Agent).collect()
    }

    /// Starts a probe that goes the way of a sign-in, through the opener, the browser and the scheme, and signs nobody in.
    ///
    /// # Errors
    /// Why there is none. That nothing opened is a finding of [`Probe::finish`].
    pub async fn start_probe(&self, open_browser: bool) -> Result<Probe, UserError> {
        self.core.start_probe(&self.home(), open_browser).await
    }

    fn home(&self) -> Home {
        Home::at(&self.core.home)
    }
}
