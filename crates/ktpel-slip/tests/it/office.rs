//! An office with two laptops, and who does not belong to it.

use ed25519_dalek::{Signer as _, SigningKey};
use ktpel_domain::{ids::DeviceId, layanan::Layanan, stage::Stage, time::Timestamp};
use ktpel_slip::{Claims, Genuine, Signer, SlipError, issue, verify};
use sha2::{Digest, Sha256};

/// 2026-11-23 09:15:00 in Kota Bima.
pub const MORNING: Timestamp = Timestamp(1_795_396_500_000);

pub struct Device(pub SigningKey);

impl Device {
    pub fn new(n: u8) -> Self {
        Self(SigningKey::from_bytes(&[n; 32]))
    }

    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    pub fn id(&self) -> DeviceId {
        DeviceId(*Sha256::digest(self.public()).first_chunk().unwrap())
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    pub fn slip(&self, claims: &Claims) -> String {
        issue(claims, self.id(), |message| self.sign(message))
    }
}

/// Laptop 1 works; laptop 2 was revoked an hour after [`MORNING`].
pub fn find(id: DeviceId) -> Option<Signer> {
    let (first, second) = (Device::new(1), Device::new(2));
    if id == first.id() {
        return Some(Signer { public_key: first.public(), revoked: None });
    }
    (id == second.id()).then(|| Signer { public_key: second.public(), revoked: Some(Timestamp(MORNING.0 + 3_600_000)) })
}

pub fn check(token: &str) -> Result<Genuine, SlipError> {
    verify(token, find)
}

pub fn claims() -> Claims {
    Claims::new("7K3F-9QXM", "S. R.", Some("9901"), Layanan::Hilang, Stage::WaitingForPrint, MORNING).unwrap()
}

/// All that a slip can hold.
pub fn longest_claims() -> Claims {
    let last_second = Timestamp(253_402_300_799_000);
    Claims::new("ZZZZ-ZZZZ", "ǼǼ. ǼǼ. ǼǼǼ. ǼǼ", Some("9999"), Layanan::LuarDomisili, Stage::HandedOver, last_second).unwrap()
}
