//! Days of work as one kit writes them: cases made by the real commands, in the log of one device, from one seed.
//!
//! Three residents are served at a time by two operators, so that the log runs through the cases as it does in a village hall. What figures of
//! sync and of the office are measured with.

mod replaced;

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use ktpel_case::{CaseDoc, Command, DocKind, FactInput, Operator, Roster, Rules, Session, SessionRecord, command::*, prepare};
use ktpel_domain::{
    ids::{ActorId, DeviceId, DocId, Hash, KeyId},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_sop::{
    captures::SLOTS,
    catalogue,
    situation::{Channel, Outcome, Policy},
};
use ktpel_sync::{
    Chain, Entry, EntryKind,
    entry::NO_DOC,
    payload::{OperatorKey, Record, SessionRecord as SessionPayload, session_message},
    signature,
};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::village::{Resident, Village};

/// 2026-11-22 08:00 in Kota Bima.
const MORNING: i64 = 1_795_305_600_000;
/// Cases in work at the same time.
const AT_ONCE: usize = 3;
/// Changes of each case.
pub const CHANGES: usize = 25;

/// Fingers that cannot be taken where a case carries signatures.
const WAIVED: [&str; 2] = ["jari_kanan_3", "jari_kiri_4"];

/// How many acts of a case must be provable by person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proofs {
    /// None: every slot is taken.
    None,
    /// Two fingers are waived, which the operator signs.
    TwoWaivers,
}

/// One kit and what it has written.
pub struct Day {
    /// Key of the device.
    pub device_key: SigningKey,
    /// Its log.
    pub log: Vec<Entry>,
    /// Its documents.
    pub docs: BTreeMap<DocId, CaseDoc>,
    /// People and sessions.
    pub roster: Roster,
    /// Operators with their keys, and the actor of each.
    pub operators: Vec<(SigningKey, ActorId)>,
    visit: DocId,
    chain: Chain,
    now: i64,
    dice: ChaCha8Rng,
}

impl Day {
    /// A kit whose two operators have unlocked, and no case yet; a visit that no office planned.
    #[must_use]
    pub fn begin(seed: u64) -> Self {
        Self::of_visit(seed, DocId([2; 16]))
    }

    /// Its visit.
    #[must_use]
    pub const fn visit(&self) -> DocId {
        self.visit
    }

