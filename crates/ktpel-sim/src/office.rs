//! The office: the real decisions of `ktpel_sync::office` over the model's storage.

use std::{collections::BTreeMap, convert::Infallible};

use ktpel_domain::{
    ids::{DeviceId, Hash},
    time::Timestamp,
};
use ktpel_sync::{
    Batch, BatchError, ChainTip, Checkpoint, Entry, EntryKind, Limits, TipProof,
    envelope::{self, Direction},
    exchange::{Challenge, Generation, Refusal, RefusalCode, Request, Standing, Status},
    journal::{JournalLine, JournalTip},
    office::{self as answer, OfficeLog, Page, Place},
    receive::{AdmitError, Admitted, admit},
};

use sha2::{Digest, Sha256};

use crate::{
    kit::{Answered, Sent},
    people::{OFFICE, Person},
    store::{Fail, Store, Sync, Write},
    weather::Weather,
};

/// The server.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its keys.
    pub person: Person,
    /// What it keeps.
    pub store: Store,
    /// Number of the program's start.
    pub start: u16,
    /// Life of its database.
    pub generation: Generation,
    /// When a transaction is durable.
    pub sync: Sync,
    /// Devices taken in.
    pub keys: BTreeMap<DeviceId, [u8; 32]>,
}

impl Office {
    /// An office that has taken in these devices.
    pub fn new(kits: &[Person]) -> Self {
        Self {
            person: Person::at(OFFICE),
            store: Store::default(),
            start: 0,
            generation: [1; 16],
            sync: Sync::Now,
            keys: kits.iter().map(|kit| (kit.device(), kit.device_public())).collect(),
        }
    }

    /// Answers whatever came over a line.
    pub fn answer(&mut self, sent: &Sent, weather: &mut Weather) -> Result<Option<Answered>, Fail> {
        match sent {
            Sent::Exchange(bytes) => Ok(self.exchange(bytes, weather)?.map(Answered::Exchange)),
            Sent::Piece(piece, bytes) => {
                self.take_piece(piece.hash, piece.offset, piece.size, bytes, weather).map(|stands| Some(Answered::Piece(stands)))
            }
        }
    }

    /// Answers a request; no answer where it is not authentic, the disk is full or the power went.
    fn exchange(&mut self, bytes: &[u8], weather: &mut Weather) -> Result<Option<Vec<u8>>, Fail> {
        let limits = Limits::default();
        let Ok(opened) = envelope::open(Direction::Request, bytes, |device| self.keys.get(&device).copied(), &limits) else {
            return Ok(None);
        };
        let Ok(request) = Request::from_body(opened.body, &limits) else { return Ok(None) };
        let device = opened.device;
        let mut response = answer::blank(self.generation, challenge(weather), weather.now().0);
        let expected = self.store.rows.challenges.get(&device).copied().unwrap_or_default();
        response.status = answer::admission(Some(expected), &request);
        if response.status == Status::Challenge {
            answer::say_tip(&mut response, self.store.rows.tip(device));
        }
        let mut writes = vec![Write::Challenge(device, response.challenge)];
        let mut grown = Vec::new();
        if let (Status::Ok, Some(bytes)) = (response.status, &request.batch) {
            match self.keys.get(&device).and_then(|key| answer::open_batch(bytes, device, *key)) {
                None => response.status = Status::BadBatch,
                Some(batch) => match self.look_at(&batch, weather) {
                    Err(error) => response.status = answer::status_of(error),
                    Ok((rows, docs)) => {
                        writes.extend(rows);
                        grown = docs;
                        response.receipt = Some(batch.hash);
                    }
                },
            }
        }
        let taken = response.status;
        self.store.commit(writes, grown, self.sync, weather)?;
        if taken != Status::Challenge {
            let log = Log { office: self, now_ms: weather.now().0 };
            answer::fill(&log, device, &request, &[], &mut response).expect("the model's storage can be read");
        }
        let sign = |message: &[u8]| self.person.sign(message);
        Ok(Some(envelope::seal(Direction::Response(opened.hash), self.person.device(), &response.to_body(), sign).0))
    }

