//! A QR code as the dashboard draws it: the size, and one SVG path of its dark modules.

use qrcode::{Color, EcLevel, QrCode};

use super::views::QrView;

/// Light modules around the code, as the standard asks.
const QUIET: usize = 4;

/// The code of a text; none when it is too long.
#[must_use]
pub fn drawn(text: &str) -> Option<QrView> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Some(QrView { size: u32::try_from(width + 2 * QUIET).ok()?, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_corners_and_its_margin() {
        let code = drawn("otpauth://totp/x?secret=AAAA").unwrap();
        assert!(code.path.starts_with("M4 4h1v1h-1z"), "the first corner mark begins behind the margin");
        assert!(code.size >= 29, "at least version 1 with margins");
        assert!(drawn(&"x".repeat(10_000)).is_none());
    }
}
