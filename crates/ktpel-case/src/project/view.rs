//! The read model: registers with all their standing values, acts in the order of their operations, and who stands behind each.

use std::{collections::BTreeMap, fmt};

use ktpel_domain::{
    ids::{ActorId, DocId, Hash, KeyId},
    time::Timestamp,
};

use super::tips::Tips;
use crate::{
    detail::Proof,
    schema::v1::{act::Act, body::Body, genesis::DocKind},
};

/// Number and actor of an operation: a Lamport clock, the only order there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpRef {
    /// Counter; greater than that of everything its writer had seen.
    pub counter: u64,
    /// Who wrote.
    pub actor: ActorId,
}

impl fmt::Display for OpRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.counter, self.actor)
    }
}

/// One value that stands in a field.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The value; none when cleared.
    pub value: Option<String>,
    /// The operation that wrote it.
    pub op: OpRef,
    /// Device clock at the time.
    pub at: Timestamp,
    /// Command that wrote it.
    pub command: String,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("op", &self.op).field("command", &self.command).finish_non_exhaustive()
    }
}

/// What an act says, as far as this version can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A kind of this version.
    Known(Act),
    /// A kind of a newer version, or damaged: kept, reported, and it shuts the print gate.
    Unknown {
        /// Number of the kind, where even that can be read.
        kind: Option<u64>,
    },
}

/// One act with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAct {
    /// Its key; a twin under the same key carries `~n`.
    pub key: String,
    /// What it says.
    pub content: Content,
    /// The operation that wrote it.
    pub op: OpRef,
    /// Device clock at the time.
    pub at: Timestamp,
    /// Command that wrote it.
    pub command: String,
    /// The operator who signed, or claims to.
    pub operator: Option<KeyId>,
    /// Whether the signature holds, where one is needed.
    pub proof: Proof,
}

impl SeenAct {
    /// The body, if this version knows it.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        match &self.content {
            Content::Known(act) => Some(&act.body),
            Content::Unknown { .. } => None,
        }
    }

    /// Keys that it names, if this version knows it.
    #[must_use]
    pub fn after(&self) -> &[String] {
        match &self.content {
            Content::Known(act) => &act.after,
            Content::Unknown { .. } => &[],
        }
    }

    /// It needs no signature, or carries one that holds.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.proof != Proof::Unproven
    }
}

/// The read model of one document.
#[derive(Clone, PartialEq)]
pub struct CaseView {
    /// Id of the case or visit.
    pub id: DocId,
    /// What the document is about.
    pub kind: DocKind,
    /// Heads that this view shows.
    pub heads: Vec<Hash>,
    /// All standing values by field id.
    pub fields: BTreeMap<String, Vec<Said>>,
    /// All acts in the order of their operations.
    pub acts: Vec<SeenAct>,
    /// Keys under which two values stand: an actor was used twice.
    pub twins: Vec<String>,
    /// Keys of signed acts whose key the roster says belongs to the office.
    pub(crate) office: std::collections::BTreeSet<String>,
    pub(crate) tips: Tips,
}

impl fmt::Debug for CaseView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.fields.keys().collect();
        f.debug_struct("CaseView").field("id", &self.id).field("fields", &fields).field("acts", &self.acts.len()).finish_non_exhaustive()
    }
}

impl CaseView {
    /// Short code for slip and voice.
    #[must_use]
    pub fn kode(&self) -> String {
        crate::ids::kode(self.id)
    }

    /// Distinct values of a field; two sides that say the same agree.
    #[must_use]
    pub fn values(&self, field: &str) -> Vec<Option<&str>> {
        let said = self.fields.get(field).map(Vec::as_slice).unwrap_or_default();
        let mut values: Vec<_> = said.iter().map(|said| said.value.as_deref()).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// The value of a field on which all agree; none when empty, cleared or in conflict.
    #[must_use]
    pub fn agreed(&self, field: &str) -> Option<&str> {
        match self.values(field).as_slice() {
            [value] => *value,
            _ => None,
        }
    }

    /// One of the values of a field, for a list that has room for one: the agreed one, else the first that is not cleared.
    #[must_use]
    pub fn any_value(&self, field: &str) -> Option<&str> {
        self.values(field).into_iter().flatten().next()
    }

    /// Ids of fields whose values differ.
    #[must_use]
    pub fn conflicts(&self) -> Vec<&str> {
        self.fields.keys().map(String::as_str).filter(|field| self.values(field).len() > 1).collect()
    }

    /// Operations that stand in a field, as a form sends them back.
    #[must_use]
    pub fn shown(&self, field: &str) -> Vec<String> {
        let said = self.fields.get(field).map(Vec::as_slice).unwrap_or_default();
        let mut ops: Vec<_> = said.iter().map(|said| said.op.to_string()).collect();
        ops.sort_unstable();
        ops
    }

    /// Acts that this version cannot read.
    pub fn unknown(&self) -> impl Iterator<Item = &SeenAct> {
        self.acts.iter().filter(|act| matches!(act.content, Content::Unknown { .. }))
    }

    /// Acts whose signature is missing, unknown or wrong.
    pub fn unproven(&self) -> impl Iterator<Item = &SeenAct> {
        self.acts.iter().filter(|act| act.proof == Proof::Unproven)
    }

    /// Acts of a subject that no later one of it names, in the order of their operations.
    pub fn standing<'a>(&'a self, subject: &str) -> impl Iterator<Item = &'a SeenAct> + use<'a> {
        self.tips.of(subject).iter().filter_map(|index| self.acts.get(*index))
    }

    /// Subjects that have acts and begin with `prefix`, with the rest of their name.
    pub fn subjects<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.tips.subjects().filter_map(move |subject| subject.strip_prefix(prefix))
    }

    /// Keys of the standing acts of a subject: what a command writes into `after`.
    #[must_use]
    pub fn tip_keys(&self, subject: &str) -> Vec<String> {
        self.standing(subject).map(|act| act.key.clone()).collect()
    }

    /// Signed by a key of the office, and the signature holds.
    #[must_use]
    pub fn signed_by_office(&self, act: &SeenAct) -> bool {
        act.proof == Proof::Proven && self.office.contains(&act.key)
    }
}
