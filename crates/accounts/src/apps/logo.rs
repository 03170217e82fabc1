//! A logo: pixels, whatever they were sent as (W5's rules, at the service's own door).
//!
//! Only PNG, JPEG and WebP are read, by what the bytes are and not by what they are called; SVG is a program and never read.
//! The size is looked at before anything is decoded, and what a decoder may take is bounded. What is kept is written anew:
//! what else was in the file is gone.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// Bytes of a picture that is sent.
pub const MOST_BYTES: usize = 1024 * 1024;
/// The width and height of a picture that is sent.
const MOST_PIXELS: u32 = 2048;
/// The width and height of what is kept.
const KEPT_PIXELS: u32 = 256;
/// What a decoder may take: the pixels four times, and a little.
const MOST_MEMORY: u64 = 80 * 1024 * 1024;

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoProblem {
    /// Too many bytes.
    #[error("The picture is larger than 1 MiB. Make it smaller.")]
    Large,
    /// None of the three.
    #[error("The picture is not PNG, JPEG or WebP. Send one of these.")]
    Kind,
    /// Too many pixels.
    #[error("The picture has more than 2,048 × 2,048 pixels. Make it smaller.")]
    Pixels,
    /// It cannot be decoded.
    #[error("The picture cannot be read. Save it anew, and send that.")]
    Broken,
}

/// A logo as it is kept: PNG, 256 × 256 at most.
#[derive(Debug)]
pub struct Logo(Vec<u8>);

impl Logo {
    /// Reads a picture that somebody sent, and writes it anew.
    ///
    /// # Errors
    /// [`LogoProblem`].
    pub fn read(bytes: &[u8]) -> Result<Self, LogoProblem> {
        if bytes.len() > MOST_BYTES {
            return Err(LogoProblem::Large);
        }
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| LogoProblem::Kind)?;
        if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
            return Err(LogoProblem::Kind);
        }
        let mut decoder = reader.into_decoder().map_err(|_| LogoProblem::Broken)?;
        let (width, height) = decoder.dimensions();
        if width > MOST_PIXELS || height > MOST_PIXELS {
            return Err(LogoProblem::Pixels);
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_PIXELS);
        limits.max_image_height = Some(MOST_PIXELS);
        limits.max_alloc = Some(MOST_MEMORY);
        decoder.set_limits(limits).map_err(|_| LogoProblem::Pixels)?;
        let picture = DynamicImage::from_decoder(decoder).map_err(|_| LogoProblem::Broken)?;
        let kept = if width > KEPT_PIXELS || height > KEPT_PIXELS { picture.thumbnail(KEPT_PIXELS, KEPT_PIXELS) } else { picture };
        let mut png = Cursor::new(Vec::new());
        // Eight bits and a transparency, whatever it was before.
        DynamicImage::ImageRgba8(kept.into_rgba8()).write_to(&mut png, ImageFormat::Png).map_err(|_| LogoProblem::Broken)?;
        Ok(Self(png.into_inner()))
    }

    /// The PNG.
    #[must_use]
    pub fn into_png(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::new_rgb8(width, height);
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn size(png: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory_with_format(png, ImageFormat::Png).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a20_each_of_the_three_kinds_becomes_a_small_png() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            assert_eq!(size(&Logo::read(&picture(1024, 512, format)).unwrap().into_png()), (256, 128), "{format:?}");
        }
        assert_eq!(size(&Logo::read(&picture(16, 16, ImageFormat::Png)).unwrap().into_png()), (16, 16), "a small one stays as it is");
    }

    #[test]
    fn a20_what_is_behind_the_picture_is_gone() {
        let mut both = picture(32, 32, ImageFormat::Png);
        both.extend_from_slice(b"<script>alert(1)</script>PK\x03\x04");
        let kept = Logo::read(&both).unwrap().into_png();
        assert!(!kept.windows(8).any(|part| part == b"<script>"));
    }

    #[test]
    fn a20_a_picture_that_says_it_is_huge_is_refused_before_it_is_decoded() {
        let mut bomb = picture(8, 8, ImageFormat::Png);
        // The width and height stand behind the eight bytes of the signature, the length and the name of the first chunk.
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        assert!(matches!(Logo::read(&bomb), Err(LogoProblem::Pixels | LogoProblem::Broken)));
        assert_eq!(Logo::read(&picture(2049, 1, ImageFormat::Png)).unwrap_err(), LogoProblem::Pixels);
    }

    #[test]
    fn a20_svg_gif_text_and_halves_are_refused() {
        for bytes in [&b""[..], b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"GIF89a\x01\x00\x01\x00", b"%PDF-1.7", b"BM"] {
            assert_eq!(Logo::read(bytes).unwrap_err(), LogoProblem::Kind, "{bytes:?}");
        }
        let whole = picture(64, 64, ImageFormat::Png);
        assert_eq!(Logo::read(&whole[..whole.len() / 2]).unwrap_err(), LogoProblem::Broken);
        assert_eq!(Logo::read(&vec![0; MOST_BYTES + 1]).unwrap_err(), LogoProblem::Large);
    }
}
