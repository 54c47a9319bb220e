//! Which change an operation came in: who wrote it, when, by which command.

use std::collections::HashMap;

use automerge::{Automerge, ChangeMetadata, ObjId};
use ktpel_domain::ids::ActorId;

use super::view::OpRef;
use crate::ids::actor_of;

/// One change.
pub(super) struct Origin<'a> {
    pub(super) meta: ChangeMetadata<'a>,
    pub(super) actor: ActorId,
}

/// All changes of a document, found by actor and operation counter.
pub(super) struct Origins<'a>(HashMap<ActorId, Vec<Origin<'a>>>);

impl<'a> Origins<'a> {
    pub(super) fn of(doc: &'a Automerge) -> Self {
        let mut by_actor: HashMap<ActorId, Vec<Origin<'a>>> = HashMap::new();
        for meta in doc.get_changes_meta(&[]) {
            let Some(actor) = actor_of(&meta.actor) else { continue };
            by_actor.entry(actor).or_default().push(Origin { meta, actor });
        }
        by_actor.values_mut().for_each(|changes| changes.sort_by_key(|change| change.meta.start_op));
        Self(by_actor)
    }

    /// The change that wrote an operation. Counters of one actor only grow, so its changes cover separate ranges.
    pub(super) fn find(&self, id: &ObjId) -> Option<(OpRef, &Origin<'a>)> {
        let ObjId::Id(counter, actor, _) = id else { return None };
        let actor = actor_of(actor)?;
        let changes = self.0.get(&actor)?;
        let after = changes.partition_point(|change| change.meta.start_op <= *counter);
        let origin = changes.get(after.checked_sub(1)?).filter(|change| *counter <= change.meta.max_op)?;
        Some((OpRef { counter: *counter, actor }, origin))
    }
}
