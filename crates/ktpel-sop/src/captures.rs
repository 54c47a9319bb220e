//! The slots of a recording: face, two irises, ten fingers, signature, in the order of the SOP (MOBILE 6).
//!
//! Knows the ids only; pictures and quality belong to the device and case crates.

use crate::situation::{CaptureRecord, Situation};

/// A slot and the modality it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Id, e.g. `jari_kanan_1` (1 is the thumb).
    pub id: &'static str,
    /// `wajah`, `iris`, `sidik_jari` or `tanda_tangan`; a waiver may cover the whole modality.
    pub modality: &'static str,
}

const fn slot(id: &'static str, modality: &'static str) -> Slot {
    Slot { id, modality }
}

/// All slots in the order of the SOP; any order is allowed.
pub const SLOTS: [Slot; 14] = [
    slot("wajah", "wajah"),
    slot("iris_kanan", "iris"),
    slot("iris_kiri", "iris"),
    slot("jari_kanan_1", "sidik_jari"),
    slot("jari_kanan_2", "sidik_jari"),
    slot("jari_kanan_3", "sidik_jari"),
    slot("jari_kanan_4", "sidik_jari"),
    slot("jari_kanan_5", "sidik_jari"),
    slot("jari_kiri_1", "sidik_jari"),
    slot("jari_kiri_2", "sidik_jari"),
    slot("jari_kiri_3", "sidik_jari"),
    slot("jari_kiri_4", "sidik_jari"),
    slot("jari_kiri_5", "sidik_jari"),
    slot("tanda_tangan", "tanda_tangan"),
];

/// Slots whose take stands on the card.
pub const ON_CARD: [&str; 2] = ["wajah", "tanda_tangan"];

/// The slot of that id.
#[must_use]
pub fn find_slot(id: &str) -> Option<Slot> {
    SLOTS.into_iter().find(|slot| slot.id == id)
}

/// Slots of `wanted` that are neither captured nor waived.
pub(crate) fn missing(wanted: &[String], situation: &Situation) -> Vec<String> {
    wanted.iter().filter(|id| !situation.captures.contains_key(*id) && !is_waived(id, situation)).cloned().collect()
}

/// Slots of `wanted` of which two laptops each made a take.
pub(crate) fn two_takes<'a>(wanted: impl IntoIterator<Item = &'a str>, situation: &Situation) -> Vec<String> {
    wanted.into_iter().filter(|id| situation.captures.get(*id) == Some(&CaptureRecord::TwoTakes)).map(str::to_owned).collect()
}

fn is_waived(id: &str, situation: &Situation) -> bool {
    situation.waivers.contains(id) || find_slot(id).is_some_and(|slot| situation.waivers.contains(slot.modality))
}
