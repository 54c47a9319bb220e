//! How a kit is taken in, as JSON between a kit and an office that do not know each other yet.
//!
//! The kit sends the one-time code with its public key ([`EnrolRequest`]) and gets what both sides need to make the six words ([`EnrolPending`]). A second
//! person at the office compares the words; meanwhile the kit asks again and again, signed by its device key ([`EnrolAnswer`]). What it gets in the end
//! is signed by the server's key, which the words vouch for: nobody on the line can put other keys or addresses into it.

use serde::{Deserialize, Serialize};

use crate::setup::ServerIdentity;

const DOMAIN: &[u8] = b"ktpel-setup/1\0";

/// Where a kit asks to be taken in, and below which it asks how that stands (`…/{nonce}`).
pub const PATH: &str = "/sync/v1/enrol";

/// A kit asks to be taken in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// One-time code as shown by the office; case, spaces and dashes do not matter.
    pub code: String,
    /// Ed25519 public key of the device, 64 hexadecimal digits.
    pub public_key: String,
    /// Name as it will be shown (`Laptop 1`).
    pub name: String,
}

/// The office waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolPending {
    /// Name of the office.
    pub office: String,
    /// Certificate of the office's authority, DER in hexadecimal.
    pub ca: String,
    /// The office's server.
    pub server: ServerIdentity,
    /// Chosen by the office after it had the kit's key, 32 hexadecimal digits; names this enrolment.
    pub nonce: String,
    /// Milliseconds that a second person has.
    pub open_ms: u64,
}

/// How an enrolment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EnrolAnswer {
    /// Nobody has decided yet.
    Waiting,
    /// Taken in.
    Approved {
        /// The JSON of a [`crate::setup::Setup`], as it was signed.
        setup: String,
        /// Signature of the server over [`setup_message`], hexadecimal.
        signature: String,
    },
    /// The words were not the same, or the person at the office does not want this kit.
    Rejected,
    /// Nobody decided in time.
    Expired,
}

/// The bytes that the server signs when it hands a set-up out.
#[must_use]
pub fn setup_message(nonce: &str, device_key: &[u8; 32], setup: &str) -> Vec<u8> {
    let nonce_length = u32::try_from(nonce.len()).unwrap_or(u32::MAX).to_be_bytes();
    [DOMAIN, &nonce_length, nonce.as_bytes(), device_key, setup.as_bytes()].concat()
}

impl std::fmt::Debug for EnrolRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolRequest").field("name", &self.name).finish_non_exhaustive()
    }
}
