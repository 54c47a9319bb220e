//! What is in memory while the store is open.

use std::{cell::Cell, collections::BTreeMap};

use ktpel_case::{CaseDoc, Roster, Session};
use ktpel_domain::{
    ids::{ActorId, DeviceId, DocId, KeyId},
    peran::Peran,
};
use ktpel_store::Store;
use ktpel_vault::{DataKey, DeviceIdentity, OperatorKey, Slots};
use std::sync::Arc;

use crate::{lease::Counter, roster::Ended, setup::Office};

/// Documents kept in memory; a village day has a few hundred, each a few tens of kilobytes.
pub(crate) const DOCS_IN_MEMORY: usize = 64;

/// The open store and what was read from it.
pub(crate) struct Opened {
    pub(crate) store: Store,
    pub(crate) data_key: DataKey,
    pub(crate) device: DeviceIdentity,
    pub(crate) device_name: String,
    pub(crate) office: Office,
    pub(crate) roster: Roster,
    /// Names of devices, for session records of other laptops.
    pub(crate) devices: BTreeMap<DeviceId, String>,
    pub(crate) docs: Docs,
    pub(crate) operator: Option<SignedIn>,
    /// Actors of this process, by operator: the same operator unlocking again keeps his.
    pub(crate) actors: BTreeMap<KeyId, ActorId>,
    /// Steps running on this laptop: since when, on the monotonic clock.
    pub(crate) running: BTreeMap<(DocId, String), u64>,
    /// The case that a screen shows, as far as the screens have said.
    pub(crate) on_screen: Cell<Option<DocId>>,
    /// How long the office was not met.
    pub(crate) lease: Counter,
    /// Devices whose later work counts no more.
    pub(crate) ended: BTreeMap<DeviceId, Ended>,
    pub(crate) last_used_ms: u64,
    pub(crate) unlocked_ms: u64,
    pub(crate) failed_pins: u32,
    /// Time of the kit and the last question to the register.
    pub(crate) lookups: Option<crate::lookups::Running>,
    /// How far each log was found to be here without a gap.
    pub(crate) gapless: BTreeMap<DeviceId, u64>,
    /// Slots with a passphrase that was drawn and not yet typed back.
    pub(crate) next_slots: Option<Slots>,
}

impl Opened {
    /// Nobody is at the keyboard any more: key, documents and drawn words leave memory. The data key stays (sync-and-trust, Keys).
    pub(crate) fn sign_out(&mut self) {
        self.operator = None;
        self.docs = Docs::default();
        self.on_screen.set(None);
        self.next_slots = None;
    }
}

/// The operator at the keyboard.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) id: String,
    pub(crate) nama: String,
    pub(crate) peran: Peran,
    pub(crate) key: Arc<OperatorKey>,
    pub(crate) session: Session,
}

/// Documents by id, oldest use first out.
#[derive(Default)]
pub(crate) struct Docs {
    held: BTreeMap<DocId, (u64, CaseDoc)>,
    uses: u64,
}

impl Docs {
    pub(crate) fn get(&mut self, id: DocId) -> Option<CaseDoc> {
        self.uses += 1;
        let uses = self.uses;
        self.held.get_mut(&id).map(|(used, doc)| {
            *used = uses;
            doc.clone()
        })
    }

    pub(crate) fn forget(&mut self, id: DocId) {
        self.held.remove(&id);
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    pub(crate) fn put(&mut self, doc: CaseDoc) {
        self.uses += 1;
        self.held.insert(doc.id(), (self.uses, doc));
        if self.held.len() > DOCS_IN_MEMORY {
            let oldest = self.held.iter().min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id);
            oldest.map(|id| self.held.remove(&id));
        }
    }
}

#[cfg(test)]
mod tests {
    use ktpel_case::DocKind;

    use super::*;

    fn doc(n: usize) -> CaseDoc {
        let mut id = [7; 16];
        id[..8].copy_from_slice(&n.to_be_bytes());
        CaseDoc::genesis(DocKind::Case, DocId(id))
    }

    #[test]
    fn memory_holds_the_documents_used_last_and_no_more() {
        let mut docs = Docs::default();
        for n in 0..10 * DOCS_IN_MEMORY {
            docs.put(doc(n));
            assert!(docs.get(doc(0).id()).is_some(), "the one in use stays");
        }
        assert_eq!(docs.held.len(), DOCS_IN_MEMORY, "however many cases arrive");
        assert!(docs.get(doc(1).id()).is_none(), "the one used longest ago goes first");
    }
}
