//! A new key for the store, on a copy: the old file stays what it is until the copy is whole, verified and durable; then one rename decides.
//!
//! Who holds an old copy of the disk and its key opens that copy only. The key slots are the vault's: the app writes the new ones before the rename
//! and makes them count after it.

use std::{fs, path::Path};

use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::{
    OpenError, Store, StoreKey,
    layout::{self, COPY, DATABASE, HEAD},
    migrate, open,
};

impl Store {
    /// Bytes of the database on the disk, with its log: what a copy needs.
    pub fn size_on_disk(&self) -> Result<u64, OpenError> {
        let log = fs::metadata(layout::with_suffix(&self.dir.join(DATABASE), "-wal")).map_or(0, |log| log.len());
        Ok(fs::metadata(self.dir.join(DATABASE))?.len() + log)
    }

    /// Writes the whole content into a copy under another key, and verifies it. The store itself stays as it is.
    pub fn copy_under(&self, key: &StoreKey) -> Result<(), OpenError> {
        self.discard_copy()?;
        let copied = self.export(key).and_then(|()| self.verify_copy(key));
        if copied.is_err() {
            self.discard_copy()?;
        }
        copied
    }

    fn export(&self, key: &StoreKey) -> Result<(), OpenError> {
        let path = self.dir.join(COPY);
        let path = path.to_str().ok_or_else(|| std::io::Error::other("the folder's name is not text"))?;
        let schema = migrate::found(&self.conn)?;
        // The store's connection makes no files, and the copy is for its owner only.
        layout::private(fs::OpenOptions::new().write(true).create_new(true)).open(path)?;
        let attached: Zeroizing<String> = key.literal();
        self.conn.execute("ATTACH DATABASE ?1 AS salinan KEY ?2", [path, attached.as_str()])?;
        let exported = self.fill_copy(schema);
        let detached = self.conn.execute_batch("DETACH DATABASE salinan").map_err(OpenError::from);
        exported.and(detached)?;
        Ok(fs::File::open(path)?.sync_all()?)
    }

    fn fill_copy(&self, schema: u32) -> Result<(), OpenError> {
        self.conn.query_row("SELECT sqlcipher_export('salinan')", [], |_| Ok(()))?;
        Ok(self.conn.execute_batch(&format!("PRAGMA salinan.user_version = {schema}"))?)
    }

    /// Every page is authentic, the structure is sound, and each table has the rows that it has here.
    fn verify_copy(&self, key: &StoreKey) -> Result<(), OpenError> {
        let copy = open::connect_copy(&self.dir.join(COPY), key)?;
        open::check_pages(&copy)?;
        let found: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if found != "ok" {
            return Err(OpenError::Corrupt { what: found });
        }
        if inventory(&copy)? != inventory(&self.conn)? {
            return Err(OpenError::Corrupt { what: "the copy lacks rows".to_owned() });
        }
        copy.close().map_err(|(_, error)| error.into())
    }

    /// Closes the store and puts the copy in its place. When this returns, only the copy's key opens the folder.
    pub fn switch_to_copy(self) -> Result<(), OpenError> {
        let Self { conn, dir, lock, .. } = self;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        conn.close().map_err(|(_, error)| error)?;
        // Their pages are under the old key: they must not lie beside the new file.
        for suffix in ["-wal", "-shm"] {
            open::remove_if_there(&layout::with_suffix(&dir.join(DATABASE), suffix))?;
        }
        layout::rename_durably(&dir.join(COPY), &dir.join(DATABASE))?;
        forget_head(&dir)?;
        drop(lock);
        Ok(())
    }

