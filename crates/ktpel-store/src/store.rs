//! The open store: reads by table, writes in one durable transaction.

use std::{
    cell::{Cell, RefCell},
    fmt,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{
    OpenError, SalvageReport, StoreError, StoreKey, open, salvage,
    table::{
        attachment::{Attachments, AttachmentsMut},
        blanko_use::{BlankoUses, BlankoUsesMut},
        case_index::{CaseIndex, CaseIndexMut},
        case_secret::{CaseSecrets, CaseSecretsMut},
        checkpoint::{Checkpoints, CheckpointsMut},
        contact_index::{ContactIndex, ContactIndexMut},
        device_key::{DeviceKeys, DeviceKeysMut},
        document::{Documents, DocumentsMut},
        draft::{Drafts, DraftsMut},
        entry::{Entries, EntriesMut},
        operator::{Operators, OperatorsMut},
        quarantine::{Quarantine, QuarantineMut},
        relay::{Relays, RelaysMut},
        resident::{NameIndex, Residents, ResidentsMut},
        setting::{Settings, SettingsMut},
        stock::{Stock, StockMut},
        sync_state::{SyncStates, SyncStatesMut},
        tip_proof::{TipProofs, TipProofsMut},
        visit_index::{VisitIndex, VisitIndexMut},
    },
};

/// An open store. One process has it at a time; it closes when dropped.
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) dir: PathBuf,
    names: RefCell<Option<Arc<NameIndex>>>,
    pub(crate) lock: File,
}

/// One transaction: everything written through it becomes durable together, or nothing does.
pub struct Tx<'a> {
    conn: Transaction<'a>,
    names_changed: Cell<bool>,
}

impl Store {
    /// Makes a store in a folder that has none, and opens it.
    pub fn create(dir: &Path, key: &StoreKey) -> Result<Self, OpenError> {
        Ok(Self::of(dir, open::create(dir, key)?))
    }

    /// Opens a store: verifies every page and brings the schema up, or refuses.
    pub fn open(dir: &Path, key: &StoreKey) -> Result<Self, OpenError> {
        Ok(Self::of(dir, open::open(dir, key)?))
    }

    /// Reads what is left of a damaged store into a new one in the folder `into`, which must hold none. The damaged one
    /// stays as it is.
    ///
    /// If entries were lost the device must take a new identity before it works on: its log may have lost its end, and
    /// the office may have what is lost here.
    pub fn salvage(damaged: &Path, key: &StoreKey, into: &Path) -> Result<SalvageReport, OpenError> {
        salvage::salvage(damaged, key, into)
    }

    fn of(dir: &Path, opened: open::Opened) -> Self {
        Self { conn: opened.conn, dir: dir.to_owned(), names: RefCell::new(None), lock: opened.lock }
    }

    /// Runs one act as one durable transaction: when this returns `Ok`, a power cut loses nothing of it.
    ///
    /// An error of the act, or of the disk, leaves the store as it was.
    pub fn write<T, E: From<StoreError>>(&mut self, act: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let conn = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let tx = Tx { conn, names_changed: Cell::new(false) };
        let done = act(&tx)?;
        let names_changed = tx.names_changed.get();
        tx.conn.commit().map_err(StoreError::from)?;
        if names_changed {
            self.names.replace(None);
        }
        Ok(done)
    }

    /// Verifies the authentication code of every page, then SQLite's own structure. Reads the whole file.
    pub fn check_integrity(&self) -> Result<(), OpenError> {
        open::check_pages(&self.conn)?;
        let found: String = self.conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(OpenError::Corrupt { what: found }) }
    }

    /// Writes the log back into the database file and empties it, so that what was deleted is gone from both.
    pub fn settle(&self) -> Result<(), StoreError> {
        Ok(self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// The folder of the store.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The register extract of the visit, and the search in it.
    #[must_use]
    pub fn residents(&self) -> Residents<'_> {
        Residents::new(&self.conn, &self.names)
    }
}

impl Tx<'_> {
    /// The register extract of the visit.
    #[must_use]
    pub fn residents(&self) -> ResidentsMut<'_> {
        ResidentsMut::new(&self.conn, &self.names_changed)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

/// One accessor per table, for reading on the store and for writing in a transaction.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $read:ident, $write:ident;)+) => {
        impl Store {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $read<'_> {
                $read::new(&self.conn)
            })+
        }

        impl Tx<'_> {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $write<'_> {
                $write::new(&self.conn)
            })+
        }
    };
}

tables! {
    /// The signed logs, own and received.
    entries: Entries, EntriesMut;
    /// The documents: snapshots and loose changes.
    documents: Documents, DocumentsMut;
    /// Which blanko the cases took.
    blanko_uses: BlankoUses, BlankoUsesMut;
    /// What the board shows of each case.
    case_index: CaseIndex, CaseIndexMut;
    /// What the screens show of each visit.
    visit_index: VisitIndex, VisitIndexMut;
    /// The contacts of each visit.
    contact_index: ContactIndex, ContactIndexMut;
    /// The sealed attachments.
    attachments: Attachments, AttachmentsMut;
    /// The secrets that open a case's attachments.
    case_secrets: CaseSecrets, CaseSecretsMut;
    /// The people who work on the kit and the office users whose signatures are checked.
    operators: Operators, OperatorsMut;
    /// The known devices.
    device_keys: DeviceKeys, DeviceKeysMut;
    /// Settings of this kit.
    settings: Settings, SettingsMut;
    /// Half-typed forms.
    drafts: Drafts, DraftsMut;
    /// Where the exchange with the office stands.
    sync_state: SyncStates, SyncStatesMut;
    /// Movements of blanko and ribbon.
    stock: Stock, StockMut;
    /// What was received and could not be used.
    quarantine: Quarantine, QuarantineMut;
    /// What the office signed of its own log.
    checkpoints: Checkpoints, CheckpointsMut;
    /// What was signed of the ends of logs.
    tip_proofs: TipProofs, TipProofsMut;
    /// What can be brought to the office for others.
    relays: Relays, RelaysMut;
}

#[cfg(test)]
pub(crate) mod tests;
