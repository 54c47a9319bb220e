//! Taking work that a USB stick brought: the same signed batches and sealed attachments as over the line, and a receipt to carry back.
//!
//! A file that is cut or damaged in places gives what is whole; taking it twice changes nothing. A kit that was revoked is refused here as well.

use std::{
    collections::BTreeSet,
    io::{self, Read},
};

use ktpel_domain::ids::{DeviceId, Hash};
use ktpel_sync::{
    stick::{Found, Head, Part, Receipt, Scanner, Tally, Whole},
    team::Have,
};
use ktpel_vault::CaseIdentity;

use super::{Office, OfficeError, lampiran::PieceError};
use crate::storage::{DeviceRow, DeviceStatus, StorageError, Tables};

/// Bytes read from the file at once.
const READ: usize = 256 << 10;

/// What a stick brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StickReport {
    /// The kit whose work it is.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// Entries of the file, first and last; 0 without entries.
    pub entries: (u64, u64),
    /// Last entry of this kit that the office has now.
    pub acked_seq: u64,
    /// Attachments that the file names.
    pub attachments: u64,
    /// Attachments of it that the office has whole now.
    pub complete: u64,
    /// Other kits of which the file brought something, with the last entry that the office has of each now.
    pub others: Vec<(String, u64)>,
    /// Places in the file that are damaged: where, and how many bytes.
    pub damaged: Vec<(u64, u64)>,
    /// The signed end was there and fits: nothing is missing.
    pub whole: bool,
    /// The office's receipt, to be carried back.
    pub receipt: Vec<u8>,
}

/// Why nothing could be taken.
#[derive(Debug, thiserror::Error)]
pub enum StickError {
    /// Not a file of a kit.
    #[error("this is no file of a kit")]
    NotOurs,
    /// Sealed for another office, or its first part is damaged.
    #[error("the file cannot be opened: sealed for another office, or its beginning is damaged")]
    NotForUs,
    /// Of a kit that the office does not know, or that it revoked.
    #[error("the kit is not known here, or was revoked")]
    Kit,
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StorageError> for StickError {
    fn from(error: StorageError) -> Self {
        Self::Office(error.into())
    }
}

/// What is known while the file is read.
struct Reading {
    identity: CaseIdentity,
    kit: Option<(DeviceRow, Head)>,
    tally: Tally,
    whole: bool,
    named: Vec<Hash>,
    brought: BTreeSet<DeviceId>,
}

impl Office {
    /// The recipient to which kits seal what they carry, once the first kit has asked to be taken in.
    pub(crate) fn stick_recipient(tables: &Tables<'_>) -> Result<Option<String>, OfficeError> {
        Ok(stick_identity(tables)?.map(|identity| identity.recipient().to_string()))
    }

    /// Makes its key, unless it is there.
    pub(crate) fn make_stick_key(tables: &Tables<'_>) -> Result<(), OfficeError> {
        if tables.stick_key().find()?.is_none() {
            tables.stick_key().keep(&CaseIdentity::generate().secret())?;
        }
        Ok(())
    }

    /// Takes a file of a kit and gives the report with the receipt.
    pub fn take_stick(&self, file: &mut dyn Read) -> Result<StickReport, StickError> {
        let identity = self.storage.read(stick_identity)?.ok_or(StickError::NotForUs)?;
        let mut reading =
            Reading { identity, kit: None, tally: Tally::default(), whole: false, named: Vec::new(), brought: BTreeSet::new() };
        let mut damaged = Vec::new();
        let mut scanner = Scanner::new();
        let mut buffer = vec![0; READ];
        loop {
            let read = file.read(&mut buffer)?;
            match read {
                0 => scanner.finish(),
                _ => scanner.push(buffer.get(..read).unwrap_or_default()),
            }
            while let Some(found) = scanner.take_next() {
                match found {
                    Found::Frame(sealed) => self.take_frame(&mut reading, &sealed)?,
                    Found::Damaged { at, bytes } => damaged.push((at, bytes)),
                    Found::NotOurs => return Err(StickError::NotOurs),
                }
            }
            if read == 0 {
                break;
            }
        }
        self.report(reading, damaged)
    }

