//! The hostile corpus and seeded mutations: through the gate and the worker's code, and through the real server with its real worker.
//!
//! Nothing stops the server, nothing is accepted that cannot be read later, and others are served all the while.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use ktpel_case::{CaseDoc, DocKind, project};
use ktpel_domain::{
    ids::{DocId, Hash},
    time::Timestamp,
};
use ktpel_sync::{
    ChainTip, Entry, EntryHeader, EntryKind, Limits,
    chunk::change_actor,
    decode_batch,
    envelope::{self, Direction},
    exchange::{PROTOCOL, Report, Request, Response, Status},
    receive::admit,
};
use ktpel_testkit::hostile::{
    Form, Specimen, batches, changes,
    honest::{self, CASE},
    mutate::Mutations,
    specimens,
};
use sync_server::worker::{Job, work};

use crate::{kit::Kit, office::Server};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/hostile");
const NOW: Timestamp = Timestamp(honest::MORNING);

/// Number of mutations; `cargo xtask soak` asks for millions.
fn mutations(few: usize) -> usize {
    std::env::var("KTPEL_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(few)
}

/// Without hashes: they say nothing about the reason.
fn reason(text: &str) -> String {
    text.split(' ').filter(|word| word.trim_end_matches(':').len() != 64).collect::<Vec<_>>().join(" ")
}

/// What becomes of a specimen: the code that the kit is told, and why.
fn fate(specimen: &Specimen) -> String {
    match specimen.form {
        Form::Change => fate_of_change(&specimen.bytes),
        Form::Batch => fate_of_batch(&specimen.bytes),
        Form::Snapshot => match CaseDoc::load_received(&specimen.bytes) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => format!("unreadable: {}", reason(&error.to_string())),
        },
    }
}

fn fate_of_change(bytes: &[u8]) -> String {
    if let Err(error) = EntryKind::Change.payload_hash(bytes) {
        return format!("bad_batch: {error}");
    }
    if bytes.len() > Limits::default().change_bytes {
        return "bad_batch: batch exceeds the limits".to_owned();
    }
    match change_actor(bytes) {
        Err(error) => return format!("gate: {error}"),
        Ok(actor) if actor != honest::ACTOR => return "actor: not of a session of this kit".to_owned(),
        Ok(_) => {}
    }
    let base = honest::case().doc;
    let answer = work(&honest::roster(), Job::new(CASE, DocKind::Case, Some(base.save()), NOW).with_changes(vec![bytes.to_vec()]));
    match (answer.refused.as_slice(), answer.snapshot) {
        ([held], None) => format!("{}: {}", held.code.id(), reason(&held.why)),
        ([], Some(snapshot)) => {
            assert_readable(&snapshot, &base);
            "accepted".to_owned()
        }
        ([], None) => "known".to_owned(),
        (held, _) => panic!("one change has one fate: {held:?}"),
    }
}

fn fate_of_batch(bytes: &[u8]) -> String {
    let public = honest::device_key().verifying_key().to_bytes();
    let key_of = |device| (device == honest::device()).then_some(public);
    match decode_batch(bytes, key_of, &Limits::default()) {
        Err(error) => format!("bad_batch: {}", reason(&error.to_string())),
        Ok(batch) if batch.own_end().is_none() => "bad_batch: the end of the log is not signed".to_owned(),
        Ok(batch) => match admit(honest::device(), ChainTip::EMPTY, &batch.entries, |_| Ok::<_, std::convert::Infallible>(None)) {
            Ok(Ok(admitted)) => format!("accepted: {} entries", admitted.fresh.len()),
            Ok(Err(error)) => format!("not admitted: {error}"),
        },
    }
}

/// What was accepted can be read again, as a whole and by the gate, holds all that was there before, and shows the same twice.
#[track_caller]
fn assert_readable(snapshot: &[u8], before: &CaseDoc) -> CaseDoc {
    let read = CaseDoc::load(snapshot).expect("what was accepted is read back");
    assert!(before.heads().iter().all(|head| read.has_change(*head)), "nothing that was there is lost");
    let again = CaseDoc::load_received(&read.save()).expect("and every change in it passes the gate");
    assert_eq!(again.heads(), read.heads(), "the same document");
    assert!(project(&again, &honest::roster()) == project(&read, &honest::roster()), "shows the same");
    read
}

fn manifest() -> BTreeMap<String, String> {
    let text = fs::read_to_string(PathBuf::from(FOLDER).join("manifest.tsv")).unwrap_or_default();
    text.lines().skip(1).filter_map(|line| line.split_once('\t')).map(|(name, fate)| (name.to_owned(), fate.to_owned())).collect()
}

