//! The agent, where there is one (L1).

use countersign_wire::doctor::{Check, Finding};

use crate::agent::{Presence, presence};
use crate::home::Home;

pub(super) async fn look(home: &Home) -> Vec<Finding> {
    let home = home.clone();
    let found = tokio::task::spawn_blocking(move || presence(&home)).await;
    match found {
        Ok(Presence::Answers(socket)) => vec![Finding::good(Check::Agent, format!("An agent answers at {}.", socket.display()))],
        Ok(Presence::LeftBehind(socket)) => {
            let seen = format!("Nobody answers at {}, which an agent left behind.", socket.display());
            vec![Finding::warning(
                Check::Agent,
                seen,
                "Start it again: countersign agent. Until then commands do without it, and other programs get no token.",
            )]
        }
        // Nobody has to have one.
        Ok(Presence::None) | Err(_) => Vec::new(),
    }
}
