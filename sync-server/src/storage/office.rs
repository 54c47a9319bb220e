//! The office itself, one row: its name, its key as a device, the position of its log.

use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use super::{StorageError, int, uint};

pub(super) const V1: &str = "
CREATE TABLE office (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    nama TEXT NOT NULL,
    generation BLOB NOT NULL CHECK (length(generation) = 16),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    archive_recipient TEXT,
    demo INTEGER NOT NULL,
    seq INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
) STRICT;";

/// Several archive keys (the archive's and the offline reserve), separated by a space, and the key that recovers kits.
pub(super) const V2: &str = "
ALTER TABLE office RENAME COLUMN archive_recipient TO archive_recipients;
ALTER TABLE office ADD COLUMN recovery_recipient TEXT;";

/// The office's own row.
pub struct OfficeRow {
    /// Name as shown.
    pub nama: String,
    /// This life of the database.
    pub generation: [u8; 16],
    /// Secret of the server's device key.
    pub secret: Zeroizing<[u8; 32]>,
    /// age recipients of the archive.
    pub archive_recipients: Vec<String>,
    /// age recipient that opens a kit whose passphrase was lost.
    pub recovery_recipient: Option<String>,
    /// A demonstration: made-up residents, CONTOH on everything.
    pub demo: bool,
    /// Made at.
    pub created_ms: i64,
}

/// Table `office`.
pub struct OfficeTable<'c>(pub(super) &'c Connection);

impl OfficeTable<'_> {
    /// Writes the row of a new office.
    pub fn create(&self, row: &OfficeRow) -> Result<(), StorageError> {
        self.0.execute(
            "INSERT INTO office (id, nama, generation, secret, archive_recipients, recovery_recipient, demo, created_ms)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                row.nama,
                row.generation,
                row.secret.as_slice(),
                row.archive_recipients.join(" "),
                row.recovery_recipient,
                row.demo,
                row.created_ms
            ],
        )?;
        Ok(())
    }

    /// The row; none before `init` has finished.
    pub fn find(&self) -> Result<Option<OfficeRow>, StorageError> {
        let sql = "SELECT nama, generation, secret, archive_recipients, recovery_recipient, demo, created_ms FROM office WHERE id = 1";
        let row = self.0.query_row(sql, [], |row| {
            Ok(OfficeRow {
                nama: row.get(0)?,
                generation: row.get(1)?,
                secret: Zeroizing::new(row.get(2)?),
                archive_recipients: row.get::<_, Option<String>>(3)?.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
                recovery_recipient: row.get(4)?,
                demo: row.get(5)?,
                created_ms: row.get(6)?,
            })
        });
        Ok(row.optional()?)
    }

    /// Starts a new generation, after a restore: kits then compare what both hold.
    pub fn set_generation(&self, generation: [u8; 16]) -> Result<(), StorageError> {
        self.0.execute("UPDATE office SET generation = ?1 WHERE id = 1", params![generation])?;
        Ok(())
    }

    /// Takes the next position of the office log, in the transaction that uses it: readers can never skip a late commit.
    pub fn next_seq(&self) -> Result<u64, StorageError> {
        self.next_seqs(1)
    }

    /// Takes so many positions at once and gives the first.
    pub fn next_seqs(&self, count: usize) -> Result<u64, StorageError> {
        let sql = "UPDATE office SET seq = seq + ?1 WHERE id = 1 RETURNING seq - ?1 + 1";
        Ok(uint(self.0.prepare_cached(sql)?.query_row([int(count as u64)], |row| row.get(0))?))
    }

    /// Last position used.
    pub fn seq(&self) -> Result<u64, StorageError> {
        Ok(uint(self.0.prepare_cached("SELECT seq FROM office WHERE id = 1")?.query_row([], |row| row.get(0))?))
    }
}