    /// Removes a copy that was never put in place.
    pub fn discard_copy(&self) -> Result<(), OpenError> {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            open::remove_if_there(&layout::with_suffix(&self.dir.join(COPY), suffix))?;
        }
        Ok(())
    }

    /// Whether a key opens the database of a folder, whatever its head says: after a switch that was cut short.
    pub fn opens_with(dir: &Path, key: &StoreKey) -> Result<bool, OpenError> {
        let _lock = open::lock(dir)?;
        match open::connect_copy(&dir.join(DATABASE), key) {
            Ok(_) => Ok(true),
            // Without the head a wrong key looks exactly like a damaged first page; a file that is damaged is named when it is opened.
            Err(OpenError::WrongKey | OpenError::Corrupt { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends a switch that was cut short: the head still tells of the old key. It is written anew when the store is opened.
    pub fn finish_switch(dir: &Path) -> Result<(), OpenError> {
        let _lock = open::lock(dir)?;
        forget_head(dir)
    }
}

fn forget_head(dir: &Path) -> Result<(), OpenError> {
    open::remove_if_there(&dir.join(HEAD))?;
    Ok(layout::sync_dir(dir)?)
}

/// Schema, and how many rows each table has.
fn inventory(conn: &Connection) -> Result<Vec<(String, String, u64)>, OpenError> {
    let query = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let tables = crate::sql::all(conn, query, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let count = |name: &str| conn.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get::<_, i64>(0));
    tables.into_iter().map(|(name, sql)| Ok((name.clone(), sql, count(&name)?.unsigned_abs()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(dir: &Path) -> Store {
        let mut store = Store::create(dir, &StoreKey::new([1; 32])).unwrap();
        store.write::<_, crate::StoreError>(|tx| (0..500).try_for_each(|n| tx.settings().put(&format!("k{n}"), "nilai"))).unwrap();
        store
    }

    #[test]
    fn the_copy_opens_with_the_new_key_only_and_has_everything() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let before = store.settings().list().unwrap();
        store.copy_under(&StoreKey::new([2; 32])).unwrap();
        assert_eq!(store.settings().list().unwrap(), before, "the store works on while the copy lies there");
        store.switch_to_copy().unwrap();
        assert!(Store::open(folder.path(), &StoreKey::new([1; 32])).is_err(), "the old key opens nothing");
        let store = Store::open(folder.path(), &StoreKey::new([2; 32])).unwrap();
        assert_eq!(store.settings().list().unwrap(), before);
        store.check_integrity().unwrap();
    }

    #[test]
    fn a_copy_that_lacks_a_row_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store(folder.path());
        let key = StoreKey::new([2; 32]);
        store.export(&key).unwrap();
        store.verify_copy(&key).unwrap();
        store.write::<_, crate::StoreError>(|tx| tx.settings().put("later", "x")).unwrap();
        assert!(store.verify_copy(&key).is_err(), "what was written since is not in it");
        assert!(store.verify_copy(&StoreKey::new([3; 32])).is_err(), "nor does another key open it");
    }

    #[test]
    fn a_torn_copy_is_found_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let key = StoreKey::new([2; 32]);
        store.export(&key).unwrap();
        let copy = folder.path().join(COPY);
        let mut bytes = fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&copy, bytes).unwrap();
        assert!(store.verify_copy(&key).is_err(), "each page has its code");
        store.copy_under(&key).expect("a stale copy is in nobody's way");
        store.discard_copy().unwrap();
        assert!(!copy.exists());
    }

    #[test]
    fn a_switch_cut_short_after_the_rename_is_told_from_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (StoreKey::new([1; 32]), StoreKey::new([2; 32]));
        let store = store(folder.path());
        store.copy_under(&new).unwrap();
        let head = fs::read(folder.path().join(HEAD)).unwrap();
        drop(store);
        assert!(!Store::opens_with(folder.path(), &new).unwrap() && Store::opens_with(folder.path(), &old).unwrap());
        Store::open(folder.path(), &old).unwrap().switch_to_copy().unwrap();
        fs::write(folder.path().join(HEAD), head).unwrap();
        assert!(Store::opens_with(folder.path(), &new).unwrap() && !Store::opens_with(folder.path(), &old).unwrap());
        Store::finish_switch(folder.path()).unwrap();
        assert!(Store::open(folder.path(), &new).is_ok(), "the old head is in nobody's way");
    }
}
