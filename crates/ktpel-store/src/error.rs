//! What can go wrong, by what the user can do about it. No variant carries personal data.

use std::io;

use ktpel_domain::ids::{DeviceId, DocId, Hash};
use rusqlite::ErrorCode;

/// Why a store did not open. Nothing has been read from it and nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key is not this store's.
    #[error("wrong key")]
    WrongKey,
    /// There is no store in the folder.
    #[error("not a store")]
    NotAStore,
    /// A store is there already; a new one is not made over it.
    #[error("a store is there already")]
    AlreadyExists,
    /// The file is damaged: the store must be salvaged or restored, not used.
    #[error("store damaged: {what}")]
    Corrupt {
        /// What was found, e.g. which page.
        what: String,
    },
    /// Written by a newer version of the program.
    #[error("store of schema {found}, this version knows {known}")]
    NewerSchema {
        /// Schema of the store.
        found: u32,
        /// Newest schema known here.
        known: u32,
    },
    /// Another process has it open.
    #[error("store is in use by another process")]
    Locked,
    /// No room for opening or migrating it.
    #[error("disk full")]
    DiskFull,
    /// The disk or the file system refused.
    #[error("store: {0}")]
    Io(#[from] io::Error),
    /// Any other refusal of SQLite.
    #[error("store: {0}")]
    Sql(rusqlite::Error),
}

/// Why a read or a write did not happen. A failed write has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left: make room, then try again; what was saved before is safe.
    #[error("disk full")]
    DiskFull,
    /// SQLite met a damaged page: close the store and open it again, which names the damage.
    #[error("store damaged: {what}")]
    Corrupt {
        /// What was found.
        what: String,
    },
    /// A row holds what this version cannot read.
    #[error("unreadable row: {what}")]
    BadRow {
        /// Table or column and what is wrong.
        what: String,
    },
    /// An entry does not follow the last one of its device.
    #[error("entry {found} of {device} does not follow {last}")]
    NotNext {
        /// Device whose log it is.
        device: DeviceId,
        /// Sequence number of the last entry; 0 when there is none.
        last: u64,
        /// Sequence number of the refused entry.
        found: u64,
    },
    /// A second, different entry with the same number: the device's log has forked (a cloned or restored kit).
    #[error("log of {device} forks at {seq}")]
    Fork {
        /// Device whose log it is.
        device: DeviceId,
        /// Number that two entries claim.
        seq: u64,
    },
    /// A document without snapshot and without changes would read as an empty case.
    #[error("document {doc} would be empty")]
    EmptyDocument {
        /// The document.
        doc: DocId,
    },
    /// The document is not in the store.
    #[error("document {doc} is not here")]
    NoDocument {
        /// The document.
        doc: DocId,
    },
    /// Beyond a limit that no real value reaches.
    #[error("{what} too large")]
    TooLarge {
        /// What.
        what: &'static str,
    },
    /// Two residents of the extract have one NIK.
    #[error("the extract holds one NIK twice")]
    DuplicateNik,
    /// The attachment's file is not there.
    #[error("attachment {hash} is not here")]
    NoFile {
        /// Name of the file.
        hash: Hash,
    },
    /// The attachment's file does not have the hash that it is named by.
    #[error("attachment {hash} is damaged")]
    DamagedFile {
        /// Name of the file.
        hash: Hash,
    },
    /// The office has not confirmed it: the only copy is not deleted.
    #[error("attachment {hash} is not confirmed by the office")]
    NotConfirmed {
        /// Name of the file.
        hash: Hash,
    },
    /// The disk or the file system refused.
    #[error("store: {0}")]
    Io(io::Error),
    /// Any other refusal of SQLite.
    #[error("store: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match (&error, error.sqlite_error_code()) {
            (_, Some(ErrorCode::DiskFull)) => Self::DiskFull,
            (_, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => Self::Corrupt { what: error.to_string() },
            (
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..),
                _,
            ) => Self::BadRow { what: error.to_string() },
            _ => Self::Sql(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if is_full(&error) { Self::DiskFull } else { Self::Io(error) }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::DiskFull,
            StoreError::Io(error) => Self::Io(error),
            StoreError::Sql(error) => Self::Sql(error),
            other => Self::Corrupt { what: other.to_string() },
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told_from_other_failures() {
        let full = std::fs::write("/dev/full", b"x").unwrap_err();
        assert!(matches!(StoreError::from(full), StoreError::DiskFull), "ENOSPC has its own advice");
        let other = std::fs::read("/proc/self/nothing").unwrap_err();
        assert!(matches!(StoreError::from(other), StoreError::Io(_)));
    }
}
