//! What stands in entries that are not changes: sessions, keys, reads of a NIK, visits and policy.
//!
//! Each record is a CBOR array with numbered fields; new fields go at the end and are optional, numbers are never reused.

mod device_key;
mod device_status;
mod nik_read;
mod notice;
mod operator_key;
mod policy;
mod session_record;
mod stock_movement;
mod visit;

pub use device_key::{DeviceApproval, DeviceKey};
pub use device_status::{DeviceFate, DeviceStatus};
pub use nik_read::{LOOKUP_LIMIT, NikRead};
pub use notice::{Notice, Noticed};
pub use operator_key::OperatorKey;
pub use policy::PolicyRecord;
pub use session_record::{SessionRecord, session_message};
pub use stock_movement::StockMovement;
pub use visit::{TEAM_MAX, Visit};

use crate::{limits::Limits, wire};

/// Why a record cannot be used. The entry itself stays in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not the CBOR of this record.
    #[error("record is malformed")]
    Malformed,
    /// Longer than the limits allow.
    #[error("record exceeds the limits")]
    TooLarge,
}

/// A record that stands as payload in an entry.
pub trait Record: Sized {
    /// The payload bytes.
    fn to_payload(&self) -> Vec<u8>;
    /// Reads payload bytes that came from another device.
    fn from_payload(bytes: &[u8]) -> Result<Self, RecordError>;
}

fn decode<'b, T: minicbor::Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, RecordError> {
    if bytes.len() > Limits::default().record_bytes {
        return Err(RecordError::TooLarge);
    }
    wire::from_slice(bytes).map_err(|_| RecordError::Malformed)
}

fn short(texts: &[&str]) -> Result<(), RecordError> {
    let max = Limits::default().text_bytes;
    if texts.iter().all(|text| text.len() <= max) { Ok(()) } else { Err(RecordError::TooLarge) }
}

macro_rules! record {
    ($name:ident, $($text:ident),*) => {
        impl crate::payload::Record for $name {
            fn to_payload(&self) -> Vec<u8> {
                crate::wire::to_vec(self)
            }
            fn from_payload(bytes: &[u8]) -> Result<Self, crate::payload::RecordError> {
                let record: Self = crate::payload::decode(bytes)?;
                crate::payload::short(&[$(&record.$text),*])?;
                Ok(record)
            }
        }
    };
}
use record;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: Record + PartialEq + std::fmt::Debug>(record: &T) {
        let bytes = record.to_payload();
        assert_eq!(T::from_payload(&bytes).as_ref(), Ok(record), "a record must be read back");
        for len in 0..bytes.len() {
            assert_eq!(T::from_payload(&bytes[..len]), Err(RecordError::Malformed), "cut at {len}");
        }
        assert_eq!(T::from_payload(&[bytes.as_slice(), &[0]].concat()), Err(RecordError::Malformed), "nothing may follow");
    }

    #[test]
    fn records_are_read_back_and_cut_ones_refused() {
        for what in Noticed::ALL {
            check(&Notice { what: what.id().into(), number: -157_680_000_000, detail: String::new() });
        }
        check(&NikRead { screen: "kasus".into(), reason: "verifikasi".into() });
        check(&OperatorKey { public_key: [4; 32], nama: "Siti R.".into(), peran: "operator".into(), office: false, operator: None });
        check(&DeviceKey { public_key: [5; 32], name: "Laptop 1".into(), office: false, approval: None });
        check(&PolicyRecord { record_before_nik: true, max_status_age_days: 30, print_way: "printer".into() });
        check(&Visit {
            kelurahan: "52.72.03.1004".into(),
            kelurahan_nama: "Kolo".into(),
            tanggal: "2026-11-23".into(),
            tempat: "Aula kelurahan".into(),
            extract: None,
            jam: "08.00–15.00".into(),
            kontak_nama: "Bapak Lurah".into(),
            kontak_hp: String::new(),
            team: Some(vec![ktpel_domain::ids::DeviceId([6; 16])]),
        });
    }

    #[test]
    fn long_texts_are_refused() {
        let record = NikRead { screen: "x".repeat(513), reason: String::new() };
        assert_eq!(NikRead::from_payload(&record.to_payload()), Err(RecordError::TooLarge));
    }
}
