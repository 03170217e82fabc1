//! What the pages load: one stylesheet, three fonts, an icon.
//!
//! Each name carries the hash of its content, so that a browser may keep it for ever and still never shows an old one.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Something that a page loads.
#[derive(Clone, Debug)]
pub struct Asset {
    stem: &'static str,
    /// Where it is, such as `/assets/pages-0123456789abcdef.css`.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// How long a browser may keep an asset: its name changes with its content.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets = vec![
        asset("inter-latin", "woff2", "font/woff2", include_bytes!("../../assets/inter-latin-wght-normal.woff2")),
        asset("inter-latin-ext", "woff2", "font/woff2", include_bytes!("../../assets/inter-latin-ext-wght-normal.woff2")),
        asset("jetbrains-mono-latin", "woff2", "font/woff2", include_bytes!("../../assets/jetbrains-mono-latin-wght-normal.woff2")),
        asset("icon", "svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")),
    ];
    let mut style = include_str!("../../assets/pages.css").to_owned();
    for font in &assets {
        style = style.replace(&format!("{{{}}}", font.stem), font.path);
    }
    assets.push(asset("pages", "css", "text/css; charset=utf-8", String::leak(style).as_bytes()));
    assets
});

/// One for the life of the program; the few bytes of its name are never given back.
fn asset(stem: &'static str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Asset { stem, path: String::leak(format!("/assets/{stem}-{hash}.{extension}")), content_type, bytes }
}

/// All assets.
#[must_use]
pub fn all() -> &'static [Asset] {
    &ASSETS
}

/// The asset at a path, if there is one.
#[must_use]
pub fn at(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The path of an asset, for the templates; a wrong stem is found by the test that renders every page.
pub(super) fn path_of(stem: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.stem == stem).map_or("", |asset| asset.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_loads_its_fonts_from_here() {
        let style = std::str::from_utf8(at(path_of("pages")).unwrap().bytes).unwrap();
        let fonts: Vec<&str> = style.split("url(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(fonts.len(), 3);
        assert!(fonts.iter().all(|path| at(path).is_some_and(|asset| asset.content_type == "font/woff2")), "{fonts:?}");
        assert!(!style.contains("http"), "nothing is loaded from elsewhere");
    }
}
