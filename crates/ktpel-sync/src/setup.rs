//! What a kit gets when the office has taken it in: JSON. How it is taken in stands in [`crate::enrolment`].

use ktpel_domain::ids::{DeviceId, DocId};
use serde::{Deserialize, Serialize};

/// What the office tells a kit that it has taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Name of the office.
    pub office: String,
    /// The kit's own id, as the office derived it.
    pub device: DeviceId,
    /// The office's server.
    pub server: ServerIdentity,
    /// Address of the kits' listener, `https://…`.
    pub kits_url: String,
    /// Certificate of the office's authority, DER in hexadecimal: the kit believes it and nobody else.
    pub ca: String,
    /// The kit's own certificate.
    pub certificate: Certificate,
    /// age recipients of the office archive, to which every attachment is sealed: the archive key and the offline reserve key.
    pub archive_recipients: Vec<String>,
    /// age recipient of the office's recovery key: opens a kit whose passphrase was lost.
    pub recovery_recipient: Option<String>,
    /// age recipient of the server for work that comes by USB.
    #[serde(default)]
    pub stick_recipient: Option<String>,
    /// People who may unlock the kit.
    pub operators: Vec<SetupOperator>,
    /// Visits assigned.
    pub visits: Vec<SetupVisit>,
    /// Generation of the office, 32 hexadecimal digits.
    pub generation: String,
    /// Challenge for the first exchange, 32 hexadecimal digits.
    pub challenge: String,
}

/// A certificate of a kit over its device key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// DER in hexadecimal.
    pub der: String,
    /// When the office issued it, by the office's clock; it holds for a year.
    pub issued_ms: i64,
}

/// The server, as a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerIdentity {
    /// Its id.
    pub device: DeviceId,
    /// Ed25519 public key, 64 hexadecimal digits.
    pub public_key: String,
}

/// One person of the team.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupOperator {
    /// Id in the office's list, 32 hexadecimal digits.
    pub id: String,
    /// Name.
    pub nama: String,
    /// Role id.
    pub peran: String,
}

/// One visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupVisit {
    /// Its document.
    pub id: DocId,
    /// Region code.
    pub kelurahan: String,
    /// Its name.
    pub kelurahan_nama: String,
    /// Date, `YYYY-MM-DD`.
    pub tanggal: String,
    /// Place.
    pub tempat: String,
    /// SHA-256 of the register extract, hexadecimal, where one is ready.
    pub extract: Option<String>,
    /// Hours of service as announced; may be empty.
    #[serde(default)]
    pub jam: String,
    /// Contact person in the kelurahan; may be empty.
    #[serde(default)]
    pub kontak_nama: String,
    /// Phone number of the contact person; may be empty.
    #[serde(default)]
    pub kontak_hp: String,
    /// Its laptops; none is open to every laptop.
    #[serde(default)]
    pub team: Option<Vec<DeviceId>>,
}

impl std::fmt::Debug for SetupOperator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetupOperator").field("id", &self.id).field("peran", &self.peran).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SetupVisit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetupVisit").field("id", &self.id).field("tanggal", &self.tanggal).finish_non_exhaustive()
    }
}

/// Answer to a piece of an attachment: the next piece begins at `offset`. Status 200, or 409 when the piece did not begin where the last one
/// ended, or 422 when the whole did not have its hash and was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceAnswer {
    /// Bytes that are there.
    pub offset: u64,
    /// All bytes are there, verified and durable.
    pub complete: bool,
}
