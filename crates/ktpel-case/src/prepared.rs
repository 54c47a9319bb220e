//! A command between check and commit: what to sign, and the one change that it becomes.
//!
//! The crate holds no key: `prepare` answers the bytes, the vault signs, `commit` writes — unless the heads have moved meanwhile.

use automerge::{
    AutomergeError, ReadDoc, ScalarValue,
    transaction::{CommitOptions, Transactable, Transaction},
};
use ktpel_domain::ids::{Hash, KeyId};

use crate::{
    doc::CaseDoc,
    gate,
    ids::{automerge_actor, hash_of, key_id},
    limits,
    refusal::Refusal,
    schema::v1::{
        act::{Signed, Stored},
        body::Signing,
    },
    signature::{self, Place},
};

/// One write to a register.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FieldWrite {
    pub(crate) field: String,
    pub(crate) value: Option<String>,
}

/// One act, encoded, with its key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ActWrite {
    pub(crate) key: String,
    pub(crate) act: Vec<u8>,
    pub(crate) signing: Signing,
}

/// A checked command, ready to be signed and committed.
#[derive(Clone)]
pub struct Prepared {
    pub(crate) heads: Vec<Hash>,
    pub(crate) operator: KeyId,
    pub(crate) place: Place,
    pub(crate) command: &'static str,
    pub(crate) fields: Vec<FieldWrite>,
    pub(crate) acts: Vec<ActWrite>,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prepared({}, {} fields, {} acts)", self.command, self.fields.len(), self.acts.len())
    }
}

/// The change that a command became.
#[derive(Clone, PartialEq, Eq)]
pub struct Committed {
    /// Its hash.
    pub hash: Hash,
    /// Its bytes, for the log.
    pub bytes: Vec<u8>,
    /// Keys of the acts that it wrote.
    pub acts: Vec<String>,
}

impl std::fmt::Debug for Committed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Committed").field("hash", &self.hash).field("acts", &self.acts).finish_non_exhaustive()
    }
}

impl Prepared {
    /// Id of the command.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        self.command
    }

    /// Messages that the operator must sign, in this order; empty when none.
    #[must_use]
    pub fn to_sign(&self) -> Vec<Vec<u8>> {
        self.personal().map(|act| signature::message(&self.place, &act.key, &act.act)).collect()
    }

    /// Writes the change. `sigs` are over [`Self::to_sign`], in the same order, by the key of the session's operator.
    pub fn commit(self, doc: &mut CaseDoc, sigs: &[[u8; 64]], public_key: &[u8; 32]) -> Result<Committed, Refusal> {
        if doc.heads() != self.heads {
            return Err(Refusal::HeadsMoved);
        }
        self.check_signatures(sigs, public_key)?;
        let mut copy = doc.clone();
        let hash = self.write(&mut copy, sigs);
        let committed = self.confirm(&mut copy, hash)?;
        *doc = copy;
        Ok(committed)
    }

    fn personal(&self) -> impl Iterator<Item = &ActWrite> {
        self.acts.iter().filter(|act| act.signing == Signing::Personal)
    }

    fn check_signatures(&self, sigs: &[[u8; 64]], public_key: &[u8; 32]) -> Result<(), Refusal> {
        let messages = self.to_sign();
        let own_key = messages.is_empty() || key_id(public_key) == self.operator;
        let hold = messages.iter().zip(sigs).all(|(message, sig)| signature::verify(public_key, message, sig));
        if messages.len() == sigs.len() && own_key && hold { Ok(()) } else { Err(Refusal::BadSignature) }
    }

    fn write(&self, copy: &mut CaseDoc, sigs: &[[u8; 64]]) -> Option<Hash> {
        let (fields, acts) = (copy.fields(), copy.acts());
        copy.doc.set_actor(automerge_actor(self.place.actor));
        let values = self.values(sigs);
        let mut tx = copy.doc.transaction();
        let written = self
            .fields
            .iter()
            .try_for_each(|write| put_field(&mut tx, &fields, write))
            .and_then(|()| self.acts.iter().zip(values).try_for_each(|(act, value)| tx.put(&acts, act.key.as_str(), value)));
        written.expect("both containers are maps and every value is a scalar");
        let options = CommitOptions::default().with_time(self.place.time.0).with_message(self.command);
        tx.commit_with(options).0.map(hash_of)
    }

    fn values(&self, sigs: &[[u8; 64]]) -> Vec<Vec<u8>> {
        let mut sigs = sigs.iter();
        let signed = |act: &ActWrite, sig: Option<&[u8; 64]>| {
            let signed = sig.map(|sig| Signed { operator: self.operator, sig: *sig });
            Stored::new(act.act.clone(), signed).encode()
        };
        self.acts
            .iter()
            .map(|act| match act.signing {
                Signing::Personal => signed(act, sigs.next()),
                Signing::Session => signed(act, None),
            })
            .collect()
    }

    /// The change is what was prepared and signed: same place, through the own gate, and within the caps.
    fn confirm(&self, copy: &mut CaseDoc, hash: Option<Hash>) -> Result<Committed, Refusal> {
        let hash = hash.ok_or(Refusal::NothingToDo)?;
        let change = copy.doc.get_change_by_hash(&crate::ids::automerge_hash(hash)).ok_or(Refusal::HeadsMoved)?;
        let mut deps: Vec<Hash> = change.deps().iter().copied().map(hash_of).collect();
        deps.sort();
        if deps != self.place.deps || change.seq() != self.place.seq || change.timestamp() != self.place.time.0 {
            return Err(Refusal::HeadsMoved);
        }
        let bytes = change.raw_bytes().to_vec();
        copy.size_bytes += bytes.len();
        let full = copy.size_bytes > limits::CASE_BYTES || copy.change_count() > limits::CASE_CHANGES;
        if full || bytes.len() > limits::CHANGE_BYTES || gate::check(copy.kind, copy.id, &change).is_err() {
            return Err(Refusal::DocumentFull);
        }
        Ok(Committed { hash, bytes, acts: self.acts.iter().map(|act| act.key.clone()).collect() })
    }
}

/// Writes a register. Where several values stand, an empty text first makes the second put a fresh operation: a put of the winning value
/// alone would become a delete of the losers, and a concurrent other answer would then win unseen.
fn put_field(tx: &mut Transaction<'_>, container: &automerge::ObjId, write: &FieldWrite) -> Result<(), AutomergeError> {
    if tx.get_all(container, write.field.as_str())?.len() > 1 {
        tx.put(container, write.field.as_str(), "")?;
    }
    let value = write.value.as_deref().map_or(ScalarValue::Null, ScalarValue::from);
    tx.put(container, write.field.as_str(), value)
}
