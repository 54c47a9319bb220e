//! The public key of an enrolled device, written by the office.

use ktpel_domain::ids::DeviceId;
use minicbor::{Decode, Encode};

use crate::signature;

/// A device's public key and name.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeviceKey {
    /// Ed25519 public key.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// Name as shown (`Laptop 1`).
    #[n(1)]
    pub name: String,
    /// The server itself.
    #[n(2)]
    pub office: bool,
}

super::record!(DeviceKey, name);

impl DeviceKey {
    /// The id of the device.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        signature::device_id(&self.public_key)
    }
}
