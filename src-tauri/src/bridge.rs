//! Events on their way to the screen, through one channel of its own: nothing is emitted to the web view (D1).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_wire::event::Event;
use tauri::ipc::Channel;
use tokio::sync::broadcast;

/// How many events wait for a screen that is not there yet; the oldest go.
const MOST_WAITING: usize = 256;

/// Cheap to clone; all clones are one bridge.
#[derive(Clone, Default)]
pub(crate) struct Bridge {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    screen: Option<Channel<Event>>,
    waiting: VecDeque<Event>,
}

impl Bridge {
    /// The screen is there, or was loaded anew: what waited goes first, and an earlier screen hears nothing more.
    pub(crate) fn subscribe(&self, screen: Channel<Event>) {
        let mut state = self.lock();
        for event in std::mem::take(&mut state.waiting) {
            send(&screen, event);
        }
        state.screen = Some(screen);
    }

    /// Tells the screen, or keeps it until there is one: a sign-in that a cold start finishes ends before the window
    /// has loaded.
    pub(crate) fn tell(&self, event: Event) {
        let mut state = self.lock();
        match &state.screen {
            Some(screen) => send(screen, event),
            None => {
                state.waiting.push_back(event);
                if state.waiting.len() > MOST_WAITING {
                    state.waiting.pop_front();
                }
            }
        }
    }

    /// Passes on what the engine tells, for as long as it does.
    pub(crate) async fn follow(&self, mut events: broadcast::Receiver<Event>) {
        loop {
            match events.recv().await {
                Ok(event) => self.tell(event),
                Err(broadcast::error::RecvError::Lagged(count)) => tracing::warn!(count, "events were lost on the way to the screen"),
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send(screen: &Channel<Event>, event: Event) {
    if let Err(error) = screen.send(event) {
        tracing::warn!(%error, "the screen did not take an event");
    }
}

#[cfg(test)]
mod tests {
    use tauri::ipc::InvokeResponseBody;

    use super::*;

    fn screen() -> (Channel<Event>, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&heard);
        let channel = Channel::new(move |body| {
            if let InvokeResponseBody::Json(text) = body {
                list.lock().unwrap().push(text);
            }
            Ok(())
        });
        (channel, heard)
    }

    fn removed(id: &str) -> Event {
        Event::AccountRemoved { id: id.into() }
    }

    #[test]
    fn what_happened_before_the_screen_was_there_comes_first_and_once() {
        let bridge = Bridge::default();
        bridge.tell(removed("1"));
        let (first, heard_first) = screen();
        bridge.subscribe(first);
        bridge.tell(removed("2"));
        let (second, heard_second) = screen();
        bridge.subscribe(second);
        bridge.tell(removed("3"));
        let of = |heard: &Mutex<Vec<String>>| heard.lock().unwrap().join("").matches(|c: char| c.is_ascii_digit()).collect::<String>();
        assert_eq!((of(&heard_first), of(&heard_second)), ("12".into(), "3".into()));
    }
}
