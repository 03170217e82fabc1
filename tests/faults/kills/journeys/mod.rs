//! What people do with a service that may be killed at any moment, and what each was promised.
//!
//! A journey writes down what was answered, and beside it the one thing that it had asked for and had no answer to: of that
//! it has to be all there or nothing.

pub mod administration;
pub mod grants;
pub mod people;

use super::peer::{Peer, Stop};
use super::scene::{Place, Scene};
use super::service;

/// How many of what was answered are looked at: the last, which a kill is most likely to take.
pub const LOOKED_AT: usize = 12;

/// What somebody does over and over.
pub trait Journey: Sized {
    /// How many do so at once.
    const LANES: usize = service::LANES;

    /// Somebody who begins.
    fn begin(scene: &Scene, place: &Place, lane: usize) -> Self;

    /// Once round.
    async fn act(&mut self, peer: &Peer) -> Result<(), Stop>;

    /// Whether everything that was promised holds, after the service has been started again.
    async fn holds(&mut self, peer: &Peer) -> Result<(), Stop>;

    /// Whether what is stored fits together, before anybody asks for anything.
    fn at_rest(_lanes: &[Self], _place: &Place) -> Result<(), String> {
        Ok(())
    }
}
