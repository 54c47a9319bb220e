//! Who holds what: the rule of scope (`ktpel_sync::scope`) carried out in the transaction in which a case, a visit's team or the list of kits changes.
//!
//! A kit that has read up to the end of the log must still get what comes into its scope now. So the transaction must have appended an entry before:
//! its position is one that no kit has read past.

use std::collections::BTreeSet;

use ktpel_case::CaseSummary;
use ktpel_domain::ids::{DeviceId, DocId};
use ktpel_sync::scope::{self, Author, CaseFacts, Debt, VisitFacts};

use super::{Office, OfficeError};
use crate::storage::{Arrival, DeviceStatus, Listed, StorageError, Subject, Tables, VisitRow};

/// What would change for the kits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Moves {
    joins: Vec<DeviceId>,
    leaves: Vec<DeviceId>,
    /// They wrote to it, and it never was in their scope.
    authors: Vec<DeviceId>,
}

impl Moves {
    /// Whether somebody must get it whole.
    pub(crate) fn any_join(&self) -> bool {
        !self.joins.is_empty()
    }

    /// Notes them. What a kit had before always comes whole, whatever `arrival` says: the position is where the log ends.
    pub(crate) fn note(&self, tables: &Tables<'_>, subject: Subject, arrival: Arrival) -> Result<(), StorageError> {
        let position = tables.office().seq()?;
        let known: BTreeSet<DeviceId> = tables.scope().of(subject)?.iter().map(|member| member.device).collect();
        for kit in &self.joins {
            let arrival = if known.contains(kit) { Arrival::Late(position) } else { arrival };
            tables.scope().join(*kit, subject, arrival)?;
        }
        self.leaves.iter().try_for_each(|kit| tables.scope().leave(*kit, subject, position))?;
        if let Subject::Document(doc) = subject {
            self.authors.iter().try_for_each(|kit| tables.scope().note_author(*kit, doc))?;
        }
        Ok(())
    }
}

impl Office {
    /// Settles which kits hold a case, after it changed.
    pub(crate) fn settle_case(tables: &Tables<'_>, doc: DocId, case: &CaseSummary, arrival: Arrival) -> Result<(), OfficeError> {
        let moves = Self::moves_of(tables, doc, case, &kits(tables)?)?;
        Ok(moves.note(tables, Subject::Document(doc), arrival)?)
    }

    /// What would change for these kits.
    pub(crate) fn moves_of(tables: &Tables<'_>, doc: DocId, case: &CaseSummary, kits: &[DeviceId]) -> Result<Moves, OfficeError> {
        let visit = case.visit.as_deref().and_then(|visit| visit.parse().ok());
        let kelurahan = case.kelurahan.as_deref();
        let debt = if case.owed() { Debt::Owed } else { Debt::None };
        let visits = tables.visits().facts(visit, kelurahan.filter(|_| debt == Debt::Owed))?;
        let authors = tables.entries().authors_of(doc)?;
        let holds = |kit| {
            let author = if authors.contains(&kit) { Author::This } else { Author::Others };
            scope::holds_case(kit, &CaseFacts { visit, kelurahan, debt, author }, &visits)
        };
        Ok(moves(tables, Subject::Document(doc), kits, &authors, holds)?)
    }

    /// Settles which kits hold a visit's document.
    pub(crate) fn settle_visit(tables: &Tables<'_>, visit: DocId, arrival: Arrival) -> Result<(), OfficeError> {
        let facts = tables.visits().facts(Some(visit), None)?;
        let holds = |kit| scope::holds_visit(kit, facts.first().and_then(|visit| visit.team.as_deref()));
        let moves = moves(tables, Subject::Document(visit), &kits(tables)?, &[], holds)?;
        Ok(moves.note(tables, Subject::Document(visit), arrival)?)
    }

