//! All six services in every situation that a village day brings, as one table (`matrix.txt`) that is read by people.
//!
//! Columns: steps (see `show`), next step, conditions that keep the print gate shut, minutes of the SOP, `utang` for a
//! print debt, `selesai` for a closed case. Renew with `UPDATE_EXPECT=1` and read what changed.

use std::fmt::Write;

use expect_test::expect_file;
use ktpel_domain::layanan::Layanan;
use ktpel_sop::situation::{CardState, NikApplication, NikKnowledge, Outcome, RequirementRecord, Situation, StepRecord};
use ktpel_sop::verdict::Plan;
use ktpel_sop::{catalogue, plan};

use crate::build::{Story, pemohon};
use crate::show::{shut, statuses};

type Change = fn(Situation) -> Situation;

const MOBILE: [(&str, Change); 30] = [
    ("just received", |it| it),
    ("walk-in", |it| it.walk_in()),
    ("has no NIK", |it| it.nik(NikKnowledge::None).did("mobile.minta_nik")),
    ("applied for a NIK", applied),
    ("applied, recorded", |it| recorded(applied(it))),
    ("application refused", |it| applied(it).application(NikApplication::Refused)),
    ("NIK came back", |it| applied(it).application(NikApplication::Granted).nik(NikKnowledge::Official)),
    ("NIK came back, recorded before", |it| {
        recorded(applied(it)).application(NikApplication::Granted).nik(NikKnowledge::Official).did("mobile.nik_verifikasi")
    }),
    ("NIK stated, nothing checked", |it| it.nik(NikKnowledge::Stated).did("mobile.minta_nik")),
    ("NIK stated, verified on paper", |it| it.verified().nik(NikKnowledge::Stated)),
    ("sent back", |it| {
        let it = it.nik(NikKnowledge::Official).did("mobile.minta_nik").document("f102", RequirementRecord::Missing);
        it.recorded_as("mobile.nik_verifikasi", StepRecord::Settled(Outcome::Returned))
    }),
    ("verification contested", |it| {
        let both = StepRecord::Contested(vec![Outcome::Done, Outcome::Returned]);
        it.verified().recorded_as("mobile.nik_verifikasi", both)
    }),
    ("verified, never recorded", |it| it.verified().status("UNREGISTERED")),
    ("verified, recorded today", |it| recorded(it.verified()).photo()),
    ("verified, sent for enrolment", |it| it.verified().status("SENT_FOR_ENROLLMENT").photo()),
    ("verified, duplicate record", |it| it.verified().status("DUPLICATE_RECORD").card_before().photo()),
    ("verified, print ready", |it| it.verified().status("PRINT_READY_RECORD").photo()),
    ("verified, print ready, no photo", |it| it.verified().status("PRINT_READY_RECORD")),
    ("verified, print ready 31 days ago", |it| it.verified().status_days_ago("PRINT_READY_RECORD", 31).photo()),
    ("verified, print ready as typed", |it| typed_status(it.verified().status("PRINT_READY_RECORD").photo())),
    ("verified, card issued before", |it| it.verified().status("CARD_ISSUED").card_before().all_documents().photo()),
    ("verified, card known, no status", |it| it.verified().card_before().all_documents().photo()),
    ("released by the office", |it| recorded(it.verified()).photo().release("prr")),
    ("15, never married", |it| it.born(2010, 11, 24).verified()),
    ("16, never married, recorded today", |it| recorded(it.born(2010, 11, 23).verified()).photo()),
    ("16, married, print ready", |it| it.born(2010, 11, 23).married().verified().status("PRINT_READY_RECORD").photo()),
    ("handed to the printer", |it| ready(it).card(CardState::Spooled)),
    ("card spoiled", |it| ready(it).card(CardState::Spoiled)),
    ("card printed", |it| ready(it).card(CardState::Good)),
    ("card handed over", |it| Situation { handed_over: true, ..ready(it).card(CardState::Good) }),
];

