//! The QR code stays small enough for the smallest roll and the cheapest phone (at most version 11 at level M).

use ktpel_slip::{Claims, claims::MAX_INITIALS_BYTES, url, url::MAX_HOST_CHARS};
use qrcode::{EcLevel, QrCode, Version};

use crate::office::{Device, check, claims, longest_claims};

/// Version of the code and the text in it.
fn code(host: &str, claims: &Claims) -> (i16, String) {
    let token = Device::new(1).slip(claims);
    assert!(check(&token).is_ok());
    let text = url(&format!("https://{host}"), &token).unwrap();
    let code = QrCode::with_error_correction_level(&text, EcLevel::M).unwrap();
    let Version::Normal(version) = code.version() else { panic!("a slip is no micro code") };
    (version, text)
}

#[test]
fn a_typical_slip_is_a_version_9_code() {
    let (version, text) = code("ktpel.bimakota.go.id", &claims());
    assert_eq!((version, text.len()), (9, 238));
}

#[test]
fn the_longest_slip_of_the_longest_host_fits_version_11() {
    assert_eq!(longest_claims().initials().len(), MAX_INITIALS_BYTES, "all that a slip can hold");
    let host = "d".repeat(MAX_HOST_CHARS);
    let (version, text) = code(&host, &longest_claims());
    assert!(version <= 11, "version {version} is 61 modules and more: too wide for 58 mm paper");
    assert_eq!((version, text.len()), (10, 296));
}

#[test]
fn every_character_is_alphanumeric_for_a_qr_code() {
    let (_, text) = code("ktpel.bimakota.go.id:8443", &longest_claims());
    let alphanumeric = |letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase() || " $%*+-./:".contains(letter);
    assert!(text.chars().all(alphanumeric), "one other character makes the whole code a larger one");
}
