//! What people do: one random command through the real checks, one change, one entry, one transaction.

use std::collections::BTreeMap;

use ed25519_dalek::Signer;
use ktpel_case::{
    CaseDoc, Command, Committed, DocKind, Rules,
    command::{CardResult, PrintWay},
    prepare, project,
};
use ktpel_domain::{
    blanko::BlankoSerial,
    ids::{DocId, Hash},
    layanan::Layanan,
    time::Timestamp,
};
use ktpel_sop::{
    catalogue,
    situation::{Channel, Policy},
};
use ktpel_sync::{Chain, EntryKind, entry::NO_DOC};

use crate::{
    book::Deed,
    people::{self, Person},
    store::{Fail, Store, Sync, Write},
    weather::Weather,
};

/// A form field that two laptops like to write at once.
const FIELDS: [&str; 2] = ["no_hp", "alamat"];
/// Serials that may be printed on; few, so that two laptops take the same one.
const SERIALS: u64 = 4;
/// Most cases of one run.
const CASES: usize = 4;

/// Who works, where, and when.
pub struct Desk<'a> {
    /// The person.
    pub person: &'a Person,
    /// Number of the program's start.
    pub start: u16,
    /// What the node keeps.
    pub store: &'a mut Store,
    /// Its clock.
    pub now: Timestamp,
}

/// What came of a try to work.
pub struct Worked {
    /// What is durable now; none where the command was refused or did not reach the disk.
    pub deed: Option<Deed>,
    /// How the transaction ended.
    pub end: Result<(), Fail>,
}

impl Desk<'_> {
    /// One random thing. What the procedure refuses is not done, as on a real screen.
    pub fn work(mut self, weather: &mut Weather) -> Worked {
        let docs: Vec<DocId> = self.store.rows.docs.keys().copied().collect();
        let case = weather.dice.pick(&docs).copied();
        match (weather.dice.below(12), case) {
            (0, _) => self.stock(weather),
            (1, _) | (_, None) if docs.len() < CASES => {
                let id = DocId(crate::office::challenge(weather));
                self.run(CaseDoc::genesis(DocKind::Case, id), open(), weather)
            }
            (choice, Some(id)) => {
                let doc = self.store.rows.docs.get(&id).cloned().expect("it was just listed");
                let command = command(choice, &doc, weather);
                self.run(doc, command, weather)
            }
            (_, None) => self.stock(weather),
        }
    }

    /// Carries out one command.
    pub fn run(mut self, mut doc: CaseDoc, command: Command, weather: &mut Weather) -> Worked {
        let rules = Rules { catalogue: catalogue(), policy: Policy::default(), roster: people::roster() };
        let before = project(&doc, people::roster());
        let session = self.person.session(self.start);
        let deed = Deed::begin(&command, &before, session.operator);
        let Ok(prepared) = prepare(&doc, &rules, &session, command, self.now) else { return Worked::nothing() };
        let key = &self.person.operator_key;
        let signatures: Vec<[u8; 64]> = prepared.to_sign().iter().map(|message| key.sign(message).to_bytes()).collect();
        let Ok(Committed { bytes, acts, .. }) = prepared.commit(&mut doc, &signatures, &key.verifying_key().to_bytes()) else {
            return Worked::nothing();
        };
        let deed = deed.done(&project(&doc, people::roster()), acts);
        let writes = vec![Write::Changes(doc.id(), vec![bytes.clone()])];
        self.append(EntryKind::Change, doc.id(), bytes, (writes, vec![doc]), deed, weather)
    }

    fn stock(&mut self, weather: &mut Weather) -> Worked {
        let payload = weather.dice.next().to_be_bytes().to_vec();
        self.append(EntryKind::Stock, NO_DOC, payload, (Vec::new(), Vec::new()), Deed::default(), weather)
    }

    fn append(
        &mut self,
        kind: EntryKind,
        doc: DocId,
        payload: Vec<u8>,
        (mut writes, docs): (Vec<Write>, Vec<CaseDoc>),
        deed: Deed,
        weather: &mut Weather,
    ) -> Worked {
        let device = self.person.device();
        let mut chain = Chain::resume(device, self.store.rows.tip(device));
        let operator = Some(self.person.session(self.start).operator);
        let entry = chain.append(kind, doc, payload, operator, self.now).expect("own payloads have a hash");
        let seq = entry.header.seq;
        writes.extend([Write::Entry(entry), Write::Position(device, seq)]);
        let end = self.store.commit(writes, docs, Sync::Now, weather);
        let durable = self.store.durable.get(&device).is_some_and(|last| *last >= seq);
        Worked { deed: durable.then(|| deed.at(device, seq)), end }
    }
}

impl Worked {
    const fn nothing() -> Self {
        Self { deed: None, end: Ok(()) }
    }
}

fn open() -> Command {
    let fields = BTreeMap::from([("nama_lengkap".to_owned(), "Siti Rahmah".to_owned())]);
    Command::Open { layanan: Layanan::Hilang, channel: Channel::Mobile, visit: None, contact: None, fields }
}

fn command(choice: u64, doc: &CaseDoc, weather: &mut Weather) -> Command {
    match choice {
        0..=3 => {
            let field = FIELDS[weather.dice.index(FIELDS.len())];
            let shown = BTreeMap::from([(field.to_owned(), project(doc, people::roster()).shown(field))]);
            let value = Some(format!("0812{:08}", weather.dice.below(100)));
            Command::SetFields { values: BTreeMap::from([(field.to_owned(), value)]), shown }
        }
        4..=6 => {
            let blanko = BlankoSerial::parse(&format!("BK{:04}", weather.dice.below(SERIALS))).expect("letters and digits");
            Command::PrintIntent { blanko, face: Hash([3; 32]), basis: "kartu terbit".into(), way: PrintWay::Printer }
        }
        7 => Command::PrintOutcome { result: CardResult::Good },
        8 => Command::PrintOutcome { result: CardResult::PrintFailure },
        _ => Command::Note { text: format!("catatan {}", weather.dice.next()), corrects: None },
    }
}
