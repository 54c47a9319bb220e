//! The office's SQLite (SQLCipher when a key is given): one file per table with its migration, row, reads and writes.
//!
//! Nothing outside this module knows SQL. WAL and synchronous=FULL always: what a write returned, a power cut does not take back. One writer at a
//! time; reads go through a second connection and never wait for it.

mod actor;
mod attachment;
mod authority;
mod blanko_use;
mod case_summary;
mod checkpoint;
mod device;
mod device_status;
mod document;
mod enrol_code;
mod enrolment;
mod entry;
mod extract;
mod feed;
mod held_extract;
mod journal;
mod life;
mod lookup_alarm;
mod migrations;
mod office;
mod operator;
mod person_key;
mod quarantine;
mod recovery_code;
mod resident;
mod scope_member;
mod session;
mod step_time;
mod stick_key;
mod tip_proof;
mod user;
mod visit;

pub use actor::{ActorRow, Actors};
pub use attachment::{AttachmentRow, Attachments};
pub use authority::{AuthorityRow, AuthorityTable};
pub use blanko_use::BlankoUses;
pub use case_summary::{
    CLOSED, CaseFilter, CaseFilterPage, CaseSummaries, Figures, KelurahanFigures, Listed, Stable, StepFigures, SummaryRow,
};
pub use checkpoint::Checkpoints;
pub use device::{DeviceRow, DeviceStatus, Devices, Seen};
pub use device_status::{DeviceStatusRow, DeviceStatuses};
pub use document::{DocumentRow, Documents};
pub use enrol_code::{Closed, CodeCheck, EnrolCodes};
pub use enrolment::{EnrolmentRow, EnrolmentState, Enrolments};
pub use entry::{Entries, Since, Standing, StoredEntry};
pub use extract::{ExtractHead, Extracts};
pub use feed::Feed;
pub use held_extract::{HeldExtractRow, HeldExtracts};
pub use journal::{Journal, JournalRow};
pub use life::{LifeRow, Lives};
pub use lookup_alarm::{LookupAlarmRow, LookupAlarms};
pub use office::{OfficeRow, OfficeTable};
pub use operator::{OperatorRow, Operators};
pub use person_key::{PersonKeyRow, PersonKeys};
pub use quarantine::{Quarantine, QuarantineRow};
pub use recovery_code::RecoveryCodes;
pub use resident::{Coverage, ResidentRow, Residents};
pub use scope_member::{Arrival, Member, ScopeMembers, Subject};
pub use session::{SessionRow, Sessions};
pub use step_time::{StepTimeRow, StepTimes};
pub use stick_key::StickKey;
pub use tip_proof::TipProofs;
pub use user::{SecondFactor, UserRow, Users};
pub use visit::{VisitRow, Visits};

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, TransactionBehavior};
use zeroize::Zeroizing;

/// Name of the database file inside the data folder.
pub const FILE: &str = "office.db";

/// Raw SQLCipher key, from a credential; without one the database is plain SQLite.
pub type StorageKey = Zeroizing<[u8; 32]>;

/// Why the storage failed. Never holds a value of a row.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no database in the folder: `init` was not run.
    #[error("there is no office database in this folder")]
    Missing,
    /// There is one already.
    #[error("there is an office database in this folder already")]
    Exists,
    /// Wrong key, or not a database.
    #[error("the database cannot be opened with this key")]
    WrongKey,
    /// Written by a newer version.
    #[error("the database has schema {found}, this program knows {known}")]
    Newer {
        /// Schema in the file.
        found: u32,
        /// Last schema of this program.
        known: u32,
    },
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// A stored row cannot be read.
    #[error("a row of table {0} is damaged")]
    Damaged(&'static str),
    /// SQLite failed.
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    /// The file system failed.
    #[error("data folder: {0}")]
    Io(#[from] std::io::Error),
}

impl StorageError {
    /// Whether there is no room on the disk.
    #[must_use]
    pub fn is_full(&self) -> bool {
        use std::io::ErrorKind;
        match self {
            Self::DiskFull => true,
            Self::Io(error) => matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded),
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::NotADatabase) => Self::WrongKey,
            _ => Self::Sqlite(error),
        }
    }
}

