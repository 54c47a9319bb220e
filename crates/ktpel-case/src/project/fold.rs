//! Reading the document: every standing operation with its origin, every act decoded, every signature checked.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeMetadata, ObjId, ReadDoc, Value, iter::MapRangeItem};
use ktpel_domain::{
    ids::{ActorId, KeyId},
    time::Timestamp,
};

use super::{
    origin::{Origin, Origins},
    tips::Tips,
    view::{CaseView, Content, OpRef, Said, SeenAct},
};
use crate::{
    detail::Proof,
    doc::CaseDoc,
    ids::hash_of,
    roster::Roster,
    schema::v1::{act::Stored, body::Signing},
    signature::{self, CheckedSignatures, Place},
};

pub(super) fn fold(doc: &CaseDoc, roster: &Roster, checked: &mut CheckedSignatures) -> CaseView {
    let origins = Origins::of(&doc.doc);
    let mut reader = Reader { doc, roster, checked, origins: &origins, office: BTreeSet::new(), twins: Vec::new() };
    let fields = reader.fields();
    let acts = reader.acts();
    let Reader { office, twins, .. } = reader;
    let tips = Tips::find(&acts);
    CaseView { id: doc.id(), kind: doc.kind(), heads: doc.heads(), fields, acts, twins, office, tips }
}

/// A value that no later one replaces, the operation that wrote it, and the change that this came in.
type Standing<'a> = (Value<'a>, OpRef, &'a Origin<'a>);

struct Reader<'a> {
    doc: &'a CaseDoc,
    roster: &'a Roster,
    checked: &'a mut CheckedSignatures,
    origins: &'a Origins<'a>,
    office: BTreeSet<String>,
    twins: Vec<String>,
}

impl<'a> Reader<'a> {
    fn fields(&self) -> BTreeMap<String, Vec<Said>> {
        self.standing(&self.doc.fields()).into_iter().map(|(id, standing)| (id, Self::said(standing))).collect()
    }

    fn said(standing: Vec<Standing<'_>>) -> Vec<Said> {
        let mut said: Vec<Said> = standing
            .into_iter()
            .map(|(value, op, origin)| Said {
                value: value.as_str().map(str::to_owned),
                op,
                at: Timestamp(origin.meta.timestamp),
                command: command(&origin.meta),
            })
            .collect();
        said.sort_by_key(|said| said.op);
        said
    }

    fn acts(&mut self) -> Vec<SeenAct> {
        let mut acts = Vec::new();
        for (key, standing) in self.standing(&self.doc.acts()) {
            if standing.len() > 1 {
                self.twins.push(key.clone());
            }
            for (n, (value, op, origin)) in standing.into_iter().enumerate() {
                acts.push(self.act(&key, n, &value, op, origin));
            }
        }
        acts.sort_by(|a, b| (a.op, &a.key).cmp(&(b.op, &b.key)));
        acts
    }

    fn act(&mut self, key: &str, twin: usize, value: &Value<'_>, op: OpRef, origin: &Origin<'_>) -> SeenAct {
        let stored = value.as_bytes().and_then(Stored::decode);
        let act = stored.as_ref().and_then(Stored::act);
        let proof = match (&act, &stored) {
            (Some(act), Some(stored)) if act.body.signing() == Signing::Personal => self.prove(key, stored, origin),
            _ => Proof::NotSigned,
        };
        let operator = stored.as_ref().and_then(Stored::operator);
        let key = if twin == 0 { key.to_owned() } else { format!("{key}~{twin}") };
        if proof == Proof::Proven && operator.is_some_and(|operator| self.roster.is_office(operator)) {
            self.office.insert(key.clone());
        }
        let kind = stored.as_ref().and_then(Stored::kind_number);
        let content = act.map_or(Content::Unknown { kind }, Content::Known);
        SeenAct { key, content, op, at: Timestamp(origin.meta.timestamp), command: command(&origin.meta), operator, proof }
    }

    /// Proven: a known key, the key of the operator who had unlocked this session, and a signature that holds.
    fn prove(&mut self, key: &str, stored: &Stored, origin: &Origin<'_>) -> Proof {
        let Some(signed) = stored.signed() else { return Proof::Unproven };
        let Some(public_key) = self.key_of_session(origin.actor, signed.operator) else { return Proof::Unproven };
        let place = Place {
            doc: self.doc.id(),
            actor: origin.actor,
            seq: origin.meta.seq,
            time: Timestamp(origin.meta.timestamp),
            deps: origin.meta.deps.iter().copied().map(hash_of).collect(),
        };
        let message = signature::message(&place, key, stored.act_bytes());
        if self.checked.verify(&public_key, &message, &signed.sig) { Proof::Proven } else { Proof::Unproven }
    }

    fn key_of_session(&self, actor: ActorId, claimed: KeyId) -> Option<[u8; 32]> {
        let (key, operator) = self.roster.find_operator(actor)?;
        (key == claimed).then_some(operator.public_key)
    }

    /// Every key of a container with all that stands there.
    fn standing(&self, container: &ObjId) -> Vec<(String, Vec<Standing<'a>>)> {
        let of_key = |item: MapRangeItem<'a>| {
            // One look at the whole container is much cheaper than one for each key.
            let id = item.id();
            let all = if item.conflict {
                self.automerge().get_all(container, item.key.as_ref()).unwrap_or_default()
            } else {
                vec![(item.value.into_value(), id)]
            };
            let known = |(value, id)| self.origins.find(&id).map(|(op, origin)| (value, op, origin));
            (item.key.into_owned(), all.into_iter().filter_map(known).collect())
        };
        self.automerge().map_range(container, ..).map(of_key).collect()
    }

    fn automerge(&self) -> &'a Automerge {
        &self.doc.doc
    }
}

fn command(meta: &ChangeMetadata<'_>) -> String {
    meta.message.as_deref().unwrap_or_default().to_owned()
}