#[test]
fn every_specimen_gets_the_refusal_that_the_manifest_names() {
    let mut known = manifest();
    let mut wrong = Vec::new();
    for specimen in specimens() {
        let name = format!("{}/{}", specimen.form.id(), specimen.name);
        let stored = fs::read(PathBuf::from(FOLDER).join(format!("{name}.bin"))).unwrap_or_default();
        if stored != specimen.bytes {
            wrong.push(format!("{name}\tthe file is not what the generator makes"));
        }
        let fate = fate(&specimen);
        if known.remove(&name).as_ref() != Some(&fate) {
            wrong.push(format!("{name}\t{fate}"));
        }
    }
    assert!(wrong.is_empty(), "not as the manifest says:\n{}", wrong.join("\n"));
    assert!(known.is_empty(), "in the manifest and not made: {known:?}");
}

/// Hostile changes and honest ones are the stock; every one gets a right checksum again after it was changed.
fn stock() -> Vec<Vec<u8>> {
    let mut stock = honest::case().changes();
    stock.extend(std::iter::repeat_n(changes::template(&honest::case()).bytes(), 20));
    stock.extend(changes::all().into_iter().map(|(_, bytes)| bytes).filter(|bytes| bytes.len() < 4096));
    stock
}

fn mutate_through_the_gate(seed: u64, count: usize) -> usize {
    let roster = honest::roster();
    let honest = honest::case().doc;
    let mut mutations = Mutations::of(stock(), seed);
    let mut base = honest.clone();
    let mut accepted = 0;
    for n in 0..count {
        let job = Job::new(CASE, DocKind::Case, Some(base.save()), NOW).with_changes(vec![mutations.change()]);
        let answer = work(&roster, job);
        assert_eq!(
            answer.refused.len() + usize::from(answer.snapshot.is_some()),
            usize::from(!answer.refused.is_empty() || answer.snapshot.is_some())
        );
        if let Some(snapshot) = answer.snapshot {
            accepted += 1;
            base = assert_readable(&snapshot, &base);
        }
        if n % 500 == 499 {
            base = honest.clone();
        }
    }
    accepted
}

#[test]
fn mutations_through_the_gate_1() {
    assert!(mutate_through_the_gate(1, mutations(20_000) / 4) > 0, "some mutations only change what is written: those pass");
}

#[test]
fn mutations_through_the_gate_2() {
    assert!(mutate_through_the_gate(2, mutations(20_000) / 4) > 0);
}

#[test]
fn mutations_through_the_gate_3() {
    assert!(mutate_through_the_gate(3, mutations(20_000) / 4) > 0);
}

#[test]
fn mutations_through_the_gate_4() {
    assert!(mutate_through_the_gate(4, mutations(20_000) / 4) > 0);
}

#[test]
fn mutated_batches_are_refused_or_read_whole() {
    let (_, log) = honest::log();
    let raw = batches::uncompressed(&log);
    let whole = batches::forged(&log);
    let mut mutations = Mutations::of(Vec::new(), 5);
    let public = honest::device_key().verifying_key().to_bytes();
    let count = u32::try_from(log.len()).unwrap();
    let mut opened = 0;
    for n in 0..self::mutations(20_000) / 4 {
        let bytes = if n % 2 == 0 {
            batches::RawBatch::around(&mutations.scratched(&raw, 0), count).bytes()
        } else {
            let body = whole.len() - 64;
            batches::sign(mutations.scratched(&whole[..body], 5), &honest::device_key())
        };
        if let Ok(batch) = decode_batch(&bytes, |_| Some(public), &Limits::default()) {
            opened += 1;
            assert!(batch.entries.iter().all(Entry::payload_fits), "every payload is the one that its hash names");
        }
    }
    assert!(opened > 0, "some mutations only change what an entry says");
}

impl Kit {
    /// Takes the honest case of the corpus into this kit's log.
    fn adopt_honest_case(&mut self) {
        let case = honest::case();
        for change in case.changes() {
            self.append(EntryKind::Change, CASE, change);
        }
        self.docs.insert(CASE, case.doc);
    }

    /// Sends these very bytes as a batch and gives how the office took them.
    pub async fn send_batch(&mut self, batch: Vec<u8>) -> Status {
        let request = Request {
            protocol: PROTOCOL,
            generation: self.state.generation,
            challenge: self.state.challenge,
            cursor: self.state.cursor,
            batch: Some(batch),
            budget: 24 << 10,
            offers: Vec::new(),
            report: Report::default(),
            checkpoint: None,
            relay: None,
            within: None,
            ahead: None,
            own_after: None,
        };
        let (bytes, hash) = envelope::seal(Direction::Request, self.identity.id(), &request.to_body(), |m| self.identity.sign(m));
        let (status, answer) = self.post(&bytes).await;
        assert_eq!(status, 200, "a signed request of an enrolled kit gets a signed answer");
        let office = self.peer().office_key;
        let opened = envelope::open(Direction::Response(hash), &answer, |_| Some(office), &Limits::default()).unwrap();
        let response = Response::from_body(opened.body, &Limits::default()).unwrap();
        self.state.challenge = response.challenge;
        response.status
    }

