//! No arrow points up, and no rooms stand in a circle.
//!
//! `ui → src-tauri, cli → engine → wire ← accounts ← src-tauri`. Between crates the arrows are read from cargo; within
//! a crate from the paths that its files name; on the screen from its imports. Text, not types: an arrow that is only
//! in a macro would be missed.

mod crates;
mod rooms;
mod screen;

use crate::Outcome;

/// Checks all three.
///
/// # Errors
/// Each arrow that should not be there.
pub(crate) fn check() -> Outcome {
    let mut wrong = crates::arrows_up()?;
    wrong.extend(rooms::circles()?);
    wrong.extend(screen::doors()?);
    if wrong.is_empty() {
        println!("xtask: every arrow points down");
        Ok(())
    } else {
        Err(format!("the layers do not hold:\n  {}", wrong.join("\n  ")))
    }
}
