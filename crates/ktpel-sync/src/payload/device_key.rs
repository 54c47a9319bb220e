//! The public key of an enrolled device, written by the office, with the signature of the person who let it in.

use ktpel_domain::ids::{DeviceId, KeyId};
use minicbor::{Decode, Encode};

use crate::signature;

const DOMAIN: &[u8] = b"ktpel-device-approval/1\0";

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
    /// Who let it in; none on the server itself, and on kits from before two persons were asked.
    #[n(3)]
    pub approval: Option<DeviceApproval>,
}

/// Two persons let a kit in: one opened the code, another one compared the six words and signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeviceApproval {
    /// Account that opened the code.
    #[n(0)]
    pub opener: String,
    /// What the office chose for this enrolment; the six words follow from it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// When, by the office's clock.
    #[n(2)]
    pub at_ms: i64,
    /// Key of the person who approved.
    #[cbor(n(3), with = "crate::wire")]
    pub approver: KeyId,
    /// Signature of that person over [`DeviceKey::approval_message`].
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

super::record!(DeviceKey, name);

impl DeviceKey {
    /// The id of the device.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        signature::device_id(&self.public_key)
    }

    /// The bytes that the approver signs.
    #[must_use]
    pub fn approval_message(public_key: &[u8; 32], name: &str, opener: &str, nonce: &[u8; 16], at_ms: i64) -> Vec<u8> {
        let mut message = [DOMAIN, public_key.as_slice(), nonce, &at_ms.to_be_bytes()].concat();
        for text in [name, opener] {
            message.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            message.extend_from_slice(text.as_bytes());
        }
        message
    }

    /// Whether the person with this public key let the device in.
    #[must_use]
    pub fn approved_by(&self, approver: &[u8; 32]) -> bool {
        self.approval.as_ref().is_some_and(|approval| {
            let message = Self::approval_message(&self.public_key, &self.name, &approval.opener, &approval.nonce, approval.at_ms);
            approval.approver == signature::key_id(approver) && signature::holds(approver, &message, &approval.signature)
        })
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;
    use crate::payload::Record;

    fn approved(key: &SigningKey) -> DeviceKey {
        let message = DeviceKey::approval_message(&[5; 32], "Laptop 1", "admin", &[1; 16], 9);
        let approval = DeviceApproval {
            opener: "admin".into(),
            nonce: [1; 16],
            at_ms: 9,
            approver: signature::key_id(&key.verifying_key().to_bytes()),
            signature: key.sign(&message).to_bytes(),
        };
        DeviceKey { public_key: [5; 32], name: "Laptop 1".into(), office: false, approval: Some(approval) }
    }

    #[test]
    fn who_let_a_kit_in_is_proved() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let public = key.verifying_key().to_bytes();
        let record = DeviceKey::from_payload(&approved(&key).to_payload()).unwrap();
        assert!(record.approved_by(&public));
        assert!(!record.approved_by(&SigningKey::from_bytes(&[4; 32]).verifying_key().to_bytes()), "another person did not sign");
        let approval = record.approval.clone().unwrap();
        let with = |approval| DeviceKey { approval: Some(approval), ..record.clone() };
        for changed in [
            DeviceKey { public_key: [6; 32], ..record.clone() },
            DeviceKey { name: "Laptop 2".into(), ..record.clone() },
            DeviceKey { approval: None, ..record.clone() },
            with(DeviceApproval { opener: "kasi".into(), ..approval.clone() }),
            with(DeviceApproval { nonce: [2; 16], ..approval.clone() }),
            with(DeviceApproval { at_ms: 10, ..approval }),
        ] {
            assert!(!changed.approved_by(&public), "{changed:?}");
        }
    }

    /// What the first versions wrote stays readable: `[key, "Laptop 1", false]`.
    #[test]
    fn a_record_from_before_approvals_is_read() {
        let old = [&[0x83, 0x58, 0x20][..], &[5; 32], b"\x68Laptop 1", &[0xf4]].concat();
        let record = DeviceKey { public_key: [5; 32], name: "Laptop 1".into(), office: false, approval: None };
        assert_eq!(DeviceKey::from_payload(&old), Ok(record.clone()));
        assert_eq!(record.to_payload(), old, "and written as it was");
    }
}
