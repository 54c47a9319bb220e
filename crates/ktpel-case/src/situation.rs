//! From the read model to the plain values that the SOP engine judges.
//!
//! Fail safe: what opens a gate must come from the office with a proof that holds; what shuts it may come from anyone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use ktpel_domain::{kode, kode::Kode, layanan::Layanan, time::Timestamp, umur::Perkawinan};
use ktpel_sop::{
    catalogue::Catalogue,
    situation::{CaptureRecord, CentralStatus, Channel, NikKnowledge, Policy, RequirementRecord, Situation, StepRecord},
};

use crate::{
    name::{YA, fact, field, slot},
    project::{facts::Fact, view::CaseView},
};

impl CaseView {
    /// Everything that the engine must know of this case at `now`.
    #[must_use]
    pub fn situation(&self, catalogue: &Catalogue, now: Timestamp, policy: Policy) -> Situation {
        Situation {
            channel: self.channel(),
            layanan: self.layanan().unwrap_or(Layanan::Baru),
            today: now.tanggal(),
            now,
            tanggal_lahir: self.tanggal_lahir(),
            pernah_kawin: self.pernah_kawin(),
            nik: self.nik_knowledge(),
            nik_application: self.application(),
            has_contact: self.any_value(field::CONTACT).is_some(),
            steps: self.step_records(),
            requirements: self.requirement_records(),
            captures: self.capture_records(),
            central: self.central(),
            card_before: self.official(fact::CARD_BEFORE).is_some_and(|fact| fact.value == YA),
            releases: self.releases().into_iter().map(|(gate, _)| gate.to_owned()).collect(),
            waivers: self.waivers().into_iter().map(|(subject, ..)| subject.to_owned()).collect(),
            card: self.card(),
            handed_over: self.handed_over(),
            empty_fields: self.empty_fields(catalogue),
            printed_conflicts: self.printed_conflicts(catalogue),
            incidents: self.incidents(),
            unknown_acts: self.unknown().count() + self.unknown_services(),
            has_card_photo: self.has_card_photo(),
            policy,
        }
    }

    /// Service asked for; none before the case was opened. Where two stand side by side, the print gate stays shut until a person chooses.
    #[must_use]
    pub fn layanan(&self) -> Option<Layanan> {
        self.any_value(field::LAYANAN).and_then(Layanan::find)
    }

    /// Where the procedure runs.
    #[must_use]
    pub fn channel(&self) -> Channel {
        if self.any_value(field::CHANNEL) == Some(channel_id(Channel::Loket)) { Channel::Loket } else { Channel::Mobile }
    }

    /// Birth date: the register's, else the one stated without contradiction.
    #[must_use]
    pub fn tanggal_lahir(&self) -> Option<Date> {
        let official = self.official(fact::TANGGAL_LAHIR).map(|fact| fact.value);
        official.or_else(|| self.agreed(field::TANGGAL_LAHIR)).and_then(|text| text.parse().ok())
    }

    /// Married now or before, as stated without contradiction.
    #[must_use]
    pub fn pernah_kawin(&self) -> bool {
        let stated = self.agreed(field::STATUS_KAWIN).and_then(|text| text.parse::<Kode>().ok());
        stated.and_then(|kode| kode::perkawinan(&kode)) == Some(Perkawinan::Pernah)
    }

    /// What is known about the NIK: official only from the register or the office, never from a field.
    #[must_use]
    pub fn nik_knowledge(&self) -> NikKnowledge {
        if self.official_nik().is_some() {
            return NikKnowledge::Official;
        }
        let told = self.facts(fact::NIK).len() + self.values(field::NIK).into_iter().flatten().count();
        if told > 0 {
            return NikKnowledge::Stated;
        }
        match self.agreed(field::PUNYA_NIK) {
            Some("tidak") => NikKnowledge::None,
            _ => NikKnowledge::NotAsked,
        }
    }

    /// The central status as the latest source has it.
    #[must_use]
    pub fn central(&self) -> Option<CentralStatus> {
        let latest = self.official(fact::RECORDING_STATUS).or_else(|| self.facts(fact::RECORDING_STATUS).last().copied());
        latest.map(|Fact { value, as_of, from_office, .. }| CentralStatus { status: value.to_owned(), at: as_of, from_office })
    }

    /// A photo for the card is there: from the register, the recording, or taken at the gate.
    #[must_use]
    pub fn has_card_photo(&self) -> bool {
        let taken = [slot::FOTO_KARTU, slot::WAJAH].iter().any(|slot| self.capture(slot).is_some());
        taken || self.official(fact::CARD_PHOTO).is_some()
    }

    /// Services of a newer version: what they ask for is not known here, so they count like acts that cannot be read.
    fn unknown_services(&self) -> usize {
        self.values(field::LAYANAN).into_iter().flatten().filter(|id| Layanan::find(id).is_none()).count()
    }

    fn step_records(&self) -> BTreeMap<String, StepRecord> {
        self.recorded_steps().map(|id| (id.to_owned(), self.step(id).into())).collect()
    }

    fn requirement_records(&self) -> BTreeMap<String, RequirementRecord> {
        self.checked_requirements().filter_map(|id| Some((id.to_owned(), self.requirement(id)?))).collect()
    }

    fn capture_records(&self) -> BTreeMap<String, CaptureRecord> {
        let waived = self.waivers().into_iter().map(|(subject, ..)| (subject.to_owned(), CaptureRecord::Waived));
        let mut records: BTreeMap<String, CaptureRecord> = waived.collect();
        let slots = self.slots().filter(|slot| !slot.starts_with(slot::DOKUMEN));
        records.extend(slots.filter_map(|slot| Some((slot.to_owned(), self.capture(slot)?))));
        records
    }

    /// Required fields of any form that hold nothing. The engine looks only at those of the step that it judges.
    fn empty_fields(&self, catalogue: &Catalogue) -> BTreeSet<String> {
        let required = catalogue.forms().flat_map(|form| &form.fields).filter(|field| field.required);
        required.filter(|field| !self.has_value(&field.id)).map(|field| field.id.clone()).collect()
    }

    fn has_value(&self, id: &str) -> bool {
        let stated = self.values(id).into_iter().flatten().any(|value| !value.trim().is_empty());
        stated || (id == field::NIK && self.official_nik().is_some())
    }

    /// Fields whose conflict must not reach a card: the printed ones, and those that decide which card it is and by which procedure.
    fn printed_conflicts(&self, catalogue: &Catalogue) -> Vec<String> {
        let decides = |id: &str| id == field::LAYANAN || id == field::CHANNEL;
        let matters = |id: &&str| decides(id) || catalogue.field(id).is_some_and(|field| field.printed);
        self.conflicts().into_iter().filter(matters).map(str::to_owned).collect()
    }
}

/// Stored id of a channel.
pub(crate) const fn channel_id(channel: Channel) -> &'static str {
    match channel {
        Channel::Mobile => "mobile",
        Channel::Loket => "loket",
    }
}
