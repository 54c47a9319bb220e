//! Reading what is left of a damaged store: every table row by row into a new store, around the pages that are lost.
//!
//! The truth is the signed log, so what is lost of the other tables can be rebuilt from it or fetched from the office.

use std::{fs, path::Path};

use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    OpenError, StoreError, StoreKey,
    layout::ATTACHMENTS,
    migrate,
    open::{self, KeyKnown},
};

/// Farther than this behind a lost row nothing is looked for.
const FARTHEST: i64 = 1 << 32;

/// What could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalvageReport {
    /// By table, in the order of the schema.
    pub tables: Vec<TableSalvage>,
}

/// What could be read of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSalvage {
    /// Name of the table.
    pub table: String,
    /// Rows that were kept.
    pub kept: u64,
    /// Places in which rows may have been that could not be read; 0 when all of it was read.
    pub gaps: u64,
}

impl SalvageReport {
    /// What could be read of a table.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableSalvage> {
        self.tables.iter().find(|table| table.table == name)
    }

    /// Everything was read: only what no row lies in was damaged.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.tables.iter().all(|table| table.gaps == 0)
    }
}

/// See [`crate::Store::salvage`].
pub(crate) fn salvage(damaged: &Path, key: &StoreKey, into: &Path) -> Result<SalvageReport, OpenError> {
    let _known: KeyKnown = open::check_head(damaged, key)?;
    let _lock = open::lock(damaged)?;
    let mut source = Source { dir: damaged, key, conn: open::connect_for_salvage(damaged, key)? };
    let schema = migrate::found(&source.conn)?;
    if schema > migrate::known() {
        return Err(OpenError::NewerSchema { found: schema, known: migrate::known() });
    }
    let (mut fresh, _fresh_lock) = open::begin(into, key)?;
    migrate::run_to(&mut fresh, schema)?;
    let report = copy_tables(&mut source, &mut fresh)?;
    migrate::run(&mut fresh)?;
    copy_files(&damaged.join(ATTACHMENTS), &into.join(ATTACHMENTS))?;
    open::finish(fresh, into, key)?;
    Ok(report)
}

/// The damaged store. A connection that has met a damaged page is of no more use and is opened anew.
struct Source<'a> {
    dir: &'a Path,
    key: &'a StoreKey,
    conn: Connection,
}

/// One table, as the schema that both stores have describes it.
struct Table {
    name: String,
    columns: Vec<String>,
}

/// A row with its number.
type Numbered = (i64, Vec<Value>);

impl Source<'_> {
    /// The first row from a number on; an error when the page that it would be on is lost.
    fn row_from(&mut self, table: &Table, from: i64) -> Result<Option<Numbered>, StoreError> {
        let found = self.read(table, from);
        if found.is_err() {
            self.conn = open::connect_for_salvage(self.dir, self.key).map_err(|error| match error {
                OpenError::Io(error) => StoreError::Io(error),
                other => StoreError::Corrupt { what: other.to_string() },
            })?;
        }
        found
    }

    fn read(&self, table: &Table, from: i64) -> Result<Option<Numbered>, StoreError> {
        let columns = table.columns.join(", ");
        let query = format!("SELECT rowid, {columns} FROM {} NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid LIMIT 1", table.name);
        crate::sql::one(&self.conn, &query, [from], |row| {
            let values = (1..=table.columns.len()).map(|at| row.get(at)).collect::<Result<_, _>>()?;
            Ok((row.get(0)?, values))
        })
    }

    /// The first number behind a lost row from which rows can be read again; `None` when there is none.
    fn behind(&mut self, table: &Table, lost: i64) -> Option<i64> {
        let mut step = 1;
        while step <= FARTHEST && self.row_from(table, lost.checked_add(step)?).is_err() {
            step *= 2;
        }
        if step > FARTHEST {
            return None;
        }
        let (mut bad, mut good) = (lost + step / 2, lost + step);
        while good - bad > 1 {
            let middle = bad + (good - bad) / 2;
            if self.row_from(table, middle).is_err() { bad = middle } else { good = middle }
        }
        Some(good)
    }
}

fn copy_tables(source: &mut Source<'_>, fresh: &mut Connection) -> Result<SalvageReport, OpenError> {
    fresh.pragma_update(None, "foreign_keys", false)?;
    let tx = fresh.transaction()?;
    let mut tables = Vec::new();
    for table in tables_of(&tx)? {
        tables.push(copy_table(source, &tx, &table)?);
    }
    // Changes whose document is lost are rebuilt from the log with it.
    tx.execute("DELETE FROM change WHERE document NOT IN (SELECT n FROM document)", [])?;
    tx.commit()?;
    fresh.pragma_update(None, "foreign_keys", true)?;
    Ok(SalvageReport { tables })
}

fn copy_table(source: &mut Source<'_>, fresh: &Connection, table: &Table) -> Result<TableSalvage, OpenError> {
    let (mut next, mut kept, mut gaps) = (Some(i64::MIN), 0, 0);
    while let Some(from) = next {
        next = match source.row_from(table, from) {
            Ok(None) => None,
            Ok(Some((number, values))) => {
                kept += insert(fresh, table, number, values)?;
                number.checked_add(1)
            }
            Err(_) => {
                gaps += 1;
                source.behind(table, from.max(0))
            }
        };
    }
    Ok(TableSalvage { table: table.name.clone(), kept, gaps })
}

fn insert(fresh: &Connection, table: &Table, number: i64, values: Vec<Value>) -> Result<u64, OpenError> {
    let marks = vec!["?"; table.columns.len() + 1].join(", ");
    let query = format!("INSERT OR IGNORE INTO {} (rowid, {}) VALUES ({marks})", table.name, table.columns.join(", "));
    let row = std::iter::once(Value::Integer(number)).chain(values);
    Ok(fresh.prepare_cached(&query)?.execute(params_from_iter(row))? as u64)
}

fn tables_of(conn: &Connection) -> Result<Vec<Table>, OpenError> {
    let names = crate::sql::all(
        conn,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
        [],
        |row| row.get::<_, String>(0),
    )?;
    let columns = |name: &String| crate::sql::all(conn, "SELECT name FROM pragma_table_info(?1)", [name], |row| row.get(0));
    names.into_iter().map(|name| Ok(Table { columns: columns(&name)?, name })).collect()
}

/// Copies the sealed files as they are: each is verified by its hash when it is read.
fn copy_files(from: &Path, to: &Path) -> Result<(), OpenError> {
    if !from.try_exists()? {
        return Ok(());
    }
    for folder in fs::read_dir(from)? {
        let folder = folder?;
        let target = to.join(folder.file_name());
        fs::create_dir_all(&target)?;
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            let target = target.join(file.file_name());
            fs::hard_link(file.path(), &target).or_else(|_| fs::copy(file.path(), &target).map(drop))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
