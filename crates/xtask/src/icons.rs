//! `cargo xtask icons`: the app's icon, drawn from `icons/icon.svg` in every size that a system asks for, and the one of the
//! tray from `icons/tray.svg`.
//!
//! The pictures are committed: a build needs none of this. They are drawn by a library rather than a browser, so that
//! everybody's are the same to the byte, and a check can tell whether they are current.

use std::path::{Path, PathBuf};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::Outcome;
use crate::checkout::root;

/// Pixels of a side: what freedesktop's icon themes have, and the largest that macOS asks for.
const SIZES: &[u32] = &[16, 24, 32, 48, 64, 128, 256, 512, 1024];
/// Of those, what Windows picks from.
const IN_ICO: &[u32] = &[16, 24, 32, 48, 64, 128, 256];

/// The pixels of a side of the tray's icon.
const TRAY: u32 = 64;
/// A panel does not say whether it is light or dark: this grey is seen on both (4.0:1 on white, 5.3:1 on black). macOS takes
/// the shape alone.
const ON_ANY_PANEL: &str = "#808080";

/// Draws them anew.
///
/// # Errors
/// That the picture cannot be read or a file not be written.
pub(crate) fn write() -> Outcome {
    for (file, bytes) in drawn()? {
        std::fs::write(&file, bytes).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    Ok(())
}

/// Compares them with the picture.
///
/// # Errors
/// Which file is not what the picture says.
pub(crate) fn check() -> Outcome {
    let other = drawn()?.into_iter().find(|(file, bytes)| std::fs::read(file).ok().as_ref() != Some(bytes));
    match other {
        None => Ok(()),
        Some((file, _)) => Err(format!("{} is not what its SVG says; run `cargo xtask icons`", file.display())),
    }
}

fn drawn() -> Outcome<Vec<(PathBuf, Vec<u8>)>> {
    let folder = root().join("icons");
    let tree = read(&folder.join("icon.svg"), |text| text)?;
    let mut files = Vec::new();
    let mut ico = ico::IconDir::new(ico::ResourceType::Icon);
    for size in SIZES.iter().copied() {
        let png = draw(&tree, size)?;
        if IN_ICO.contains(&size) {
            let image = ico::IconImage::read_png(std::io::Cursor::new(&png)).map_err(|error| error.to_string())?;
            ico.add_entry(ico::IconDirEntry::encode_as_png(&image).map_err(|error| error.to_string())?);
        }
        files.push((folder.join(format!("{size}x{size}.png")), png));
    }
    let mut bytes = Vec::new();
    ico.write(&mut bytes).map_err(|error| error.to_string())?;
    files.push((folder.join("icon.ico"), bytes));
    let tray = read(&folder.join("tray.svg"), |text| text.replace("currentColor", ON_ANY_PANEL))?;
    files.push((folder.join("tray.png"), draw(&tray, TRAY)?));
    Ok(files)
}

fn read(picture: &Path, coloured: impl FnOnce(String) -> String) -> Outcome<Tree> {
    let text = std::fs::read_to_string(picture).map_err(|error| format!("{} cannot be read: {error}", picture.display()))?;
    Tree::from_str(&coloured(text), &Options::default()).map_err(|error| format!("{}: {error}", picture.display()))
}

#[expect(clippy::cast_precision_loss, reason = "a side has far fewer than 2^23 pixels")]
fn draw(tree: &Tree, size: u32) -> Outcome<Vec<u8>> {
    let mut pixels = Pixmap::new(size, size).ok_or("an icon has at least one pixel")?;
    let scale = size as f32 / tree.size().width();
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}
