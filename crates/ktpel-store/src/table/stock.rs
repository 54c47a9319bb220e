//! `stock`: movements of blanko and ribbon, derived from the signed entries of kind stock (product rule 4).
//!
//! Append-only. A balance is a sum over the movements, so the ledger can be checked by hand.

use std::fmt;

use ktpel_domain::ids::{DocId, Hash, KeyId};
use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles, stored_as_text},
};

pub(crate) const MIGRATIONS: &[Migration] = &[FIRST, MOVEMENTS];

const FIRST: Migration = Migration {
    version: 1,
    sql: "CREATE TABLE stock (
            n INTEGER PRIMARY KEY,
            entry BLOB NOT NULL,
            item TEXT NOT NULL,
            movement TEXT NOT NULL,
            serial_first TEXT,
            serial_last TEXT,
            quantity INTEGER NOT NULL,
            doc BLOB,
            operator BLOB,
            at_ms INTEGER NOT NULL,
            note TEXT
          ) STRICT;
          CREATE UNIQUE INDEX stock_entry ON stock (entry);
          CREATE INDEX stock_serial ON stock (item, serial_first);",
};

/// The frame tells after every act what is left of the blanko.
const MOVEMENTS: Migration = Migration { version: 5, sql: "CREATE INDEX stock_movement ON stock (item, movement, quantity);" };

pub(crate) const SUM: &str = "SELECT coalesce(sum(quantity), 0) FROM stock WHERE item = ?1 AND movement = ?2";

const COLUMNS: &str = "entry, item, movement, serial_first, serial_last, quantity, doc, operator, at_ms, note";

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StockItem {
    /// Blank cards, by serial.
    Blanko,
    /// Printer ribbon, by prints left.
    Ribbon,
}

stored_as_text!(StockItem, Self::Blanko = "blanko", Self::Ribbon = "ribbon");

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Movement {
    /// Came to this kit from the office or another kit.
    Received,
    /// Went back to the office or to another kit.
    Returned,
    /// Became a good card.
    Used,
    /// Spoiled in encoding or printing; goes to the destruction register.
    Spoiled,
    /// Destroyed, with a berita acara.
    Destroyed,
    /// An old card withdrawn from a resident; goes to the destruction register.
    Withdrawn,
}

stored_as_text!(
    Movement,
    Self::Received = "received",
    Self::Returned = "returned",
    Self::Used = "used",
    Self::Spoiled = "spoiled",
    Self::Destroyed = "destroyed",
    Self::Withdrawn = "withdrawn",
);

/// One movement.
#[derive(Clone, PartialEq, Eq)]
pub struct StockRow {
    /// Hash of the log entry that records it.
    pub entry: Hash,
    /// What is counted.
    pub item: StockItem,
    /// What happened to it.
    pub movement: Movement,
    /// First serial of the range.
    pub serial_first: Option<String>,
    /// Last serial of the range; equal to the first for one piece.
    pub serial_last: Option<String>,
    /// Number of pieces, or of prints for ribbon.
    pub quantity: u64,
    /// Case that it was for.
    pub doc: Option<DocId>,
    /// Who signed.
    pub operator: Option<KeyId>,
    /// When, device clock.
    pub at_ms: i64,
    /// Reason in words.
    pub note: Option<String>,
}

handles!(
    /// Reads the stock ledger.
    Stock, StockMut
);

impl Stock<'_> {
    /// All movements, oldest first.
    pub fn list(&self, item: StockItem) -> Result<Vec<StockRow>, StoreError> {
        sql::all(self.conn, &format!("SELECT {COLUMNS} FROM stock WHERE item = ?1 ORDER BY n"), [item], read)
    }

    /// The movements that a serial is in, oldest first. Serials of one length compare as text.
    pub fn of_serial(&self, item: StockItem, serial: &str) -> Result<Vec<StockRow>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM stock WHERE item = ?1 AND serial_first <= ?2 AND serial_last >= ?2
             AND length(serial_first) = length(?2) ORDER BY n"
        );
        sql::all(self.conn, &query, params![item, serial], read)
    }

    /// Pieces that moved in this way.
    pub fn sum(&self, item: StockItem, movement: Movement) -> Result<u64, StoreError> {
        let sum = sql::one(self.conn, SUM, params![item, movement], |row| row.get::<_, U64>(0))?;
        Ok(sum.map_or(0, |sum| sum.0))
    }

    /// Pieces that should lie in the box: received less returned, used and spoiled. Below zero is an incident.
    pub fn balance(&self, item: StockItem) -> Result<i64, StoreError> {
        let query = "SELECT coalesce(sum(CASE movement WHEN 'received' THEN quantity
                            WHEN 'returned' THEN -quantity WHEN 'used' THEN -quantity WHEN 'spoiled' THEN -quantity
                            ELSE 0 END), 0) FROM stock WHERE item = ?1";
        Ok(sql::one(self.conn, query, [item], |row| row.get(0))?.unwrap_or(0))
    }

    /// Cards that wait for their destruction: spoiled and withdrawn less destroyed.
    pub fn to_destroy(&self, item: StockItem) -> Result<i64, StoreError> {
        let query = "SELECT coalesce(sum(CASE movement WHEN 'spoiled' THEN quantity WHEN 'withdrawn' THEN quantity
                            WHEN 'destroyed' THEN -quantity ELSE 0 END), 0) FROM stock WHERE item = ?1";
        Ok(sql::one(self.conn, query, [item], |row| row.get(0))?.unwrap_or(0))
    }
}

