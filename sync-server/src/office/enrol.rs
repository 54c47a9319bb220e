//! Taking in a kit, first half: the code that a user opens, the kit that asks with it, and what the kit is told while it waits and in the end.
//! A second user decides ([`super::confirm`]).

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use ktpel_pki::Ceremony;
use ktpel_sync::{
    enrolment::{EnrolAnswer, EnrolPending, EnrolRequest, setup_message},
    invitation::{grouped, letters, spell},
    setup::{Certificate, ServerIdentity, Setup, SetupOperator, SetupVisit},
    signature,
};
use ktpel_vault::signing;
use sha2::{Digest, Sha256};

use super::{Office, OfficeError, sessions::SignedIn};
use crate::{
    api::views::LiveEvent,
    random,
    storage::{Closed, CodeCheck, DeviceRow, DeviceStatus, EnrolmentRow, EnrolmentState, StorageError, Tables},
};

/// How long a code is open.
pub const CODE_MS: i64 = 15 * 60 * 1000;
/// How long a second user has, and then the kit to fetch what it was granted.
pub const DECIDE_MS: i64 = 15 * 60 * 1000;
/// How long it is remembered what became of an enrolment.
const REMEMBER_MS: i64 = 24 * 60 * 60 * 1000;

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
    /// The code opens nothing.
    #[error("the code is not open: {}", .0.id())]
    Code(Closed),
    /// The public key or the name is malformed.
    #[error("public key or name are malformed")]
    Malformed,
    /// The kit of this key is wiped or to be wiped: its laptop is set up anew, with a new key.
    #[error("the kit of this key is wiped or to be wiped")]
    Wiped,
    /// No such enrolment, or not the kit that began it.
    #[error("there is no such enrolment")]
    Unknown,
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
    /// Opens a one-time code in the name of a user, who cannot be the one to confirm the kit.
    pub fn open_code(&self, opener: &SignedIn) -> Result<Code, OfficeError> {
        let letters = spell(&random::bytes::<10>());
        let expires = Timestamp(self.now().0 + CODE_MS);
        self.storage.write(|tables| tables.enrol_codes().open(digest(&letters), expires, opener.user))?;
        tracing::info!(by = %opener.login, "an enrolment code was opened");
        Ok(Code { text: grouped(&letters), expires })
    }

    /// A kit asks with a code. It is told what both sides need to make the six words; a second user has to decide.
    pub fn ask_to_enrol(&self, request: &EnrolRequest) -> Result<EnrolPending, EnrolError> {
        let public_key = key_of(&request.public_key).ok_or(EnrolError::Malformed)?;
        let name = request.name.trim();
        if name.is_empty() || name.len() > 64 {
            return Err(EnrolError::Malformed);
        }
        let known = self.storage.read(|tables| tables.devices().find(signature::device_id(&public_key)))?;
        if known.is_some_and(|row| row.office || matches!(row.status, DeviceStatus::WipeOrdered | DeviceStatus::Wiped)) {
            return Err(EnrolError::Wiped);
        }
        let code = letters(&request.code);
        // Committed whatever it says: a wrong try counts.
        let checked = self.storage.write(|tables| tables.enrol_codes().take(digest(&code), self.now()))?;
        let opener = match checked {
            CodeCheck::Accepted { opener } => opener,
            CodeCheck::Refused(closed) => return Err(EnrolError::Code(closed)),
        };
        let row = self.pending(public_key, name, &code, opener);
        let office = self.storage.write(|tables| {
            tables.enrolments().add(&row, Timestamp(self.now().0 - REMEMBER_MS))?;
            Self::make_stick_key(tables)?;
            tables.office().find()?.ok_or(OfficeError::NotSetUp)
        })?;
        self.tell(LiveEvent::Kit { device: signature::device_id(&public_key).to_string() });
        Ok(EnrolPending {
            office: office.nama,
            ca: hex(self.ca.certificate()),
            server: self.server_identity(),
            nonce: hex(&row.nonce),
            open_ms: DECIDE_MS.unsigned_abs(),
        })
    }

    /// How the enrolment of a kit stands. In the end it gets its set-up, signed by the server's key.
    pub fn enrolment(&self, row: &EnrolmentRow, kits_url: &str) -> Result<EnrolAnswer, OfficeError> {
        match row.state {
            EnrolmentState::Rejected => Ok(EnrolAnswer::Rejected),
            _ if row.expires <= self.now() => Ok(EnrolAnswer::Expired),
            EnrolmentState::Waiting => Ok(EnrolAnswer::Waiting),
            EnrolmentState::Approved => {
                let setup = self.storage.read(|tables| self.setup_for(tables, &row.public_key, kits_url))?;
                let setup = serde_json::to_string(&setup).map_err(|_| StorageError::Damaged("setup"))?;
                let signature = self.sign(&setup_message(&hex(&row.nonce), &row.public_key, &setup));
                Ok(EnrolAnswer::Approved { setup, signature: hex(&signature) })
            }
        }
    }

    fn pending(&self, public_key: [u8; 32], name: &str, code: &str, opener: i64) -> EnrolmentRow {
        let nonce = random::bytes();
        let (ca, server_key) = (self.ca.certificate(), &self.identity.public());
        let words = Ceremony { code, nonce: &nonce, ca, server_key, device_key: &public_key, name }.words();
        let (asked, expires) = (self.now(), Timestamp(self.now().0 + DECIDE_MS));
        EnrolmentRow { nonce, public_key, name: name.to_owned(), words, opener, asked, expires, state: EnrolmentState::Waiting }
    }

    fn server_identity(&self) -> ServerIdentity {
        ServerIdentity { device: self.device(), public_key: hex(&self.identity.public()) }
    }

    /// What a device needs to begin.
    fn setup_for(&self, tables: &Tables<'_>, public_key: &[u8; 32], kits_url: &str) -> Result<Setup, OfficeError> {
        let office = tables.office().find()?.ok_or(OfficeError::NotSetUp)?;
        let row: DeviceRow = tables.devices().find(signature::device_id(public_key))?.ok_or(StorageError::Damaged("device"))?;
        let operators = tables.operators().all()?.into_iter();
        let visits = tables.visits().all()?.into_iter();
        Ok(Setup {
            office: office.nama,
            device: row.id,
            server: self.server_identity(),
            kits_url: kits_url.to_owned(),
            ca: hex(self.ca.certificate()),
            certificate: self.certificate_for(&row.public_key)?,
            archive_recipients: office.archive_recipients,
            recovery_recipient: office.recovery_recipient,
            stick_recipient: Self::stick_recipient(tables)?,
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
                    team: row.team,
                })
                .collect(),
            generation: hex(&office.generation),
            challenge: hex(&row.challenge),
        })
    }

    /// The next certificate of a kit that the office knows.
    pub fn renew_certificate(&self, device: DeviceId) -> Result<Certificate, OfficeError> {
        let row = self.storage.read(|tables| tables.devices().find(device))?.ok_or(StorageError::Damaged("device"))?;
        self.certificate_for(&row.public_key)
    }

    /// A fresh certificate over the key of a kit.
    fn certificate_for(&self, public_key: &[u8; 32]) -> Result<Certificate, OfficeError> {
        let now = self.now();
        Ok(Certificate { der: hex(&self.ca.issue_device(public_key, now)?), issued_ms: now.0 })
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
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
