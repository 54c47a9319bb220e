//! The photo of the card, cut from the picture of the face (product rule 13).

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType,
};

const BYTES_LIMIT: usize = 8 * 1024 * 1024;
const SIDE_LIMIT: u32 = 6000;
const MEMORY_LIMIT: u64 = 160 * 1024 * 1024;
const JPEG_QUALITY: u8 = 88;
/// Printed 19.6 mm wide at 300 dpi this is more than a card printer resolves.
const WIDTH: u32 = 360;
const HEIGHT: u32 = 463;

/// Why no photo could be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// Neither PNG nor JPEG.
    #[error("neither PNG nor JPEG")]
    Format,
    /// More bytes or pixels than allowed.
    #[error("the picture is too large")]
    TooLarge,
    /// Smaller than a photo of the card needs.
    #[error("the picture is too small")]
    TooSmall,
    /// The file is damaged.
    #[error("the picture is damaged")]
    Damaged,
}

/// Cuts the middle of a face picture to the proportion of the card (7 : 9) and scales it to 360 × 463 pixels, as JPEG.
///
/// The station guides the face to the middle, a little above it; the cut keeps nine tenths of the usable area there.
pub fn card_photo(face: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let picture = decode(face)?;
    let (width, height) = picture.dimensions();
    if width < 120 || height < 150 {
        return Err(PhotoError::TooSmall);
    }
    let (cut_width, cut_height) = largest_cut(width, height);
    let left = (width - cut_width) / 2;
    let top = (height - cut_height) * 2 / 5;
    let photo = picture.crop_imm(left, top, cut_width, cut_height).resize_exact(WIDTH, HEIGHT, FilterType::CatmullRom);
    encode(&photo)
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, PhotoError> {
    if bytes.len() > BYTES_LIMIT {
        return Err(PhotoError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_| PhotoError::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(PhotoError::Format);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    limits.max_alloc = Some(MEMORY_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        ImageError::Limits(_) => PhotoError::TooLarge,
        _ => PhotoError::Damaged,
    })
}

/// Nine tenths of the largest 7 : 9 rectangle within the picture.
fn largest_cut(width: u32, height: u32) -> (u32, u32) {
    let (w, h) = if width * 9 > height * 7 { (height * 7 / 9, height) } else { (width, width * 9 / 7) };
    (w * 9 / 10, h * 9 / 10)
}

fn encode(photo: &DynamicImage) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&photo.to_rgb8()).map_err(|_| PhotoError::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
        JpegEncoder::new(&mut bytes).encode_image(&image).unwrap();
        bytes
    }

    #[test]
    fn any_camera_gives_the_same_photo_size() {
        for (width, height) in [(480, 640), (640, 480), (1920, 1080), (150, 150)] {
            let photo = image::load_from_memory(&card_photo(&picture(width, height)).unwrap()).unwrap();
            assert_eq!(photo.dimensions(), (WIDTH, HEIGHT), "a {width} × {height} picture");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused_by_name() {
        assert_eq!(card_photo(b"GIF89a"), Err(PhotoError::Format));
        assert_eq!(card_photo(&picture(60, 60)), Err(PhotoError::TooSmall));
        assert_eq!(card_photo(&vec![0; BYTES_LIMIT + 1]), Err(PhotoError::TooLarge));
        let mut damaged = picture(480, 640);
        damaged.truncate(60);
        assert_eq!(card_photo(&damaged), Err(PhotoError::Damaged));
    }
}