impl StockMut<'_> {
    /// The entry that records a movement was written anew under another hash.
    pub fn moved(&self, from: Hash, to: Hash) -> Result<(), StoreError> {
        sql::run(self.conn, "UPDATE stock SET entry = ?2 WHERE entry = ?1", params![from.0, to.0]).map(drop)
    }

    /// Adds a movement; the same entry again changes nothing.
    pub fn add(&self, row: &StockRow) -> Result<(), StoreError> {
        let query =
            format!("INSERT INTO stock ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (entry) DO NOTHING");
        sql::run(
            self.conn,
            &query,
            params![
                row.entry.0,
                row.item,
                row.movement,
                row.serial_first,
                row.serial_last,
                U64(row.quantity),
                row.doc.map(|doc| doc.0),
                row.operator.map(|key| key.0),
                row.at_ms,
                row.note
            ],
        )?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<StockRow> {
    Ok(StockRow {
        entry: Hash(row.get(0)?),
        item: row.get(1)?,
        movement: row.get(2)?,
        serial_first: row.get(3)?,
        serial_last: row.get(4)?,
        quantity: row.get::<_, U64>(5)?.0,
        doc: row.get::<_, Option<_>>(6)?.map(DocId),
        operator: row.get::<_, Option<_>>(7)?.map(KeyId),
        at_ms: row.get(8)?,
        note: row.get(9)?,
    })
}

/// The note may name a person: it is not shown.
impl fmt::Debug for StockRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StockRow({:?} {:?} {} from {:?})", self.item, self.movement, self.quantity, self.serial_first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    fn moved(n: u8, movement: Movement, first: &str, last: &str, quantity: u64) -> StockRow {
        StockRow {
            entry: Hash([n; 32]),
            item: StockItem::Blanko,
            movement,
            serial_first: Some(first.to_owned()),
            serial_last: Some(last.to_owned()),
            quantity,
            doc: Some(DocId([n; 16])),
            operator: Some(KeyId([n; 8])),
            at_ms: i64::from(n),
            note: None,
        }
    }

    fn ledger() -> Vec<StockRow> {
        let ribbon = StockRow {
            item: StockItem::Ribbon,
            serial_first: None,
            serial_last: None,
            doc: None,
            ..moved(9, Movement::Received, "", "", 300)
        };
        vec![
            moved(1, Movement::Received, "A000100", "A000199", 100),
            moved(2, Movement::Used, "A000100", "A000100", 1),
            moved(3, Movement::Spoiled, "A000101", "A000101", 1),
            moved(4, Movement::Used, "A000102", "A000102", 1),
            StockRow { note: Some("KTP lama".to_owned()), ..moved(5, Movement::Withdrawn, "Z9", "Z9", 1) },
            moved(6, Movement::Destroyed, "A000101", "A000101", 1),
            ribbon,
        ]
    }

    #[test]
    fn the_ledger_balances() {
        let mut store = TestStore::new();
        store.write(|tx| ledger().iter().try_for_each(|row| tx.stock().add(row)));
        store.write(|tx| tx.stock().add(&moved(2, Movement::Used, "A000100", "A000100", 1)));
        let store = store.reopened();
        let stock = store.stock();
        assert_eq!(stock.list(StockItem::Blanko).unwrap(), ledger()[..6], "the same entry twice is one movement");
        assert_eq!(stock.balance(StockItem::Blanko).unwrap(), 97);
        assert_eq!(stock.to_destroy(StockItem::Blanko).unwrap(), 1, "the withdrawn card is still there");
        assert_eq!(stock.sum(StockItem::Blanko, Movement::Used).unwrap(), 2);
        assert_eq!(stock.balance(StockItem::Ribbon).unwrap(), 300);
    }

    #[test]
    fn a_serial_tells_its_life() {
        let mut store = TestStore::new();
        store.write(|tx| ledger().iter().try_for_each(|row| tx.stock().add(row)));
        let life = |serial| -> Vec<Movement> {
            store.0.stock().of_serial(StockItem::Blanko, serial).unwrap().iter().map(|row| row.movement).collect()
        };
        assert_eq!(life("A000101"), [Movement::Received, Movement::Spoiled, Movement::Destroyed]);
        assert_eq!(life("A000150"), [Movement::Received]);
        assert_eq!(life("A000200"), []);
        assert_eq!(life("A00015"), [], "a shorter serial is another serial");
    }
}
