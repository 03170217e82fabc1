//! How a person wants the desktop app to be on this computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which of the two looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScreenLanguage {
    /// As the system has it; English where there are no words in that.
    #[default]
    System,
    /// English.
    En,
    /// Spanish.
    Es,
}

/// All of it. What a file does not say is as in a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Preferences {
    /// Dark or light.
    pub appearance: Appearance,
    /// The language.
    pub language: ScreenLanguage,
    /// How large everything is, in percent of its usual size: 50 to 200.
    #[ts(type = "number")]
    pub zoom: u16,
    /// Whether closing the window leaves the app in the tray, where there is one.
    pub keep_in_tray: bool,
    /// Whether the system's notifications tell what happens while nobody looks at the window.
    pub notifications: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { appearance: Appearance::System, language: ScreenLanguage::System, zoom: 100, keep_in_tray: false, notifications: false }
    }
}

impl Preferences {
    /// The smallest and the largest zoom, in percent.
    pub const ZOOM: std::ops::RangeInclusive<u16> = 50..=200;

    /// The same with everything within its bounds.
    #[must_use]
    pub fn within_bounds(mut self) -> Self {
        self.zoom = self.zoom.clamp(*Self::ZOOM.start(), *Self::ZOOM.end());
        self
    }
}
