//! The public key of a person, so that everybody can check what they sign.

use ktpel_domain::ids::KeyId;
use minicbor::{Decode, Encode};

use crate::signature;

/// A person's public key with name and role. Only the office's own log may say `office`.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct OperatorKey {
    /// Ed25519 public key.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// Name as shown.
    #[n(1)]
    pub nama: String,
    /// Role id (`ktpel_domain::peran`).
    #[n(2)]
    pub peran: String,
    /// An office user: typed facts and releases count.
    #[n(3)]
    pub office: bool,
    /// Id of the operator in the office's list, where the key belongs to one of them.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub operator: Option<[u8; 16]>,
}

super::record!(OperatorKey, nama, peran);

impl OperatorKey {
    /// The id under which entries and acts name this key.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        signature::key_id(&self.public_key)
    }
}

impl std::fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorKey").field("key_id", &self.key_id()).field("peran", &self.peran).field("office", &self.office).finish()
    }
}
