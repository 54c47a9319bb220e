//! Names of the files in a store's folder, and how files are written so that a power cut leaves the old or the new one.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The encrypted database. A store exists when this file does.
pub(crate) const DATABASE: &str = "ktpel.db";
/// A database being made; renamed to [`DATABASE`] once it is whole.
pub(crate) const DATABASE_FRESH: &str = "ktpel.db.baru";
/// A copy under a new key; renamed to [`DATABASE`] once it is whole and verified.
pub(crate) const COPY: &str = "ktpel.db.rekey";
/// What must be readable without the key: format and key check.
pub(crate) const HEAD: &str = "store.json";
/// Locked by the process that has the store open.
pub(crate) const LOCK: &str = "store.lock";
/// Folder of the sealed attachments.
pub(crate) const ATTACHMENTS: &str = "lampiran";

/// Writes a file whole or not at all, and durably. A failed attempt leaves nothing behind.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = with_suffix(path, ".baru");
    let written = write_and_sync(&fresh, bytes).and_then(|()| rename_durably(&fresh, path));
    if written.is_err() {
        // Best effort: the disk may be full, and the sweep removes it at the next start.
        drop(fs::remove_file(&fresh));
    }
    written
}

fn write_and_sync(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renames within one folder and makes the rename durable.
pub(crate) fn rename_durably(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    to.parent().map_or(Ok(()), sync_dir)
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(unix)]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
