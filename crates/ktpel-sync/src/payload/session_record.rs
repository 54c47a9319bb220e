//! An operator unlocked a device: ties the Automerge actor of all that follows to a device and a person.

use ktpel_domain::{
    ids::{ActorId, DeviceId, KeyId},
    time::Timestamp,
};
use minicbor::{Decode, Encode};

use crate::signature;

const DOMAIN: &[u8] = b"ktpel-session/1\0";

/// One process start of one operator on one device, signed by the operator's key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SessionRecord {
    /// Automerge actor of all changes made in the session.
    #[cbor(n(0), with = "crate::wire")]
    pub actor: ActorId,
    /// Device on which it runs.
    #[cbor(n(1), with = "crate::wire")]
    pub device: DeviceId,
    /// Key of the person.
    #[cbor(n(2), with = "crate::wire")]
    pub operator: KeyId,
    /// Device clock at the start, milliseconds.
    #[n(3)]
    started_ms: i64,
    /// Signature of the operator over the fields above.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

super::record!(SessionRecord,);

impl SessionRecord {
    /// A record with the operator's signature over [`session_message`].
    #[must_use]
    pub const fn new(actor: ActorId, device: DeviceId, operator: KeyId, started: Timestamp, signature: [u8; 64]) -> Self {
        Self { actor, device, operator, started_ms: started.0, signature }
    }

    /// Device clock at the start.
    #[must_use]
    pub const fn started(&self) -> Timestamp {
        Timestamp(self.started_ms)
    }

    /// Whether the operator with this public key signed the record.
    #[must_use]
    pub fn signed_by(&self, public_key: &[u8; 32]) -> bool {
        let message = session_message(self.actor, self.device, self.operator, self.started());
        signature::key_id(public_key) == self.operator && signature::holds(public_key, &message, &self.signature)
    }
}

/// The bytes that the operator signs when unlocking.
#[must_use]
pub fn session_message(actor: ActorId, device: DeviceId, operator: KeyId, started: Timestamp) -> Vec<u8> {
    [DOMAIN, &actor.0, &device.0, &operator.0, &started.0.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;
    use crate::payload::Record;

    #[test]
    fn a_session_is_proved_by_the_operator_alone() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let public = key.verifying_key().to_bytes();
        let (actor, device, started) = (ActorId([1; 16]), DeviceId([2; 16]), Timestamp(1000));
        let operator = signature::key_id(&public);
        let signed = key.sign(&session_message(actor, device, operator, started)).to_bytes();
        let record = SessionRecord::new(actor, device, operator, started, signed);
        let read = SessionRecord::from_payload(&record.to_payload()).unwrap();
        assert!(read.signed_by(&public));
        assert!(!read.signed_by(&SigningKey::from_bytes(&[4; 32]).verifying_key().to_bytes()), "another person did not sign");
        let moved = SessionRecord { device: DeviceId([9; 16]), ..read };
        assert!(!moved.signed_by(&public), "a session cannot be moved to another laptop");
    }
}
