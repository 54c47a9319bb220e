//! A procedure that the program does not ship: what engine and loader do must follow from the files alone.

use ktpel_domain::layanan::Layanan;
use ktpel_sop::catalogue::Catalogue;
use ktpel_sop::situation::{CaptureRecord, CardState, NikKnowledge, Outcome};
use ktpel_sop::{check_step, plan};

use crate::build::{Story, pemohon};
use crate::show::statuses;

pub const FILES: [(&str, &str); 5] = [
    ("document.toml", include_str!("toy/document.toml")),
    ("layanan.toml", include_str!("toy/layanan.toml")),
    ("toy.toml", include_str!("toy/toy.toml")),
    ("forms/siapa.toml", include_str!("toy/siapa.toml")),
    ("forms/pakai.toml", include_str!("toy/pakai.toml")),
];

fn toy() -> Catalogue {
    Catalogue::load(&FILES).expect("the fixture is a sound procedure")
}

#[test]
fn a_procedure_of_three_steps_is_led_to_its_card() {
    let toy = toy();
    let asked = pemohon(Layanan::Hilang).card_before().photo();
    assert_eq!(statuses(&plan(&toy, &asked)), "OSB", "who lost a card is not recorded");
    assert_eq!(plan(&toy, &asked).target_seconds, 90);

    let answered = asked.nik(NikKnowledge::Official).did("toy.tanya").all_documents_of(&toy);
    let ready = plan(&toy, &answered);
    assert_eq!((statuses(&ready).as_str(), ready.next.as_deref()), ("DSO", Some("toy.cetak")));
    assert!(ready.gate_open(), "{:?}", ready.gate);
    assert!(plan(&toy, &answered.card(CardState::Good)).closed, "the toy ends with its card");
}

#[test]
fn only_the_slots_of_the_step_are_wanted() {
    let toy = toy();
    let mut released = pemohon(Layanan::Hilang).nik(NikKnowledge::Official).did("toy.tanya").release("rekam_ulang");
    assert_eq!(plan(&toy, &released).captures_missing, ["wajah"]);
    released.captures.insert("wajah".to_owned(), CaptureRecord::Captured);
    assert_eq!(check_step(&toy, &released, "toy.rekam", Outcome::Done), Ok(()));
}

#[test]
fn a_service_that_the_files_do_not_have_has_no_procedure() {
    let plan = plan(&toy(), &pemohon(Layanan::Baru));
    assert!(plan.steps.is_empty() && !plan.gate_open() && !plan.closed, "nothing may be done without a procedure");
}