const DESK: [(&str, Change); 8] = [
    ("just received", |it| it.nik(NikKnowledge::Official)),
    ("documents missing", |it| desk(it, "verifikasi_berkas")),
    ("documents checked", |it| desk(it.all_documents(), "unggah_ajukan")),
    ("submitted", |it| desk(it.all_documents(), "rekam")),
    ("submitted, print ready", |it| desk(it.all_documents(), "verifikasi_kasi").status("PRINT_READY_RECORD").photo()),
    ("sent back by Kasi", |it| desk(it.all_documents(), "verifikasi_kasi").sent_back_by_kasi()),
    ("approved, print ready", |it| desk(it.all_documents(), "cetak").status("PRINT_READY_RECORD").photo()),
    ("card printed", |it| desk(it.all_documents(), "cetak").status("PRINT_READY_RECORD").photo().card(CardState::Good)),
];

fn applied(it: Situation) -> Situation {
    let it = it.nik(NikKnowledge::None).did("mobile.minta_nik").application(NikApplication::Filed).all_documents();
    it.did("mobile.jelaskan_daftar_nik")
}

fn recorded(it: Situation) -> Situation {
    it.all_captures().did("mobile.rekam")
}

fn ready(it: Situation) -> Situation {
    it.verified().status("PRINT_READY_RECORD").photo()
}

fn typed_status(mut it: Situation) -> Situation {
    if let Some(central) = &mut it.central {
        central.from_office = false;
    }
    it
}

/// All steps before this one of whichever desk procedure serves the service are done.
fn desk(it: Situation, until: &str) -> Situation {
    let it = it.nik(NikKnowledge::Official).all_captures();
    let Ok(procedure) = catalogue().procedure_for(it.channel, it.layanan) else { return it };
    let order = ["terima_berkas", "verifikasi_berkas", "unggah_ajukan", "rekam", "verifikasi_kasi", "cetak"];
    let before: Vec<_> = order.into_iter().take_while(|name| *name != until).collect();
    let done = procedure.steps.iter().filter(|step| before.contains(&step.kind.id()));
    done.fold(it, |it, step| it.did(&step.id))
}

trait Kasi {
    fn sent_back_by_kasi(self) -> Self;
}

impl Kasi for Situation {
    fn sent_back_by_kasi(self) -> Self {
        let Ok(procedure) = catalogue().procedure_for(self.channel, self.layanan) else { return self };
        let step = format!("{}.verifikasi_kasi", procedure.id);
        self.recorded_as(&step, StepRecord::Settled(Outcome::Returned))
    }
}

fn line(name: &str, plan: &Plan) -> String {
    let next = plan.next.as_deref().unwrap_or("-");
    let flags = [(plan.print_debt, "utang"), (plan.closed, "selesai")];
    let flags: Vec<_> = flags.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect();
    let gate = if plan.gate_open() { "TERBUKA".to_owned() } else { shut(plan).join(" ") };
    format!("  {name:34} {:8} {next:30} {:>2} min  {:8} {gate}", statuses(plan), plan.target_seconds / 60, flags.join(" "))
}

#[test]
fn every_service_in_every_situation() {
    let mut table = String::new();
    for layanan in Layanan::ALL {
        writeln!(table, "{} (mobile)", layanan.id()).unwrap();
        for (name, change) in MOBILE {
            writeln!(table, "{}", line(name, &plan(catalogue(), &change(pemohon(layanan)))).trim_end()).unwrap();
        }
    }
    for layanan in Layanan::ALL {
        writeln!(table, "{} (loket)", layanan.id()).unwrap();
        for (name, change) in DESK {
            writeln!(table, "{}", line(name, &plan(catalogue(), &change(pemohon(layanan).at_desk()))).trim_end()).unwrap();
        }
    }
    expect_file!["matrix.txt"].assert_eq(&table);
}
