//! Stored documents that are not what they should be: cut, damaged, foreign, or with something in them that the gate refuses.

use automerge::{AutoCommit, ROOT, transaction::Transactable};

use super::{
    craft::{RawChange, mend},
    honest::{ACTOR, case},
};

/// All of them.
#[must_use]
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let case = case();
    let good = case.doc.save();
    let mut flipped = good.clone();
    flipped.iter_mut().skip(good.len() / 2).take(1).for_each(|byte| *byte ^= 0x10);
    let mut foreign = AutoCommit::new().with_actor(automerge::ActorId::from(vec![7; 16]));
    foreign.put(ROOT, "judul", "belanja").expect("a map takes any key");
    let mut root = case.raw(&ACTOR.0);
    root.put(ROOT, "lain", 1).expect("a map takes any key");
    let orphan = case.changes().last().and_then(|last| RawChange::parse(last)).map(|mut last| {
        (last.seq, last.deps) = (last.seq + 1, vec![[0xee; 32]]);
        last.bytes()
    });
    vec![
        ("zero_length", Vec::new()),
        ("cut", good.get(..good.len() / 2).unwrap_or_default().to_vec()),
        ("flipped", flipped.clone()),
        ("flipped_with_a_right_checksum", mend(&flipped).unwrap_or_default()),
        ("foreign_document", foreign.save_nocompress()),
        ("written_at_the_root", root.save_nocompress()),
        ("with_an_orphan", [good, orphan.unwrap_or_default()].concat()),
    ]
}
