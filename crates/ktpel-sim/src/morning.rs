//! How every run begins: one laptop has opened two cases, one of them ready to print, and everybody has them already.

use std::{collections::BTreeMap, sync::OnceLock};

use ktpel_case::{
    CaseDoc, Command, DocKind, FactInput,
    command::{Obtained, Presence},
};
use ktpel_domain::{ids::DocId, layanan::Layanan, time::Timestamp};
use ktpel_sop::situation::{Channel, Outcome};
use ktpel_sync::session::SessionState;

use crate::{
    book::Deed,
    kit::Kit,
    office::Office,
    store::{Store, Sync, Write},
    weather::{Power, Trace, Weather},
    work::Desk,
};

/// Generation of the office at the start.
const GENERATION: [u8; 16] = [1; 16];

/// The morning's work.
pub struct Morning {
    writes: Vec<Write>,
    docs: Vec<CaseDoc>,
    entries: u64,
    /// What was done.
    pub deeds: Vec<Deed>,
}

/// The same for every run.
pub fn morning() -> &'static Morning {
    static MORNING: OnceLock<Morning> = OnceLock::new();
    MORNING.get_or_init(Morning::make)
}

impl Morning {
    fn make() -> Self {
        let mut kit = Kit::new(0);
        let mut weather = steady();
        let mut deeds = Vec::new();
        let (ready, plain) = (DocId([0xa1; 16]), DocId([0xa2; 16]));
        let work = ready_to_print().into_iter().map(|command| (ready, command)).chain([(plain, open())]);
        for (number, (id, command)) in (1..).zip(work) {
            let now = Timestamp(weather.now().0 + number);
            let doc = kit.store.rows.docs.get(&id).cloned().unwrap_or_else(|| CaseDoc::genesis(DocKind::Case, id));
            let desk = Desk { person: &kit.person, start: kit.start, store: &mut kit.store, now };
            deeds.push(desk.run(doc, command, &mut weather).deed.expect("the procedure allows the morning's work"));
        }
        let writes = kit.store.disk.all().cloned().collect();
        Self { writes, entries: deeds.len() as u64, deeds, docs: kit.store.rows.docs.into_values().collect() }
    }

    /// Puts it on a kit.
    pub fn give(&self, kit: &mut Kit) {
        let acked_seq = if kit.person.node == 0 { self.entries } else { 0 };
        let state = SessionState { generation: Some(GENERATION), cursor: self.entries, acked_seq, ..SessionState::default() };
        let without_order = self.writes.iter().filter(|write| !matches!(write, Write::Position(..))).cloned();
        self.put(&mut kit.store, without_order.chain([Write::State(state)]).collect());
    }

    /// Puts it on the office's disk.
    pub fn give_office(&self, office: &mut Office) {
        self.put(&mut office.store, self.writes.clone());
    }

    fn put(&self, store: &mut Store, writes: Vec<Write>) {
        store.commit(writes, self.docs.clone(), Sync::Now, &mut steady()).expect("nothing fails in the morning");
    }
}

fn steady() -> Weather {
    let mut weather = Weather::new(0, Trace::Dropped);
    weather.power = Power::Steady;
    weather
}

fn open() -> Command {
    let fields = BTreeMap::from([("nama_lengkap".to_owned(), "Abdul Gani".to_owned())]);
    Command::Open { layanan: Layanan::Hilang, channel: Channel::Mobile, visit: None, contact: None, fields }
}

/// A lost card of somebody with a card before, verified, and ready for the print gate.
fn ready_to_print() -> Vec<Command> {
    let fact = |name: &str, value: &str| FactInput {
        name: name.into(),
        value: value.into(),
        obtained: Obtained::Extract,
        evidence: Some("ekstrak-1".to_owned()),
        as_of: None,
    };
    let facts = [("nik", "5272011503909901"), ("recording_status", "CARD_ISSUED"), ("card_before", "ya"), ("card_photo", "3f9a")];
    let biodata = [
        ("nik", "5272011503909901"),
        ("no_kk", "5272010101109901"),
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
    let values = biodata.into_iter().map(|(field, value)| (field.to_owned(), Some(value.to_owned()))).collect();
    let done = |step: &str| Command::Step { step: step.into(), outcome: Outcome::Done, active_ms: Some(61_000), reason: None };
    let there = |id: &str| Command::Requirement { id: id.into(), present: Presence::Present, note: None };
    vec![
        open(),
        Command::Facts(facts.map(|(name, value)| fact(name, value)).into()),
        Command::SetFields { values, shown: BTreeMap::new() },
        done("mobile.minta_nik"),
        there("f102"),
        there("surat_hilang"),
        there("fotokopi_kk"),
        done("mobile.nik_verifikasi"),
    ]
}