    /// The same on this visit.
    #[must_use]
    pub fn of_visit(seed: u64, visit: DocId) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let device_key = SigningKey::from_bytes(&bytes(&mut dice));
        let device = signature::device_id(&device_key.verifying_key().to_bytes());
        let mut day = Self {
            device_key,
            log: Vec::new(),
            docs: BTreeMap::new(),
            roster: Roster::default(),
            operators: Vec::new(),
            visit,
            chain: Chain::start(device),
            now: MORNING,
            dice,
        };
        for nama in ["Siti Rahmawati", "Amiruddin"] {
            day.sign_in(nama);
        }
        day
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.chain.device
    }

    /// Its log as what goes on: where the next entry is appended.
    #[must_use]
    pub const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Serves that many residents with their first recording.
    pub fn serve(&mut self, cases: usize, proofs: Proofs) {
        self.work_through(cases, |day, resident| day.commands(resident, proofs));
    }

    fn work_through(&mut self, cases: usize, mut commands: impl FnMut(&mut Self, &Resident) -> Vec<Command>) {
        let residents = Village::stream(self.dice.next_u64())
            .filter(|resident| resident.nik.is_some() && (1940..2008).contains(&resident.tanggal_lahir.year()));
        let residents: Vec<Resident> = residents.take(cases).collect();
        for group in residents.chunks(AT_ONCE) {
            let mut running: Vec<(DocId, usize, std::vec::IntoIter<Command>)> = group
                .iter()
                .enumerate()
                .map(|(place, resident)| {
                    let doc = self.new_case();
                    (doc, place % 2, commands(self, resident).into_iter())
                })
                .collect();
            while !running.is_empty() {
                let turn = self.dice.random_range(0..running.len());
                let next = running.get_mut(turn).and_then(|(doc, who, commands)| commands.next().map(|command| (*doc, *who, command)));
                match next {
                    Some((doc, who, command)) => self.act(doc, who, command),
                    None => drop(running.remove(turn)),
                }
            }
        }
    }

    /// Holds a case of another day as it is there: what a sync brings.
    pub fn adopt(&mut self, doc: DocId, other: &Self) {
        if let Some(held) = other.docs.get(&doc) {
            self.docs.insert(doc, held.clone());
        }
    }

    /// One more change of a case: a phone number corrected.
    pub fn correct(&mut self, doc: DocId) {
        let number = format!("08{:010}", self.dice.random_range(0..10_000_000_000_u64));
        let shown = self.docs.get(&doc).map(|held| ktpel_case::project(held, &self.roster).shown("no_hp")).unwrap_or_default();
        let values = BTreeMap::from([("no_hp".to_owned(), Some(number))]);
        self.act(doc, 0, Command::SetFields { values, shown: BTreeMap::from([("no_hp".to_owned(), shown)]) });
    }

    fn sign_in(&mut self, nama: &str) {
        let key = SigningKey::from_bytes(&bytes(&mut self.dice));
        let public_key = key.verifying_key().to_bytes();
        let record = OperatorKey { public_key, nama: nama.to_owned(), peran: "operator".to_owned(), office: false, operator: None };
        let operator = record.key_id();
        self.append(EntryKind::OperatorKey, NO_DOC, record.to_payload(), operator);
        let actor = ActorId(bytes(&mut self.dice));
        let started = Timestamp(self.now);
        let sig = key.sign(&session_message(actor, self.device(), operator, started)).to_bytes();
        let session = SessionPayload::new(actor, self.device(), operator, started, sig);
        self.append(EntryKind::SessionOpened, NO_DOC, session.to_payload(), operator);
        self.roster.operators.insert(operator, Operator { public_key, nama: nama.to_owned(), office: false });
        self.roster.sessions.insert(actor, SessionRecord { operator, device: "Laptop 1".to_owned() });
        self.operators.push((key, actor));
    }

    /// A new id as the kit makes it: UUIDv7.
    fn new_case(&mut self) -> DocId {
        let mut id: [u8; 16] = bytes(&mut self.dice);
        let time = self.now.to_be_bytes();
        id[..6].copy_from_slice(&time[2..]);
        id[6] = id[6] & 0x0f | 0x70;
        id[8] = id[8] & 0x3f | 0x80;
        let id = DocId(id);
        self.docs.insert(id, CaseDoc::genesis(DocKind::Case, id));
        id
    }

    fn act(&mut self, id: DocId, who: usize, command: Command) {
        self.now += self.dice.random_range(4_000..40_000);
        let (key, actor) = &self.operators[who];
        let operator = signature_key(key);
        let session = Session { actor: *actor, operator };
        let name = command.id();
        let doc = self.docs.get_mut(&id).expect("the case was opened before");
        let rules = Rules { catalogue: catalogue(), policy: Policy::default(), roster: &self.roster };
        let prepared = prepare(doc, &rules, &session, command, Timestamp(self.now))
            .unwrap_or_else(|refusal| panic!("{name} is part of an honest day: {refusal:?}"));
        let sigs: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| key.sign(message).to_bytes()).collect();
        let committed = prepared.commit(doc, &sigs, &key.verifying_key().to_bytes()).expect("signed by the very operator");
        self.append(EntryKind::Change, id, committed.bytes, operator);
    }

    fn append(&mut self, kind: EntryKind, doc: DocId, payload: Vec<u8>, operator: KeyId) {
        let entry = self.chain.append(kind, doc, payload, Some(operator), Timestamp(self.now)).expect("own payloads fit");
        self.log.push(entry);
    }

    /// Twenty-five commands of one first recording: about sixty fields, facts, takes and acts.
    fn commands(&mut self, resident: &Resident, proofs: Proofs) -> Vec<Command> {
        let step = |step: &str, outcome, active_ms| Command::Step { step: step.to_owned(), outcome, active_ms, reason: None };
        let present = |id: &str| Command::Requirement { id: id.to_owned(), present: Presence::Present, note: None };
        let mut commands = vec![
            Command::Open {
                layanan: Layanan::Baru,
                channel: Channel::Mobile,
                visit: Some(self.visit),
                contact: None,
                fields: BTreeMap::from([("nama_lengkap".to_owned(), resident.nama.clone())]),
            },
            Command::Facts(facts(resident)),
            set(&stated(resident)),
            step("mobile.minta_nik", Outcome::Done, self.minutes(20, 90)),
            set(&person(resident)),
            set(&address(resident)),
            set(&parents(resident)),
            present("f102"),
            present("fotokopi_kk"),
            step("mobile.nik_verifikasi", Outcome::Done, self.minutes(60, 400)),
        ];
        for slot in SLOTS {
            let waived = proofs == Proofs::TwoWaivers && WAIVED.contains(&slot.id);
            commands.push(if waived { waive(slot.id) } else { self.take(slot.id) });
        }
        commands.push(step("mobile.rekam", Outcome::Done, self.minutes(120, 600)));
        commands
    }

    /// Working time, in ms, between two numbers of seconds.
    fn minutes(&mut self, low: u64, high: u64) -> Option<u64> {
        Some(self.dice.random_range(low * 1000..high * 1000))
    }

    fn take(&mut self, slot: &str) -> Command {
        let size = self.dice.random_range(9_000..180_000);
        let quality = self.dice.random_range(60..100);
        Command::Attach { slot: slot.to_owned(), sha256: Hash(bytes(&mut self.dice)), size, mime: Mime::Jpeg, quality }
    }
}

