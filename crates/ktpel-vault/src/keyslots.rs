//! The key slots: the file `slots.json` beside the store, which holds the data key wrapped, once per way to open it.
//!
//! Destroying this file destroys the kit's data (the signed wipe order); whoever still holds the office's recovery key
//! and a copy of the file can open it.

use std::{io, path::Path};

use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    data_key::{DataKey, KeyCheck},
    kdf::{CostError, KdfCost},
    passphrase, random,
    sealing::{self, CaseIdentity, Recipient, SealError},
    wrap,
};

mod file;

pub(crate) use file::private;

const PURPOSE: &str = "ktpel slot passphrase 1";

/// The slots of one kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    format: u32,
    key_check: String,
    slots: Vec<Slot>,
}

/// One way to the data key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Slot {
    /// The team passphrase.
    Passphrase { cost: KdfCost, salt: String, sealed: String },
    /// The office's recovery key (age).
    Office { recipient: String, sealed: String },
}

/// Why the slots could not be made, read, kept or destroyed.
#[derive(Debug, thiserror::Error)]
pub enum SlotsError {
    /// There is no slots file in the folder: never set up, or destroyed by a wipe.
    #[error("no key slots")]
    Missing,
    /// The file is not a slots file.
    #[error("key slots damaged: {what}")]
    Damaged {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Written by a newer version.
    #[error("key slots of format {found}, this version knows {known}")]
    NewerFormat {
        /// Format of the file.
        found: u32,
        /// Newest format known here.
        known: u32,
    },
    /// The passphrase has fewer letters than a word.
    #[error("the passphrase is too short")]
    PassphraseTooShort,
    /// The office's recovery key is not an age recipient.
    #[error("the office recovery key is not usable")]
    OfficeKey,
    /// The cost is out of range.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// The disk or the file system refused.
    #[error("key slots file: {0}")]
    Io(#[from] io::Error),
}

/// Why a slot did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Not the passphrase of any slot.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The identity given is not that of the office slot.
    #[error("wrong recovery key")]
    WrongRecoveryKey,
    /// The file has no slot of this kind.
    #[error("no such slot")]
    NoSlot,
    /// The new passphrase has fewer letters than a word.
    #[error("the passphrase is too short")]
    PassphraseTooShort,
    /// A slot opened, but to a key that is not this kit's, or cannot be read at all.
    #[error("key slots damaged")]
    Damaged,
    /// The stored cost is out of range.
    #[error(transparent)]
    Cost(#[from] CostError),
}

impl Slots {
    /// Name of the file, beside the store.
    pub const FILE: &'static str = "slots.json";
    /// Slots that a rekey prepares; they count once the store has its new key.
    pub const NEXT: &'static str = "slots.next.json";
    /// Newest format that this version writes and reads.
    pub const FORMAT: u32 = 1;
    /// Fewest letters and digits of a passphrase chosen by hand.
    pub const MIN_PASSPHRASE: usize = 12;

    /// Makes a new data key and its slots: the team passphrase, and the office's recovery key where there is one.
    ///
    /// `office` is an age recipient (`age1…`). Nothing is written yet: see [`Slots::save`].
    pub fn create(passphrase: &str, office: Option<&str>, cost: KdfCost) -> Result<(Self, DataKey), SlotsError> {
        let data_key = DataKey::generate();
        let mut slots = Self { format: Self::FORMAT, key_check: check_text(data_key.check()), slots: Vec::new() };
        let typed = passphrase::canonical(passphrase);
        if too_short(&typed) {
            return Err(SlotsError::PassphraseTooShort);
        }
        slots.slots.push(Slot::for_passphrase(&typed, &data_key, cost)?);
        if let Some(office) = office {
            slots.slots.push(Slot::for_office(office, &data_key)?);
        }
        Ok((slots, data_key))
    }

    /// Opens the data key with the team passphrase; case, spaces, dashes and one slip in a word do not matter.
    pub fn unlock(&self, passphrase: &str) -> Result<DataKey, UnlockError> {
        let typed = passphrase::canonical(passphrase);
        let mut failure = UnlockError::NoSlot;
        for slot in &self.slots {
            let Slot::Passphrase { cost, salt, sealed } = slot else { continue };
            match open_passphrase(&typed, *cost, salt, sealed) {
                Ok(key) => return self.checked(key),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Opens the data key with the office's recovery identity (`AGE-SECRET-KEY-1…`).
    pub fn recover(&self, office_identity: &str) -> Result<DataKey, UnlockError> {
        let identity = CaseIdentity::from_secret(office_identity).map_err(|_| UnlockError::WrongRecoveryKey)?;
        let mut failure = UnlockError::NoSlot;
        for slot in &self.slots {
            let Slot::Office { sealed, .. } = slot else { continue };
            match open_office(&identity, sealed) {
                Ok(key) => return self.checked(key),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Replaces the team passphrase; the data key and the office slot stay. To be saved by the caller.
    pub fn rewrap(&mut self, old: &str, new: &str) -> Result<(), UnlockError> {
        let data_key = self.unlock(old)?;
        self.set_passphrase(&data_key, new)
    }

    /// Gives an open kit a new team passphrase, e.g. after a recovery. To be saved by the caller.
    pub fn set_passphrase(&mut self, data_key: &DataKey, new: &str) -> Result<(), UnlockError> {
        let typed = passphrase::canonical(new);
        if too_short(&typed) {
            return Err(UnlockError::PassphraseTooShort);
        }
        let data_key = self.checked(data_key.clone())?;
        let fresh = Slot::for_passphrase(&typed, &data_key, self.cost())?;
        self.slots.retain(|slot| !matches!(slot, Slot::Passphrase { .. }));
        self.slots.insert(0, fresh);
        Ok(())
    }

    /// The check value of the data key.
    pub fn key_check(&self) -> Result<KeyCheck, SlotsError> {
        let bytes = HEXLOWER.decode(self.key_check.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(KeyCheck).ok_or(SlotsError::Damaged { what: "key check" })
    }

    /// The office's recovery recipients in the file.
    pub fn office_recipients(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Office { recipient, .. } => Some(recipient.as_str()),
            Slot::Passphrase { .. } => None,
        })
    }

    /// Reads the slots of a kit's folder.
    pub fn load(dir: &Path) -> Result<Self, SlotsError> {
        file::load(&dir.join(Self::FILE))
    }

    /// Reads a copy of the slots, e.g. one that a team brought to the office.
    pub fn read(path: &Path) -> Result<Self, SlotsError> {
        file::load(path)
    }

    /// Writes the slots as a new file; one that is there already is not touched.
    pub fn write_new(&self, path: &Path) -> Result<(), SlotsError> {
        file::write_new(self, path)
    }

    /// Reads the slots that a rekey has prepared; none where no rekey was cut short.
    pub fn load_next(dir: &Path) -> Result<Option<Self>, SlotsError> {
        match file::load(&dir.join(Self::NEXT)) {
            Err(SlotsError::Missing) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Prepares the slots that will count once the store has its new key.
    pub fn save_next(&self, dir: &Path) -> Result<(), SlotsError> {
        file::save(self, dir, Self::NEXT)
    }

    /// The prepared slots count from now on.
    pub fn promote_next(dir: &Path) -> Result<(), SlotsError> {
        file::rename(dir, Self::NEXT, Self::FILE)
    }

    /// The prepared slots never count.
    pub fn discard_next(dir: &Path) -> Result<(), SlotsError> {
        file::destroy(dir, Self::NEXT)
    }

    /// Writes the slots into a kit's folder, whole or not at all.
    pub fn save(&self, dir: &Path) -> Result<(), SlotsError> {
        file::save(self, dir, Self::FILE)
    }

    /// Destroys the slots: from then on the passphrase opens nothing here (the signed wipe order).
    ///
    /// The file is overwritten before it is removed; a flash disk may keep an old copy of the block for a while, which
    /// still needs the passphrase.
    pub fn destroy(dir: &Path) -> Result<(), SlotsError> {
        file::destroy(dir, Self::NEXT)?;
        file::destroy(dir, Self::FILE)
    }

    fn checked(&self, key: DataKey) -> Result<DataKey, UnlockError> {
        let expect = self.key_check().map_err(|_| UnlockError::Damaged)?;
        if key.check() == expect { Ok(key) } else { Err(UnlockError::Damaged) }
    }

    fn cost(&self) -> KdfCost {
        self.slots
            .iter()
            .find_map(|slot| match slot {
                Slot::Passphrase { cost, .. } => Some(*cost),
                Slot::Office { .. } => None,
            })
            .unwrap_or(KdfCost::STANDARD)
    }
}

impl Slot {
    fn for_passphrase(typed: &str, data_key: &DataKey, cost: KdfCost) -> Result<Self, CostError> {
        let salt = random::bytes();
        let sealed = wrap::seal(&*cost.stretch(typed.as_bytes(), &salt)?, PURPOSE, data_key.expose());
        Ok(Self::Passphrase { cost, salt: HEXLOWER.encode(&salt), sealed: HEXLOWER.encode(&sealed) })
    }

    fn for_office(recipient: &str, data_key: &DataKey) -> Result<Self, SlotsError> {
        let to: Recipient = recipient.parse().map_err(|_| SlotsError::OfficeKey)?;
        let sealed = sealing::seal(data_key.expose(), &[to]).map_err(|_| SlotsError::OfficeKey)?;
        Ok(Self::Office { recipient: recipient.to_owned(), sealed: BASE64.encode(&sealed) })
    }
}

fn open_passphrase(typed: &str, cost: KdfCost, salt: &str, sealed: &str) -> Result<DataKey, UnlockError> {
    let hex = |text: &str| HEXLOWER.decode(text.as_bytes()).map_err(|_| UnlockError::Damaged);
    let salt: [u8; 16] = hex(salt)?.try_into().map_err(|_| UnlockError::Damaged)?;
    let sealed = hex(sealed)?;
    let key = cost.stretch(typed.as_bytes(), &salt)?;
    wrap::open(&key, PURPOSE, &sealed).map(|key| DataKey::from_bytes(*key)).ok_or(UnlockError::WrongPassphrase)
}

fn open_office(identity: &CaseIdentity, sealed: &str) -> Result<DataKey, UnlockError> {
    let sealed = BASE64.decode(sealed.as_bytes()).map_err(|_| UnlockError::Damaged)?;
    let plain = sealing::open(&sealed, identity).map_err(|error| match error {
        SealError::NotForUs => UnlockError::WrongRecoveryKey,
        _ => UnlockError::Damaged,
    })?;
    let key: Zeroizing<[u8; 32]> = Zeroizing::new(plain.as_slice().try_into().map_err(|_| UnlockError::Damaged)?);
    Ok(DataKey::from_bytes(*key))
}

fn too_short(typed: &str) -> bool {
    typed.chars().filter(|c| c.is_alphanumeric()).count() < Slots::MIN_PASSPHRASE
}

fn check_text(check: KeyCheck) -> String {
    HEXLOWER.encode(&check.0)
}

#[cfg(test)]
mod tests;
