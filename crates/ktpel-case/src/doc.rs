//! One document in memory: load, save, heads and changes. Everything received goes through [`CaseDoc::apply`].

use std::fmt;

use automerge::{Automerge, ObjId, ROOT, ReadDoc};
use ktpel_domain::ids::{ActorId, DocId, Hash};

use crate::{
    apply::ApplyError,
    gate,
    ids::{actor_of, automerge_hash, hash_of, kode},
    limits,
    schema::v1::{
        act::Stored,
        genesis::{ACTS, DocKind, FIELDS, genesis, identify},
    },
    signature::{ActProof, Place},
};

/// Why bytes are not a document of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Damaged, cut or foreign bytes.
    #[error("the document cannot be read")]
    Unreadable,
    /// Readable, but the genesis is not there: an empty file, or another program's document.
    #[error("the document has no genesis of a case or a visit")]
    NoGenesis,
    /// Larger than a document may be.
    #[error("document of {size} bytes is too large")]
    TooLarge {
        /// How many bytes.
        size: usize,
    },
    /// It holds changes whose predecessors are missing.
    #[error("the document misses changes that it builds on")]
    Incomplete,
    /// It holds a change that the gate refuses.
    #[error("change {hash} is not allowed: {why}")]
    Gate {
        /// Which.
        hash: Hash,
        /// Why.
        why: gate::GateError,
    },
}

/// One case or one visit.
#[derive(Clone)]
pub struct CaseDoc {
    pub(crate) doc: Automerge,
    pub(crate) kind: DocKind,
    pub(crate) id: DocId,
    /// Bytes received so far, for the cap.
    pub(crate) size_bytes: usize,
}

impl fmt::Debug for CaseDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseDoc").field("kind", &self.kind).field("id", &self.id).finish_non_exhaustive()
    }
}

impl CaseDoc {
    /// A document with its genesis and nothing else.
    #[must_use]
    pub fn genesis(kind: DocKind, id: DocId) -> Self {
        Self { doc: genesis(kind, id), kind, id, size_bytes: 0 }
    }

    /// Reads a snapshot from the own store. A snapshot from elsewhere goes through [`Self::load_received`].
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        if bytes.len() > limits::CASE_BYTES {
            return Err(LoadError::TooLarge { size: bytes.len() });
        }
        let doc = Automerge::load(bytes).map_err(|_| LoadError::Unreadable)?;
        let (kind, id) = identify(&doc).ok_or(LoadError::NoGenesis)?;
        if !doc.get_missing_deps(&[]).is_empty() {
            return Err(LoadError::Incomplete);
        }
        Ok(Self { doc, kind, id, size_bytes: bytes.len() })
    }

    /// Reads a snapshot that came from another device: every change in it must pass the gate.
    ///
    /// The caller has already capped what parsing may cost (see the sync gate and the worker).
    pub fn load_received(bytes: &[u8]) -> Result<Self, LoadError> {
        let loaded = Self::load(bytes)?;
        for change in loaded.doc.get_changes(&[]) {
            gate::check(loaded.kind, loaded.id, &change).map_err(|why| LoadError::Gate { hash: hash_of(change.hash()), why })?;
        }
        Ok(loaded)
    }

    /// Snapshot with columns left uncompressed: they go into one stronger compression together with others.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.doc.save_nocompress()
    }

    /// What the document is about.
    #[must_use]
    pub const fn kind(&self) -> DocKind {
        self.kind
    }

    /// Id of the case or visit.
    #[must_use]
    pub const fn id(&self) -> DocId {
        self.id
    }

    /// Short code for slip and voice.
    #[must_use]
    pub fn kode(&self) -> String {
        kode(self.id)
    }

    /// Hashes of the last changes, sorted.
    #[must_use]
    pub fn heads(&self) -> Vec<Hash> {
        self.doc.get_heads().into_iter().map(hash_of).collect()
    }

    /// Whether the change is in the document.
    #[must_use]
    pub fn has_change(&self, hash: Hash) -> bool {
        self.doc.get_change_meta_by_hash(&automerge_hash(hash)).is_some()
    }

    /// Bytes of one change.
    #[must_use]
    pub fn change(&self, hash: Hash) -> Option<Vec<u8>> {
        self.doc.get_change_by_hash(&automerge_hash(hash)).map(|change| change.raw_bytes().to_vec())
    }

    /// Changes that somebody with these heads has not seen, each after those that it builds on. Genesis is never among them: everybody
    /// makes it himself.
    #[must_use]
    pub fn changes_since(&self, heads: &[Hash]) -> Vec<(Hash, Vec<u8>)> {
        let have: Vec<_> = heads.iter().map(|hash| automerge_hash(*hash)).collect();
        let genesis_actor = self.kind.genesis_actor();
        self.doc
            .get_changes(&have)
            .into_iter()
            .filter(|change| *change.actor_id() != genesis_actor)
            .map(|change| (hash_of(change.hash()), change.raw_bytes().to_vec()))
            .collect()
    }

    /// Applies received changes, all or none. Answers the hashes of those that were new.
    pub fn apply(&mut self, changes: &[Vec<u8>]) -> Result<Vec<Hash>, ApplyError> {
        crate::apply::apply(self, changes)
    }

    /// The act with this key as a proof that needs no document.
    #[must_use]
    pub fn proof_of(&self, key: &str) -> Option<ActProof> {
        let (value, op) = self.doc.get(self.container(ACTS), key).ok()??;
        let meta = self.doc.get_change_meta_by_hash(&self.doc.hash_for_opid(&op)?)?;
        let mut deps: Vec<_> = meta.deps.iter().copied().map(hash_of).collect();
        deps.sort();
        let place =
            Place { doc: self.id, actor: actor_of(&meta.actor)?, seq: meta.seq, time: ktpel_domain::time::Timestamp(meta.timestamp), deps };
        let stored = value.as_bytes()?.to_vec();
        Stored::decode(&stored)?;
        Some(ActProof { place, key: key.to_owned(), stored })
    }

    /// The change that wrote the act with this key.
    #[must_use]
    pub fn change_of(&self, key: &str) -> Option<Hash> {
        let (_, op) = self.doc.get(self.container(ACTS), key).ok()??;
        self.doc.hash_for_opid(&op).map(hash_of)
    }

    pub(crate) fn change_count(&self) -> usize {
        usize::try_from(self.doc.stats().num_changes).unwrap_or(usize::MAX)
    }

    pub(crate) fn fields(&self) -> ObjId {
        self.container(FIELDS)
    }

    pub(crate) fn acts(&self) -> ObjId {
        self.container(ACTS)
    }

    fn container(&self, name: &str) -> ObjId {
        let found = self.doc.get(ROOT, name).ok().flatten();
        found.map(|(_, id)| id).expect("genesis made both containers and the gate refuses every other write at the root")
    }

    /// The actor's last change in this document: its number and hash.
    pub(crate) fn last_of(&self, actor: ActorId) -> Option<(u64, Hash)> {
        let changes = self.doc.get_changes_meta(&[]);
        let own = changes.iter().filter(|meta| meta.actor.to_bytes() == actor.as_bytes());
        own.max_by_key(|meta| meta.seq).map(|meta| (meta.seq, hash_of(meta.hash)))
    }
}
