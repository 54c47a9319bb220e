//! What a day report says of the logs, as the text of its QR code: the newest checkpoint of the office and the end of the kit's own log, both signed.
//!
//! Paper cannot be edited afterwards: an office or a kit that is put back, or whose log is rewritten, does not fit it any more (docs on sync and trust,
//! "Audit"). Carries no personal data. Compared with a log by the hosts.

use ktpel_domain::ids::{DeviceId, Hash};
use serde::{Deserialize, Serialize};

use crate::{chain::ChainTip, checkpoint::Checkpoint, tip_proof::TipProof};

/// The one form that is read and written.
const FORM: &str = "ktpel-laporan/1";

/// The end of two logs, as they were when the paper was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct PaperMark {
    /// What the office signed of its log; none before the first sync.
    pub checkpoint: Option<Checkpoint>,
    /// The end of the kit's own log, signed by the kit.
    pub log: TipProof,
}

/// Not the text of a day report's QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a day report")]
pub struct NotAPaperMark;

impl PaperMark {
    /// What a kit prints: `sign` signs with its device key.
    #[must_use]
    pub fn of_kit(checkpoint: Option<Checkpoint>, kit: DeviceId, tip: ChainTip, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        Self { checkpoint, log: TipProof::sign(kit, tip, kit, sign) }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    bentuk: String,
    kantor: Option<WrittenOffice>,
    laptop: WrittenLog,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOffice {
    generasi: String,
    posisi: u64,
    hash: Hash,
    waktu_ms: i64,
    ttd: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLog {
    id: DeviceId,
    urut: u64,
    hash: Hash,
    ttd: String,
}

impl From<PaperMark> for Written {
    fn from(mark: PaperMark) -> Self {
        let office = |checkpoint: Checkpoint| WrittenOffice {
            generasi: hex(&checkpoint.generation),
            posisi: checkpoint.position,
            hash: checkpoint.hash,
            waktu_ms: checkpoint.at_ms,
            ttd: hex(&checkpoint.signature),
        };
        let TipProof { device, seq, hash, signature, .. } = mark.log;
        let laptop = WrittenLog { id: device, urut: seq, hash, ttd: hex(&signature) };
        Self { bentuk: FORM.to_owned(), kantor: mark.checkpoint.map(office), laptop }
    }
}

impl TryFrom<Written> for PaperMark {
    type Error = NotAPaperMark;

    fn try_from(written: Written) -> Result<Self, NotAPaperMark> {
        if written.bentuk != FORM {
            return Err(NotAPaperMark);
        }
        let office = |office: WrittenOffice| {
            Ok(Checkpoint {
                generation: bytes(&office.generasi)?,
                position: office.posisi,
                hash: office.hash,
                at_ms: office.waktu_ms,
                signature: bytes(&office.ttd)?,
            })
        };
        let WrittenLog { id, urut, hash, ttd } = written.laptop;
        Ok(Self {
            checkpoint: written.kantor.map(office).transpose()?,
            log: TipProof { device: id, seq: urut, hash, signer: id, signature: bytes(&ttd)? },
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn bytes<const N: usize>(hex: &str) -> Result<[u8; N], NotAPaperMark> {
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).map_err(|_| NotAPaperMark)?;
    bytes.try_into().map_err(|_| NotAPaperMark)
}
