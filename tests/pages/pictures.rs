//! Every sample as a picture, for a person to look at. It asserts nothing, so it runs only when it is asked for:
//!
//! ```text
//! COUNTERSIGN_PICTURES=FOLDER cargo test -p countersign-tests --test pages pictures -- --ignored
//! ```
//!
//! With `COUNTERSIGN_PICTURES_OF=consent` beside it, only samples whose names begin so are drawn.

use std::path::PathBuf;

use crate::chromium::{Chromium, THEMES};
use crate::gallery::Gallery;

/// A small window, and a phone.
const SIZES: [(u32, u32); 2] = [(900, 700), (390, 844)];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "draws pictures into the folder that COUNTERSIGN_PICTURES names"]
async fn pictures_of_every_sample_in_both_themes_and_at_two_widths() {
    let folder = PathBuf::from(std::env::var_os("COUNTERSIGN_PICTURES").expect("COUNTERSIGN_PICTURES names a folder"));
    let wanted = std::env::var("COUNTERSIGN_PICTURES_OF").unwrap_or_default();
    std::fs::create_dir_all(&folder).unwrap();
    let (gallery, chromium) = (Gallery::open(), Chromium::start("en").await);
    chromium.hide_scrollbars().await;
    for theme in THEMES {
        chromium.set_theme(theme).await;
        for (width, height) in SIZES {
            chromium.set_size(width, height).await;
            for sample in gallery.samples.iter().filter(|sample| sample.name.starts_with(&wanted)) {
                chromium.go(&gallery.address(sample)).await;
                let name = format!("{}.{}.{theme}.{width}.png", sample.name, sample.language.tag());
                std::fs::write(folder.join(name), chromium.picture().await).unwrap();
            }
        }
    }
    chromium.close().await;
}
