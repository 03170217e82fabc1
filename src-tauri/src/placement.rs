//! Where the window was and how large, so that it comes back there: never off the screens that there are now.

use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_engine::Home;
use serde::{Deserialize, Serialize};
use tauri::{Monitor, WebviewWindow};

use crate::kept_file::KeptFile;

/// A window's place when it is neither maximised nor minimised, and whether it was maximised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Placement {
    /// The corner of its frame, in pixels of the screen.
    pub(crate) x: i32,
    /// The same, downwards.
    pub(crate) y: i32,
    /// The size of what is within the frame, in pixels of the screen by its scale.
    pub(crate) width: f64,
    /// The same, downwards.
    pub(crate) height: f64,
    pub(crate) maximised: bool,
}

/// What of a screen a window may use, in pixels of the screen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    scale: f64,
}

impl From<&Monitor> for Screen {
    fn from(monitor: &Monitor) -> Self {
        let area = monitor.work_area();
        Self { x: area.position.x, y: area.position.y, width: area.size.width, height: area.size.height, scale: monitor.scale_factor() }
    }
}

impl Placement {
    /// The same, whole on the screen that most of it was on; in the middle of the first where it was on none of these. `None`
    /// where no screen is known.
    pub(crate) fn within(self, screens: &[Screen]) -> Option<Self> {
        let most = screens.iter().map(|screen| (screen, self.seen_on(screen))).filter(|(_, seen)| *seen > 0);
        let (screen, was_there) = match most.max_by_key(|(_, seen)| *seen) {
            Some((screen, _)) => (screen, true),
            None => (screens.first()?, false),
        };
        let width = self.width.min(f64::from(screen.width) / screen.scale);
        let height = self.height.min(f64::from(screen.height) / screen.scale);
        let (across, down) = (pixels(width, screen.scale), pixels(height, screen.scale));
        let (left, top) = (i64::from(screen.x), i64::from(screen.y));
        let (room_across, room_down) = (i64::from(screen.width) - across, i64::from(screen.height) - down);
        let (x, y) = if was_there {
            (i64::from(self.x).clamp(left, left + room_across.max(0)), i64::from(self.y).clamp(top, top + room_down.max(0)))
        } else {
            (left + room_across / 2, top + room_down / 2)
        };
        Some(Self { x: narrow(x), y: narrow(y), width, height, ..self })
    }

    /// How much of it a screen would show, in thousandths: a window has other pixels on a screen of another scale.
    fn seen_on(&self, screen: &Screen) -> i64 {
        let shared = |at: i32, long: f64, from: i32, reach: u32| {
            let (at, from) = (i64::from(at), i64::from(from));
            ((at + pixels(long, screen.scale)).min(from + i64::from(reach)) - at.max(from)).max(0)
        };
        let seen = shared(self.x, self.width, screen.x, screen.width) * shared(self.y, self.height, screen.y, screen.height);
        // One that shows a corner shows something.
        (seen * 1000).div_euclid((pixels(self.width, screen.scale) * pixels(self.height, screen.scale)).max(1)).max(i64::from(seen > 0))
    }

    /// Whether every number is one that a window can have: the file may have been written by hand.
    fn is_sound(&self) -> bool {
        [self.width, self.height].iter().all(|long| (1.0..=100_000.0).contains(long))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "sizes are sound, scales small")]
fn pixels(long: f64, scale: f64) -> i64 {
    (long * scale).round() as i64
}

fn narrow(at: i64) -> i32 {
    i32::try_from(at).unwrap_or_default()
}

/// The placement as it is now, and the file that it is kept in.
pub(crate) struct KeptPlacement {
    file: KeptFile,
    now: Mutex<Option<Placement>>,
}

impl KeptPlacement {
    /// As it was left. A file that cannot be read counts for nothing, and is written over: it holds no wish, only a habit.
    pub(crate) fn of(home: &Home) -> Self {
        let file = KeptFile::new(home.path(), "window.json", "where the window was");
        let now = file.read::<Placement>().unwrap_or_else(|error| {
            tracing::warn!(message = error.message, "the window opens where a new one does");
            None
        });
        Self { file, now: Mutex::new(now.filter(Placement::is_sound)) }
    }

    pub(crate) fn now(&self) -> Option<Placement> {
        *self.lock()
    }

