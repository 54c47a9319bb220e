//! What the office decided about a kit: reported lost, revoked, to be wiped, wiped. Other kits learn from it whose later work counts no more.

use ktpel_domain::ids::DeviceId;
use minicbor::{Decode, Encode};

use crate::signature;

const DOMAIN: &[u8] = b"ktpel-device-status/1\0";

/// What became of a kit. Numbers are stored and signed: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DeviceFate {
    /// Reported lost; nothing is forbidden by that alone.
    #[n(1)]
    Lost,
    /// Revoked.
    #[n(2)]
    Revoked,
    /// Revoked and to be wiped.
    #[n(3)]
    WipeOrdered,
    /// The kit said, signed, that it is wiped.
    #[n(4)]
    Wiped,
}

impl DeviceFate {
    const fn code(self) -> u8 {
        match self {
            Self::Lost => 1,
            Self::Revoked => 2,
            Self::WipeOrdered => 3,
            Self::Wiped => 4,
        }
    }

    /// Stable name, for storage and screens.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Revoked => "revoked",
            Self::WipeOrdered => "wipe_ordered",
            Self::Wiped => "wiped",
        }
    }

    /// The fate of a stored name.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        [Self::Lost, Self::Revoked, Self::WipeOrdered, Self::Wiped].into_iter().find(|fate| fate.id() == id)
    }

    /// Whether what the kit writes after it counts no more.
    #[must_use]
    pub const fn ends_its_work(self) -> bool {
        match self {
            Self::Lost => false,
            Self::Revoked | Self::WipeOrdered | Self::Wiped => true,
        }
    }
}

/// One decision, written by the office's server; signed by the user who decided, or by the kit that was wiped.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeviceStatus {
    /// The kit.
    #[cbor(n(0), with = "crate::wire")]
    pub device: DeviceId,
    /// What became of it.
    #[n(1)]
    pub fate: DeviceFate,
    /// Last position of its log that the office holds: later entries of it are taken from nobody.
    #[n(2)]
    pub last_seq: u64,
    /// When, by the office's clock; for a loss, when it was reported.
    #[n(3)]
    pub at_ms: i64,
    /// Why, in the words of the user.
    #[n(4)]
    pub reason: String,
    /// Signature of the user over the fields above; none on the kit's own word that it is wiped.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub signature: Option<[u8; 64]>,
    /// The kit's own word ([`crate::order::WipeDone`]).
    #[cbor(n(6), with = "minicbor::bytes")]
    pub proof: Option<Vec<u8>>,
}

super::record!(DeviceStatus, reason);

impl DeviceStatus {
    /// The bytes that the user signs.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        [DOMAIN, &self.device.0, &[self.fate.code()], &self.last_seq.to_be_bytes(), &self.at_ms.to_be_bytes(), self.reason.as_bytes()]
            .concat()
    }

    /// Whether the person with this public key signed it.
    #[must_use]
    pub fn signed_by(&self, public_key: &[u8; 32]) -> bool {
        self.signature.is_some_and(|signature| signature::holds(public_key, &self.message(), &signature))
    }

    /// Whether an entry of the kit at this position still counts.
    #[must_use]
    pub const fn admits(&self, seq: u64) -> bool {
        !self.fate.ends_its_work() || seq <= self.last_seq
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;
    use crate::payload::Record;

    fn record(fate: DeviceFate) -> DeviceStatus {
        DeviceStatus {
            device: DeviceId([1; 16]),
            fate,
            last_seq: 40,
            at_ms: 9,
            reason: "Laptop dicuri di Kolo".into(),
            signature: None,
            proof: None,
        }
    }

    #[test]
    fn a_decision_is_proved_by_who_took_it() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let public = key.verifying_key().to_bytes();
        let unsigned = record(DeviceFate::Revoked);
        assert!(!unsigned.signed_by(&public));
        let signed = DeviceStatus { signature: Some(key.sign(&unsigned.message()).to_bytes()), ..unsigned };
        let read = DeviceStatus::from_payload(&signed.to_payload()).unwrap();
        assert!(read.signed_by(&public));
        for changed in [
            DeviceStatus { fate: DeviceFate::WipeOrdered, ..read.clone() },
            DeviceStatus { device: DeviceId([2; 16]), ..read.clone() },
            DeviceStatus { last_seq: 41, ..read.clone() },
            DeviceStatus { at_ms: 10, ..read.clone() },
            DeviceStatus { reason: String::new(), ..read.clone() },
        ] {
            assert!(!changed.signed_by(&public), "{changed:?}");
        }
    }

    #[test]
    fn what_was_written_before_stays_valid() {
        let check = |fate, seq| record(fate).admits(seq);
        assert!(check(DeviceFate::Lost, 41), "a loss is reported first and decided later");
        for fate in [DeviceFate::Revoked, DeviceFate::WipeOrdered, DeviceFate::Wiped] {
            assert!(check(fate, 40) && !check(fate, 41), "{fate:?}");
        }
    }

    #[test]
    fn fates_keep_their_names() {
        for fate in [DeviceFate::Lost, DeviceFate::Revoked, DeviceFate::WipeOrdered, DeviceFate::Wiped] {
            assert_eq!(DeviceFate::find(fate.id()), Some(fate));
        }
        assert_eq!(DeviceFate::find("active"), None);
    }
}
