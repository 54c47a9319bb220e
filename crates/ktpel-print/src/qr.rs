//! QR codes at whole dots: six dots (0.75 mm) a module at 203 dpi, error correction M, never scaled.

use qrcode::{Color, EcLevel, QrCode};

/// Dots of a module on a thermal head; four were mostly unreadable on degraded photographs, six nearly always read.
pub const DOTS_PER_MODULE: u32 = 6;

/// The text does not make a code that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// Longer than any QR code at level M.
    #[error("the text of the QR code is too long ({bytes} bytes)")]
    TooLong {
        /// Length of the text.
        bytes: usize,
    },
    /// The code is wider than the print head.
    #[error("the QR code needs {dots} dots, the roll prints {available}")]
    TooWide {
        /// Dots it needs.
        dots: u32,
        /// Dots the roll has.
        available: u32,
    },
}

/// The modules of a code, row by row, without quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Modules {
    width: u32,
    dark: Vec<bool>,
}

crate::documents::masked_debug!(Modules);

impl Modules {
    /// Encodes `text` so that it fits `available` dots.
    pub fn encode(text: &str, available: u32) -> Result<Self, QrError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrError::TooLong { bytes: text.len() })?;
        let width = u32::try_from(code.width()).expect("a QR code has at most 177 modules");
        let dots = width * DOTS_PER_MODULE;
        if dots > available {
            return Err(QrError::TooWide { dots, available });
        }
        Ok(Self { width, dark: code.to_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    /// Modules along one side.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Column, row and darkness of each module.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, bool)> + '_ {
        (0u32..).zip(&self.dark).map(|(index, dark)| (index % self.width, index / self.width, *dark))
    }

    /// One byte a module: 0 dark, 255 light.
    #[must_use]
    pub fn luma(&self) -> Vec<u8> {
        self.dark.iter().map(|dark| if *dark { 0 } else { 255 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_fit_where_the_same_number_of_small_letters_does_not() {
        let (capital, small) = ("A".repeat(260), "a".repeat(260));
        assert!(Modules::encode(&capital, 384).is_ok(), "260 alphanumerics are version 9 at M: 318 dots");
        assert_eq!(
            Modules::encode(&small, 384),
            Err(QrError::TooWide { dots: 390, available: 384 }),
            "260 bytes are version 12: one module too wide for 58 mm paper"
        );
    }

    #[test]
    fn a_text_beyond_the_largest_code_is_named() {
        assert_eq!(Modules::encode(&"a".repeat(4000), 9999), Err(QrError::TooLong { bytes: 4000 }));
    }

    #[test]
    fn modules_come_row_by_row() {
        let code = Modules::encode("KTPEL", 576).unwrap();
        let first_row: Vec<_> = code.iter().take(7).collect();
        assert!(first_row.iter().all(|(_, y, dark)| *y == 0 && *dark), "the finder pattern begins with seven dark modules");
        assert_eq!(code.luma().len(), (code.width() * code.width()) as usize);
    }
}
