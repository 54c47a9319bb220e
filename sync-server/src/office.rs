//! The office in one process: its storage, its own key and log, the people it knows, and who listens for changes.
//!
//! Everything that changes the office goes through here: batches of kits ([`receive`]), acts of office users ([`act`]), enrolment, visits. The hosts
//! above (HTTP routes, command line) translate and decide nothing.

pub mod account;
pub mod act;
mod authority;
pub mod checkpoints;
pub mod confirm;
pub mod documents;
pub mod enrol;
pub mod exchange;
pub mod held;
pub mod lampiran;
mod lives;
mod own_words;
pub mod password;
pub mod plan_visit;
mod prepare;
pub mod receive;
pub mod recovery_codes;
pub mod refresh;
mod relay;
pub mod retry;
pub mod revoke;
pub mod roster;
mod scope;
pub mod sessions;
pub mod sign_in;
pub mod slip;
pub mod stick;
pub mod totp;
pub mod tries;
pub mod verify;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use ktpel_case::{CheckedSignatures, Roster};
use ktpel_domain::{
    ids::{DeviceId, DocId, KeyId},
    time::{Clock, Timestamp},
};
use ktpel_pki::{Ca, PkiError};
use ktpel_sop::situation::Policy;
use ktpel_sync::{
    Chain, Entry, EntryKind,
    chunk::ChunkError,
    entry::NO_DOC,
    payload::{DeviceKey, PolicyRecord, Record},
};
use ktpel_vault::DeviceIdentity;
use tokio::sync::broadcast;

use crate::{
    api::views::LiveEvent,
    random,
    storage::{DeviceRow, DeviceStatus, OfficeRow, Storage, StorageError, StorageKey, Tables},
    worker::{WorkerError, Workers},
};

/// Events that a slow listener may be behind before it has to load everything again.
const EVENTS: usize = 256;

