//! Scope (lingkup): which cases and visits a laptop holds. One rule, asked by the office before it passes something on and by the laptop before it
//! lets something go (UU 27/2022 ps. 16: no more than the purpose needs; docs/decisions/0010-scope.md).
//!
//! A case is in the scope of a laptop when its visit has the laptop in its team; or it has no visit and the laptop wrote to it; or it is owed a card
//! or a handover, and the laptop is in the team of a visit to its kelurahan, so that debts of an earlier visit are paid at the next one. A visit is in
//! scope of its team. A visit without a team is open to every laptop: the office wrote it before there were teams, or a laptop planned it itself.

use ktpel_domain::ids::{DeviceId, DocId};

/// What the rule needs of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts<'a> {
    /// Its visit.
    pub visit: Option<DocId>,
    /// Region code of its kelurahan.
    pub kelurahan: Option<&'a str>,
    /// Whether the resident is still owed something.
    pub debt: Debt,
    /// Whether the laptop wrote to it.
    pub author: Author,
}

/// Whether a resident is owed a card (utang cetak) or its handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Debt {
    /// A card to be printed, or one that is printed and not handed over.
    Owed,
    /// Nothing, or not yet.
    None,
}

/// Whether the laptop of which scope is asked wrote to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// It did.
    This,
    /// Only others did.
    Others,
}

/// What the rule needs of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFacts {
    /// Its document.
    pub id: DocId,
    /// Region code of the kelurahan that is visited.
    pub kelurahan: String,
    /// Its laptops; none is open to every laptop.
    pub team: Option<Vec<DeviceId>>,
}

/// Whether a laptop belongs to a visit.
#[must_use]
pub fn holds_visit(kit: DeviceId, team: Option<&[DeviceId]>) -> bool {
    team.is_none_or(|team| team.contains(&kit))
}

/// Whether a case is in the scope of a laptop. Of `visits` only the case's own and those to its kelurahan matter.
#[must_use]
pub fn holds_case(kit: DeviceId, case: &CaseFacts<'_>, visits: &[VisitFacts]) -> bool {
    let own = case.visit.and_then(|id| visits.iter().find(|visit| visit.id == id));
    let at_visit = match case.visit {
        Some(_) => holds_visit(kit, own.and_then(|visit| visit.team.as_deref())),
        None => case.author == Author::This,
    };
    let here = |visit: &&VisitFacts| Some(visit.kelurahan.as_str()) == case.kelurahan;
    at_visit || case.debt == Debt::Owed && visits.iter().filter(here).any(|visit| holds_visit(kit, visit.team.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIT: DeviceId = DeviceId([1; 16]);
    const OTHER: DeviceId = DeviceId([2; 16]);
    const KOLO: &str = "52.72.03.1004";
    const PARUGA: &str = "52.72.01.1001";
    /// Not in any list of visits: a laptop planned it itself.
    const PLANNED: DocId = DocId([9; 16]);

    /// Visits: 1 ours in Kolo, 2 of others in Kolo, 3 of others in Paruga, 4 open in Paruga's neighbour.
    fn visits() -> Vec<VisitFacts> {
        let visit = |n, kelurahan: &str, team| VisitFacts { id: DocId([n; 16]), kelurahan: kelurahan.to_owned(), team };
        let (ours, theirs) = (Some(vec![OTHER, KIT]), Some(vec![OTHER]));
        vec![visit(1, KOLO, ours), visit(2, KOLO, theirs.clone()), visit(3, PARUGA, theirs), visit(4, "52.72.01.1002", None)]
    }

    #[track_caller]
    fn check(visit: Option<DocId>, kelurahan: Option<&str>, debt: Debt, author: Author, expect: bool) {
        assert_eq!(holds_case(KIT, &CaseFacts { visit, kelurahan, debt, author }, &visits()), expect);
    }

    #[test]
    fn the_table_of_cases() {
        use Author::{Others, This};
        let visit = |n| Some(DocId([n; 16]));
        // Its own visit, an open one, one that a laptop planned: whoever wrote it.
        check(visit(1), Some(KOLO), Debt::None, Others, true);
        check(visit(1), None, Debt::None, Others, true);
        check(visit(4), Some(PARUGA), Debt::None, Others, true);
        check(Some(PLANNED), None, Debt::None, Others, true);
        // The visit of others: also what this laptop wrote itself.
        check(visit(2), Some(KOLO), Debt::None, Others, false);
        check(visit(3), Some(PARUGA), Debt::None, This, false);
        // Without a visit it is its authors'.
        check(None, Some(PARUGA), Debt::None, This, true);
        check(None, None, Debt::None, This, true);
        check(None, Some(PARUGA), Debt::None, Others, false);
        // A debt comes with a visit to the kelurahan, and only there.
        check(visit(2), Some(KOLO), Debt::Owed, Others, true);
        check(visit(3), Some(KOLO), Debt::Owed, Others, true);
        check(None, Some(KOLO), Debt::Owed, Others, true);
        check(visit(3), Some("52.72.01.1002"), Debt::Owed, Others, true);
        check(visit(3), Some(PARUGA), Debt::Owed, Others, false);
        check(visit(3), None, Debt::Owed, Others, false);
        check(None, None, Debt::Owed, Others, false);
    }

    #[test]
    fn a_visit_is_its_teams() {
        assert!(holds_visit(KIT, None), "open");
        assert!(holds_visit(KIT, Some(&[OTHER, KIT])));
        assert!(!holds_visit(KIT, Some(&[OTHER])));
        assert!(!holds_visit(KIT, Some(&[])), "a team without laptops is nobody's");
    }
}
