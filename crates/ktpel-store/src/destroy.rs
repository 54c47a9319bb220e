//! Removing a store and everything beside it that belongs to it: the second half of a wipe, when the key slots are gone already.
//!
//! The bytes are ciphertext without a key by then; removing them frees the disk and leaves nothing to wonder about.

use std::{fs, io, path::Path};

use crate::{
    Store,
    layout::{ATTACHMENTS, DATABASE, HEAD, LOCK},
};

impl Store {
    /// Removes database, logs, head, lock and attachments from a folder, half-made ones too. Other files stay. To be called when no store is open there.
    pub fn destroy(dir: &Path) -> io::Result<()> {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            let name = entry.file_name();
            let ours = [DATABASE, HEAD, LOCK].iter().any(|prefix| name.to_string_lossy().starts_with(prefix));
            if ours && entry.file_type()?.is_file() {
                gone(fs::remove_file(entry.path()))?;
            }
        }
        gone(fs::remove_dir_all(dir.join(ATTACHMENTS)))?;
        crate::layout::sync_dir(dir)
    }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreKey;

    #[test]
    fn nothing_of_the_store_stays_and_nothing_else_goes() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path(), &StoreKey::new([7; 32])).unwrap();
        store.put_file(b"sealed bytes").unwrap();
        drop(store);
        fs::write(dir.path().join("ktpel.db.baru"), b"half made").unwrap();
        fs::write(dir.path().join("catatan-pribadi.txt"), b"not ours").unwrap();
        Store::destroy(dir.path()).unwrap();
        Store::destroy(dir.path()).unwrap();
        let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["catatan-pribadi.txt"]);
    }
}
