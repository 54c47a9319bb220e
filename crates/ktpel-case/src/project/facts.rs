//! Facts of SIAK and the central system, the application for a NIK, releases and waivers, and the recording.

use std::{collections::BTreeSet, fmt};

use ktpel_domain::time::Timestamp;
use ktpel_sop::situation::{CaptureRecord, NikApplication, RequirementRecord};

use super::view::{CaseView, SeenAct};
use crate::{
    name::{fact, release},
    schema::v1::{
        body::{Body, subject},
        code::{ApplicationResult, Effect, Mime, Obtained, Presence},
    },
};

/// One standing fact.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The act.
    pub act: &'a SeenAct,
    /// Its value.
    pub value: &'a str,
    /// How it was obtained.
    pub obtained: Obtained,
    /// Where it can be looked up.
    pub evidence: Option<&'a str>,
    /// When the source had it so; the time of the act where the source says nothing.
    pub as_of: Timestamp,
    /// From the extract, or signed by the office.
    pub from_office: bool,
}

impl fmt::Debug for Fact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fact").field("obtained", &self.obtained).field("from_office", &self.from_office).finish_non_exhaustive()
    }
}

/// One standing take of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take<'a> {
    /// The act.
    pub act: &'a SeenAct,
    /// SHA-256 of the sealed file.
    pub sha256: [u8; 32],
    /// Size in bytes.
    pub size: u32,
    /// Media type.
    pub mime: Mime,
    /// 0–100 as the device gave it.
    pub quality: u8,
}

impl CaseView {
    /// Standing facts of one name; several distinct values are an incident.
    #[must_use]
    pub fn facts(&self, name: &str) -> Vec<Fact<'_>> {
        self.standing(&subject::fact(name)).filter_map(|act| self.fact(act)).collect()
    }

    fn fact<'a>(&self, act: &'a SeenAct) -> Option<Fact<'a>> {
        let Body::Fact { value, obtained, evidence, as_of_ms, .. } = act.body()? else { return None };
        let from_office = match obtained {
            Obtained::Extract => evidence.is_some(),
            Obtained::Typed | Obtained::Import | Obtained::Gateway => self.signed_by_office(act),
        };
        let as_of = as_of_ms.map_or(act.at, Timestamp);
        Some(Fact { act, value, obtained: *obtained, evidence: evidence.as_deref(), as_of, from_office })
    }

    /// Names of facts that somebody recorded.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.subjects("fact/")
    }

    /// The value of a fact that the office stands behind, where all standing ones of the office agree.
    #[must_use]
    pub fn official(&self, name: &str) -> Option<Fact<'_>> {
        let facts: Vec<Fact<'_>> = self.facts(name).into_iter().filter(|fact| fact.from_office).collect();
        let last = facts.last().copied()?;
        facts.iter().all(|fact| fact.value == last.value).then_some(last)
    }

    /// The official NIK.
    #[must_use]
    pub fn official_nik(&self) -> Option<&str> {
        self.official(fact::NIK).map(|fact| fact.value)
    }

    /// Where the application for a NIK stands.
    #[must_use]
    pub fn application(&self) -> NikApplication {
        let mut state = NikApplication::None;
        for act in self.standing(subject::APPLICATION).filter(|act| act.counts()) {
            let said = match act.body() {
                Some(Body::ApplicationAnswer { result: ApplicationResult::Granted, .. }) => return NikApplication::Granted,
                Some(Body::ApplicationAnswer { result: ApplicationResult::Refused, .. }) if state == NikApplication::None => {
                    NikApplication::Refused
                }
                Some(Body::Application { .. }) => NikApplication::Filed,
                _ => continue,
            };
            state = said;
        }
        state
    }

    /// Gates that a signed release opens, each with its act. All but `rekam_ulang` need the office.
    #[must_use]
    pub fn releases(&self) -> Vec<(&str, &SeenAct)> {
        let standing = self.subjects("release/").flat_map(|gate| self.standing_release(gate).map(move |act| (gate, act)));
        standing.collect()
    }

    fn standing_release(&self, gate: &str) -> Option<&SeenAct> {
        let mut acts: Vec<&SeenAct> = self.standing(&subject::release(gate)).collect();
        acts.retain(|act| matches!(act.body(), Some(Body::Release { effect: Effect::Given, .. })) && self.may_release(gate, act));
        acts.pop()
    }

    fn may_release(&self, gate: &str, act: &SeenAct) -> bool {
        if release::needs_office(gate) { self.signed_by_office(act) } else { act.counts() }
    }

    /// Subjects that a signed waiver covers, each with its act and reason.
    #[must_use]
    pub fn waivers(&self) -> Vec<(&str, &SeenAct, &str)> {
        let given = |act: &'_ SeenAct| act.counts();
        self.subjects("waiver/")
            .filter_map(|name| {
                self.standing(&subject::waiver(name)).filter(|act| given(act)).find_map(|act| match act.body()? {
                    Body::Waiver { reason, effect: Effect::Given, .. } => Some((name, act, reason.as_str())),
                    _ => None,
                })
            })
            .collect()
    }

    /// Standing takes of one slot; retakes of one laptop replace their own, takes of two stand side by side. The same file twice is one.
    #[must_use]
    pub fn takes(&self, slot: &str) -> Vec<Take<'_>> {
        let mut files = BTreeSet::new();
        let takes = self.standing(&subject::attachment(slot)).filter_map(|act| match act.body()? {
            Body::Attachment { sha256, size, mime, quality, .. } => {
                files.insert(**sha256).then_some(Take { act, sha256: **sha256, size: *size, mime: *mime, quality: *quality })
            }
            _ => None,
        });
        takes.collect()
    }

    /// Slots that somebody took something of.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.subjects("attachment/")
    }

    /// What there is of one slot.
    #[must_use]
    pub fn capture(&self, slot: &str) -> Option<CaptureRecord> {
        match self.takes(slot).len() {
            0 => None,
            1 => Some(CaptureRecord::Captured),
            _ => Some(CaptureRecord::TwoTakes),
        }
    }

    /// What the checks of one requirement say.
    #[must_use]
    pub fn requirement(&self, id: &str) -> Option<RequirementRecord> {
        let results: BTreeSet<Presence> = self
            .standing(&subject::requirement(id))
            .filter_map(|act| match act.body()? {
                Body::Requirement { result, .. } => Some(*result),
                _ => None,
            })
            .collect();
        match (results.first(), results.len()) {
            (None, _) => None,
            (Some(Presence::Present), 1) => Some(RequirementRecord::Present),
            (Some(Presence::Missing), 1) => Some(RequirementRecord::Missing),
            (Some(_), _) => Some(RequirementRecord::Contested),
        }
    }

    /// Requirements that somebody checked.
    pub fn checked_requirements(&self) -> impl Iterator<Item = &str> {
        self.subjects("requirement/")
    }
}
