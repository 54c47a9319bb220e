//! The first change of every document: a fixed actor, time 0, four operations in a fixed order, the id as the only variable.
//!
//! It creates both containers, so that two laptops that open the same case apart never hide each other's subtree; and because the id is
//! inside, its hash differs per case: a change of one case can never be applied to another.

use std::sync::OnceLock;

use automerge::{
    ActorId, Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue,
    transaction::{CommitOptions, Transactable},
};
use ktpel_domain::ids::DocId;
use sha2::{Digest, Sha256};

use super::SCHEMA;

/// What a document is about. The genesis actor tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocKind {
    /// The case of one person.
    Case,
    /// A visit (kunjungan) with its contact requests: SOP MOBILE steps 1 and 2.
    Visit,
}

impl DocKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Case, Self::Visit];

    fn domain(self) -> &'static [u8] {
        match self {
            Self::Case => b"ktpel-case/1",
            Self::Visit => b"ktpel-visit/1",
        }
    }

    /// Actor that writes the genesis of this kind and nothing else.
    #[must_use]
    pub fn genesis_actor(self) -> ActorId {
        ActorId::from(&Sha256::digest(self.domain())[..16])
    }
}

pub(crate) const ID: &str = "case_id";
pub(crate) const FIELDS: &str = "fields";
pub(crate) const ACTS: &str = "acts";
/// Operation that makes the `fields` map in every genesis.
pub(crate) const FIELDS_OP: u64 = 3;
/// Operation that makes the `acts` map in every genesis.
pub(crate) const ACTS_OP: u64 = 4;

/// A document with its genesis and nothing else.
pub(crate) fn genesis(kind: DocKind, id: DocId) -> Automerge {
    let mut doc = Automerge::new().with_actor(kind.genesis_actor());
    let mut tx = doc.transaction();
    let written = tx
        .put(ROOT, "schema", ScalarValue::Uint(SCHEMA))
        .and_then(|()| tx.put(ROOT, ID, id.as_bytes().to_vec()))
        .and_then(|()| tx.put_object(ROOT, FIELDS, ObjType::Map))
        .and_then(|_| tx.put_object(ROOT, ACTS, ObjType::Map));
    written.expect("a new document takes any key at its root");
    tx.commit_with(CommitOptions::default().with_time(0));
    doc
}

/// Kind and id of a document, if its genesis is there byte for byte.
pub(crate) fn identify(doc: &Automerge) -> Option<(DocKind, DocId)> {
    let (value, _) = doc.get(ROOT, ID).ok()??;
    let id = DocId::from_slice(value.as_bytes()?).ok()?;
    let (_, fields) = doc.get(ROOT, FIELDS).ok()??;
    let ObjId::Id(_, maker, _) = fields else { return None };
    let kind = DocKind::ALL.into_iter().find(|kind| kind.genesis_actor() == maker)?;
    doc.get_change_meta_by_hash(&genesis_hash(kind, id)).is_some().then_some((kind, id))
}

/// Hash of the genesis of this document, without making it: of the bytes of any other genesis of its kind, with this id in its place.
pub(crate) fn genesis_hash(kind: DocKind, id: DocId) -> ChangeHash {
    static CASE: OnceLock<Sample> = OnceLock::new();
    static VISIT: OnceLock<Sample> = OnceLock::new();
    let sample = match kind {
        DocKind::Case => &CASE,
        DocKind::Visit => &VISIT,
    };
    let Sample { before, after } = sample.get_or_init(|| Sample::of(kind).expect("the id of a document stands in its genesis"));
    ChangeHash(Sha256::new().chain_update(before).chain_update(id.0).chain_update(after).finalize().into())
}

/// What is hashed of a genesis, before and after its id.
struct Sample {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Sample {
    /// Stands at one place only in the bytes of a change.
    const ID: DocId = DocId(*b"id of a document");

    fn of(kind: DocKind) -> Option<Self> {
        let doc = genesis(kind, Self::ID);
        let change = doc.get_heads().first().and_then(|hash| doc.get_change_by_hash(hash))?;
        // What is hashed begins behind the magic number and the checksum.
        let hashed = change.raw_bytes().get(8..)?;
        let place = hashed.windows(16).position(|window| window == Self::ID.0)?;
        let (before, rest) = hashed.split_at(place);
        Some(Self { before: before.to_vec(), after: rest.get(16..)?.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_genesis_is_known_without_making_it() {
        for kind in DocKind::ALL {
            for id in [[0; 16], [0xff; 16], *b"id of a document", [7; 16]].map(DocId) {
                assert_eq!(genesis(kind, id).get_heads(), [genesis_hash(kind, id)]);
            }
        }
    }
}