    /// After a visit was planned or changed: its document, its cases, the debts of its kelurahan, and who passes whose log on.
    pub(crate) fn settle_team(tables: &Tables<'_>, before: Option<&VisitRow>, now: &VisitRow) -> Result<(), OfficeError> {
        let same = before.is_some_and(|before| (&before.team, &before.kelurahan) == (&now.team, &now.kelurahan));
        if same {
            return Ok(());
        }
        let position = tables.office().seq()?;
        Self::settle_visit(tables, now.id, before.map_or(Arrival::Fresh, |_| Arrival::Late(position)))?;
        let mut cases = tables.case_summaries().of_visit(&now.id.to_string())?;
        let places: BTreeSet<&str> = before.into_iter().chain([now]).map(|visit| visit.kelurahan.as_str()).collect();
        for kelurahan in places {
            cases.extend(tables.case_summaries().of_kelurahan(kelurahan)?);
        }
        for listed in cases {
            Self::settle_case(tables, listed.doc, &read(&listed)?, Arrival::Late(position))?;
        }
        settle_mates(tables, Arrival::Late(position))
    }

    /// A kit was taken in, for the first time or again.
    pub(crate) fn settle_kit(tables: &Tables<'_>, kit: DeviceId) -> Result<(), OfficeError> {
        let arrival = if tables.scope().knows(kit)? { Arrival::Late(tables.office().seq()?) } else { Arrival::Fresh };
        for visit in tables.visits().all_facts()? {
            let holds = |kit| scope::holds_visit(kit, visit.team.as_deref());
            let subject = Subject::Document(visit.id);
            moves(tables, subject, &[kit], &[], holds)?.note(tables, subject, arrival)?;
        }
        for listed in tables.case_summaries().all()? {
            let moves = Self::moves_of(tables, listed.doc, &read(&listed)?, &[kit])?;
            moves.note(tables, Subject::Document(listed.doc), arrival)?;
        }
        settle_mates(tables, arrival)
    }
}

/// Kits that may exchange. What a revoked one held stays as it is noted.
pub(crate) fn kits(tables: &Tables<'_>) -> Result<Vec<DeviceId>, StorageError> {
    let kits = tables.devices().all()?.into_iter().filter(|device| !device.office && device.status == DeviceStatus::Active);
    Ok(kits.map(|kit| kit.id).collect())
}

fn moves(
    tables: &Tables<'_>,
    subject: Subject,
    kits: &[DeviceId],
    authors: &[DeviceId],
    holds: impl Fn(DeviceId) -> bool,
) -> Result<Moves, StorageError> {
    let members = tables.scope().of(subject)?;
    let mut moves = Moves::default();
    for kit in kits {
        let member = members.iter().find(|member| member.device == *kit);
        match (holds(*kit), member) {
            (true, Some(member)) if member.until.is_none() => {}
            (true, _) => moves.joins.push(*kit),
            (false, Some(member)) if member.until.is_none() => moves.leaves.push(*kit),
            (false, None) if authors.contains(kit) => moves.authors.push(*kit),
            (false, _) => {}
        }
    }
    Ok(moves)
}

/// Laptops that are together in some team pass each other's logs on. `arrival` holds for kits that wrote before.
fn settle_mates(tables: &Tables<'_>, arrival: Arrival) -> Result<(), OfficeError> {
    let visits = tables.visits().all_facts()?;
    let kits = kits(tables)?;
    let together = |a, b| {
        let both = |visit: &VisitFacts| [a, b].iter().all(|kit| scope::holds_visit(*kit, visit.team.as_deref()));
        a != b && visits.iter().any(both)
    };
    for mate in &kits {
        let subject = Subject::Mate(*mate);
        let wrote = tables.entries().tip(*mate)?.seq > 0;
        let arrival = if wrote { arrival } else { Arrival::Fresh };
        moves(tables, subject, &kits, &[], |kit| together(kit, *mate))?.note(tables, subject, arrival)?;
    }
    Ok(())
}

fn read(listed: &Listed) -> Result<CaseSummary, StorageError> {
    serde_json::from_str(&listed.json).map_err(|_| StorageError::Damaged("case_summary"))
}
