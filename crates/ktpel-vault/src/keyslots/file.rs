//! The slots file on disk: read with a limit, written whole or not at all, destroyed on order.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use serde::Deserialize;

use super::{Slots, SlotsError};

/// No real slots file comes near this.
const MAX_BYTES: u64 = 64 * 1024;

pub(super) fn load(path: &Path) -> Result<Slots, SlotsError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SlotsError::Missing,
        _ => SlotsError::Io(error),
    })?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(SlotsError::Damaged { what: "too large" });
    }
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> Result<Slots, SlotsError> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|_| SlotsError::Damaged { what: "not a slots file" })?;
    if head.format > Slots::FORMAT {
        return Err(SlotsError::NewerFormat { found: head.format, known: Slots::FORMAT });
    }
    let slots: Slots = serde_json::from_slice(bytes).map_err(|_| SlotsError::Damaged { what: "fields" })?;
    slots.key_check()?;
    Ok(slots)
}

pub(super) fn save(slots: &Slots, dir: &Path, name: &str) -> Result<(), SlotsError> {
    let fresh = format!("{name}.baru");
    write(slots, OpenOptions::new().write(true).create(true).truncate(true), &dir.join(&fresh))?;
    rename(dir, &fresh, name)
}

pub(super) fn write_new(slots: &Slots, path: &Path) -> Result<(), SlotsError> {
    write(slots, OpenOptions::new().write(true).create_new(true), path)
}

fn write(slots: &Slots, options: &mut OpenOptions, path: &Path) -> Result<(), SlotsError> {
    let mut bytes = serde_json::to_vec_pretty(slots).expect("plain text fields become JSON");
    bytes.push(b'\n');
    let mut file = private(options).open(path)?;
    file.write_all(&bytes)?;
    Ok(file.sync_all()?)
}

/// Renames within a kit's folder, durably.
pub(super) fn rename(dir: &Path, from: &str, to: &str) -> Result<(), SlotsError> {
    fs::rename(dir.join(from), dir.join(to))?;
    Ok(sync_dir(dir)?)
}

pub(super) fn destroy(dir: &Path, name: &str) -> Result<(), SlotsError> {
    for path in [dir.join(name), dir.join(format!("{name}.baru"))] {
        let mut file = match OpenOptions::new().write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        let len = file.metadata()?.len().min(MAX_BYTES);
        file.write_all(&vec![0; usize::try_from(len).unwrap_or(0)])?;
        file.sync_all()?;
        fs::remove_file(&path)?;
    }
    sync_dir(dir)?;
    Ok(())
}

/// Files that only their owner reads.
#[cfg(unix)]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

/// Files that only their owner reads.
#[cfg(not(unix))]
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// A rename is durable only once the folder is.
fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}
