//! The sealed attachment files: named by the SHA-256 of their bytes, written so that a power cut leaves all or nothing.
//!
//! The bytes are ciphertext already (age); this module never sees a picture.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::PathBuf,
};

use ktpel_domain::ids::Hash;
use sha2::{Digest, Sha256};

use crate::{
    AttachmentState, Store, StoreError,
    layout::{self, ATTACHMENTS},
};

/// Largest attachment file in bytes.
pub const MAX_FILE_BYTES: u64 = 80 * 1024 * 1024;

/// What a sweep of the attachment folder found and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileSweep {
    /// Files cut short by a power cut.
    pub half_written: usize,
    /// Whole files that no row names: the act that took them was never saved.
    pub unnamed: usize,
}

impl Store {
    /// Writes a sealed attachment durably and returns its name. Its row is written in the act that uses it.
    pub fn put_file(&self, bytes: &[u8]) -> Result<Hash, StoreError> {
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(StoreError::TooLarge { what: "attachment" });
        }
        let hash = Hash(Sha256::digest(bytes).into());
        let path = self.file_path(hash);
        if !self.holds(hash) {
            let folder = path.parent().expect("the path of a file has a folder");
            if !folder.try_exists()? {
                fs::create_dir_all(folder)?;
                layout::sync_dir(&self.dir.join(ATTACHMENTS))?;
            }
            layout::write_durably(&path, bytes)?;
        }
        Ok(hash)
    }

    /// Reads a sealed attachment and verifies that it is whole.
    pub fn read_file(&self, hash: Hash) -> Result<Vec<u8>, StoreError> {
        let file = self.open_file(hash)?;
        if file.metadata()?.len() > MAX_FILE_BYTES {
            return Err(StoreError::DamagedFile { hash });
        }
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
        if Sha256::digest(&bytes)[..] == hash.0 { Ok(bytes) } else { Err(StoreError::DamagedFile { hash }) }
    }

    /// Reads a piece of a sealed attachment for sending; the receiver verifies the whole by its hash.
    pub fn read_piece(&self, hash: Hash, offset: u64, bytes: usize) -> Result<Vec<u8>, StoreError> {
        let mut file = self.open_file(hash)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut piece = Vec::new();
        file.take((bytes as u64).min(MAX_FILE_BYTES)).read_to_end(&mut piece)?;
        Ok(piece)
    }

    /// Whether the file lies here and is whole.
    #[must_use]
    pub fn holds(&self, hash: Hash) -> bool {
        self.read_file(hash).is_ok()
    }

    /// Deletes a file that the office has confirmed, or that is a copy; its row stays and says when (UU 27/2022 ps. 46).
    pub fn remove_file(&mut self, hash: Hash, at_ms: i64) -> Result<(), StoreError> {
        match self.attachments().find(hash)? {
            Some(row) if matches!(row.state, AttachmentState::Confirmed | AttachmentState::OfTeam) => {}
            Some(_) => return Err(StoreError::NotConfirmed { hash }),
            None => return Err(StoreError::NoFile { hash }),
        }
        match fs::remove_file(self.file_path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        self.write(|tx| tx.attachments().set_removed(hash, at_ms))
    }

    /// Removes what a power cut left: half-written files and files without a row. To be called once, after opening.
    pub fn sweep_files(&mut self) -> Result<FileSweep, StoreError> {
        let mut sweep = FileSweep::default();
        for folder in fs::read_dir(self.dir.join(ATTACHMENTS))? {
            let folder = folder?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder)? {
                let path = file?.path();
                let named = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<Hash>().ok());
                match named {
                    Some(hash) if self.attachments().find(hash)?.is_some() => continue,
                    Some(_) => sweep.unnamed += 1,
                    None => sweep.half_written += 1,
                }
                fs::remove_file(path)?;
            }
        }
        Ok(sweep)
    }

    fn open_file(&self, hash: Hash) -> Result<File, StoreError> {
        File::open(self.file_path(hash)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::NoFile { hash },
            _ => error.into(),
        })
    }

    fn file_path(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        let folder: String = name.chars().take(2).collect();
        self.dir.join(ATTACHMENTS).join(folder).join(name)
    }
}

#[cfg(test)]
mod tests;