    /// Takes a batch that was carried here; gives the end of the device's log as it is held then.
    pub fn take_carried(&mut self, bytes: &[u8], device: DeviceId, weather: &mut Weather) -> Result<ChainTip, Fail> {
        let batch = self.keys.get(&device).and_then(|key| answer::open_batch(bytes, device, *key));
        if let Some(Ok((rows, docs))) = batch.map(|batch| self.look_at(&batch, weather)) {
            self.store.commit(rows, docs, self.sync, weather)?;
        }
        Ok(self.store.rows.tip(device))
    }

    /// Takes bytes of a file from `offset`; says, without a signature, where to go on.
    fn take_piece(&mut self, hash: Hash, offset: u64, size: u64, bytes: &[u8], weather: &mut Weather) -> Result<Standing, Fail> {
        let held = self.standing(hash);
        let end = offset + bytes.len() as u64;
        if held.complete || offset > held.offset || end <= held.offset {
            return Ok(held);
        }
        let fresh = usize::try_from(held.offset - offset).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
        self.store.commit(vec![Write::Piece(hash, fresh.to_vec())], Vec::new(), self.sync, weather)?;
        let stands = self.standing(hash);
        if stands.offset >= size && !stands.complete {
            self.store.commit(vec![Write::NoPiece(hash)], Vec::new(), self.sync, weather)?;
        }
        Ok(self.standing(hash))
    }

    /// How a file stands.
    fn standing(&self, hash: Hash) -> Standing {
        let bytes = self.store.rows.files.get(&hash).map(|file| file.bytes.as_slice()).unwrap_or_default();
        Standing { hash, offset: bytes.len() as u64, complete: Hash(Sha256::digest(bytes).into()) == hash }
    }

    /// What the batch would write.
    fn look_at(&self, batch: &Batch, weather: &Weather) -> Result<(Vec<Write>, Vec<ktpel_case::CaseDoc>), AdmitError> {
        let rows = &self.store.rows;
        let Ok(admitted) =
            admit(batch.device, rows.tip(batch.device), &batch.entries, |seq| Ok::<_, Infallible>(rows.hash_at(batch.device, seq)));
        let Admitted { fresh, .. } = admitted?;
        let received = rows.receive(fresh, weather.now());
        let mut writes = received.writes;
        writes.extend(fresh.iter().map(|entry| Write::Position(entry.header.device, entry.header.seq)));
        writes.extend(batch.own_end().filter(|_| !fresh.is_empty()).copied().map(Write::End));
        writes.extend(received.released.iter().map(|(device, seq)| Write::Position(*device, *seq)));
        Ok((writes, received.grown))
    }
}

/// Given once, used once.
pub fn challenge(weather: &mut Weather) -> Challenge {
    let mut challenge = [0; 16];
    challenge[..8].copy_from_slice(&weather.dice.next().to_be_bytes());
    challenge
}

/// The storage as an answer reads it.
struct Log<'a> {
    office: &'a Office,
    now_ms: i64,
}

impl Log<'_> {
    /// The journal after each of the first `count` positions, the last.
    fn journal(&self, count: usize) -> Option<JournalTip> {
        let rows = &self.office.store.rows;
        let lines = rows.order.get(..count)?.iter().zip(1..).map(|((device, seq), position)| JournalLine {
            position,
            device: *device,
            seq: *seq,
            entry: rows.hash_at(*device, *seq).expect("what has a position is in a log"),
            received: Timestamp(0),
        });
        Some(lines.fold(JournalTip::EMPTY, |tip, line| tip.then(&line)))
    }

    /// What others read of a NIK, their stock and what lies aside goes without its payload.
    fn passed_on(&self, entry: &Entry) -> Entry {
        let header = &entry.header;
        let aside = self.office.store.rows.aside.iter().any(|row| (row.1, row.2) == (header.device, header.seq));
        let bare = aside || matches!(header.kind, EntryKind::NikRead | EntryKind::Stock);
        Entry { header: *header, payload: entry.payload.clone().filter(|_| !bare) }
    }
}

