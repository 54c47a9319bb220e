//! `attachment`: one row per sealed file, named by the SHA-256 of its sealed bytes; the file lies beside the database.
//!
//! The row stays when the file is gone: it says what this laptop held (UU 27/2022 ps. 46, notice of a breach).

use std::{collections::BTreeSet, fmt};

use ktpel_domain::ids::{DocId, Hash};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[FIRST, HELD];

const FIRST: Migration = Migration {
    version: 1,
    sql: "CREATE TABLE attachment (
            n INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            doc BLOB NOT NULL,
            slot TEXT NOT NULL,
            size INTEGER NOT NULL,
            mime TEXT NOT NULL,
            state INTEGER NOT NULL,
            sent INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            removed_ms INTEGER
          ) STRICT;
          CREATE INDEX attachment_doc ON attachment (doc);
          CREATE INDEX attachment_pending ON attachment (size) WHERE state <> 2;",
};

/// Every sync looks for files that need not lie here any more; the rows of those that are gone stay.
const HELD: Migration = Migration { version: 5, sql: "CREATE INDEX attachment_held ON attachment (state) WHERE removed_ms IS NULL;" };

/// Told to the screens after every act, among the rows of all files that ever lay here.
pub(crate) const TOTALS: &str = "SELECT count(*), coalesce(sum(size - sent), 0) FROM attachment WHERE state <> 2 AND state <> 3";
pub(crate) const HELD_ELSEWHERE: &str = "FROM attachment WHERE state IN (2, 3) AND removed_ms IS NULL ORDER BY n";

const COLUMNS: &str = "hash, doc, slot, size, mime, state, sent, at_ms, removed_ms";

/// How far the office has an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentState {
    /// Nothing was sent.
    Local,
    /// Sent up to this offset; the office's want-list is what counts.
    Uploading {
        /// Bytes that the office has.
        offset: u64,
    },
    /// The office has all of it and confirmed its hash.
    Confirmed,
    /// A copy for the card that is printed here: the laptop that took it brings it to the office.
    OfTeam,
}

/// One attachment.
#[derive(Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// SHA-256 of the sealed bytes.
    pub hash: Hash,
    /// Case that it belongs to.
    pub doc: DocId,
    /// Slot in the case: a capture slot or the name of a scanned document.
    pub slot: String,
    /// Size of the sealed file in bytes.
    pub size: u64,
    /// Type of the plain bytes.
    pub mime: String,
    /// How far the office has it.
    pub state: AttachmentState,
    /// When it was taken, device clock.
    pub at_ms: i64,
    /// When the file was deleted here, device clock.
    pub removed_ms: Option<i64>,
}

/// What is still to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AttachmentTotals {
    /// Files that the office does not have.
    pub pending: u64,
    /// Bytes still to send.
    pub pending_bytes: u64,
}

handles!(
    /// Reads the attachments.
    Attachments, AttachmentsMut
);

impl Attachments<'_> {
    /// One attachment.
    pub fn find(&self, hash: Hash) -> Result<Option<AttachmentRow>, StoreError> {
        sql::one(self.conn, &format!("SELECT {COLUMNS} FROM attachment WHERE hash = ?1"), [hash.0], read)
    }

    /// The attachments of a case, in the order in which they were taken.
    pub fn of_doc(&self, doc: DocId) -> Result<Vec<AttachmentRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM attachment WHERE doc = ?1 ORDER BY n"), [doc.0], read)
    }

    /// What the office has not confirmed: first what was sent whole, then small files first.
    pub fn pending(&self, limit: usize) -> Result<Vec<AttachmentRow>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM attachment WHERE state <> 2 AND state <> 3 ORDER BY (state = 1 AND sent >= size) DESC, size, n LIMIT ?1"
        );
        sql::all(self.conn, &query, [U64(limit as u64)], read)
    }

    /// The next file of which bytes have to be sent, the smallest first, but for these.
    pub fn next_to_send(&self, but: &BTreeSet<Hash>) -> Result<Option<AttachmentRow>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM attachment WHERE state <> 2 AND state <> 3 AND sent < size ORDER BY size, n");
        let mut statement = self.conn.prepare_cached(&query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let row = read(row)?;
            if !but.contains(&row.hash) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// How many files of each case the office has not confirmed, in no order.
    pub fn pending_by_doc(&self) -> Result<Vec<(DocId, u64)>, StoreError> {
        let query = "SELECT doc, count(*) FROM attachment WHERE state <> 2 AND state <> 3 GROUP BY doc";
        sql::all(self.conn, query, [], |row| Ok((DocId(row.get(0)?), row.get::<_, U64>(1)?.0)))
    }

    /// Everything that lies here.
    pub fn held(&self) -> Result<Vec<AttachmentRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM attachment WHERE removed_ms IS NULL ORDER BY n"), [], read)
    }

    /// What still lies here and need not: the office has it, or the laptop that took it.
    pub fn held_elsewhere(&self) -> Result<Vec<AttachmentRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} {HELD_ELSEWHERE}"), [], read)
    }

    /// What is still to be sent.
    pub fn totals(&self) -> Result<AttachmentTotals, StoreError> {
        let totals = sql::one(self.conn, TOTALS, [], |row| {
            Ok(AttachmentTotals { pending: row.get::<_, U64>(0)?.0, pending_bytes: row.get::<_, U64>(1)?.0 })
        })?;
        Ok(totals.unwrap_or_default())
    }
}

