//! Which documents this pemohon must bring, and which of them are there.
//!
//! The list per service is data (definitions/layanan.toml); who checked what is in the situation.

use crate::catalogue::{LayananDef, Need, When};
use crate::situation::{NikApplication, NikKnowledge, RequirementRecord, Situation};

/// Rows of the service's list that apply to this pemohon.
pub fn needed<'a>(service: &'a LayananDef, situation: &Situation) -> Vec<&'a Need> {
    service.requires.iter().filter(|need| applies(need.when, situation)).collect()
}

/// Ids of the rows that nothing satisfies yet; a contested check counts as missing.
#[must_use]
pub fn missing(service: &LayananDef, situation: &Situation) -> Vec<String> {
    needed(service, situation).into_iter().filter(|need| !is_met(need, situation)).map(|need| need.id.clone()).collect()
}

/// The old card that the service takes back is here, or what stands for it (a police report of its loss).
#[must_use]
pub fn old_card_settled(service: &LayananDef, situation: &Situation) -> bool {
    let Some(card) = &service.withdraws else { return true };
    needed(service, situation).into_iter().filter(|need| need.id == *card).all(|need| is_met(need, situation))
}

fn applies(when: When, situation: &Situation) -> bool {
    let came_without = situation.nik_application != NikApplication::None || situation.nik == NikKnowledge::None;
    match when {
        When::Always => true,
        When::Replacement => situation.card_before,
        When::WithNik => !came_without,
        When::WithoutNik => came_without,
    }
}

fn is_met(need: &Need, situation: &Situation) -> bool {
    std::iter::once(&need.id).chain(&need.or).any(|id| is_there(id, situation))
}

fn is_there(id: &str, situation: &Situation) -> bool {
    match situation.requirements.get(id) {
        Some(RequirementRecord::Present) => true,
        Some(RequirementRecord::Missing | RequirementRecord::Contested) | None => situation.waivers.contains(id),
    }
}
