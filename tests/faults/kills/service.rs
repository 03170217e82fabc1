//! A service that is killed while several people work with it.

use std::time::Duration;

use futures_util::future::join_all;

use super::Came;
use super::journeys::Journey;
use super::peer::{Peer, Stop};
use super::process::{Serving, Spot, Watch, answered};
use super::scene::{Place, Scene};

/// How many work with it at once, so that commits are shared.
pub const LANES: usize = 3;
/// For how long they do at most. A kill that was not met by then comes at that moment.
const MOST: Duration = Duration::from_secs(15);

/// Kills it before a call, starts it again, and looks at what each lane was promised.
pub fn kill<J: Journey>(spot: &Spot, nth: Option<u32>) -> Result<Came, String> {
    let scene = Scene::current();
    let place = Place::of(&scene);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut lanes: Vec<J> = (0..J::LANES).map(|lane| J::begin(&scene, &place, lane)).collect();
    // A service goes on until it is killed: its calls are not counted first.
    let nth = nth.ok_or("a service makes calls without end")?;
    let met = match Serving::start(place.path(), place.port, Watch::KillAt(spot, nth))? {
        None => true,
        Some(serving) => {
            let peer = Peer::at(&place);
            let all = join_all(lanes.iter_mut().map(|lane| work(lane, &peer)));
            let worked = runtime.block_on(async { tokio::time::timeout(MOST, all).await });
            let log = serving.log();
            let outcomes = worked.map(|outcomes| outcomes.into_iter().collect::<Result<Vec<()>, String>>());
            let met = serving.end(matches!(outcomes, Ok(Ok(_))));
            if let Ok(Err(what)) = outcomes {
                return Err(format!("before the kill: {what}; {log}"));
            }
            met
        }
    };
    let again = Serving::start(place.path(), place.port, Watch::Not)?.ok_or("it was killed by somebody else")?;
    J::at_rest(&lanes, &place).map_err(|what| format!("after the kill: {what}"))?;
    // With connections of its own: the old ones ended with the service.
    let peer = Peer::at(&place);
    for (number, lane) in lanes.iter_mut().enumerate() {
        let held = runtime.block_on(lane.holds(&peer));
        held.map_err(|stop| format!("after the kill, lane {number}: {stop}; {}", again.log()))?;
    }
    whole(&place)?;
    Ok(if met { Came::ToTheCall } else { Came::ToItsEnd { calls: 0 } })
}

/// Goes round until the service is gone.
async fn work<J: Journey>(lane: &mut J, peer: &Peer) -> Result<(), String> {
    loop {
        match lane.act(peer).await {
            Ok(()) => {}
            Err(Stop::Gone(_)) => return Ok(()),
            Err(Stop::Broken(what)) => return Err(what),
        }
    }
}

/// Whether the database is whole, and its audit as it was written.
fn whole(place: &Place) -> Result<(), String> {
    let checked = answered(place.path(), &["check"])?;
    if checked["ok"] == true { Ok(()) } else { Err(format!("check found {checked}")) }
}