impl AttachmentsMut<'_> {
    /// Notes a new attachment, whose file lies here already. One that is known stays as it is.
    pub fn add(&self, row: &AttachmentRow) -> Result<(), StoreError> {
        let query = format!("INSERT INTO attachment ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING");
        let (state, sent) = code(row.state);
        sql::run(
            self.conn,
            &query,
            params![row.hash.0, row.doc.0, row.slot, U64(row.size), row.mime, state, U64(sent), row.at_ms, row.removed_ms],
        )?;
        Ok(())
    }

    /// Notes how far the office has it.
    pub fn set_state(&self, hash: Hash, state: AttachmentState) -> Result<(), StoreError> {
        let (state, sent) = code(state);
        sql::run(self.conn, "UPDATE attachment SET state = ?2, sent = ?3 WHERE hash = ?1", params![hash.0, state, U64(sent)])?;
        Ok(())
    }

    /// Forgets the confirmations of what still lies here: the office was restored and may have lost it.
    pub fn forget_confirmations(&self) -> Result<(), StoreError> {
        sql::run(self.conn, "UPDATE attachment SET state = 0, sent = 0 WHERE state = 2 AND removed_ms IS NULL", [])?;
        Ok(())
    }

    pub(crate) fn set_removed(&self, hash: Hash, at_ms: i64) -> Result<(), StoreError> {
        sql::run(self.conn, "UPDATE attachment SET removed_ms = ?2 WHERE hash = ?1", params![hash.0, at_ms])?;
        Ok(())
    }
}