    /// Takes over where a window is: after each move, and each change of its size. In memory only.
    pub(crate) fn note(&self, window: &WebviewWindow) {
        match look(window) {
            Ok(Some(looked)) => {
                let mut now = self.lock();
                // How it was before it was maximised is what it goes back to.
                *now = Some(match *now {
                    Some(before) if looked.maximised => Placement { maximised: true, ..before },
                    _ => looked,
                });
            }
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "the window does not say where it is"),
        }
    }

    /// Writes it down. Where that fails, the next window opens where this one did.
    pub(crate) fn keep(&self) {
        let Some(now) = self.now() else { return };
        if let Err(error) = self.file.write(&now) {
            tracing::warn!(message = error.message, "where the window is was not kept");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Placement>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a window is; `None` while it is not seen, as some systems then tell a place far outside.
fn look(window: &WebviewWindow) -> tauri::Result<Option<Placement>> {
    if window.is_minimized()? || !window.is_visible()? {
        return Ok(None);
    }
    let (at, scale) = (window.outer_position()?, window.scale_factor()?);
    let size = window.inner_size()?.to_logical::<f64>(scale);
    // A system may tell the size of a maximised window before it tells that it is one.
    let fills = |monitor: &Monitor| {
        let area = monitor.work_area().size.to_logical::<f64>(scale);
        size.width >= area.width && size.height >= area.height
    };
    let maximised = window.is_maximized()? || window.current_monitor()?.as_ref().is_some_and(fills);
    Ok(Some(Placement { x: at.x, y: at.y, width: size.width, height: size.height, maximised }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: Screen = Screen { x: 0, y: 30, width: 1920, height: 1050, scale: 1.0 };
    const BESIDE: Screen = Screen { x: 1920, y: 0, width: 3840, height: 2160, scale: 2.0 };

    fn placed(x: i32, y: i32, width: f64, height: f64) -> Placement {
        Placement { x, y, width, height, maximised: false }
    }

    #[test]
    fn a_window_that_was_whole_on_a_screen_comes_back_where_it_was() {
        for was in [placed(100, 80, 1280.0, 800.0), placed(2000, 500, 1000.0, 700.0), placed(0, 30, 1920.0, 1050.0)] {
            assert_eq!(was.within(&[DESK, BESIDE]), Some(was));
        }
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_comes_to_the_middle_of_the_first() {
        let was = placed(2400, 300, 1000.0, 700.0);
        assert_eq!(was.within(&[DESK]), Some(placed(460, 205, 1000.0, 700.0)));
        assert_eq!(was.within(&[]), None);
    }

    #[test]
    fn wherever_it_was_it_is_whole_on_a_screen() {
        for x in [-5000, -600, 0, 1900, 5700, i32::MAX, i32::MIN] {
            for y in [-5000, -10, 1000, 2150, i32::MAX] {
                for (width, height) in [(900.0, 600.0), (5000.0, 4000.0)] {
                    let now = placed(x, y, width, height).within(&[DESK, BESIDE]).unwrap();
                    assert!([DESK, BESIDE].iter().any(|screen| now.seen_on(screen) == 1000), "{x} {y} {width} {height}: {now:?}");
                }
            }
        }
    }

    #[test]
    fn a_window_that_was_maximised_is_so_again() {
        let was = Placement { maximised: true, ..placed(9000, 0, 1000.0, 700.0) };
        assert!(was.within(&[DESK]).unwrap().maximised);
    }

    #[test]
    fn a_file_that_nobody_can_read_or_believe_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::named(Some(folder.path().to_owned())).unwrap();
        for text in ["{ half", r#"{"x":1,"y":1,"width":-4,"height":9,"maximised":false}"#, r#"{"x":1}"#] {
            std::fs::write(folder.path().join("window.json"), text).unwrap();
            assert_eq!(KeptPlacement::of(&home).now(), None, "{text}");
        }
        std::fs::write(folder.path().join("window.json"), r#"{"x":1,"y":2,"width":1000,"height":700,"maximised":true}"#).unwrap();
        let kept = KeptPlacement::of(&home);
        assert_eq!(kept.now(), Some(Placement { maximised: true, ..placed(1, 2, 1000.0, 700.0) }));
        kept.keep();
        assert_eq!(KeptPlacement::of(&home).now(), kept.now());
    }
}
