//! Laptops, an office and a clock that only goes forward, for all tests of this crate.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use ktpel_domain::{
    blanko::BlankoSerial,
    ids::{ActorId, DocId, Hash},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_sop::{
    catalogue, plan,
    situation::{Channel, Outcome, Policy},
    verdict::{Plan, Reason},
};
use sha2::{Digest, Sha256};

use crate::{
    CaseDoc, CaseView, Command, Committed, DocKind, FactInput, Operator, Refusal, Roster, Rules, Session, SessionRecord,
    command::{CardResult, Obtained, Presence, PrintWay},
    ids::key_id,
    prepare,
    prepare::unchecked,
    project,
    schema::v1::body::Body,
};

pub(super) const CASE: DocId = DocId([7; 16]);
/// 2026-01-15 09:00 in Kota Bima.
pub(super) const MORNING: i64 = 1_768_438_800_000;
/// Number of the laptop that stands at the office.
pub(super) const OFFICE: u8 = 9;
pub(super) const NIK: &str = "5272011503909901";
pub(super) const NO_KK: &str = "5272010101109901";

/// One laptop with one operator who has unlocked.
#[derive(Clone)]
pub(super) struct Kit {
    pub(super) doc: CaseDoc,
    pub(super) session: Session,
    pub(super) key: SigningKey,
    pub(super) roster: Roster,
    pub(super) now: Timestamp,
}

fn seed(kind: &str, n: u8) -> [u8; 32] {
    Sha256::digest([kind.as_bytes(), &[n]].concat()).into()
}

fn signing_key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&seed("operator", n))
}

pub(super) fn actor(n: u8) -> ActorId {
    ActorId::from_slice(&seed("session", n)[..16]).unwrap()
}

/// Four laptops and the office, all registered.
pub(super) fn roster() -> Roster {
    let mut roster = Roster::default();
    for n in [1, 2, 3, 4, OFFICE] {
        let public_key = signing_key(n).verifying_key().to_bytes();
        let operator = key_id(&public_key);
        roster.operators.insert(operator, Operator { public_key, nama: format!("Petugas {n}"), office: n == OFFICE });
        roster.sessions.insert(actor(n), SessionRecord { operator, device: format!("Laptop {n}") });
    }
    roster
}

impl Kit {
    pub(super) fn new(n: u8) -> Self {
        Self::on(CaseDoc::genesis(DocKind::Case, CASE), n)
    }

    pub(super) fn on(doc: CaseDoc, n: u8) -> Self {
        let key = signing_key(n);
        let operator = key_id(&key.verifying_key().to_bytes());
        let session = Session { actor: actor(n), operator };
        Self { doc, session, key, roster: roster(), now: Timestamp(MORNING + i64::from(n) * 977) }
    }

