//! A secret encrypted under a key: XChaCha20-Poly1305 with a random nonce and a purpose as bound text.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::random;

/// Bytes of a sealed 32-byte secret: nonce, ciphertext, tag.
pub(crate) const LEN: usize = 24 + 32 + 16;

/// Encrypts `secret` under `key`; `purpose` must be given again to open it.
pub(crate) fn seal(key: &[u8; 32], purpose: &str, secret: &[u8; 32]) -> [u8; LEN] {
    seal_bytes(key, purpose, secret).try_into().expect("nonce, 32 bytes and tag are so long")
}

/// Opens what [`seal`] made; `None` when key, purpose or bytes are not the same.
pub(crate) fn open(key: &[u8; 32], purpose: &str, sealed: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let plain = open_bytes(key, purpose, sealed)?;
    <[u8; 32]>::try_from(plain.as_slice()).ok().map(Zeroizing::new)
}

/// Encrypts a secret of any length, as [`seal`] does.
pub(crate) fn seal_bytes(key: &[u8; 32], purpose: &str, secret: &[u8]) -> Vec<u8> {
    let nonce: [u8; 24] = random::bytes();
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: purpose.as_bytes() })
        .expect("a key is far below the cipher's limit");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`seal_bytes`] made; `None` when key, purpose or bytes are not the same.
pub(crate) fn open_bytes(key: &[u8; 32], purpose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_first_chunk::<24>()?;
    let plain = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: purpose.as_bytes() }).ok()?;
    Some(Zeroizing::new(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_same_key_purpose_and_bytes() {
        let sealed = seal(&[1; 32], "slot", &[7; 32]);
        assert_eq!(open(&[1; 32], "slot", &sealed).as_deref(), Some(&[7; 32]));
        assert_eq!(open(&[2; 32], "slot", &sealed), None, "another key must not open it");
        assert_eq!(open(&[1; 32], "pin", &sealed), None, "a wrapped key must not be usable in another place");
        for at in 0..LEN {
            let mut bent = sealed;
            bent[at] ^= 1;
            assert_eq!(open(&[1; 32], "slot", &bent), None, "a flipped bit at {at} must be noticed");
        }
        assert_eq!(open(&[1; 32], "slot", &sealed[..20]), None, "a cut one must be refused");
    }
}
