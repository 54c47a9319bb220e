//! Taking in a kit with a one-time code.

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use ktpel_sync::{
    EntryKind,
    entry::NO_DOC,
    payload::{DeviceKey, Record},
    setup::{Certificate, EnrolRequest, ServerIdentity, Setup, SetupOperator, SetupVisit},
    signature,
};
use ktpel_vault::signing;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError};
use crate::{
    api::views::LiveEvent,
    random,
    storage::{CodeCheck, DeviceRow, DeviceStatus, StorageError, Tables},
};

/// How long a code is open.
pub const CODE_MS: i64 = 15 * 60 * 1000;

/// Crockford base32: no I, L, O, U, so that a code is read aloud without mistakes.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as shown once; afterwards only its digest exists.
pub struct Code {
    /// `XXXX-XXXX-XXXX-XXXX`, 80 bits.
    pub text: String,
    /// When it expires.
    pub expires: Timestamp,
}

/// Why a kit was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Unknown, expired or used code, or too many wrong tries.
    #[error("the code is not open")]
    Code,
    /// The public key or the name is malformed.
    #[error("public key or name are malformed")]
    Malformed,
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for EnrolError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

impl Office {
    /// Opens a one-time code.
    pub fn open_code(&self) -> Result<Code, OfficeError> {
        let bits: [u8; 10] = random::bytes();
        let letters = spell(&bits);
        let expires = Timestamp(self.now().0 + CODE_MS);
        self.storage.write(|tables| tables.enrol_codes().open(digest(&letters), expires))?;
        let groups: Vec<&str> = [0, 4, 8, 12].iter().filter_map(|at| letters.get(*at..at + 4)).collect();
        Ok(Code { text: groups.join("-"), expires })
    }

    /// Takes a kit in.
    pub fn enrol(&self, request: &EnrolRequest, kits_url: &str) -> Result<Setup, EnrolError> {
        let public_key = key_of(&request.public_key).ok_or(EnrolError::Malformed)?;
        let name = request.name.trim();
        if name.is_empty() || name.len() > 64 {
            return Err(EnrolError::Malformed);
        }
        let code = digest(&normalise(&request.code));
        let checked = self.storage.write(|tables| tables.enrol_codes().take(code, self.now()))?;
        if checked == CodeCheck::Refused {
            return Err(EnrolError::Code);
        }
        let setup = self.storage.write(|tables| {
            let device = self.register(tables, public_key, name)?;
            self.setup_for(tables, device, kits_url)
        })?;
        self.tell(LiveEvent::Kit { device: setup.device.to_string() });
        Ok(setup)
    }

    fn register(&self, tables: &Tables<'_>, public_key: [u8; 32], name: &str) -> Result<DeviceId, OfficeError> {
        let id = signature::device_id(&public_key);
        let row = DeviceRow {
            id,
            public_key,
            name: name.to_owned(),
            office: false,
            status: DeviceStatus::Active,
            enrolled: self.now(),
            last_contact: None,
            challenge: random::bytes(),
            cursor: 0,
            waiting: 0,
            attachments_waiting: 0,
            version: String::new(),
        };
        tables.devices().put(&row)?;
        let record = DeviceKey { public_key, name: name.to_owned(), office: false };
        self.append(tables, EntryKind::DeviceKey, NO_DOC, record.to_payload(), None)?;
        Ok(id)
    }

    /// What a device needs to begin.
    fn setup_for(&self, tables: &Tables<'_>, device: DeviceId, kits_url: &str) -> Result<Setup, OfficeError> {
        let office = tables.office().find()?.ok_or(OfficeError::NotSetUp)?;
        let row = tables.devices().find(device)?.ok_or(StorageError::Damaged("device"))?;
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let now = self.now();
        let operators = tables.operators().all()?.into_iter();
        let visits = tables.visits().all()?.into_iter();
        Ok(Setup {
            office: office.nama,
            device,
            server: ServerIdentity { device: self.device(), public_key: hex(&self.identity.public()) },
            kits_url: kits_url.to_owned(),
            ca: hex(self.ca.certificate()),
            certificate: Certificate {
                der: hex(&self.ca.issue_device(&row.public_key, now).map_err(OfficeError::from)?),
                issued_ms: now.0,
            },
            archive_recipients: office.archive_recipients,
            recovery_recipient: office.recovery_recipient,
            operators: operators.map(|row| SetupOperator { id: hex(&row.id), nama: row.nama, peran: row.peran }).collect(),
            visits: visits
                .map(|row| SetupVisit {
                    id: row.id,
                    kelurahan: row.kelurahan,
                    kelurahan_nama: row.kelurahan_nama,
                    tanggal: row.tanggal,
                    tempat: row.tempat,
                    extract: row.extract.map(|hash| hash.to_string()),
                    jam: row.jam,
                    kontak_nama: row.kontak_nama,
                    kontak_hp: row.kontak_hp,
                })
                .collect(),
            generation: hex(&office.generation),
            challenge: hex(&row.challenge),
        })
    }
}

fn spell(bits: &[u8; 10]) -> String {
    let value = bits.iter().fold(0_u128, |value, byte| value << 8 | u128::from(*byte));
    (0..16).rev().filter_map(|at| LETTERS.get((value >> (5 * at) & 31) as usize)).map(|byte| char::from(*byte)).collect()
}

/// What people type for a code: case, spaces and dashes do not matter; O is 0, I and L are 1.
fn normalise(code: &str) -> String {
    let letters = code.chars().filter(|letter| letter.is_ascii_alphanumeric()).map(|letter| letter.to_ascii_uppercase());
    letters
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

fn digest(letters: &str) -> [u8; 32] {
    Sha256::new().chain_update(b"ktpel-enrol/1\0").chain_update(letters).finalize().into()
}

fn key_of(hex: &str) -> Option<[u8; 32]> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?;
    let key: [u8; 32] = bytes.try_into().ok()?;
    // A point of small order would sign everything.
    (signing::verify_strict(&key, b"", &[0; 64]).is_err()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_80_bits_that_people_can_read() {
        assert_eq!(spell(&[0; 10]), "0".repeat(16));
        assert_eq!(spell(&[0xff; 10]), "Z".repeat(16));
        let spelled = spell(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(spelled.len(), 16);
        assert_eq!(normalise(&spelled), spelled, "no letter that people mistake");
    }

    #[test]
    fn what_people_type_is_understood() {
        assert_eq!(normalise("7k3f-9qxm 0oil"), "7K3F9QXM0011");
    }
}
