//! `sync_state`: where the exchange with the office stands. One row.

use rusqlite::{Row, params};

use crate::{
    StoreError,
    migrate::Migration,
    sql::{self, U64, handles},
};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: "CREATE TABLE sync_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            server_url TEXT,
            generation TEXT,
            cursor INTEGER NOT NULL,
            acked_seq INTEGER NOT NULL,
            last_contact_ms INTEGER,
            last_error TEXT
          ) STRICT;",
    },
    Migration { version: 4, sql: "ALTER TABLE sync_state ADD COLUMN within INTEGER;" },
];

/// Where the exchange with the office stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// Address of the office's server.
    pub server_url: Option<String>,
    /// Generation of the server's log; another one means that it was restored.
    pub generation: Option<String>,
    /// Last position of the office's log that is here.
    pub cursor: u64,
    /// How much is here of what came into scope at the position after it; none of it where there is no number.
    pub within: Option<u64>,
    /// Last own entry that the office has durably.
    pub acked_seq: u64,
    /// Last answer of the office, device clock.
    pub last_contact_ms: Option<i64>,
    /// Code of the last failure, none after a success.
    pub last_error: Option<String>,
}

handles!(
    /// Reads the state of the exchange.
    SyncStates, SyncStatesMut
);

impl SyncStates<'_> {
    /// The state; that of a kit which never met the office when none was written.
    pub fn get(&self) -> Result<SyncState, StoreError> {
        let query = "SELECT server_url, generation, cursor, acked_seq, last_contact_ms, last_error, within FROM sync_state";
        Ok(sql::one(self.conn, query, [], read)?.unwrap_or_default())
    }
}

impl SyncStatesMut<'_> {
    /// Writes the state.
    pub fn put(&self, state: &SyncState) -> Result<(), StoreError> {
        let query = "INSERT INTO sync_state (id, server_url, generation, cursor, acked_seq, last_contact_ms, last_error, within)
                     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT (id) DO UPDATE SET
                       server_url = ?1, generation = ?2, cursor = ?3, acked_seq = ?4, last_contact_ms = ?5, last_error = ?6,
                       within = ?7";
        sql::run(
            self.conn,
            query,
            params![
                state.server_url,
                state.generation,
                U64(state.cursor),
                U64(state.acked_seq),
                state.last_contact_ms,
                state.last_error,
                state.within.map(U64)
            ],
        )?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<SyncState> {
    Ok(SyncState {
        server_url: row.get(0)?,
        generation: row.get(1)?,
        cursor: row.get::<_, U64>(2)?.0,
        acked_seq: row.get::<_, U64>(3)?.0,
        last_contact_ms: row.get(4)?,
        last_error: row.get(5)?,
        within: row.get::<_, Option<U64>>(6)?.map(|own| own.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::TestStore;

    #[test]
    fn the_state_is_empty_then_what_was_written_last() {
        let mut store = TestStore::new();
        assert_eq!(store.0.sync_state().get().unwrap(), SyncState::default());
        let state = SyncState {
            server_url: Some("https://kantor.example".to_owned()),
            generation: Some("g1".to_owned()),
            cursor: i64::MAX as u64,
            within: Some(7),
            acked_seq: 12,
            last_contact_ms: Some(99),
            last_error: Some("timeout".to_owned()),
        };
        store.write(|tx| tx.sync_state().put(&SyncState { cursor: 1, ..state.clone() }));
        store.write(|tx| tx.sync_state().put(&state));
        assert_eq!(store.reopened().sync_state().get().unwrap(), state);
    }

    #[test]
    fn a_cursor_beyond_what_can_be_stored_is_refused() {
        let mut store = TestStore::new();
        let state = SyncState { cursor: u64::MAX, ..SyncState::default() };
        assert!(store.0.write(|tx| tx.sync_state().put(&state)).is_err(), "it must not wrap round to a small one");
    }
}
