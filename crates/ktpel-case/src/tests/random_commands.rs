//! Random people with random commands on three laptops and at the office: whatever they try, the promises hold.

use ktpel_domain::{
    ids::{DocId, Hash},
    layanan::Layanan,
};
use ktpel_sop::{captures::SLOTS, situation::Outcome};

use super::kit::{
    Kit, NIK, OFFICE, biodata, blanko, fact, handover, meet, open, print_outcome, print_spooled, register_row, requirement, step,
};
use super::random::{Random, seeds};
use crate::{
    CaseDoc, Command, NikAnswer, Refusal,
    command::{CardResult, Mime, Obtained, Presence, PrintWay},
    project,
};

const COMMANDS: usize = 120;
const STEPS: [&str; 5] = ["mobile.minta_nik", "mobile.jelaskan_daftar_nik", "mobile.nik_verifikasi", "mobile.rekam", "mobile.cetak"];
const DOCUMENTS: [&str; 6] = ["f102", "fotokopi_kk", "surat_hilang", "ktp_rusak", "f104", "bukti_kelahiran"];

fn command(random: &mut Random, serial: usize) -> Command {
    let text = |text: &str| text.to_owned();
    match random.below(20) {
        0 => open(random.pick(&Layanan::ALL)),
        1 => register_row(),
        2 => biodata(),
        3..=7 => {
            let outcome = random.pick(&[Outcome::Started, Outcome::Done, Outcome::Done, Outcome::Skipped, Outcome::Returned]);
            step(random.pick(&STEPS), outcome)
        }
        8 | 9 => requirement(random.pick(&DOCUMENTS), random.pick(&[Presence::Present, Presence::Present, Presence::Missing])),
        10 => Command::Note { text: text("catatan"), corrects: None },
        11 => Command::Attach {
            slot: random.pick(&SLOTS).id.into(),
            sha256: Hash([u8::try_from(random.below(250)).unwrap(); 32]),
            size: 9,
            mime: Mime::Jpeg,
            quality: 80,
        },
        12 => Command::Waive { subject: random.pick(&SLOTS).modality.into(), reason: text("katarak") },
        13 => Command::Apply { note: None },
        14 => Command::AnswerApplication(NikAnswer::Granted { nik: NIK.into() }),
        15 => Command::Facts(vec![fact("recording_status", "PRINT_READY_RECORD", Obtained::Import)]),
        16 => Command::Release { gate: random.pick(&["prr", "rekam_ulang"]).into(), reason: text("kebijakan 3/2025") },
        17 => {
            let blanko = blanko(&format!("BK{serial:04}"));
            Command::PrintIntent { blanko, face: Hash([3; 32]), basis: text("kartu terbit"), way: PrintWay::Printer }
        }
        18 => match random.below(4) {
            0 => print_spooled(),
            1 => handover(&format!("BK{:04}", random.below(serial + 1))),
            2 => print_outcome(CardResult::Good),
            _ => print_outcome(random.pick(&[CardResult::EncodeFailure, CardResult::PrintFailure, CardResult::Damaged])),
        },
        _ => match random.below(3) {
            0 => Command::Link { other: DocId([9; 16]), why: text("NIK sama") },
            1 => Command::SettleIncident { incident: text("two_prints"), reason: text("berita acara 4") },
            _ => {
                let values = [("alamat".to_owned(), Some(format!("JL. {}", random.below(3))))].into();
                Command::SetFields { values, shown: Default::default() }
            }
        },
    }
}

/// Sends a form as a screen that shows what stands now.
fn with_screen(kit: &Kit, command: Command) -> Command {
    match command {
        Command::SetFields { values, .. } => {
            let view = kit.view();
            let shown = values.keys().map(|field| (field.clone(), view.shown(field))).collect();
            Command::SetFields { values, shown }
        }
        other => other,
    }
}

/// One command; answers whether it was accepted. What the promises say about it is checked here.
fn attempt(kit: &mut Kit, command: Command) -> bool {
    let (is_intent, gate_open) = (matches!(command, Command::PrintIntent { .. }), kit.plan().gate_open());
    let (before, view) = (kit.doc.heads(), kit.view());
    match kit.attempt(command) {
        Ok(committed) => {
            assert!(!is_intent || gate_open, "no print without an open gate");
            assert_eq!(kit.doc.heads(), [committed.hash], "one command is one change on top of all that was there");
            assert!(kit.view().acts.iter().all(|act| act.counts()), "what was committed is proven");
            true
        }
        Err(refusal) => {
            assert!(!matches!(refusal, Refusal::HeadsMoved | Refusal::BadSignature | Refusal::DocumentFull), "{refusal:?}");
            assert!(kit.doc.heads() == before && kit.view() == view, "a refused command leaves no trace");
            false
        }
    }
}

fn run(seed: u64) -> usize {
    let mut random = Random::new(seed);
    let mut kits = [1, 2, 3, OFFICE].map(Kit::new);
    let mut accepted = 0;
    attempt(&mut kits[0], open(random.pick(&Layanan::ALL)));
    for serial in 0..COMMANDS {
        // The first laptop is met often, so that cases come far.
        let place = random.below(4);
        if random.below(3) == 0 && place > 0 {
            let (left, right) = kits.split_at_mut(place);
            meet(&mut left[0], &mut right[0]);
        }
        let command = with_screen(&kits[place], command(&mut random, serial));
        accepted += usize::from(attempt(&mut kits[place], command));
    }
    for _ in 0..2 {
        let (first, others) = kits.split_at_mut(1);
        others.iter_mut().for_each(|other| meet(&mut first[0], other));
    }
    let view = kits[0].view();
    assert!(kits.iter().all(|kit| kit.view() == view), "seed {seed}: all show the same after meeting");
    let stored = CaseDoc::load_received(&kits[0].doc.save()).unwrap();
    assert!(project(&stored, &kits[0].roster) == view, "seed {seed}");
    accepted
}

#[test]
fn whatever_people_try_the_promises_hold() {
    let runs = seeds(12);
    let accepted: usize = (1..=runs).map(run).sum();
    let tried = usize::try_from(runs).unwrap() * COMMANDS;
    assert!(accepted * 5 > tried, "most tries refused proves little: {accepted} of {tried}");
}
