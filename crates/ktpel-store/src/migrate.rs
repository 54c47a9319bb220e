//! Brings a store to the newest schema, version by version, each in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use crate::{OpenError, table};

/// One step of one table's schema. Never edited once released: the next change is the next version.
pub(crate) struct Migration {
    /// Schema version that this step belongs to; one version may touch several tables.
    pub version: u32,
    /// Statements.
    pub sql: &'static str,
}

/// Newest schema version of this program.
pub(crate) fn known() -> u32 {
    steps().map(|step| step.version).max().unwrap_or(0)
}

/// Schema version of an open database; 0 for a fresh one.
pub(crate) fn found(conn: &Connection) -> Result<u32, OpenError> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    u32::try_from(version).map_err(|_| OpenError::Corrupt { what: "schema version".to_owned() })
}

/// Runs what is missing. A newer schema is refused.
pub(crate) fn run(conn: &mut Connection) -> Result<(), OpenError> {
    run_to(conn, known())
}

/// Runs what is missing up to a version.
pub(crate) fn run_to(conn: &mut Connection, target: u32) -> Result<(), OpenError> {
    let (found, known) = (found(conn)?, known());
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    for version in found + 1..=target {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for step in steps().filter(|step| step.version == version) {
            tx.execute_batch(step.sql)?;
        }
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

fn steps() -> impl Iterator<Item = &'static Migration> {
    table::MIGRATIONS.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;

    fn schema(conn: &Connection) -> String {
        let mut statement = conn.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|sql| sql.unwrap() + ";\n").collect()
    }

    #[test]
    fn versions_have_no_gap() {
        for version in 1..=known() {
            assert!(steps().any(|step| step.version == version), "version {version} does nothing");
        }
    }

    /// A released migration is never edited: kits in the field have run it.
    #[test]
    fn each_released_schema_is_what_it_was() {
        let mut conn = Connection::open_in_memory().unwrap();
        run_to(&mut conn, 1).unwrap();
        expect_file!["../tests/golden/schema_v1.sql"].assert_eq(&schema(&conn));
    }

    #[test]
    fn every_old_schema_is_brought_up() {
        let mut fresh = Connection::open_in_memory().unwrap();
        run(&mut fresh).unwrap();
        for version in 1..=known() {
            let mut old = Connection::open_in_memory().unwrap();
            run_to(&mut old, version).unwrap();
            run(&mut old).unwrap();
            assert_eq!(schema(&old), schema(&fresh), "from version {version}");
        }
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", known() + 1).unwrap();
        let error = run(&mut conn).unwrap_err();
        assert!(matches!(error, OpenError::NewerSchema { .. }), "{error}");
    }
}
