//! Residents who lost their card: printed from the register's picture and handed over on the spot, so that the case is closed.

use std::collections::BTreeMap;

use ktpel_case::{
    Command,
    command::{CardResult, Obtained, Presence, PrintWay, Receiver},
};
use ktpel_domain::{blanko::BlankoSerial, ids::Hash, layanan::Layanan};
use ktpel_sop::situation::{Channel, Outcome};

use super::{Day, FactInput, address, bytes, parents, person, set, stated};
use crate::village::Resident;

impl Day {
    /// Replaces that many lost cards.
    pub fn replace_cards(&mut self, cases: usize) {
        self.work_through(cases, Self::replacement);
    }

    fn replacement(&mut self, resident: &Resident) -> Vec<Command> {
        let nama = resident.nama.clone();
        let blanko = self.blanko();
        let mut commands = vec![
            Command::Open {
                layanan: Layanan::Hilang,
                channel: Channel::Mobile,
                visit: Some(self.visit),
                contact: None,
                fields: BTreeMap::from([("nama_lengkap".to_owned(), nama)]),
            },
            Command::Facts(issued(resident)),
            set(&stated(resident)),
            self.done("mobile.minta_nik", 20, 90),
            set(&person(resident)),
            set(&address(resident)),
            set(&parents(resident)),
        ];
        commands.extend(["f102", "surat_hilang", "fotokopi_kk"].map(present));
        commands.push(self.done("mobile.nik_verifikasi", 60, 400));
        commands.extend([
            Command::PrintIntent {
                blanko: blanko.clone(),
                face: Hash(bytes(&mut self.dice)),
                basis: "kartu terbit".to_owned(),
                way: PrintWay::Printer,
            },
            Command::PrintSpooled { printer: "kartu".to_owned(), job: bytes(&mut self.dice) },
            Command::PrintOutcome { result: CardResult::Good },
            Command::Handover { blanko, receiver: Receiver::Pemohon, receiver_name: None, receipt: None },
        ]);
        commands
    }

    fn done(&mut self, step: &str, low: u64, high: u64) -> Command {
        Command::Step { step: step.to_owned(), outcome: Outcome::Done, active_ms: self.minutes(low, high), reason: None }
    }

    fn blanko(&mut self) -> BlankoSerial {
        let number = u32::from_be_bytes(bytes(&mut self.dice));
        BlankoSerial::parse(&format!("B{number:010}")).expect("a letter and ten digits are a serial")
    }
}

fn present(id: &str) -> Command {
    Command::Requirement { id: id.to_owned(), present: Presence::Present, note: None }
}

/// What the register says of somebody who had a card.
fn issued(resident: &Resident) -> Vec<FactInput> {
    let evidence = Some("5f4dc491e1bd4089".to_owned());
    let facts = [
        ("nik", resident.nik.clone().unwrap_or_default()),
        ("recording_status", "CARD_ISSUED".to_owned()),
        ("card_before", "ya".to_owned()),
        ("card_photo", "3f9a".to_owned()),
    ];
    facts
        .map(|(name, value)| FactInput {
            name: name.to_owned(),
            value,
            obtained: Obtained::Extract,
            evidence: evidence.clone(),
            as_of: None,
        })
        .into()
}
