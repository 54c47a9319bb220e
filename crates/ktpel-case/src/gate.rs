//! What a received change may do: write registers in `fields`, add own acts to `acts`, and nothing else.
//!
//! Anything else is refused before it is applied, so that no kit, whatever its version or owner, can delete, overwrite or hide.

use automerge::{
    Change, ScalarValue,
    legacy::{Key, ObjectId, Op, OpId, OpType},
};
use ktpel_domain::ids::{ActorId, DocId};

use crate::{
    ids::actor_of,
    limits,
    schema::v1::{
        genesis::{ACTS_OP, DocKind, FIELDS_OP, genesis_hash},
        key::belongs_to,
    },
};

/// Why a received change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// The genesis actor wrote something that is not the genesis of this document.
    #[error("the genesis actor wrote something else")]
    GenesisActor,
    /// The actor has not 16 bytes: derived by a library, registered nowhere.
    #[error("the actor is not one of a session")]
    DerivedActor,
    /// It builds on nothing: such a change would fit into any case.
    #[error("a change that builds on nothing")]
    Unrooted,
    /// An operation outside of the two containers.
    #[error("an operation outside of fields and acts")]
    NotAContainer,
    /// A delete: it would leave no trace beside a concurrent write.
    #[error("a delete")]
    Deleted,
    /// A field value other than text or cleared.
    #[error("a field value that is neither text nor cleared")]
    FieldNotScalar,
    /// A field id or value beyond the caps.
    #[error("a field id or value is too long")]
    FieldTooLong,
    /// An act value that is not bytes.
    #[error("an act that is not bytes")]
    ActNotBytes,
    /// An act beyond the cap.
    #[error("an act is too long")]
    ActTooLong,
    /// An act key that does not name this actor and change.
    #[error("an act key of another change")]
    ActNotOwnKey,
    /// An act written over an earlier one.
    #[error("an act written over another")]
    ActOverwritten,
    /// The command id is too long.
    #[error("the message is too long")]
    MessageTooLong,
    /// Bytes behind the operations that mean nothing to this schema.
    #[error("unexpected bytes after the operations")]
    ExtraBytes,
    /// Too many operations in one change.
    #[error("too many operations")]
    TooManyOperations,
}

/// The two containers of one kind of document.
struct Containers {
    fields: OpId,
    acts: OpId,
}

/// Whether this change may be applied to this document.
pub(crate) fn check(kind: DocKind, id: DocId, change: &Change) -> Result<(), GateError> {
    if DocKind::ALL.iter().any(|kind| *change.actor_id() == kind.genesis_actor()) {
        return check_genesis(kind, id, change);
    }
    let actor = actor_of(change.actor_id()).ok_or(GateError::DerivedActor)?;
    if change.deps().is_empty() {
        return Err(GateError::Unrooted);
    }
    if change.message().is_some_and(|message| message.len() > limits::MESSAGE_BYTES) {
        return Err(GateError::MessageTooLong);
    }
    if !change.extra_bytes().is_empty() {
        return Err(GateError::ExtraBytes);
    }
    if change.len() > limits::CHANGE_OPS {
        return Err(GateError::TooManyOperations);
    }
    let maker = kind.genesis_actor();
    let containers = Containers { fields: OpId::new(FIELDS_OP, &maker), acts: OpId::new(ACTS_OP, &maker) };
    change.decode().operations.iter().try_for_each(|op| check_op(op, &containers, actor, change.seq()))
}

fn check_genesis(kind: DocKind, id: DocId, change: &Change) -> Result<(), GateError> {
    if change.hash() == genesis_hash(kind, id) { Ok(()) } else { Err(GateError::GenesisActor) }
}

fn check_op(op: &Op, containers: &Containers, actor: ActorId, seq: u64) -> Result<(), GateError> {
    if matches!(op.action, OpType::Delete) {
        return Err(GateError::Deleted);
    }
    let (ObjectId::Id(container), Key::Map(key), false) = (&op.obj, &op.key, op.insert) else {
        return Err(GateError::NotAContainer);
    };
    if *container == containers.fields {
        check_field(op, key)
    } else if *container == containers.acts {
        check_act(op, key, actor, seq)
    } else {
        Err(GateError::NotAContainer)
    }
}

fn check_field(op: &Op, key: &str) -> Result<(), GateError> {
    let length = match &op.action {
        OpType::Put(ScalarValue::Str(text)) => text.len(),
        OpType::Put(ScalarValue::Null) => 0,
        _ => return Err(GateError::FieldNotScalar),
    };
    if length > limits::STRING_BYTES || key.is_empty() || key.len() > limits::FIELD_ID_BYTES {
        return Err(GateError::FieldTooLong);
    }
    Ok(())
}

fn check_act(op: &Op, key: &str, actor: ActorId, seq: u64) -> Result<(), GateError> {
    if !belongs_to(key, actor, seq) {
        return Err(GateError::ActNotOwnKey);
    }
    if !op.pred.is_empty() {
        return Err(GateError::ActOverwritten);
    }
    let OpType::Put(ScalarValue::Bytes(bytes)) = &op.action else {
        return Err(GateError::ActNotBytes);
    };
    if bytes.len() > limits::ACT_BYTES { Err(GateError::ActTooLong) } else { Ok(()) }
}
