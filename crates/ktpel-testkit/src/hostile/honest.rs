//! The honest case that specimens and mutations start from: one operator on one kit, ten changes, fields and acts.

use std::collections::BTreeMap;

use automerge::ActorId as RawActor;
use ed25519_dalek::{Signer, SigningKey};
use ktpel_case::{CaseDoc, Command, DocKind, Operator, Roster, Rules, Session, SessionRecord, prepare};
use ktpel_domain::{
    ids::{ActorId, DeviceId, DocId, KeyId},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_sop::{
    catalogue,
    situation::{Channel, Outcome, Policy},
};
use ktpel_sync::{
    Chain, Entry, EntryKind,
    entry::NO_DOC,
    payload::{OperatorKey, Record, SessionRecord as SessionPayload, session_message},
    signature,
};

/// The case.
pub const CASE: DocId = DocId([0xc0; 16]);
/// Actor of the kit's session.
pub const ACTOR: ActorId = ActorId([1; 16]);
/// Actor of another kit.
pub const OTHER_ACTOR: ActorId = ActorId([2; 16]);
/// 2026-11-23 09:00 in Kota Bima.
pub const MORNING: i64 = 1_795_395_600_000;

/// Key of the kit.
#[must_use]
pub fn device_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

/// Id of the kit.
#[must_use]
pub fn device() -> DeviceId {
    signature::device_id(&device_key().verifying_key().to_bytes())
}

/// Key of the operator.
#[must_use]
pub fn operator_key() -> SigningKey {
    SigningKey::from_bytes(&[101; 32])
}

/// Id of the operator's key.
#[must_use]
pub fn operator() -> KeyId {
    signature::key_id(&operator_key().verifying_key().to_bytes())
}

/// Everybody known.
#[must_use]
pub fn roster() -> Roster {
    let public_key = operator_key().verifying_key().to_bytes();
    let person = Operator { public_key, nama: "Siti Rahmawati".to_owned(), office: false };
    let session = SessionRecord { operator: operator(), device: "Laptop 1".to_owned() };
    Roster { operators: BTreeMap::from([(operator(), person)]), sessions: BTreeMap::from([(ACTOR, session)]) }
}

/// A case while it is written.
#[derive(Debug, Clone)]
pub struct Case {
    /// The document.
    pub doc: CaseDoc,
    now: i64,
}

/// The honest case. It has no visit: it is nobody's but its author's.
#[must_use]
pub fn case() -> Case {
    case_at(None)
}

/// The same at a visit; one that no office planned is open to every kit.
#[must_use]
pub fn case_at(visit: Option<DocId>) -> Case {
    let mut case = Case { doc: CaseDoc::genesis(DocKind::Case, CASE), now: MORNING };
    let fields = BTreeMap::from([("nama_lengkap".to_owned(), "Siti Rahmah".to_owned())]);
    case.run(Command::Open { layanan: Layanan::Hilang, channel: Channel::Mobile, visit, contact: None, fields });
    for (field, value) in
        [("no_hp", "081200000001"), ("alamat", "Jl. Gajah Mada 1"), ("no_hp", "081200000002"), ("nik", "5272011503909901")]
    {
        case.set(field, value);
    }
    for text in ["datang bersama anak", "surat hilang menyusul", "kembali sore"] {
        case.run(Command::Note { text: text.to_owned(), corrects: None });
    }
    case.run(Command::Step { step: "mobile.minta_nik".to_owned(), outcome: Outcome::Started, active_ms: None, reason: None });
    case.run(Command::Step { step: "mobile.minta_nik".to_owned(), outcome: Outcome::Done, active_ms: Some(61_000), reason: None });
    case
}

impl Case {
    fn run(&mut self, command: Command) {
        self.now += 20_011;
        let roster = roster();
        let rules = Rules { catalogue: catalogue(), policy: Policy::default(), roster: &roster };
        let session = Session { actor: ACTOR, operator: operator() };
        let prepared = prepare(&self.doc, &rules, &session, command, Timestamp(self.now)).expect("the procedure allows the honest case");
        let signatures: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| operator_key().sign(message).to_bytes()).collect();
        let key = operator_key().verifying_key().to_bytes();
        prepared.commit(&mut self.doc, &signatures, &key).expect("what was prepared can be written");
    }

    fn set(&mut self, field: &str, value: &str) {
        let shown = BTreeMap::from([(field.to_owned(), ktpel_case::project(&self.doc, &roster()).shown(field))]);
        let values = BTreeMap::from([(field.to_owned(), Some(value.to_owned()))]);
        self.run(Command::SetFields { values, shown });
    }

    /// Its changes, oldest first, without the genesis.
    #[must_use]
    pub fn changes(&self) -> Vec<Vec<u8>> {
        self.doc.changes_since(&[]).into_iter().map(|(_, bytes)| bytes).collect()
    }

    /// The document for writing past all rules.
    #[must_use]
    pub fn raw(&self, actor: &[u8]) -> automerge::AutoCommit {
        let raw = automerge::AutoCommit::load(&self.doc.save()).expect("an honest document is read back");
        raw.with_actor(RawActor::from(actor))
    }

    /// A change that somebody makes past all rules.
    #[must_use]
    pub fn forge(&self, actor: &[u8], write: impl FnOnce(&mut automerge::AutoCommit)) -> Vec<u8> {
        let mut raw = self.raw(actor);
        write(&mut raw);
        raw.commit_with(automerge::transaction::CommitOptions::default().with_time(self.now + 1));
        raw.get_last_local_change().expect("something was written").raw_bytes().to_vec()
    }
}

/// The kit's log with the honest case in it.
#[must_use]
pub fn log() -> (Chain, Vec<Entry>) {
    log_of(&case())
}

/// The kit's log with this case in it.
#[must_use]
pub fn log_of(case: &Case) -> (Chain, Vec<Entry>) {
    let mut chain = Chain::start(device());
    let key = OperatorKey {
        public_key: operator_key().verifying_key().to_bytes(),
        nama: "Siti Rahmawati".to_owned(),
        peran: "operator".to_owned(),
        office: false,
        operator: None,
    };
    let started = Timestamp(MORNING);
    let signed = operator_key().sign(&session_message(ACTOR, device(), operator(), started)).to_bytes();
    let session = SessionPayload::new(ACTOR, device(), operator(), started, signed);
    let changes = case.changes().into_iter().map(|change| (EntryKind::Change, CASE, change));
    let entries = [(EntryKind::OperatorKey, NO_DOC, key.to_payload()), (EntryKind::SessionOpened, NO_DOC, session.to_payload())]
        .into_iter()
        .chain(changes)
        .map(|(kind, doc, payload)| chain.append(kind, doc, payload, Some(operator()), started).expect("honest payloads have a hash"))
        .collect();
    (chain, entries)
}