fn waive(slot: &str) -> Command {
    Command::Waive { subject: slot.to_owned(), reason: "jari terluka".to_owned() }
}

fn signature_key(key: &SigningKey) -> KeyId {
    signature::key_id(&key.verifying_key().to_bytes())
}

fn bytes<const N: usize>(dice: &mut ChaCha8Rng) -> [u8; N] {
    let mut bytes = [0; N];
    dice.fill_bytes(&mut bytes);
    bytes
}

fn set(values: &[(&str, String)]) -> Command {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), Some(value.clone()))).collect();
    Command::SetFields { values, shown: BTreeMap::new() }
}

fn facts(resident: &Resident) -> Vec<FactInput> {
    let evidence = Some("5f4dc491e1bd4089".to_owned());
    let fact = |name: &str, value: String| FactInput {
        name: name.to_owned(),
        value,
        obtained: Obtained::Extract,
        evidence: evidence.clone(),
        as_of: None,
    };
    vec![
        fact("nik", resident.nik.clone().unwrap_or_default()),
        fact("recording_status", "UNREGISTERED".to_owned()),
        fact("card_before", "tidak".to_owned()),
    ]
}

fn stated(resident: &Resident) -> Vec<(&'static str, String)> {
    vec![
        ("punya_nik", "ya".to_owned()),
        ("nik", resident.nik.clone().unwrap_or_default()),
        ("no_kk", resident.no_kk.clone()),
        ("tanggal_lahir", resident.tanggal_lahir.to_string()),
        ("no_hp", format!("0812{:08}", digits(resident, 8))),
    ]
}

fn person(resident: &Resident) -> Vec<(&'static str, String)> {
    let sex = if format!("{:?}", resident.jenis_kelamin).starts_with('L') { "L" } else { "P" };
    vec![
        ("jenis_kelamin", sex.to_owned()),
        ("tempat_lahir", resident.tempat_lahir.clone()),
        ("golongan_darah", resident.gol_darah.clone()),
        ("agama", resident.agama.clone()),
        ("status_kawin", resident.status_kawin.clone()),
    ]
}

fn address(resident: &Resident) -> Vec<(&'static str, String)> {
    vec![
        ("alamat", resident.alamat.clone()),
        ("rt", resident.rt.clone()),
        ("rw", resident.rw.clone()),
        ("kelurahan", resident.kelurahan.clone()),
        ("shdk", resident.shdk.clone()),
        ("pekerjaan", resident.pekerjaan.clone()),
        ("kewarganegaraan", resident.kewarganegaraan.clone()),
        ("no_akta_lahir", format!("5272-LT-{}", digits(resident, 8))),
    ]
}

fn parents(resident: &Resident) -> Vec<(&'static str, String)> {
    let year = resident.tanggal_lahir.year() - 25;
    let nik = |serial: u64| {
        format!("527201{:02}{:02}{:02}{:04}", resident.tanggal_lahir.day(), resident.tanggal_lahir.month(), year % 100, 9900 + serial)
    };
    let family = resident.nama.split(' ').next_back().unwrap_or("Bima").to_owned();
    vec![
        ("nama_ayah", format!("Abdul {family}")),
        ("nik_ayah", nik(digits(resident, 2) % 50)),
        ("nama_ibu", format!("Siti {family}")),
        ("nik_ibu", nik(50 + digits(resident, 2) % 50)),
    ]
}

/// Digits that differ from resident to resident.
fn digits(resident: &Resident, count: u32) -> u64 {
    let text = format!("{}{}{}", resident.nama, resident.no_kk, resident.tanggal_lahir);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash % 10_u64.pow(count)
}
