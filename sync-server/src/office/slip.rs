//! Checking a slip that somebody shows: who issued it, what it said, and what its resident is told now (product rule 9).
//!
//! The same for the public page and for the dashboard; who asks sees no more of the case than the slip itself says, plus the stage. A slip that a kit
//! dates after the office ended its work is refused; an earlier one carries a warning, because the time is the kit's own word.

use ktpel_domain::{ids::DocId, stage::Stage, time::Timestamp};
use ktpel_slip::{Genuine, Signer, SlipError, verify};

use super::{Office, OfficeError};
use crate::storage::{DeviceRow, DeviceStatus, StorageError, Tables};

/// What became of the check.
pub enum SlipCheck {
    /// A device of this office signed it.
    Genuine(GenuineSlip),
    /// It does not count.
    Refused(SlipError),
}

/// A genuine slip, and what the office knows of its case.
pub struct GenuineSlip {
    /// The slip.
    pub slip: Genuine,
    /// Name of the device that issued it.
    pub device: String,
    /// The device is revoked: whoever has it can write any time on a slip.
    pub standing: DeviceStatus,
    /// The case; none while the kit has not sent it.
    pub case: Option<DocId>,
    /// What its resident is told now.
    pub stage: Option<Stage>,
}

impl Office {
    /// Checks a token. Looks nothing up for one that does not count, and for one that does one row only.
    pub fn check_slip(&self, token: &str) -> Result<SlipCheck, OfficeError> {
        let devices = self.storage.read(signers)?;
        let find = |id| devices.iter().find(|(device, _)| device.id == id);
        let slip = match verify(token, |id| find(id).map(|(_, signer)| *signer)) {
            Ok(slip) => slip,
            Err(error) => return Ok(SlipCheck::Refused(error)),
        };
        let (device, _) = find(slip.signer).ok_or(StorageError::Damaged("device"))?;
        let case = self.storage.read(|tables| tables.case_summaries().by_code(slip.claims.code()))?;
        Ok(SlipCheck::Genuine(GenuineSlip {
            slip,
            device: device.name.clone(),
            standing: device.status,
            case: case.map(|(doc, _)| doc),
            stage: case.and_then(|(_, stage)| stage),
        }))
    }
}

/// All devices with their keys; of those that may not come in, since when.
fn signers(tables: &Tables<'_>) -> Result<Vec<(DeviceRow, Signer)>, StorageError> {
    let signer = |device: DeviceRow| {
        let revoked = match device.status {
            DeviceStatus::Active => None,
            DeviceStatus::Revoked | DeviceStatus::WipeOrdered | DeviceStatus::Wiped => Some(ended(tables, &device)?),
        };
        let signer = Signer { public_key: device.public_key, revoked };
        Ok((device, signer))
    };
    tables.devices().all()?.into_iter().map(signer).collect()
}

/// When the office ended the work of a kit: its first such decision since it was taken in, as the kits count too.
fn ended(tables: &Tables<'_>, device: &DeviceRow) -> Result<Timestamp, StorageError> {
    let decisions = tables.device_statuses().of(device.id)?;
    let first = decisions.iter().find(|decision| decision.fate.ends_its_work() && decision.noted >= device.enrolled);
    // Without a decision nobody can say when: then nothing that it dates counts from the day it was taken in.
    Ok(first.map_or(device.enrolled, |decision| decision.at))
}
