//! What the worker is asked and what it answers, and the work itself: pure, so that tests and fuzzing run the very same.

use std::collections::BTreeMap;

use ktpel_case::{CaseDoc, DocKind, Operator, Roster, SessionRecord, TakeError, Viewer, new_document, settle, settle_waiting};
use ktpel_domain::{
    ids::{ActorId, DocId, KeyId},
    time::Timestamp,
};
use ktpel_sync::exchange::RefusalCode;
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};

/// Longest reason that the server keeps of what a worker says.
const WHY_BYTES: usize = 200;

/// One document with changes of others to take into it.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Job {
    /// The document.
    #[n(0)]
    doc: ByteArray<16>,
    /// A visit, as far as the server knows.
    #[n(1)]
    visit: bool,
    /// Bytes as a worker gave them before; none for a new document.
    #[n(2)]
    snapshot: Option<ByteVec>,
    /// Changes of this batch, in the order of the log.
    #[n(3)]
    changes: Vec<ByteVec>,
    /// Changes that came earlier and waited for what they build on.
    #[n(4)]
    waiting: Vec<ByteVec>,
    /// Now.
    #[n(5)]
    now_ms: i64,
}

impl Job {
    /// A job; `snapshot` is what a worker gave before.
    #[must_use]
    pub fn new(doc: DocId, kind: DocKind, snapshot: Option<Vec<u8>>, now: Timestamp) -> Self {
        let snapshot = snapshot.map(ByteVec::from);
        Self { doc: doc.0.into(), visit: kind == DocKind::Visit, snapshot, changes: Vec::new(), waiting: Vec::new(), now_ms: now.0 }
    }

    /// With these changes.
    #[must_use]
    pub fn with_changes(self, changes: Vec<Vec<u8>>) -> Self {
        Self { changes: changes.into_iter().map(ByteVec::from).collect(), ..self }
    }

    /// With these that waited.
    #[must_use]
    pub fn with_waiting(self, waiting: Vec<Vec<u8>>) -> Self {
        Self { waiting: waiting.into_iter().map(ByteVec::from).collect(), ..self }
    }

    /// The changes, those that waited last.
    pub fn changes(&self) -> impl Iterator<Item = &[u8]> {
        self.changes.iter().chain(&self.waiting).map(|change| change.as_slice())
    }

    /// How many changes it holds, those that waited included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.changes.len() + self.waiting.len()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many changes of the batch it holds.
    pub(super) fn own(&self) -> usize {
        self.changes.len()
    }

    /// One change alone, on what the document is by now; counted through changes and those that waited.
    pub(super) fn alone(&self, index: usize, snapshot: Option<ByteVec>) -> Self {
        let (own, late) = match index.checked_sub(self.changes.len()) {
            None => (self.changes.get(index).cloned(), None),
            Some(late) => (None, self.waiting.get(late).cloned()),
        };
        let snapshot = snapshot.or_else(|| self.snapshot.clone());
        let (changes, waiting) = (own.into_iter().collect(), late.into_iter().collect());
        Self { doc: self.doc, visit: self.visit, snapshot, changes, waiting, now_ms: self.now_ms }
    }
}

/// One change that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Held {
    /// Its place among the changes of the job.
    #[n(0)]
    pub index: u32,
    /// Why.
    #[n(1)]
    pub code: RefusalCode,
    /// The same in technical words, without content.
    #[n(2)]
    pub why: String,
}

/// What became of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Answer {
    /// The document with what passed, read back once; none where nothing new passed.
    #[n(0)]
    pub snapshot: Option<ByteVec>,
    /// Changes that do not count.
    #[n(1)]
    pub refused: Vec<Held>,
    /// Those that waited and do so no longer, by their place, in the order in which they were taken.
    #[n(2)]
    pub released: Vec<u32>,
    /// Those that waited and stopped the worker.
    #[n(3)]
    pub harmful: Vec<u32>,
}

