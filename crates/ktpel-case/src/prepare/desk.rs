//! What lies before the operator when a command is checked, and the draft that becomes a change.

use ktpel_domain::{ids::Hash, time::Timestamp};
use ktpel_sop::{
    catalogue::{Procedure, Step},
    check_step,
    kind::Kind,
    plan,
    situation::{Outcome, Situation},
    verdict::{Plan, Reason},
};

use super::Rules;
use crate::{
    command::Session,
    doc::CaseDoc,
    limits,
    prepared::{ActWrite, FieldWrite, Prepared},
    project::view::CaseView,
    refusal::{Flaw, Refusal},
    schema::v1::{
        act::Act,
        body::{Body, Signing},
        key::act_key,
    },
    signature::Place,
};

/// The document, what it shows, who works and when.
pub(super) struct Desk<'a> {
    pub(super) doc: &'a CaseDoc,
    pub(super) view: &'a CaseView,
    pub(super) rules: &'a Rules<'a>,
    pub(super) session: &'a Session,
    pub(super) now: Timestamp,
}

/// What a command would write.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) fields: Vec<FieldWrite>,
    pub(super) acts: Vec<DraftAct>,
}

/// One act of a draft.
pub(super) struct DraftAct {
    body: Body,
    after: After,
}

/// Which acts an act names as those that it follows.
enum After {
    /// All standing ones of its subject.
    Standing,
    /// Only these: the chain of one card goes on without touching another that stands beside it.
    Only(Vec<String>),
}

impl Draft {
    pub(super) fn act(body: Body) -> Self {
        Self::default().and(body)
    }

    pub(super) fn and(mut self, body: Body) -> Self {
        self.acts.push(DraftAct { body, after: After::Standing });
        self
    }

    pub(super) fn following(body: Body, after: &str) -> Self {
        Self { fields: Vec::new(), acts: vec![DraftAct { body, after: After::Only(vec![after.to_owned()]) }] }
    }
}

impl Desk<'_> {
    pub(super) fn situation(&self) -> Situation {
        self.view.situation(self.rules.catalogue, self.now, self.rules.policy)
    }

    pub(super) fn plan(&self) -> Plan {
        plan(self.rules.catalogue, &self.situation())
    }

    pub(super) fn check_step(&self, step: &str, outcome: Outcome) -> Result<(), Refusal> {
        check_step(self.rules.catalogue, &self.situation(), step, outcome).map_err(Refusal::NotAllowed)
    }

    /// The step of this kind in the procedure of the case; none where the procedure has none.
    pub(super) fn step_of(&self, kind: Kind) -> Result<Option<&Step>, Refusal> {
        Ok(self.procedure()?.step_of(kind))
    }

    pub(super) fn require_office(&self) -> Result<(), Refusal> {
        if self.rules.roster.is_office(self.session.operator) { Ok(()) } else { Err(Refusal::OnlyOffice) }
    }

    fn procedure(&self) -> Result<&Procedure, Refusal> {
        let layanan = self.view.layanan().ok_or(Refusal::NotOpen)?;
        let procedure = self.rules.catalogue.procedure_for(self.view.channel(), layanan);
        procedure.map_err(|reason: Reason| Refusal::NotAllowed(vec![reason]))
    }

    /// Turns a draft into the change that would be written now.
    pub(super) fn assemble(&self, command: &'static str, draft: Draft) -> Result<Prepared, Refusal> {
        if draft.fields.is_empty() && draft.acts.is_empty() {
            return Err(Refusal::NothingToDo);
        }
        let heads = self.doc.heads();
        let place = self.place(&heads);
        let acts: Vec<ActWrite> =
            draft.acts.into_iter().enumerate().map(|(n, act)| self.encode(act, &place, n)).collect::<Result<_, _>>()?;
        if acts.iter().any(|act| act.signing == Signing::Personal) {
            self.check_session()?;
        }
        Ok(Prepared { heads, operator: self.session.operator, place, command, fields: draft.fields, acts })
    }

    /// The change that will hold the acts. The library makes it depend on the heads, and on the actor's own last change where that is none.
    fn place(&self, heads: &[Hash]) -> Place {
        let last = self.doc.last_of(self.session.actor);
        let mut deps = heads.to_vec();
        deps.extend(last.map(|(_, hash)| hash));
        deps.sort();
        deps.dedup();
        let seq = last.map_or(1, |(seq, _)| seq + 1);
        Place { doc: self.doc.id(), actor: self.session.actor, seq, time: self.now, deps }
    }

    fn encode(&self, draft: DraftAct, place: &Place, n: usize) -> Result<ActWrite, Refusal> {
        let after = match draft.after {
            After::Only(keys) => keys,
            After::Standing => draft.body.subject().map(|subject| self.view.tip_keys(&subject)).unwrap_or_default(),
        };
        let signing = draft.body.signing();
        let act = Act { after, body: draft.body }.encode();
        // Room for key id, signature and their frame around the act.
        if act.len() + 96 > limits::ACT_BYTES {
            return Err(Refusal::invalid("act", Flaw::TooLong));
        }
        Ok(ActWrite { key: act_key(place.actor, place.seq, n), act, signing })
    }

    /// A signature counts only for the operator who is registered as having unlocked this session.
    fn check_session(&self) -> Result<(), Refusal> {
        let registered = self.rules.roster.find_operator(self.session.actor);
        if registered.is_some_and(|(key, _)| key == self.session.operator) { Ok(()) } else { Err(Refusal::UnknownSession) }
    }
}