fn code(state: AttachmentState) -> (u8, u64) {
    match state {
        AttachmentState::Local => (0, 0),
        AttachmentState::Uploading { offset } => (1, offset),
        AttachmentState::Confirmed => (2, 0),
        AttachmentState::OfTeam => (3, 0),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<AttachmentRow> {
    let state = match row.get::<_, u8>(5)? {
        0 => AttachmentState::Local,
        1 => AttachmentState::Uploading { offset: row.get::<_, U64>(6)?.0 },
        2 => AttachmentState::Confirmed,
        3 => AttachmentState::OfTeam,
        other => return Err(rusqlite::Error::IntegralValueOutOfRange(5, other.into())),
    };
    Ok(AttachmentRow {
        hash: Hash(row.get(0)?),
        doc: DocId(row.get(1)?),
        slot: row.get(2)?,
        size: row.get::<_, U64>(3)?.0,
        mime: row.get(4)?,
        state,
        at_ms: row.get(7)?,
        removed_ms: row.get(8)?,
    })
}

impl fmt::Debug for AttachmentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttachmentRow({} of {} {} bytes {:?})", self.hash, self.doc, self.size, self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    const DOC: DocId = DocId([6; 16]);

    fn attachment(n: u8, size: u64) -> AttachmentRow {
        AttachmentRow {
            hash: Hash([n; 32]),
            doc: DOC,
            slot: "wajah".to_owned(),
            size,
            mime: "image/jpeg".to_owned(),
            state: AttachmentState::Local,
            at_ms: 5,
            removed_ms: None,
        }
    }

    fn hashes(rows: &[AttachmentRow]) -> Vec<u8> {
        rows.iter().map(|row| row.hash.0[0]).collect()
    }

    #[test]
    fn small_files_are_sent_first_and_confirmed_ones_no_more() {
        let mut store = TestStore::new();
        let rows = [attachment(1, 900), attachment(2, 100), attachment(3, 500)];
        store.write(|tx| rows.iter().try_for_each(|row| tx.attachments().add(row)));
        assert_eq!(hashes(&store.0.attachments().pending(2).unwrap()), [2, 3]);
        store.write(|tx| {
            tx.attachments().set_state(Hash([2; 32]), AttachmentState::Confirmed)?;
            tx.attachments().set_state(Hash([3; 32]), AttachmentState::Uploading { offset: 200 })
        });
        let totals = AttachmentTotals { pending: 2, pending_bytes: 1_200 };
        assert_eq!(store.0.attachments().totals().unwrap(), totals);
        assert_eq!(hashes(&store.0.attachments().held_elsewhere().unwrap()), [2]);
        assert_eq!(store.0.attachments().pending_by_doc().unwrap(), [(DOC, 2)]);
        let store = store.reopened();
        assert_eq!(hashes(&store.attachments().pending(9).unwrap()), [3, 1]);
        let expect = AttachmentRow { state: AttachmentState::Uploading { offset: 200 }, ..attachment(3, 500) };
        assert_eq!(store.attachments().find(Hash([3; 32])).unwrap(), Some(expect));
        assert_eq!(hashes(&store.attachments().of_doc(DOC).unwrap()), [1, 2, 3]);
    }

    #[test]
    fn the_copy_of_a_team_mates_picture_is_not_sent() {
        let mut store = TestStore::new();
        let rows = [AttachmentRow { state: AttachmentState::OfTeam, ..attachment(1, 100) }, attachment(2, 500)];
        store.write(|tx| rows.iter().try_for_each(|row| tx.attachments().add(row)));
        let store = store.reopened();
        assert_eq!(hashes(&store.attachments().pending(9).unwrap()), [2]);
        assert_eq!(store.attachments().next_to_send(&BTreeSet::new()).unwrap(), Some(rows[1].clone()));
        assert_eq!(
            store.attachments().next_to_send(&BTreeSet::from([rows[1].hash])).unwrap(),
            None,
            "one that waits for its case is passed over"
        );
        assert_eq!(store.attachments().totals().unwrap().pending_bytes, 500);
        assert_eq!(hashes(&store.attachments().held_elsewhere().unwrap()), [1]);
    }

    #[test]
    fn what_was_sent_whole_waits_for_its_confirmation() {
        let mut store = TestStore::new();
        let rows = [attachment(1, 900), attachment(2, 100), attachment(3, 500)];
        store.write(|tx| rows.iter().try_for_each(|row| tx.attachments().add(row)));
        store.write(|tx| {
            tx.attachments().set_state(Hash([1; 32]), AttachmentState::Uploading { offset: 900 })?;
            tx.attachments().set_state(Hash([2; 32]), AttachmentState::Confirmed)
        });
        assert_eq!(hashes(&store.0.attachments().pending(1).unwrap()), [1], "it is asked about first");
        assert_eq!(store.0.attachments().next_to_send(&BTreeSet::new()).unwrap().map(|row| row.hash.0[0]), Some(3), "and not sent again");
        store.write(|tx| tx.attachments().forget_confirmations());
        assert_eq!(hashes(&store.0.attachments().pending(9).unwrap()), [1, 2, 3], "a restored office may have lost it");
    }

    #[test]
    fn the_same_attachment_again_keeps_its_progress() {
        let mut store = TestStore::new();
        store.write(|tx| tx.attachments().add(&attachment(1, 900)));
        store.write(|tx| tx.attachments().set_state(Hash([1; 32]), AttachmentState::Confirmed));
        store.write(|tx| tx.attachments().add(&attachment(1, 900)));
        let kept = store.0.attachments().find(Hash([1; 32])).unwrap().unwrap();
        assert_eq!(kept.state, AttachmentState::Confirmed, "a confirmed file must not be sent again");
    }
}
