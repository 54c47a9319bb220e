//! What the next entry is expected to be: kept in step by the writer and the reader.

use std::collections::HashMap;

use ktpel_domain::ids::{ActorId, DeviceId, DocId, Hash, KeyId};

use crate::{
    batch::change::Parts,
    chain::ChainTip,
    entry::EntryHeader,
    genesis::{self, Genesis},
};

/// Ids in the order in which they first appear.
#[derive(Default)]
pub struct Table<const N: usize> {
    ids: Vec<[u8; N]>,
    numbers: HashMap<[u8; N], u64>,
}

impl<const N: usize> Table<N> {
    /// Its number, and whether it is new.
    pub fn number(&mut self, id: [u8; N]) -> (u64, bool) {
        if let Some(number) = self.numbers.get(&id) {
            return (*number, false);
        }
        let number = self.ids.len() as u64;
        self.ids.push(id);
        self.numbers.insert(id, number);
        (number, true)
    }

    pub fn find(&self, number: u64) -> Option<[u8; N]> {
        self.ids.get(usize::try_from(number).ok()?).copied()
    }
}

/// State of both sides after the entries so far.
#[derive(Default)]
pub struct Expect {
    pub device: Option<DeviceId>,
    pub doc: Option<DocId>,
    pub operator: Option<KeyId>,
    pub at: i64,
    pub devices: Table<16>,
    pub docs: Table<16>,
    pub operators: Table<8>,
    pub actors: Table<16>,
    tips: HashMap<DeviceId, ChainTip>,
    documents: HashMap<DocId, Document>,
}

/// A document as far as this batch tells.
pub struct Document {
    /// Its changes in the batch, behind the two it may have begun with.
    changes: Vec<Hash>,
    /// Last author.
    pub actor: Option<ActorId>,
    /// Last number of each author.
    seqs: HashMap<ActorId, u64>,
    start_op: u64,
}

impl Expect {
    /// Position and previous hash of the next entry of a device that was met.
    pub fn follows(&self, device: DeviceId) -> Option<(u64, Hash)> {
        let tip = self.tips.get(&device)?;
        Some((tip.seq.checked_add(1)?, tip.hash))
    }

    pub fn document(&mut self, id: DocId) -> &mut Document {
        self.documents.entry(id).or_insert_with(|| Document {
            changes: vec![genesis::hash(Genesis::Visit, id), genesis::hash(Genesis::Case, id)],
            actor: None,
            seqs: HashMap::new(),
            start_op: genesis::NEXT_OP,
        })
    }

    pub fn note(&mut self, header: &EntryHeader, parts: Option<&Parts<'_>>) {
        self.device = Some(header.device);
        self.doc = Some(header.doc);
        self.operator = header.operator;
        self.at = header.at.0;
        self.tips.insert(header.device, ChainTip { seq: header.seq, hash: header.hash() });
        if let Some(parts) = parts {
            let document = self.document(header.doc);
            document.changes.push(header.payload_hash);
            document.actor = Some(parts.actor);
            document.seqs.insert(parts.actor, parts.seq);
            document.start_op = parts.start_op.wrapping_add(parts.operations());
        }
    }
}

impl Document {
    /// The last change, as the only dependency.
    pub fn tip(&self) -> Vec<Hash> {
        self.changes.last().copied().into_iter().collect()
    }

    /// How far back a change lies: 1 is the last.
    pub fn back_to(&self, hash: Hash) -> Option<u64> {
        self.changes.iter().rev().position(|change| *change == hash).map(|back| back as u64 + 1)
    }

    pub fn at(&self, back: u64) -> Option<Hash> {
        let back = usize::try_from(back).ok()?;
        self.changes.len().checked_sub(back).and_then(|index| self.changes.get(index)).copied()
    }

    /// Number and first operation that the next change of this author has.
    pub fn next(&self, actor: ActorId) -> (u64, u64) {
        (self.seqs.get(&actor).map_or(1, |seq| seq.wrapping_add(1)), self.start_op)
    }
}
