use ktpel_domain::layanan::Layanan;
use ktpel_sop::situation::{NikKnowledge, Situation};
use ktpel_sop::{catalogue, plan};

use crate::build::{Story, pemohon};

#[track_caller]
fn check_target(situation: &Situation, minutes: u32) {
    assert_eq!(plan(catalogue(), situation).target_seconds, minutes * 60, "sum of the steps that apply");
}

#[test]
fn the_standard_time_is_the_sum_of_the_steps_that_apply() {
    check_target(&pemohon(Layanan::Baru).nik(NikKnowledge::None), 19);
    check_target(&pemohon(Layanan::Baru).nik(NikKnowledge::Stated), 16);
    check_target(&pemohon(Layanan::Hilang).nik(NikKnowledge::Official).card_before(), 11);
}
