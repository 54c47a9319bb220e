//! What a node keeps: logs of all devices, documents, what was set aside. In memory, and as transactions on its disk from which memory is
//! rebuilt after a crash.

use std::collections::BTreeMap;

use ktpel_case::{CaseDoc, DocKind, Settled, TakeError, Viewer, new_document, settle, settle_waiting};
use ktpel_domain::{
    ids::{DeviceId, DocId, Hash},
    time::Timestamp,
};
use ktpel_sync::{ChainTip, Entry, EntryKind, TipProof, checkpoint::Mark, exchange::Challenge, session::SessionState};

use crate::{disk::Disk, people, weather::Weather};

/// One row that a transaction writes.
#[derive(Debug, Clone)]
pub enum Write {
    /// An entry of some device's log; known ones only gain their payload.
    Entry(Entry),
    /// The device's log from this position on is another: what stood there goes.
    Anew(DeviceId, u64),
    /// A device signed the end of its log.
    End(TipProof),
    /// An entry takes the next position of the office's order.
    Position(DeviceId, u64),
    /// New changes of a document.
    Changes(DocId, Vec<Vec<u8>>),
    /// A change that does not pass yet.
    Aside(DocId, DeviceId, u64),
    /// It passed.
    Released(DeviceId, u64),
    /// State of a kit's session, the checkpoint left out.
    State(SessionState),
    /// The office has all own entries up to here.
    Acked(u64),
    /// Newest checkpoint of the office.
    Checkpoint(Mark),
    /// A file that lies here, whole.
    File(Hash, Vec<u8>),
    /// How many bytes of it the office has, as it says without a signature.
    Sent(Hash, u64),
    /// The office has it, as it says signed.
    Confirmed(Hash),
    /// Bytes of a file that arrived at the office, after those before.
    Piece(Hash, Vec<u8>),
    /// What arrived was another file: begun anew.
    NoPiece(Hash),
    /// What the next request of the device must carry.
    Challenge(DeviceId, Challenge),
}

/// Why a transaction was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fail {
    /// The disk is full; nothing changed.
    DiskFull,
    /// The power went; whether it was written, the disk knows.
    Crashed,
}

/// A node's storage.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// The disk.
    pub disk: Disk<Write>,
    /// What is in memory.
    pub rows: Rows,
    /// Ends of logs that are durable.
    pub durable: BTreeMap<DeviceId, u64>,
    /// Bytes of files that are durable.
    pub durable_files: BTreeMap<Hash, usize>,
}

/// The rows as they stand.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Logs by device and position.
    pub logs: BTreeMap<DeviceId, BTreeMap<u64, Entry>>,
    /// The office's order; a later position of an entry voids the earlier one.
    pub order: Vec<(DeviceId, u64)>,
    /// Documents.
    pub docs: BTreeMap<DocId, CaseDoc>,
    /// Changes set aside.
    pub aside: Vec<(DocId, DeviceId, u64)>,
    /// Session of a kit.
    pub state: SessionState,
    /// Ends of logs that their devices signed.
    pub ends: BTreeMap<(DeviceId, u64), TipProof>,
    /// Files.
    pub files: BTreeMap<Hash, File>,
    /// Challenges of the office.
    pub challenges: BTreeMap<DeviceId, Challenge>,
}

/// A file on a kit, or what has arrived of it at the office.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many of them the office has.
    pub sent: u64,
    /// The office has confirmed it.
    pub confirmed: bool,
}

/// What came of received entries, to be written in one transaction.
#[derive(Debug, Default)]
pub struct Received {
    /// Rows.
    pub writes: Vec<Write>,
    /// Documents that grew.
    pub grown: Vec<CaseDoc>,
    /// Entries whose change counts now although it did not when it came.
    pub released: Vec<(DeviceId, u64)>,
}

/// How soon a transaction is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// Before the call returns.
    Now,
    /// Some time: the planted fault.
    Later,
}

impl Store {
    /// Makes a transaction: written, synced, and only then seen in memory. The power may go at each of these points.
    pub fn commit(&mut self, writes: Vec<Write>, docs: Vec<CaseDoc>, sync: Sync, weather: &mut Weather) -> Result<(), Fail> {
        if weather.strikes() {
            return Err(Fail::Crashed);
        }
        self.disk.write(writes.clone()).map_err(|_| Fail::DiskFull)?;
        if weather.strikes() {
            return Err(Fail::Crashed);
        }
        if sync == Sync::Now {
            self.sync();
        }
        writes.iter().for_each(|write| self.rows.note(write));
        docs.into_iter().for_each(|doc| drop(self.rows.docs.insert(doc.id(), doc)));
        if weather.strikes() { Err(Fail::Crashed) } else { Ok(()) }
    }

    /// Makes what was written durable.
    pub fn sync(&mut self) {
        for write in self.disk.sync().iter().flatten() {
            match write {
                Write::Entry(Entry { header, .. }) => {
                    let end = self.durable.entry(header.device).or_default();
                    *end = (*end).max(header.seq);
                }
                Write::Piece(hash, bytes) => *self.durable_files.entry(*hash).or_default() += bytes.len(),
                _ => {}
            }
        }
    }