    fn take_frame(&self, reading: &mut Reading, sealed: &[u8]) -> Result<(), StickError> {
        let Ok(plain) = ktpel_vault::open(sealed, &reading.identity) else { return Ok(()) };
        let Ok(part) = Part::from_bytes(&plain) else { return Ok(()) };
        if !matches!(part, Part::End(_)) {
            reading.tally.add(&plain);
        }
        let Some((device, _)) = &reading.kit else {
            if let Part::Head(head) = part {
                let row = self.storage.read(|tables| tables.devices().find(head.device))?;
                let row = row.filter(|row| row.status == DeviceStatus::Active && !row.office).ok_or(StickError::Kit)?;
                reading.kit = Some((row, head));
            }
            return Ok(());
        };
        match part {
            Part::Head(_) => {}
            Part::Brought(bytes) => reading.brought.extend(self.take_brought(device, &bytes)?.into_iter().map(|taken| taken.device)),
            Part::Batch(bytes) => {
                if let Err(error) = self.take_carried(device, &bytes)? {
                    tracing::warn!(device = %device.id, %error, "a batch of the stick was not taken");
                }
            }
            Part::Piece(piece) => {
                if !reading.named.contains(&piece.hash) {
                    reading.named.push(piece.hash);
                }
                match self.take_piece(piece.hash, piece.offset, &piece.bytes) {
                    Ok(_) | Err(PieceError::Unknown | PieceError::Offset { .. } | PieceError::TooLarge) => {}
                    Err(PieceError::Office(error)) => return Err(error.into()),
                }
            }
            Part::End(end) => reading.whole = reading.tally.fits(&end, device.id, &device.public_key),
        }
        Ok(())
    }

    fn report(&self, reading: Reading, damaged: Vec<(u64, u64)>) -> Result<StickReport, StickError> {
        let Reading { kit, named, whole, brought, .. } = reading;
        let (device, head) = kit.ok_or(StickError::NotForUs)?;
        let (receipt, others) = self.storage.read(|tables| {
            let office = tables.office().find()?.ok_or(StorageError::Damaged("office"))?;
            let tip = tables.entries().tip(device.id)?;
            let mut complete = Vec::new();
            for hash in &named {
                if tables.attachments().find(*hash)?.is_some_and(|row| row.complete) {
                    complete.push(Whole(*hash));
                }
            }
            let (mut holds, mut others) = (Vec::new(), Vec::new());
            for id in &brought {
                let seq = tables.entries().tip(*id)?.seq;
                holds.push(Have { device: *id, seq });
                others.extend(tables.devices().find(*id)?.filter(|row| !row.office).map(|row| (row.name, seq)));
            }
            let receipt = Receipt {
                device: device.id,
                generation: office.generation,
                acked_seq: tip.seq,
                acked_hash: tip.hash,
                complete,
                at_ms: self.now().0,
                holds: Some(holds).filter(|holds| !holds.is_empty()),
            };
            Ok::<_, StorageError>((receipt, others))
        })?;
        Ok(StickReport {
            device: device.id,
            name: device.name,
            entries: (head.first_seq, head.last_seq),
            acked_seq: receipt.acked_seq,
            attachments: head.attachments,
            complete: receipt.complete.len() as u64,
            others,
            damaged,
            whole,
            receipt: receipt.seal(|message| self.sign(message)),
        })
    }
}

fn stick_identity(tables: &Tables<'_>) -> Result<Option<CaseIdentity>, OfficeError> {
    let Some(secret) = tables.stick_key().find()? else { return Ok(None) };
    Ok(Some(CaseIdentity::from_secret(&secret).map_err(|_| StorageError::Damaged("stick_key"))?))
}