impl Answer {
    /// Whether it speaks only of changes that the job holds.
    pub(super) fn fits(&self, job: &Job) -> bool {
        let below = |index: &u32, count: usize| (*index as usize) < count;
        self.refused.iter().all(|one| below(&one.index, job.changes.len()))
            && self.released.iter().chain(&self.harmful).all(|index| below(index, job.waiting.len()))
    }
}

/// Does a job. May take long, much memory, or the whole process with it: that is what the worker is for.
#[must_use]
pub fn work(roster: &Roster, job: Job) -> Answer {
    let viewer = Viewer { roster, now: Timestamp(job.now_ms) };
    let changes: Vec<Vec<u8>> = job.changes.iter().map(|change| change.to_vec()).collect();
    let waiting: Vec<Vec<u8>> = job.waiting.iter().map(|change| change.to_vec()).collect();
    let Some(document) = base(&job, changes.first().or(waiting.first())) else {
        let why = "the stored document cannot be read";
        let refused = (0..changes.len()).map(|index| held(index, RefusalCode::Internal, why)).collect();
        return Answer { refused, ..Answer::default() };
    };
    let (settled, taken) = settle_waiting(settle(document, &changes, viewer), &changes, &waiting, viewer);
    let refused = settled.refused.iter().map(|(index, error)| held(*index, code_of(error), &error.to_string())).collect();
    let released = taken.into_iter().filter_map(|place| u32::try_from(place).ok()).collect();
    Answer { snapshot: settled.snapshot.map(ByteVec::from), refused, released, harmful: Vec::new() }
}

/// The stored document, or a new one.
fn base(job: &Job, first: Option<&Vec<u8>>) -> Option<CaseDoc> {
    let doc = DocId(*job.doc);
    match &job.snapshot {
        Some(snapshot) => CaseDoc::load(snapshot).ok().filter(|document| document.id() == doc),
        None => Some(new_document(if job.visit { DocKind::Visit } else { DocKind::Case }, doc, first)),
    }
}

/// A change that does not count.
pub(super) fn held(index: usize, code: RefusalCode, why: &str) -> Held {
    Held { index: u32::try_from(index).unwrap_or(u32::MAX), code, why: why.chars().take(WHY_BYTES).collect() }
}

fn code_of(error: &TakeError) -> RefusalCode {
    RefusalCode::find(error.id()).unwrap_or(RefusalCode::Gate)
}

/// People and sessions as they go over.
#[derive(Debug, Clone, Encode, Decode)]
pub(super) struct People {
    #[n(0)]
    operators: Vec<Person>,
    #[n(1)]
    sessions: Vec<Session>,
}

#[derive(Debug, Clone, Encode, Decode)]
struct Person {
    #[n(0)]
    key: ByteArray<8>,
    #[n(1)]
    public_key: ByteArray<32>,
    #[n(2)]
    nama: String,
    #[n(3)]
    office: bool,
}

#[derive(Debug, Clone, Encode, Decode)]
struct Session {
    #[n(0)]
    actor: ByteArray<16>,
    #[n(1)]
    operator: ByteArray<8>,
    #[n(2)]
    device: String,
}

impl From<&Roster> for People {
    fn from(roster: &Roster) -> Self {
        let operators = roster.operators.iter().map(|(key, operator)| Person {
            key: key.0.into(),
            public_key: operator.public_key.into(),
            nama: operator.nama.clone(),
            office: operator.office,
        });
        let sessions = roster.sessions.iter().map(|(actor, session)| Session {
            actor: actor.0.into(),
            operator: session.operator.0.into(),
            device: session.device.clone(),
        });
        Self { operators: operators.collect(), sessions: sessions.collect() }
    }
}

impl From<People> for Roster {
    fn from(people: People) -> Self {
        let operators: BTreeMap<KeyId, Operator> = people
            .operators
            .into_iter()
            .map(|person| (KeyId(*person.key), Operator { public_key: *person.public_key, nama: person.nama, office: person.office }))
            .collect();
        let sessions: BTreeMap<ActorId, SessionRecord> = people
            .sessions
            .into_iter()
            .map(|session| (ActorId(*session.actor), SessionRecord { operator: KeyId(*session.operator), device: session.device }))
            .collect();
        Self { operators, sessions }
    }
}