    /// The entry that would come next, with these bytes as its payload.
    fn next_entry(&self, payload: Vec<u8>) -> Entry {
        let tip = self.chain.tip();
        let payload_hash = EntryKind::Change.payload_hash(&payload).unwrap_or(Hash([0; 32]));
        let header = EntryHeader {
            device: self.identity.id(),
            seq: tip.seq + 1,
            prev: tip.hash,
            kind: EntryKind::Change,
            doc: CASE,
            payload_hash,
            operator: Some(self.key.id()),
            at: NOW,
        };
        Entry { header, payload: Some(payload) }
    }
}

/// An honest kit that works and sends between the blows, and is receipted each time.
struct Neighbour {
    kit: Kit,
    turns: u32,
}

impl Neighbour {
    async fn beside(server: &Server) -> Self {
        let mut kit = Kit::enrolled(2, server).await;
        kit.open_case(DocId([9; 16]), "Amir");
        Self { kit, turns: 0 }
    }

    async fn works(&mut self) {
        self.turns += 1;
        let street = format!("Jl. Gajah Mada {}", self.turns);
        self.kit.set(DocId([9; 16]), "alamat", &street);
        self.kit.sync().await;
        assert_eq!(self.kit.state.acked_seq, self.kit.log.len() as u64, "other kits are served, and their receipts are durable");
        assert!(self.kit.refusals.is_empty(), "and nothing of theirs is refused");
    }
}

/// Most memory that any worker waiting now has ever held, in KiB.
fn worker_peak_kib(server: &Server) -> u64 {
    let peak = |pid: u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    server.office.workers.idle().into_iter().map(peak).max().unwrap_or_default()
}

#[tokio::test]
async fn the_corpus_through_the_real_server() {
    let server = Server::start().await;
    let mut hostile = Kit::enrolled(1, &server).await;
    let mut neighbour = Neighbour::beside(&server).await;
    hostile.adopt_honest_case();
    hostile.sync().await;
    assert!(hostile.refusals.is_empty(), "the honest case is taken");
    for specimen in specimens() {
        let batch = match specimen.form {
            Form::Change => {
                let entry = hostile.next_entry(specimen.bytes.clone());
                if entry.payload_fits() && specimen.bytes.len() <= Limits::default().change_bytes {
                    hostile.append(EntryKind::Change, CASE, specimen.bytes.clone());
                    hostile.sync().await;
                    assert_eq!(hostile.state.acked_seq, hostile.log.len() as u64, "{specimen:?}: kept with its bytes, applied or not");
                    neighbour.works().await;
                    continue;
                }
                batches::forged(&[entry])
            }
            Form::Batch => specimen.bytes.clone(),
            Form::Snapshot => batches::forged(&[hostile.next_entry(specimen.bytes.clone())]),
        };
        let held = server.entries();
        let status = hostile.send_batch(batch).await;
        assert_ne!((status, server.entries() - held > 0), (Status::BadBatch, true), "{specimen:?}: a batch is taken whole or not at all");
        if specimen.form != Form::Batch {
            assert_eq!(status, Status::BadBatch, "{specimen:?}");
        }
        neighbour.works().await;
    }
    let peak = worker_peak_kib(&server);
    assert!(peak > 0 && peak < 512 << 10, "the worker held {peak} KiB at most");
    server.assert_sound();
    let mut fresh = Kit::enrolled(3, &server).await;
    fresh.sync().await;
    assert_eq!(fresh.heads(DocId([9; 16])), neighbour.kit.heads(DocId([9; 16])), "a new kit gets the honest work");
    let stored = server.office.storage.read(|tables| server.office.find_document(tables, CASE)).unwrap().unwrap();
    assert!(honest::case().doc.heads().iter().all(|head| stored.has_change(*head)), "what was honest of the hostile kit is kept");
    assert!(!fresh.docs.contains_key(&CASE), "and goes to nobody else: it has no visit");
}

#[tokio::test]
async fn mutations_through_the_real_server() {
    let server = Server::start().await;
    let mut hostile = Kit::enrolled(1, &server).await;
    let mut neighbour = Neighbour::beside(&server).await;
    hostile.adopt_honest_case();
    hostile.sync().await;
    let mut mutations = Mutations::of(stock(), 6);
    let batches = self::mutations(400).min(400_000) / 10;
    for n in 0..batches {
        for _ in 0..10 {
            let bytes = mutations.change();
            if EntryKind::Change.payload_hash(&bytes).is_ok() {
                hostile.append(EntryKind::Change, CASE, bytes);
            }
        }
        hostile.sync().await;
        assert_eq!(hostile.state.acked_seq, hostile.log.len() as u64, "batch {n}: kept with its bytes, applied or not");
        if n % 5 == 0 {
            neighbour.works().await;
        }
    }
    let peak = worker_peak_kib(&server);
    assert!(peak > 0 && peak < 512 << 10, "the worker held {peak} KiB at most");
    server.assert_sound();
    let server = server.restart().await;
    server.assert_sound();
    let stored = server.office.storage.read(|tables| server.office.find_document(tables, CASE)).unwrap().unwrap();
    assert!(honest::case().doc.heads().iter().all(|head| stored.has_change(*head)), "the honest part is still there");
    let roster = Arc::clone(&server.office.roster());
    drop(project(&stored, &roster));
}
