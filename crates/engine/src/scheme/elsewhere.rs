//! Where the system registers a scheme with the installed app; a program cannot do it for itself.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::sign_in::DeepLinkHandler;

use crate::home::Home;

/// What is not done here, in words.
const REASON: &str = "on this system the scheme is registered when the app is installed, and this copy cannot tell whether it was";

/// Here the system registers a scheme with the installed app; a program cannot do it for itself.
pub struct Registration;

impl Registration {
    /// Of the program that runs.
    #[must_use]
    pub fn of_this_program(_: &Home) -> Self {
        Self
    }

    /// Of the app where it is installed, which is not known here.
    #[must_use]
    pub fn of_the_installed_app(_: &Home) -> Option<Self> {
        None
    }

    /// At start: nothing is written here.
    ///
    /// # Errors
    /// None.
    pub async fn register_at_start(&self) -> Result<DeepLinkHandler, UserError> {
        Ok(self.look().await)
    }

    /// Takes the scheme, where a program can.
    ///
    /// # Errors
    /// Always, as it cannot here.
    pub async fn register(&self) -> Result<DeepLinkHandler, UserError> {
        Err(UserError::new(ErrorCode::DeepLink, format!("It was not registered: {REASON}. Come back by loopback.")))
    }

    /// Who receives the scheme.
    pub async fn look(&self) -> DeepLinkHandler {
        DeepLinkHandler::Unknown { reason: REASON.into() }
    }
}
