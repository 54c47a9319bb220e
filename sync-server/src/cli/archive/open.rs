//! `sync-server archive open`

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use ktpel_domain::ids::Hash;
use ktpel_vault::{CaseIdentity, KeyUse, SealError, TwoPersonKey};
use sha2::{Digest, Sha256};

use super::{
    ask::{self, Which},
    register,
};
use crate::cli::{CliError, say};

/// Largest sealed file, in bytes: what a kit takes, and its seal.
const MAX_SEALED: u64 = 80 << 20;

/// Opens sealed files.
#[derive(Debug, Args)]
pub struct Open {
    /// Key file: archive.key or reserve.key.
    #[arg(long)]
    key: PathBuf,
    /// A sealed file, or a folder of them (`lampiran` of the server's data).
    #[arg(long = "in")]
    sealed: PathBuf,
    /// Folder for what was opened; nothing in it is written over.
    #[arg(long)]
    out: PathBuf,
}

/// Why one file was not opened.
#[derive(Debug, thiserror::Error)]
enum NotOpened {
    #[error("not for this key")]
    NotForThisKey,
    #[error("damaged: its bytes do not have the hash that is its name")]
    WrongHash,
    #[error("damaged or not a sealed file")]
    Damaged,
    #[error("larger than any sealed file")]
    TooLarge,
    #[error("{0} is there already")]
    Exists(String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl Open {
    pub fn run(self) -> Result<(), CliError> {
        let key = TwoPersonKey::load(&self.key)?;
        if key.key_use() == KeyUse::Recovery {
            return Err("this is the recovery key: it opens kits, no recordings; use archive.key or reserve.key".into());
        }
        let files = sealed_files(&self.sealed)?;
        if files.is_empty() {
            return Err("no sealed file there: their names are 64 hexadecimal digits".into());
        }
        let identity = key.open(&ask::pair(Which::Known)?)?;
        std::fs::create_dir_all(&self.out)?;
        let mut opened = 0;
        for (path, hash) in &files {
            match open(path, *hash, &identity, &self.out) {
                Ok(file) => {
                    opened += 1;
                    register(&key.id(), &format!("opened {hash} as {file}"));
                }
                Err(error) => say(&format!("not opened: {hash}: {error}")),
            }
        }
        say(&format!("{opened} of {} opened", files.len()));
        if opened == files.len() { Ok(()) } else { Err(format!("{} not opened", files.len() - opened).into()) }
    }
}

/// The sealed files at a place, by name, in order. Anything else that lies there is passed by.
fn sealed_files(place: &Path) -> std::io::Result<Vec<(PathBuf, Hash)>> {
    if !place.is_dir() {
        return Ok(hash_of(place).map(|hash| (place.to_owned(), hash)).into_iter().collect());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(place)? {
        let entry = entry?;
        let path = entry.path();
        // A link could lead out of the folder, or in a circle.
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.extend(sealed_files(&path)?);
        } else if kind.is_file() {
            found.extend(hash_of(&path).map(|hash| (path, hash)));
        }
    }
    found.sort();
    Ok(found)
}

fn hash_of(path: &Path) -> Option<Hash> {
    path.file_name()?.to_str()?.parse().ok()
}

fn open(path: &Path, hash: Hash, identity: &CaseIdentity, out: &Path) -> Result<String, NotOpened> {
    let mut sealed = Vec::new();
    File::open(path)?.take(MAX_SEALED + 1).read_to_end(&mut sealed)?;
    if sealed.len() as u64 > MAX_SEALED {
        return Err(NotOpened::TooLarge);
    }
    if Sha256::digest(&sealed).as_slice() != hash.0 {
        return Err(NotOpened::WrongHash);
    }
    let plain = ktpel_vault::open(&sealed, identity).map_err(|error| match error {
        SealError::NotForUs => NotOpened::NotForThisKey,
        SealError::TooLarge => NotOpened::TooLarge,
        SealError::NotARecipient | SealError::NotAnIdentity | SealError::NoRecipient | SealError::Damaged => NotOpened::Damaged,
    })?;
    let name = format!("{hash}.{}", extension(&plain));
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(out.join(&name)).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => NotOpened::Exists(name.clone()),
        _ => error.into(),
    })?;
    file.write_all(&plain)?;
    file.sync_all()?;
    Ok(name)
}

fn extension(plain: &[u8]) -> &'static str {
    match plain {
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        _ => "bin",
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
