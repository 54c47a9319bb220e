//! Looks at a picture before the typesetter does: format, size, and that it decodes.

use std::io::Cursor;

use image::{ImageError, ImageFormat, ImageReader, Limits};

use crate::{PictureFault, PrintError, documents::Picture};

const BYTES_LIMIT: usize = 8 * 1024 * 1024;
const SIDE_LIMIT: u32 = 6000;
const MEMORY_LIMIT: u64 = 160 * 1024 * 1024;

pub(super) fn check(name: &'static str, picture: &Picture) -> Result<(), PrintError> {
    decode(&picture.0).map_err(|fault| PrintError::Picture { name, fault })
}

fn decode(bytes: &[u8]) -> Result<(), PictureFault> {
    if bytes.len() > BYTES_LIMIT {
        return Err(PictureFault::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_| PictureFault::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(PictureFault::Format);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    limits.max_alloc = Some(MEMORY_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    match reader.decode() {
        Ok(_) => Ok(()),
        Err(ImageError::Limits(_)) => Err(PictureFault::TooLarge),
        Err(_) => Err(PictureFault::Damaged),
    }
}