/// Why something at the office could not be done.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// `init` was not finished.
    #[error("the office is not set up")]
    NotSetUp,
    /// A stored document cannot be read.
    #[error("document {doc} cannot be read: {why}")]
    Document {
        /// Which.
        doc: DocId,
        /// Why.
        why: ktpel_case::LoadError,
    },
    /// An own entry could not be made.
    #[error("own entry: {0}")]
    Entry(#[from] ChunkError),
    /// The certificate authority failed.
    #[error("authority: {0}")]
    Authority(#[from] PkiError),
    /// What a worker answered no longer fits what is stored: to be prepared anew.
    #[error("the office moved on while a batch was looked at")]
    Moved,
    /// What a kit sent could not be looked at.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// What goes out could not be packed.
    #[error("batch: {0}")]
    Batch(#[from] ktpel_sync::BatchError),
}

/// How a new office is set up.
pub struct NewOffice {
    /// Name as shown.
    pub nama: String,
    /// age recipients of the archive: its key and the offline reserve.
    pub archive_recipients: Vec<String>,
    /// age recipient that opens a kit whose passphrase was lost.
    pub recovery_recipient: Option<String>,
    /// A demonstration with made-up residents.
    pub demo: bool,
    /// Policy in force from the start.
    pub policy: PolicyRecord,
}

/// The office.
pub struct Office {
    /// The database and its folder.
    pub storage: Storage,
    /// The server's own key.
    pub identity: DeviceIdentity,
    /// The certificate authority that kits and server believe.
    pub ca: Ca,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Office users who are signed in.
    pub sessions: sessions::Sessions,
    /// Wrong passwords and codes.
    pub tries: tries::Tries,
    /// Held while a password is stretched.
    stretching: Mutex<()>,
    /// Who parses what kits send.
    pub workers: Workers,
    turns: prepare::Turns,
    roster: RwLock<Arc<Roster>>,
    checked: Mutex<CheckedSignatures>,
    events: broadcast::Sender<LiveEvent>,
}

impl Office {
    /// Sets up a new office in `folder`: key, generation, and the first entries of its own log.
    pub fn create(folder: &Path, key: Option<&StorageKey>, clock: Arc<dyn Clock>, new: NewOffice) -> Result<Self, OfficeError> {
        let storage = Storage::create(folder, key)?;
        let identity = DeviceIdentity::generate();
        let now = clock.now();
        storage.write(|tables| {
            tables.office().create(&OfficeRow {
                nama: new.nama.clone(),
                generation: random::bytes(),
                secret: identity.secret(),
                archive_recipients: new.archive_recipients,
                recovery_recipient: new.recovery_recipient,
                demo: new.demo,
                created_ms: now.0,
            })?;
            tables.devices().put(&own_device(&identity, &new.nama, now))?;
            let device_key = DeviceKey { public_key: identity.public(), name: new.nama, office: true, approval: None };
            append_own(tables, &identity, EntryKind::DeviceKey, NO_DOC, device_key.to_payload(), None, now)?;
            authority::make(tables, now)?;
            append_own(tables, &identity, EntryKind::Policy, NO_DOC, new.policy.to_payload(), None, now)?;
            Ok::<_, OfficeError>(())
        })?;
        Self::with(storage, identity, clock)
    }

    /// Opens the office in `folder`.
    pub fn open(folder: &Path, key: Option<&StorageKey>, clock: Arc<dyn Clock>) -> Result<Self, OfficeError> {
        let storage = Storage::open(folder, key)?;
        let row = storage.read(|tables| tables.office().find())?.ok_or(OfficeError::NotSetUp)?;
        let identity = DeviceIdentity::from_secret(&row.secret);
        Self::with(storage, identity, clock)
    }

    fn with(storage: Storage, identity: DeviceIdentity, clock: Arc<dyn Clock>) -> Result<Self, OfficeError> {
        let roster = storage.read(roster::load)?;
        let ca = storage.write(|tables| authority::load_or_make(tables, clock.now()))?;
        let (events, _) = broadcast::channel(EVENTS);
        Ok(Self {
            storage,
            identity,
            ca,
            clock,
            sessions: sessions::Sessions::default(),
            tries: tries::Tries::default(),
            stretching: Mutex::default(),
            workers: Workers::own(),
            turns: prepare::Turns::default(),
            roster: RwLock::new(Arc::new(roster)),
            checked: Mutex::default(),
            events,
        })
    }

    /// With workers of another program: this process is not the server's.
    #[must_use]
    pub fn with_workers(self, workers: Workers) -> Self {
        Self { workers, ..self }
    }

    /// The server as a device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.identity.id()
    }

    /// Now, by the server's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// People and sessions known at this moment.
    #[must_use]
    pub fn roster(&self) -> Arc<Roster> {
        Arc::clone(&self.roster.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Listens for changes.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<LiveEvent> {
        self.events.subscribe()
    }

    /// Tells listeners; with none there is nobody to tell.
    pub(crate) fn tell(&self, event: LiveEvent) {
        let _nobody_listens = self.events.send(event);
    }

    /// Reads people and sessions again, after entries about them were stored.
    pub(crate) fn reload_roster(&self) -> Result<(), OfficeError> {
        let roster = Arc::new(self.storage.read(roster::load)?);
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = roster;
        Ok(())
    }

    /// Policy in force: the newest policy entry of the office.
    pub fn policy(&self, tables: &Tables<'_>) -> Result<Policy, StorageError> {
        let payload = tables.entries().latest(self.device(), EntryKind::Policy)?;
        let record = payload.and_then(|bytes| PolicyRecord::from_payload(&bytes).ok());
        Ok(record.map_or_else(Policy::default, |record| Policy {
            record_before_nik: record.record_before_nik,
            max_status_age_days: record.max_status_age_days,
        }))
    }

    /// Appends an entry to the office's own log, inside the caller's transaction.
    pub(crate) fn append(
        &self,
        tables: &Tables<'_>,
        kind: EntryKind,
        doc: DocId,
        payload: Vec<u8>,
        operator: Option<KeyId>,
    ) -> Result<Entry, OfficeError> {
        append_own(tables, &self.identity, kind, doc, payload, operator, self.now())
    }

    /// Signs with the server's key.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.identity.sign(message)
    }
}

fn own_device(identity: &DeviceIdentity, nama: &str, now: Timestamp) -> DeviceRow {
    DeviceRow {
        id: identity.id(),
        public_key: identity.public(),
        name: nama.to_owned(),
        office: true,
        status: DeviceStatus::Active,
        enrolled: now,
        last_contact: None,
        challenge: random::bytes(),
        cursor: 0,
        passed: 0,
        waiting: 0,
        attachments_waiting: 0,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn append_own(
    tables: &Tables<'_>,
    identity: &DeviceIdentity,
    kind: EntryKind,
    doc: DocId,
    payload: Vec<u8>,
    operator: Option<KeyId>,
    now: Timestamp,
) -> Result<Entry, OfficeError> {
    let mut chain = Chain::resume(identity.id(), tables.entries().tip(identity.id())?);
    let entry = chain.append(kind, doc, payload, operator, now)?;
    tables.entries().append(tables.office().next_seq()?, std::slice::from_ref(&entry), now)?;
    Ok(entry)
}
