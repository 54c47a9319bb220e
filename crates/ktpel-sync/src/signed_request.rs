//! How a kit signs the plain requests beside the exchange: register extract and pieces of attachments.
//!
//! Two headers: the device id, and its signature over method, target (path with query) and the SHA-256 of the body. Pieces are idempotent and
//! named by their content, so a replay does nothing; TLS keeps what is read from other eyes.

use ktpel_domain::ids::DeviceId;
use sha2::{Digest, Sha256};

use crate::signature;

/// Header with the device id, 32 hexadecimal digits.
pub const DEVICE_HEADER: &str = "x-ktpel-device";
/// Header with the signature, 128 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-ktpel-signature";

const DOMAIN: &[u8] = b"ktpel-http/1\0";

/// The bytes that the device signs.
#[must_use]
pub fn message(method: &str, target: &str, body: &[u8]) -> Vec<u8> {
    let mut message = DOMAIN.to_vec();
    for part in [method, target] {
        message.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    message.extend_from_slice(&Sha256::digest(body));
    message
}

/// The value of [`SIGNATURE_HEADER`].
#[must_use]
pub fn header(signature: &[u8; 64]) -> String {
    signature.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the headers are those of a request that `public_key` signed.
#[must_use]
pub fn holds(device: DeviceId, public_key: &[u8; 32], signature_header: &str, method: &str, target: &str, body: &[u8]) -> bool {
    let Some(signed) = from_hex(signature_header) else { return false };
    signature::device_id(public_key) == device && signature::holds(public_key, &message(method, target, body), &signed)
}

fn from_hex(text: &str) -> Option<[u8; 64]> {
    if text.len() != 128 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 64];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    #[test]
    fn only_the_very_request_holds() {
        let key = SigningKey::from_bytes(&[5; 32]);
        let public = key.verifying_key().to_bytes();
        let device = signature::device_id(&public);
        let signed = header(&key.sign(&message("PUT", "/a?offset=1", b"piece")).to_bytes());
        let check = |method, target, body: &[u8]| holds(device, &public, &signed, method, target, body);
        assert!(check("PUT", "/a?offset=1", b"piece"));
        assert!(!check("GET", "/a?offset=1", b"piece"), "another method");
        assert!(!check("PUT", "/a?offset=2", b"piece"), "another target");
        assert!(!check("PUT", "/a?offset=1", b"other"), "another body");
        assert!(!holds(DeviceId([0; 16]), &public, &signed, "PUT", "/a?offset=1", b"piece"), "another device");
        assert!(!holds(device, &public, &signed[1..], "PUT", "/a?offset=1", b"piece"), "a cut signature");
        assert!(!holds(device, &public, &"é".repeat(64), "PUT", "/a?offset=1", b"piece"), "not hexadecimal");
    }
}
