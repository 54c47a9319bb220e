//! The logs against what stands on paper or was read from a kit: a checkpoint as a day report prints it, or the whole text of its QR code.

use ktpel_sync::{Checkpoint, PaperMark, TipProof, checkpoint};

use super::Finding;
use crate::{
    office::Office,
    storage::{StorageError, Tables},
};

/// The text is nothing that a day report prints, or the database cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACheckpoint {
    /// Another form.
    #[error("not a checkpoint: a position and eight groups of four, or the text of the QR code, as the day report prints them")]
    Form,
    /// Somebody else wrote it: it says nothing about this office.
    #[error("not signed by this office or by one of its kits: this paper proves nothing")]
    Signature,
    /// The database failed.
    #[error("the database cannot be read")]
    Storage,
}

impl From<StorageError> for NotACheckpoint {
    fn from(_: StorageError) -> Self {
        Self::Storage
    }
}

impl Office {
    /// What of the paper does not fit the logs; nothing where everything does. Errs where the text is no paper of this office.
    pub fn verify_against(&self, text: &str) -> Result<Vec<Finding>, NotACheckpoint> {
        if !text.trim_start().starts_with('{') {
            let (position, hash) = checkpoint::read_short(text).ok_or(NotACheckpoint::Form)?;
            return Ok(self.storage.read(|tables| order(tables, position, &hash, Life::Unknown))?.into_iter().collect());
        }
        let mark: PaperMark = serde_json::from_str(text).map_err(|_| NotACheckpoint::Form)?;
        let key = self.storage.read(|tables| tables.devices().find(mark.log.device))?.map(|row| row.public_key);
        let signed = mark.checkpoint.is_none_or(|checkpoint| checkpoint.holds(&self.identity.public()));
        if !signed || !key.is_some_and(|key| mark.log.holds(&key)) {
            return Err(NotACheckpoint::Signature);
        }
        let (checkpoint, log) = (mark.checkpoint, mark.log);
        let found = self.storage.read(|tables| {
            let office = checkpoint.map(|mark| life(tables, &mark).and_then(|life| order(tables, mark.position, &mark.hash.0, life)));
            Ok::<_, StorageError>([office.transpose()?.flatten(), kit(tables, &log)?])
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// Whether the database was restored, as a restore says of itself, since the paper was printed.
enum Life {
    Unknown,
    Same,
    Restored,
}

fn life(tables: &Tables<'_>, checkpoint: &Checkpoint) -> Result<Life, StorageError> {
    let now = tables.office().find()?.map(|office| office.generation);
    Ok(if now == Some(checkpoint.generation) { Life::Same } else { Life::Restored })
}

/// The ordered log has this position with this hash, or the first bytes of it.
fn order(tables: &Tables<'_>, position: u64, hash: &[u8], life: Life) -> Result<Option<Finding>, StorageError> {
    let held = tables.journal().hash_at(position)?;
    let why = match (held, life) {
        (Some(held), _) if held.0.starts_with(hash) => return Ok(None),
        (_, Life::Restored) => {
            "the database was restored from a backup since the paper was printed, and what came after the backup is gone"
        }
        (None, Life::Unknown | Life::Same) => "the log does not reach it: an older database was put back",
        (Some(_), Life::Unknown | Life::Same) => "the log was rewritten at or before it",
    };
    let why = format!("position {position}: {why}");
    Ok(Some(Finding { code: "paper", place: "order of the office".to_owned(), seq: Some(position), why }))
}

/// The log of the kit has this entry. One that has not come yet contradicts nothing: the checkpoint covers what was receipted.
fn kit(tables: &Tables<'_>, log: &TipProof) -> Result<Option<Finding>, StorageError> {
    let held = tables.entries().hash_at(log.device, log.seq)?;
    if held.is_none_or(|held| held == log.hash) {
        return Ok(None);
    }
    let name = tables.devices().find(log.device)?.map_or_else(|| log.device.to_string(), |row| row.name);
    let why = format!("entry {} is not the one on paper: the log was rewritten at or before it", log.seq);
    Ok(Some(Finding { code: "paper", place: format!("log of {name}"), seq: Some(log.seq), why }))
}