    /// Loses what was not synced and reads the rest anew.
    pub fn restart(&mut self) {
        self.disk.crash();
        let mut changes: BTreeMap<DocId, Vec<Vec<u8>>> = BTreeMap::new();
        self.rows = Rows::default();
        for write in self.disk.all() {
            self.rows.note(write);
            if let Write::Changes(doc, new) = write {
                changes.entry(*doc).or_default().extend(new.iter().cloned());
            }
        }
        for (id, changes) in changes {
            let mut doc = new_document(DocKind::Case, id, changes.first());
            doc.apply(&changes).expect("what was stored once is read again");
            self.rows.docs.insert(id, doc);
        }
    }
}

impl Rows {
    fn note(&mut self, write: &Write) {
        match write {
            Write::Entry(entry) => {
                let log = self.logs.entry(entry.header.device).or_default();
                let known = log.entry(entry.header.seq).or_insert_with(|| entry.clone());
                if known.payload.is_none() {
                    known.payload.clone_from(&entry.payload);
                }
            }
            Write::Anew(device, from) => drop(self.logs.entry(*device).or_default().split_off(from)),
            Write::End(end) => drop(self.ends.insert((end.device, end.seq), *end)),
            Write::Position(device, seq) => self.order.push((*device, *seq)),
            Write::Changes(..) => {}
            Write::Aside(doc, device, seq) => self.aside.push((*doc, *device, *seq)),
            Write::Released(device, seq) => self.aside.retain(|row| (row.1, row.2) != (*device, *seq)),
            Write::State(state) => self.state = SessionState { checkpoint: self.state.checkpoint, ..state.clone() },
            Write::Acked(seq) => self.state.acked_seq = *seq,
            Write::Checkpoint(mark) => self.state.checkpoint = Some(*mark),
            Write::File(hash, bytes) => drop(self.files.insert(*hash, File { bytes: bytes.clone(), ..File::default() })),
            Write::Sent(hash, sent) => self.files.entry(*hash).or_default().sent = *sent,
            Write::Confirmed(hash) => self.files.entry(*hash).or_default().confirmed = true,
            Write::Piece(hash, bytes) => self.files.entry(*hash).or_default().bytes.extend(bytes),
            Write::NoPiece(hash) => drop(self.files.remove(hash)),
            Write::Challenge(device, challenge) => drop(self.challenges.insert(*device, *challenge)),
        }
    }

    /// The end of a device's log, as far as it is held without a gap.
    pub fn tip(&self, device: DeviceId) -> ChainTip {
        let last = self.logs.get(&device).and_then(BTreeMap::last_key_value);
        last.map_or(ChainTip::EMPTY, |(seq, entry)| ChainTip { seq: *seq, hash: entry.header.hash() })
    }

    /// Hash of an entry.
    pub fn hash_at(&self, device: DeviceId, seq: u64) -> Option<Hash> {
        self.logs.get(&device)?.get(&seq).map(|entry| entry.header.hash())
    }

    /// Entries of a device after a position.
    pub fn after(&self, device: DeviceId, seq: u64) -> impl Iterator<Item = &Entry> {
        self.logs.get(&device).into_iter().flat_map(move |log| log.range(seq + 1..)).map(|(_, entry)| entry)
    }

    /// Takes the changes of received entries into their documents, as kit and office do.
    pub fn receive(&self, entries: &[Entry], now: Timestamp) -> Received {
        let mut received = Received { writes: entries.iter().cloned().map(Write::Entry).collect(), ..Received::default() };
        let mut by_doc: BTreeMap<DocId, Vec<&Entry>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.header.kind == EntryKind::Change && entry.payload.is_some()) {
            by_doc.entry(entry.header.doc).or_default().push(entry);
        }
        for (id, entries) in by_doc {
            self.take(id, &entries, now, &mut received);
        }
        received
    }

    fn take(&self, id: DocId, entries: &[&Entry], now: Timestamp, received: &mut Received) {
        let changes: Vec<Vec<u8>> = entries.iter().filter_map(|entry| entry.payload.clone()).collect();
        let document = self.docs.get(&id).cloned().unwrap_or_else(|| new_document(DocKind::Case, id, changes.first()));
        let before = document.heads();
        let rows: Vec<(DeviceId, u64)> = self.aside.iter().filter(|row| row.0 == id).map(|row| (row.1, row.2)).collect();
        let payload =
            |(device, seq): &(DeviceId, u64)| self.logs.get(device).and_then(|log| log.get(seq)).and_then(|entry| entry.payload.clone());
        let waiting: Vec<Vec<u8>> = rows.iter().map(|row| payload(row).unwrap_or_default()).collect();
        let viewer = Viewer { roster: people::roster(), now };
        let (Settled { document, snapshot, refused }, taken) =
            settle_waiting(settle(document, &changes, viewer), &changes, &waiting, viewer);
        for (place, error) in &refused {
            let Some(entry) = entries.get(*place) else { continue };
            assert!(matches!(error, TakeError::Apply(ktpel_case::ApplyError::MissingDependencies { .. })), "an honest change: {error}");
            received.writes.push(Write::Aside(id, entry.header.device, entry.header.seq));
        }
        for (device, seq) in taken.iter().filter_map(|place| rows.get(*place)) {
            received.writes.push(Write::Released(*device, *seq));
            received.released.push((*device, *seq));
        }
        if snapshot.is_some() {
            let new = document.changes_since(&before).into_iter().map(|(_, bytes)| bytes).collect();
            received.writes.push(Write::Changes(id, new));
            received.grown.push(document);
        }
    }
}
