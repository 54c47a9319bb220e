//! The kit's use cases: what each method of the contract does, over store, documents, keys, devices and printers.
//!
//! Generic over [`Host`]: the window and the web host differ only in how events leave. Holds no rule of the SOP (ktpel-sop, ktpel-case) and no SQL
//! (ktpel-store). One act of a person is one durable transaction, see `act.rs`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod act;
mod blanko_twice;
mod board;
mod cases;
pub mod cli;
mod clock;
mod compact;
mod day_report;
mod documents;
mod drafts;
mod enrol;
mod extracts;
mod host;
mod idle;
mod kit;
mod lease;
mod lookup;
mod lookups;
mod net;
mod notices;
mod opened;
mod orders;
mod papers;
mod passphrase;
mod permit;
mod pictures;
mod place;
mod printers;
mod printing;
mod private;
mod problem;
mod recording;
mod register;
mod rekey;
mod roster;
mod scope;
mod sealing;
mod session;
mod setup;
mod slips;
mod status;
mod stick;
mod stock;
mod sync;
mod team;
#[cfg(test)]
mod testing;
mod verify;
mod visits;
mod wipe;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use ktpel_domain::peran::Action;
use ktpel_ipc::{Access, Kit as _, Problem, ProblemCode};
use ktpel_print::Typesetter;

pub use host::{Emit, Host, SystemHost};
pub use place::{data_dir, log_to_stderr};
pub use private::keep_memory_private;
pub use setup::{DEMO_PASSPHRASE, DEMO_PIN};

use opened::{Opened, SignedIn};

/// Largest number of pictures that wait for their capture, and their size in bytes.
const BLOBS: usize = 8;
const BLOB_BYTES: usize = 8 * 1024 * 1024;

/// The kit.
pub struct App<H: Host> {
    host: H,
    dir: PathBuf,
    state: Mutex<Option<Box<Opened>>>,
    blobs: Mutex<BTreeMap<String, Vec<u8>>>,
    begun: Mutex<Option<Arc<setup::Begun>>>,
    renewing: Mutex<Option<Arc<enrol::Asked>>>,
    sync: sync::SyncState,
    /// One file of a stick at a time is written or taken.
    stick: Mutex<()>,
    team: team::TeamState,
    clock: clock::ClockWatch,
    ran: lease::Ran,
    typesetter: OnceLock<Typesetter>,
    runtime: OnceLock<tokio::runtime::Runtime>,
}

impl<H: Host> App<H> {
    /// The kit whose data lie in `dir`, locked. Reads nothing yet, but finishes a wipe that was cut short.
    #[must_use]
    pub fn new(dir: PathBuf, host: H) -> Self {
        wipe::resume(&dir);
        Self {
            ran: lease::Ran::since(host.running_ms()),
            host,
            dir,
            state: Mutex::new(None),
            blobs: Mutex::default(),
            begun: Mutex::default(),
            renewing: Mutex::default(),
            sync: sync::SyncState::default(),
            stick: Mutex::default(),
            team: team::TeamState::default(),
            clock: clock::ClockWatch::default(),
            typesetter: OnceLock::new(),
            runtime: OnceLock::new(),
        }
    }

    /// Keeps the office informed and meets the team, in the background, for as long as the kit is there.
    pub fn run_in_background(self: &Arc<Self>) {
        sync::spawn(Arc::downgrade(self));
        team::spawn(Arc::downgrade(self));
    }

    /// Takes a picture from the UI and answers the id under which `recording.capture` finds it.
    ///
    /// # Errors
    /// `locked` while nobody is signed in; `not_your_role` for who may not record; `invalid` when it is larger than 8 MiB.
    pub fn put_blob(&self, bytes: Vec<u8>) -> Result<String, Problem> {
        self.admit(Access::May(Action::Record))?;
        if bytes.len() > BLOB_BYTES {
            return Err(Problem::new(ProblemCode::Invalid).with("what", "size"));
        }
        let id = self.random_hex();
        let mut blobs = lock(&self.blobs);
        if blobs.len() >= BLOBS {
            blobs.pop_first();
        }
        blobs.insert(id.clone(), bytes);
        Ok(id)
    }

    /// An attachment as (media type, bytes), opened only while an operator is signed in who may read cases.
    ///
    /// # Errors
    /// `locked`, `not_your_role`, or `not_found` for a hash that no case here shows, that is not here, or whose secret was deleted.
    pub fn attachment(&self, hash: &str) -> Result<(&'static str, Vec<u8>), Problem> {
        self.admit(Access::May(Action::ReadPersonal))?;
        self.glance(|opened, _| pictures::shown(opened, hash))
    }

    /// Pictures that wait for their capture do not outlast the operator.
    pub(crate) fn forget_blobs(&self) {
        lock(&self.blobs).clear();
    }

    pub(crate) fn take_blob(&self, id: &str) -> Option<Vec<u8>> {
        lock(&self.blobs).remove(id)
    }

    /// Works on the open store.
    pub(crate) fn open<T>(&self, work: impl FnOnce(&mut Opened) -> Result<T, Problem>) -> Result<T, Problem> {
        let mut state = lock(&self.state);
        idle::check(self, &mut state);
        match state.as_mut() {
            Some(opened) => {
                clock::watch(self, opened)?;
                work(opened)
            }
            None => Err(Problem::new(ProblemCode::Locked)),
        }
    }

    /// Works on the open store for the operator who is signed in and does something now: the kit does not lock by itself meanwhile.
    pub(crate) fn signed_in<T>(&self, work: impl FnOnce(&mut Opened, &SignedIn) -> Result<T, Problem>) -> Result<T, Problem> {
        self.glance(|opened, operator| {
            opened.last_used_ms = self.host.running_ms();
            work(opened, operator)
        })
    }

    /// The same for what a screen asks again and again by itself: nobody may be there any more, so it does not put the lock off.
    pub(crate) fn glance<T>(&self, work: impl FnOnce(&mut Opened, &SignedIn) -> Result<T, Problem>) -> Result<T, Problem> {
        let (done, grown) = self.open(|opened| {
            let operator = opened.operator.clone().ok_or_else(|| Problem::new(ProblemCode::Locked))?;
            let before = act::own_tip(opened)?;
            let done = work(opened, &operator);
            Ok((done, act::own_tip(opened)? != before))
        })?;
        // Also what belongs to no case waits for the office from now on: the frame must not say that all is sent.
        if grown {
            status::tell(self);
        }
        done
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn host(&self) -> &H {
        &self.host
    }

    pub(crate) fn typesetter(&self) -> &Typesetter {
        self.typesetter.get_or_init(Typesetter::new)
    }

    /// The runtime for printers and the network: two threads, started at the first need.
    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        self.runtime.get_or_init(|| {
            net::install_tls();
            let builder = &mut tokio::runtime::Builder::new_multi_thread();
            builder.worker_threads(2).enable_all().build().expect("the operating system gives threads, or nothing here works")
        })
    }

    pub(crate) fn random_hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.random::<16>())
    }

    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.host.random(&mut bytes);
        bytes
    }
}

/// A mutex whose holder panicked still guards valid data: every act replaces the state only after it succeeded.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