    pub(super) fn rules(&self) -> Rules<'_> {
        Rules { catalogue: catalogue(), policy: Policy::default(), roster: &self.roster }
    }

    pub(super) fn attempt(&mut self, command: Command) -> Result<Committed, Refusal> {
        self.now.0 += 20_011;
        let prepared = prepare(&self.doc, &self.rules(), &self.session, command, self.now)?;
        self.sign_and_commit(prepared)
    }

    fn sign_and_commit(&mut self, prepared: crate::Prepared) -> Result<Committed, Refusal> {
        let sigs: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| self.key.sign(message).to_bytes()).collect();
        prepared.commit(&mut self.doc, &sigs, &self.key.verifying_key().to_bytes())
    }

    #[track_caller]
    pub(super) fn run(&mut self, command: Command) -> Committed {
        let id = command.id();
        self.attempt(command).unwrap_or_else(|refusal| panic!("{id} must be accepted here: {refusal:?}"))
    }

    #[track_caller]
    pub(super) fn refused(&mut self, command: Command) -> Refusal {
        let (id, before) = (command.id(), self.doc.save());
        let refusal = self.attempt(command).expect_err(id);
        assert_eq!(self.doc.save(), before, "a refused {id} must leave the document as it was");
        refusal
    }

    #[track_caller]
    pub(super) fn not_allowed(&mut self, command: Command) -> Vec<Reason> {
        match self.refused(command) {
            Refusal::NotAllowed(reasons) => reasons,
            other => panic!("expected the procedure to refuse, got {other:?}"),
        }
    }

    /// Writes without asking the procedure.
    #[track_caller]
    pub(super) fn write(&mut self, command: &'static str, fields: &[(&str, Option<&str>)], bodies: Vec<Body>) -> Committed {
        self.now.0 += 20_011;
        let prepared = unchecked(&self.doc, &self.rules(), &self.session, command, fields, bodies, self.now).unwrap();
        self.sign_and_commit(prepared).unwrap()
    }

    /// Writes one act without asking the procedure; answers its key.
    #[track_caller]
    pub(super) fn act(&mut self, body: Body) -> String {
        self.write("test.act", &[], vec![body]).acts.remove(0)
    }

    /// Saves one field as a form does; an unchanged one is no error here.
    pub(super) fn set(&mut self, field: &str, value: Option<&str>) {
        let shown = BTreeMap::from([(field.to_owned(), self.view().shown(field))]);
        let values = BTreeMap::from([(field.to_owned(), value.map(str::to_owned))]);
        match self.attempt_unopened(values, shown) {
            Ok(_) | Err(Refusal::NothingToDo) => {}
            Err(refusal) => panic!("{refusal:?}"),
        }
    }

    fn attempt_unopened(
        &mut self,
        values: BTreeMap<String, Option<String>>,
        shown: BTreeMap<String, Vec<String>>,
    ) -> Result<Committed, Refusal> {
        if self.view().layanan().is_none() {
            self.write("case.open", &[("layanan", Some("hilang"))], Vec::new());
        }
        self.attempt(Command::SetFields { values, shown })
    }

    pub(super) fn view(&self) -> CaseView {
        project(&self.doc, &self.roster)
    }

    pub(super) fn plan(&self) -> Plan {
        plan(catalogue(), &self.view().situation(catalogue(), self.now, Policy::default()))
    }

    pub(super) fn values(&self, field: &str) -> Vec<Option<String>> {
        self.view().values(field).into_iter().map(|value| value.map(str::to_owned)).collect()
    }
}

/// A case opened once, on two laptops.
pub(super) fn two() -> (Kit, Kit) {
    let mut first = Kit::new(4);
    first.write("case.open", &[("layanan", Some("hilang")), ("channel", Some("mobile"))], Vec::new());
    (Kit::on(first.doc.clone(), 1), Kit::on(first.doc, 2))
}

/// One sends what the other has not.
pub(super) fn send(from: &Kit, to: &mut Kit) {
    let changes: Vec<Vec<u8>> = from.doc.changes_since(&to.doc.heads()).into_iter().map(|(_, bytes)| bytes).collect();
    to.doc.apply(&changes).unwrap();
}

pub(super) fn meet(a: &mut Kit, b: &mut Kit) {
    send(a, b);
    send(b, a);
}

/// Two laptops meet; afterwards both, and a copy read from disk, show the same.
#[track_caller]
pub(super) fn agree(a: &mut Kit, b: &mut Kit) {
    meet(a, b);
    assert_eq!(a.doc.heads(), b.doc.heads(), "after meeting both have everything");
    assert!(a.view() == b.view(), "equal heads must show equal cases");
    let stored = CaseDoc::load(&a.doc.save()).unwrap();
    assert!(project(&stored, &a.roster) == a.view(), "what is stored must show the same");
}

pub(super) fn step(step: &str, outcome: Outcome) -> Command {
    let reason = (outcome == Outcome::Returned).then(|| "surat hilang belum ada".to_owned());
    Command::Step { step: step.into(), outcome, active_ms: Some(61_000), reason }
}

pub(super) fn done(id: &str) -> Command {
    step(id, Outcome::Done)
}

pub(super) fn step_body(outcome: Outcome) -> Body {
    Body::Step { step: "mobile.rekam".into(), outcome: outcome.into(), active_ms: Some(241_000), reason: None }
}

pub(super) fn note_body(text: &str) -> Body {
    Body::Note { text: text.into(), corrects: None }
}

