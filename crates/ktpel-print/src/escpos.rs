//! Slips as ESC/POS bytes: raster only, so that every printer prints the same letters and the same QR code.
//!
//! ESC @ (initialise), GS v 0 (raster) in bands, feed, GS V (cut). Status bytes of DLE EOT are read here as well.

use image::GrayImage;

/// Rows of one GS v 0 command; cheap printers have buffers of a few kilobytes (72 bytes × 48 rows = 3.4 kB).
const BAND_ROWS: usize = 48;
/// Dots fed before the cut, from the head to the knife (about 12 mm).
const FEED_DOTS: u8 = 96;

const INITIALISE: [u8; 2] = [0x1b, b'@'];
const FEED: [u8; 3] = [0x1b, b'J', FEED_DOTS];
const PARTIAL_CUT: [u8; 3] = [0x1d, b'V', 1];

/// DLE EOT 2: why the printer is offline.
pub(crate) const ASK_OFFLINE: [u8; 3] = [0x10, 0x04, 2];
/// DLE EOT 3: errors.
pub(crate) const ASK_ERROR: [u8; 3] = [0x10, 0x04, 3];
/// DLE EOT 4: paper.
pub(crate) const ASK_PAPER: [u8; 3] = [0x10, 0x04, 4];

/// The whole job: a dot is printed where the image is darker than middle grey.
#[must_use]
pub fn encode(image: &GrayImage) -> Vec<u8> {
    let width = image.width() as usize;
    let row_bytes = width.div_ceil(8);
    let rows: Vec<Vec<u8>> = image.as_raw().chunks(width.max(1)).map(|row| pack(row, row_bytes)).collect();
    let mut bytes = INITIALISE.to_vec();
    for band in rows.chunks(BAND_ROWS) {
        bytes.extend(band_header(row_bytes, band.len()));
        bytes.extend(band.iter().flatten());
    }
    bytes.extend(FEED);
    bytes.extend(PARTIAL_CUT);
    bytes
}

/// Eight dots a byte, leftmost in the highest bit.
fn pack(row: &[u8], row_bytes: usize) -> Vec<u8> {
    let mut packed: Vec<u8> = row
        .chunks(8)
        .map(|dots| dots.iter().enumerate().fold(0, |byte, (bit, dot)| if *dot < 128 { byte | 0x80 >> bit } else { byte }))
        .collect();
    packed.resize(row_bytes, 0);
    packed
}

fn band_header(row_bytes: usize, rows: usize) -> [u8; 8] {
    let [x_low, x_high] = u16::try_from(row_bytes).unwrap_or(u16::MAX).to_le_bytes();
    let [y_low, y_high] = u16::try_from(rows).unwrap_or(u16::MAX).to_le_bytes();
    [0x1d, b'v', b'0', 0, x_low, x_high, y_low, y_high]
}

/// What keeps a slip printer from printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// DLE EOT 2 bit 2.
    CoverOpen,
    /// DLE EOT 2 bit 5 or DLE EOT 4 bits 5 and 6.
    PaperOut,
    /// DLE EOT 3 bit 3.
    CutterJam,
    /// DLE EOT 2 bit 6 or DLE EOT 3 bits 5 and 6.
    Fault,
}

/// Reads the answers to DLE EOT 2, 3 and 4; `None` when one is no status byte (bits 1 and 4 set, 0 and 7 clear).
pub(crate) fn troubles([offline, error, paper]: [u8; 3]) -> Option<Vec<Trouble>> {
    if [offline, error, paper].iter().any(|byte| byte & 0b1001_0011 != 0b0001_0010) {
        return None;
    }
    let mut found = Vec::new();
    if offline & 0b0000_0100 != 0 {
        found.push(Trouble::CoverOpen);
    }
    if offline & 0b0010_0000 != 0 || paper & 0b0110_0000 != 0 {
        found.push(Trouble::PaperOut);
    }
    if error & 0b0000_1000 != 0 {
        found.push(Trouble::CutterJam);
    }
    if found.is_empty() && (offline & 0b0100_0000 != 0 || error & 0b0110_0000 != 0) {
        found.push(Trouble::Fault);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn dots_are_packed_from_the_left() {
        let image = GrayImage::from_fn(16, 1, |x, _| Luma([if x == 0 || x == 15 { 0 } else { 255 }]));
        let bytes = encode(&image);
        let expected = [0x1b, b'@', 0x1d, b'v', b'0', 0, 2, 0, 1, 0, 0b1000_0000, 0b0000_0001, 0x1b, b'J', 96, 0x1d, b'V', 1];
        assert_eq!(bytes, expected, "initialise, one band of 2 bytes × 1 row, feed, cut");
    }

    #[test]
    fn a_tall_slip_is_sent_in_bands() {
        let bytes = encode(&GrayImage::from_pixel(576, 100, Luma([255])));
        let rows: Vec<u8> = bytes.windows(8).filter(|head| head.starts_with(&[0x1d, b'v', b'0', 0])).map(|head| head[6]).collect();
        assert_eq!(rows, [48, 48, 4], "no band is larger than a small printer's buffer, and no row is lost");
        assert_eq!(bytes.len(), 2 + 3 * 8 + 100 * 72 + 3 + 3);
    }

    #[test]
    fn widths_that_are_no_multiple_of_eight_end_in_white() {
        let bytes = encode(&GrayImage::from_pixel(9, 1, Luma([0])));
        assert_eq!(bytes[10..12], [0xff, 0x80], "the seven dots beyond the image stay white");
    }

    #[track_caller]
    fn check(answers: [u8; 3], expect: Option<&[Trouble]>) {
        assert_eq!(troubles(answers).as_deref(), expect, "{answers:02x?}");
    }

    #[test]
    fn status_bytes_are_read() {
        check([0x12, 0x12, 0x12], Some(&[]));
        check([0x16, 0x12, 0x12], Some(&[Trouble::CoverOpen]));
        check([0x32, 0x12, 0x72], Some(&[Trouble::PaperOut]));
        check([0x52, 0x1a, 0x12], Some(&[Trouble::CutterJam]));
        check([0x52, 0x52, 0x12], Some(&[Trouble::Fault]));
        check([0x00, 0x12, 0x12], None);
        check([0x12, 0x12, 0xff], None);
    }
}
