//! Making and opening a store: the order of checks that tells a wrong key from a damaged file.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read},
    path::Path,
};

use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use crate::{
    OpenError, StoreKey,
    layout::{self, ATTACHMENTS, DATABASE, DATABASE_FRESH, HEAD, LOCK},
    migrate,
};

const FORMAT: u32 = 1;
const MAX_HEAD_BYTES: u64 = 4096;
const PAGE_BYTES: u64 = 4096;
const READ_WRITE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
const READ_ONLY: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// What can be read without the key.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    key_check: String,
}

/// Whether the key is known to be right before the database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKnown {
    /// The head's check value agrees.
    Right,
    /// The head is missing or unreadable: the database itself must tell.
    No,
}

/// An open database and the lock that keeps other processes out of it.
pub(crate) struct Opened {
    pub conn: Connection,
    pub lock: File,
}

/// Makes a store in a folder that has none. A making that was cut short is begun anew.
pub(crate) fn create(dir: &Path, key: &StoreKey) -> Result<Opened, OpenError> {
    let (mut conn, lock) = begin(dir, key)?;
    migrate::run(&mut conn)?;
    finish(conn, dir, key)?;
    Ok(Opened { conn: connect(&dir.join(DATABASE), key, READ_WRITE)?, lock })
}

/// Begins a database that is no store until [`finish`] gives it its name.
pub(crate) fn begin(dir: &Path, key: &StoreKey) -> Result<(Connection, File), OpenError> {
    fs::create_dir_all(dir.join(ATTACHMENTS))?;
    let lock = lock(dir)?;
    if dir.join(DATABASE).try_exists()? {
        return Err(OpenError::AlreadyExists);
    }
    let fresh = dir.join(DATABASE_FRESH);
    for suffix in ["", "-wal", "-shm", "-journal"] {
        remove_if_there(&layout::with_suffix(&fresh, suffix))?;
    }
    Ok((connect(&fresh, key, READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?, lock))
}

/// Makes the database that [`begin`] began the folder's store.
pub(crate) fn finish(conn: Connection, dir: &Path, key: &StoreKey) -> Result<(), OpenError> {
    conn.close().map_err(|(_, error)| error)?;
    write_head(dir, key)?;
    Ok(layout::rename_durably(&dir.join(DATABASE_FRESH), &dir.join(DATABASE))?)
}

/// Opens a store, checks every page, and brings its schema up.
pub(crate) fn open(dir: &Path, key: &StoreKey) -> Result<Opened, OpenError> {
    let database = dir.join(DATABASE);
    let head = check_head(dir, key)?;
    let lock = lock(dir)?;
    if fs::metadata(&database)?.len() < PAGE_BYTES {
        return Err(OpenError::Corrupt { what: "file shorter than one page".to_owned() });
    }
    let mut conn = connect(&database, key, READ_WRITE)?;
    check_pages(&conn)?;
    migrate::run(&mut conn)?;
    if head == KeyKnown::No {
        write_head(dir, key)?;
    }
    Ok(Opened { conn, lock })
}

/// Checks what can be checked without opening the database.
pub(crate) fn check_head(dir: &Path, key: &StoreKey) -> Result<KeyKnown, OpenError> {
    if !dir.join(DATABASE).try_exists()? {
        return Err(OpenError::NotAStore);
    }
    let Some(head) = read_head(dir)? else { return Ok(KeyKnown::No) };
    if head.format > FORMAT {
        return Err(OpenError::NewerSchema { found: head.format, known: FORMAT });
    }
    if head.key_check == key.check() { Ok(KeyKnown::Right) } else { Err(OpenError::WrongKey) }
}

/// Verifies the authentication code of every page. The log is written back first: a page torn by a power cut during
/// that is mended from it, and is no damage.
pub(crate) fn check_pages(conn: &Connection) -> Result<(), OpenError> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let mut statement = conn.prepare("PRAGMA cipher_integrity_check")?;
    let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    match found.first() {
        None => Ok(()),
        Some(first) => Err(OpenError::Corrupt { what: format!("{first} ({} in all)", found.len()) }),
    }
}

fn connect(path: &Path, key: &StoreKey, flags: OpenFlags) -> Result<Connection, OpenError> {
    let conn = unlock(path, key, flags)?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA cache_size = -16384;
         PRAGMA journal_size_limit = 16777216;",
    )?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}

/// Opens a damaged database for reading what is left of it; nothing in its folder changes but the log's index.
pub(crate) fn connect_for_salvage(dir: &Path, key: &StoreKey) -> Result<Connection, OpenError> {
    unlock(&dir.join(DATABASE), key, READ_ONLY)
}

/// Opens a database that has its final name elsewhere, or of which it is not known yet whether this key opens it.
pub(crate) fn connect_copy(path: &Path, key: &StoreKey) -> Result<Connection, OpenError> {
    unlock(path, key, READ_WRITE)
}

fn unlock(path: &Path, key: &StoreKey, flags: OpenFlags) -> Result<Connection, OpenError> {
    let conn = Connection::open_with_flags(path, flags)?;
    // What SQLCipher would print on stderr comes back as an error with a name.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&key.pragma())?;
    conn.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(conn)
}

pub(crate) fn lock(dir: &Path) -> Result<File, OpenError> {
    let file = layout::private(OpenOptions::new().write(true).create(true).truncate(false)).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// `None` when the head is missing or unreadable: then the database itself must tell whether the key is right.
fn read_head(dir: &Path) -> Result<Option<Head>, OpenError> {
    let file = match File::open(dir.join(HEAD)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(MAX_HEAD_BYTES).read_to_end(&mut bytes)?;
    Ok(serde_json::from_slice(&bytes).ok())
}

fn write_head(dir: &Path, key: &StoreKey) -> Result<(), OpenError> {
    let head = Head { format: FORMAT, key_check: key.check() };
    let bytes = serde_json::to_vec(&head).expect("plain text fields become JSON");
    Ok(layout::write_durably(&dir.join(HEAD), &bytes)?)
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), OpenError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
