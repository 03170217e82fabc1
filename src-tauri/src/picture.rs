//! Pictures of others, for the page (W5): read by what their bytes are, never as SVG, and written anew, so that the page is given
//! pixels and nothing else that was in the file.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_wire::error::{ErrorCode, UserError};
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// Bytes of a picture that is looked at.
const MOST_BYTES: usize = 1024 * 1024;
/// Its width and height.
const MOST_PIXELS: u32 = 2048;
/// What a decoder may take: the pixels four times, and a little.
const MOST_MEMORY: u64 = 80 * 1024 * 1024;

/// A picture as a `data:` address.
///
/// # Errors
/// `BadAnswer` where it is none that is shown.
pub(crate) async fn for_the_page(bytes: Vec<u8>) -> Result<String, UserError> {
    let read = tokio::task::spawn_blocking(move || anew(&bytes)).await;
    let message = "What the service sent as a picture is none that is shown here. Choose another one for it.";
    match read {
        Ok(Some(png)) => Ok(format!("data:image/png;base64,{}", STANDARD.encode(png))),
        _ => Err(UserError::new(ErrorCode::BadAnswer, message)),
    }
}

/// The same pixels as PNG.
fn anew(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return None;
    }
    let mut decoder = reader.into_decoder().ok()?;
    // Before anything is decoded.
    let (width, height) = decoder.dimensions();
    if width > MOST_PIXELS || height > MOST_PIXELS {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits).ok()?;
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(picture.into_rgba8()).write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[tokio::test]
    async fn w5_a_picture_comes_as_pixels_and_nothing_else_that_was_in_its_file() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let mut bytes = picture(40, 20, format);
            bytes.extend_from_slice(b"<script>canary</script>");
            let shown = for_the_page(bytes).await.unwrap();
            let png = STANDARD.decode(shown.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
            assert_eq!(image::guess_format(&png).unwrap(), ImageFormat::Png);
            assert!(!png.windows(6).any(|six| six == b"canary"));
            let read = image::load_from_memory(&png).unwrap();
            assert_eq!((read.width(), read.height()), (40, 20));
        }
    }

    #[tokio::test]
    async fn w5_what_is_no_picture_or_is_too_large_is_not_shown() {
        let mut heavy = picture(8, 8, ImageFormat::Png);
        heavy.resize(MOST_BYTES + 1, 0);
        let mut torn = picture(64, 64, ImageFormat::Png);
        torn.truncate(40);
        let wrong: [Vec<u8>; 7] = [
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            b"GIF89a\x01\x00\x01\x00".to_vec(),
            b"<html>".to_vec(),
            Vec::new(),
            heavy,
            torn,
            picture(MOST_PIXELS + 1, 1, ImageFormat::Png),
        ];
        for bytes in wrong {
            assert_eq!(for_the_page(bytes).await.unwrap_err().code, ErrorCode::BadAnswer);
        }
    }
}