impl OfficeLog for Log<'_> {
    type Error = BatchError;

    fn own_device(&self) -> DeviceId {
        self.office.person.device()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.office.person.sign(message)
    }

    fn position(&self) -> Result<u64, BatchError> {
        Ok(self.office.store.rows.order.len() as u64)
    }

    fn tip(&self, device: DeviceId) -> Result<ChainTip, BatchError> {
        Ok(self.office.store.rows.tip(device))
    }

    /// One open team: everything is in everybody's scope from the beginning.
    fn page_for(&self, device: DeviceId, place: Place, max_rows: usize, _max_bytes: usize) -> Result<Page, BatchError> {
        let rows = &self.office.store.rows;
        let mut page = Page { entries: Vec::new(), place, more: false, tips: Vec::new() };
        let from = usize::try_from(place.cursor).unwrap_or(usize::MAX);
        // Few at a time, so that pages are cut in runs of a dozen entries too.
        let max_rows = max_rows.min(PAGE);
        for (at, (author, seq)) in rows.order.iter().enumerate().skip(from) {
            let moved = || rows.order.iter().skip(at + 1).any(|later| later == &(*author, *seq));
            if *author == device || moved() {
                continue;
            }
            if page.entries.len() == max_rows {
                page.more = true;
                return Ok(page);
            }
            let entry = rows.logs.get(author).and_then(|log| log.get(seq)).expect("what has a position is in a log");
            page.place = Place::at(at as u64 + 1);
            page.entries.push(self.passed_on(entry));
        }
        page.place = Place::at(place.cursor.max(rows.order.len() as u64));
        Ok(page)
    }

    /// The model's office only passes on.
    fn urgent_for(&self, _: DeviceId, _: u64, _: u64, _: usize, _: usize) -> Result<Page, BatchError> {
        let place = Place::at(self.office.store.rows.order.len() as u64);
        Ok(Page { entries: Vec::new(), place, more: false, tips: Vec::new() })
    }

    fn journal_hash(&self, position: u64) -> Result<Option<Hash>, BatchError> {
        Ok(usize::try_from(position).ok().and_then(|count| self.journal(count)).map(|tip| tip.hash))
    }

    fn checkpoint(&self) -> Result<Checkpoint, BatchError> {
        let tip = self.journal(self.office.store.rows.order.len()).expect("the whole order is there");
        Ok(Checkpoint::sign(self.own_device(), self.office.generation, tip, Timestamp(self.now_ms), |message| self.sign(message)))
    }

    fn refusals(&self, device: DeviceId) -> Result<Vec<Refusal>, BatchError> {
        let own = self.office.store.rows.aside.iter().filter(|row| row.1 == device);
        Ok(own.map(|(doc, _, seq)| Refusal { doc: *doc, seq: *seq, code: RefusalCode::Dependencies }).collect())
    }

    /// Up to the last end among a few that the device signed, or to the first one further on.
    fn own_after(&self, device: DeviceId, seq: u64, _max_bytes: usize) -> Result<(Vec<Entry>, Vec<TipProof>), BatchError> {
        let rows = &self.office.store.rows;
        let ends = || rows.ends.range((device, seq + 1)..=(device, u64::MAX)).map(|(_, end)| *end);
        let end = ends().take_while(|end| end.seq <= seq + PAGE as u64).last().or_else(|| ends().next());
        let upto = end.map_or(seq, |end| end.seq);
        let entries = rows.after(device, seq).take_while(|entry| entry.header.seq <= upto).cloned().collect();
        Ok((entries, end.into_iter().collect()))
    }

    fn standing(&self, attachment: Hash) -> Result<Option<Standing>, BatchError> {
        Ok(Some(self.office.standing(attachment)))
    }
}

/// Entries of one page.
const PAGE: usize = 7;