pub(super) fn take_body(slot: &str, file: u8) -> Body {
    Body::Attachment { slot: slot.into(), sha256: [file; 32].into(), size: 9, mime: crate::command::Mime::Jpeg, quality: 80 }
}

pub(super) fn intent_body(blanko: &str) -> Body {
    Body::PrintIntent { blanko: blanko.into(), face: [3; 32].into(), basis: "fakta".into(), way: PrintWay::Printer }
}

pub(super) fn outcome_body(result: CardResult) -> Body {
    Body::PrintOutcome { result }
}

pub(super) fn spooled_body() -> Body {
    Body::PrintSpooled { printer: "kartu-1".into(), job: [6; 16].into() }
}

pub(super) fn open(layanan: Layanan) -> Command {
    let fields = BTreeMap::from([("nama_lengkap".to_owned(), "Siti Rahmah".to_owned())]);
    Command::Open { layanan, channel: Channel::Mobile, visit: Some(DocId([2; 16])), contact: None, fields }
}

pub(super) fn requirement(id: &str, present: Presence) -> Command {
    Command::Requirement { id: id.into(), present, note: None }
}

pub(super) fn fact(name: &str, value: &str, obtained: Obtained) -> FactInput {
    let evidence = (obtained == Obtained::Extract).then(|| "ekstrak-1".to_owned());
    FactInput { name: name.into(), value: value.into(), obtained, evidence, as_of: None }
}

/// A row of the visit's register extract: recorded long ago, and a card was issued.
pub(super) fn register_row() -> Command {
    Command::Facts(vec![
        fact("nik", NIK, Obtained::Extract),
        fact("recording_status", "CARD_ISSUED", Obtained::Extract),
        fact("card_before", "ya", Obtained::Extract),
        fact("card_photo", "3f9a", Obtained::Extract),
    ])
}

/// Everything that the card will carry.
pub(super) fn biodata() -> Command {
    let values = [
        ("nik", NIK),
        ("no_kk", NO_KK),
        ("jenis_kelamin", "L"),
        ("tempat_lahir", "BIMA"),
        ("tanggal_lahir", "1990-03-15"),
        ("alamat", "JL. DATUK DIBANTA"),
        ("rt", "003"),
        ("rw", "001"),
        ("kelurahan", "52.72.01.1001"),
        ("agama", "siak/1/ISLAM"),
        ("status_kawin", "f101_2019/1/Belum Kawin"),
        ("pekerjaan", "f101_2019/9/Petani/Pekebun"),
        ("kewarganegaraan", "WNI"),
        ("no_hp", "081234567890"),
    ];
    let values = values.into_iter().map(|(field, value)| (field.to_owned(), Some(value.to_owned()))).collect();
    Command::SetFields { values, shown: BTreeMap::new() }
}

/// A lost card of somebody with a card before, verified and ready for the print gate.
pub(super) fn ready_to_print(kit: &mut Kit) {
    kit.run(open(Layanan::Hilang));
    kit.run(register_row());
    kit.run(biodata());
    kit.run(done("mobile.minta_nik"));
    for id in ["f102", "surat_hilang", "fotokopi_kk"] {
        kit.run(requirement(id, Presence::Present));
    }
    kit.run(done("mobile.nik_verifikasi"));
}

pub(super) fn blanko(serial: &str) -> BlankoSerial {
    BlankoSerial::parse(serial).unwrap()
}

pub(super) fn print_intent(serial: &str) -> Command {
    Command::PrintIntent { blanko: blanko(serial), face: Hash([3; 32]), basis: "kartu terbit".into(), way: PrintWay::Printer }
}

pub(super) fn print_spooled() -> Command {
    Command::PrintSpooled { printer: "kartu-1".into(), job: [6; 16] }
}

pub(super) fn print_outcome(result: CardResult) -> Command {
    Command::PrintOutcome { result }
}

pub(super) fn handover(serial: &str) -> Command {
    let receiver = crate::command::Receiver::Pemohon;
    Command::Handover { blanko: blanko(serial), receiver, receiver_name: None, receipt: Some("TT-1".into()) }
}