/// The open database.
pub struct Storage {
    folder: PathBuf,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

/// The tables, inside one transaction.
pub struct Tables<'c>(&'c Connection);

impl Storage {
    /// Makes a new database in `folder`.
    pub fn create(folder: &Path, key: Option<&StorageKey>) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder)?;
        if folder.join(FILE).exists() {
            return Err(StorageError::Exists);
        }
        Self::connect(folder, key)
    }

    /// Opens the database in `folder` and brings its schema up to date.
    pub fn open(folder: &Path, key: Option<&StorageKey>) -> Result<Self, StorageError> {
        if !folder.join(FILE).exists() {
            return Err(StorageError::Missing);
        }
        Self::connect(folder, key)
    }

    fn connect(folder: &Path, key: Option<&StorageKey>) -> Result<Self, StorageError> {
        let mut writer = connection(folder, key)?;
        migrations::run(&mut writer)?;
        let reader = connection(folder, key)?;
        Ok(Self { folder: folder.to_owned(), writer: Mutex::new(writer), reader: Mutex::new(reader) })
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs `act` in one durable transaction: all of it is stored, or nothing.
    pub fn write<T, E: From<StorageError>>(&self, act: impl FnOnce(&Tables<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StorageError::from)?;
        let result = act(&Tables(&transaction))?;
        transaction.commit().map_err(StorageError::from)?;
        Ok(result)
    }

    /// Runs `act` in a transaction that is taken back whatever comes of it: to see what would be.
    pub fn trial<T, E: From<StorageError>>(&self, act: impl FnOnce(&Tables<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StorageError::from)?;
        let result = act(&Tables(&transaction));
        transaction.rollback().map_err(StorageError::from)?;
        result
    }

    /// Reads one consistent state.
    pub fn read<T, E: From<StorageError>>(&self, look: impl FnOnce(&Tables<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.reader);
        let transaction = connection.transaction().map_err(StorageError::from)?;
        look(&Tables(&transaction))
    }

    /// Runs SQLite's own check of every page and index; empty when all is well.
    pub fn integrity_problems(&self) -> Result<Vec<String>, StorageError> {
        let connection = lock(&self.reader);
        let mut statement = connection.prepare("PRAGMA integrity_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}

impl<'c> Tables<'c> {
    /// The office itself: name, key, position of its log.
    #[must_use]
    pub const fn office(&self) -> OfficeTable<'c> {
        OfficeTable(self.0)
    }

    /// The log of all devices.
    #[must_use]
    pub const fn entries(&self) -> Entries<'c> {
        Entries(self.0)
    }

    /// The log as kits read it.
    #[must_use]
    pub const fn feed(&self) -> Feed<'c> {
        Feed(self.0)
    }

    /// What each kit holds.
    #[must_use]
    pub const fn scope(&self) -> ScopeMembers<'c> {
        ScopeMembers(self.0)
    }

    /// The order in which entries came, under a rolling hash.
    #[must_use]
    pub const fn journal(&self) -> Journal<'c> {
        Journal(self.0)
    }

    /// Lives of the database that ended.
    #[must_use]
    pub const fn lives(&self) -> Lives<'c> {
        Lives(self.0)
    }

    /// What the office signed of that order.
    #[must_use]
    pub const fn checkpoints(&self) -> Checkpoints<'c> {
        Checkpoints(self.0)
    }

    /// Blanko that cases took.
    #[must_use]
    pub const fn blanko_uses(&self) -> BlankoUses<'c> {
        BlankoUses(self.0)
    }

    /// What kits signed of the ends of their logs.
    #[must_use]
    pub const fn tip_proofs(&self) -> TipProofs<'c> {
        TipProofs(self.0)
    }

    /// Snapshots of the documents.
    #[must_use]
    pub const fn documents(&self) -> Documents<'c> {
        Documents(self.0)
    }

    /// One row per case, for lists and figures.
    #[must_use]
    pub const fn case_summaries(&self) -> CaseSummaries<'c> {
        CaseSummaries(self.0)
    }

    /// Kits and the server itself.
    #[must_use]
    pub const fn devices(&self) -> Devices<'c> {
        Devices(self.0)
    }

    /// Table `authority`.
    #[must_use]
    pub const fn authority(&self) -> AuthorityTable<'c> {
        AuthorityTable(self.0)
    }

    /// What became of lost kits.
    #[must_use]
    pub const fn device_statuses(&self) -> DeviceStatuses<'c> {
        DeviceStatuses(self.0)
    }

    /// Register extracts that kits hold.
    #[must_use]
    pub const fn held_extracts(&self) -> HeldExtracts<'c> {
        HeldExtracts(self.0)
    }

    /// One-time codes.
    #[must_use]
    pub const fn enrol_codes(&self) -> EnrolCodes<'c> {
        EnrolCodes(self.0)
    }

    /// Kits that asked to be taken in.
    #[must_use]
    pub const fn enrolments(&self) -> Enrolments<'c> {
        Enrolments(self.0)
    }

    /// Visits assigned.
    #[must_use]
    pub const fn visits(&self) -> Visits<'c> {
        Visits(self.0)
    }

    /// Register extracts of the visits.
    #[must_use]
    pub const fn extracts(&self) -> Extracts<'c> {
        Extracts(self.0)
    }

    /// Register rows of published extracts.
    #[must_use]
    pub const fn residents(&self) -> Residents<'c> {
        Residents(self.0)
    }

    /// Durations of ended steps.
    #[must_use]
    pub const fn step_times(&self) -> StepTimes<'c> {
        StepTimes(self.0)
    }

    /// Key for work that comes by USB.
    #[must_use]
    pub const fn stick_key(&self) -> StickKey<'c> {
        StickKey(self.0)
    }

    /// Users of the dashboard.
    #[must_use]
    pub const fn users(&self) -> Users<'c> {
        Users(self.0)
    }

    /// Sessions of the users of the dashboard.
    #[must_use]
    pub const fn sessions(&self) -> Sessions<'c> {
        Sessions(self.0)
    }

    /// Recovery codes of the users of the dashboard.
    #[must_use]
    pub const fn recovery_codes(&self) -> RecoveryCodes<'c> {
        RecoveryCodes(self.0)
    }

    /// Kits that reached the limit of looks into the register.
    #[must_use]
    pub const fn lookup_alarms(&self) -> LookupAlarms<'c> {
        LookupAlarms(self.0)
    }

    /// People of the field teams.
    #[must_use]
    pub const fn operators(&self) -> Operators<'c> {
        Operators(self.0)
    }

    /// Public keys of people.
    #[must_use]
    pub const fn person_keys(&self) -> PersonKeys<'c> {
        PersonKeys(self.0)
    }

    /// Sessions of people on devices.
    #[must_use]
    pub const fn actors(&self) -> Actors<'c> {
        Actors(self.0)
    }

    /// Attachments named by acts.
    #[must_use]
    pub const fn attachments(&self) -> Attachments<'c> {
        Attachments(self.0)
    }

    /// Entries that were not applied.
    #[must_use]
    pub const fn quarantine(&self) -> Quarantine<'c> {
        Quarantine(self.0)
    }
}

fn connection(folder: &Path, key: Option<&StorageKey>) -> Result<Connection, StorageError> {
    let connection = Connection::open(folder.join(FILE))?;
    if let Some(key) = key {
        let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(key.as_slice()));
        connection.pragma_update(None, "key", format!("x'{}'", hex.as_str()))?;
    }
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).map_err(|_| StorageError::WrongKey)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    Ok(connection)
}

/// A panic while the lock was held rolled its transaction back: the connection is sound.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// SQLite integers are signed; positions and sizes stay far below the limit.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A stored count or position; negative ones do not occur.
pub(crate) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests;
