//! The hash of the first change of every document, which nobody sends because everybody can make it.
//!
//! The bytes are those that `ktpel_case` writes; a test over both crates holds them together. Here they are a template with one hole for the id of
//! the document: no Automerge is needed to name the change on which a new document begins.

use ktpel_domain::ids::{DocId, Hash};
use sha2::{Digest, Sha256};

/// What begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genesis {
    /// A case.
    Case,
    /// A visit.
    Visit,
}

impl Genesis {
    /// Actor of the genesis: SHA-256 over the name and version of the schema, its first 16 bytes.
    const fn domain(self) -> &'static [u8] {
        match self {
            Self::Case => b"ktpel-case/1",
            Self::Visit => b"ktpel-visit/1",
        }
    }
}

/// Number of the first operation after the genesis.
pub const NEXT_OP: u64 = 5;

/// Chunk type and length, no dependencies, length of the actor.
const BEFORE_ACTOR: &[u8] = b"\x01\x5e\x00\x10";
/// Number 1, first operation 1, time 0, no message, six columns: two values and two maps at the root.
const BEFORE_ID: &[u8] =
    b"\x01\x01\x00\x00\x00\x06\x15\x1c\x34\x01\x42\x04\x56\x06\x57\x11\x70\x02\x7c\x06schema\x07case_id\x06fields\x04acts\x04\x02\x01\x02\x00\x7e\x13\x87\x02\x02\x00\x01";
const AFTER_ID: &[u8] = b"\x04\x00";

/// Hash of the genesis change of a document.
#[must_use]
pub fn hash(kind: Genesis, doc: DocId) -> Hash {
    let actor = Sha256::digest(kind.domain());
    let mut digest = Sha256::new();
    digest.update(BEFORE_ACTOR);
    digest.update(actor.first_chunk::<16>().expect("a SHA-256 digest has 32 bytes"));
    digest.update(BEFORE_ID);
    digest.update(doc.0);
    digest.update(AFTER_ID);
    Hash(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Genesis, expect: &str) {
        assert_eq!(hash(kind, DocId([0xab; 16])).to_string(), expect, "every released document begins with this very change");
    }

    #[test]
    fn genesis_is_golden() {
        check(Genesis::Case, "5f4dc491e1bd408998b5f22c386ed4635831e6143064d712a2364fd90ca6f2cd");
        check(Genesis::Visit, "14ef754566d829965bf2343da73bef22384d3675683fb253b53ae7e6e3fac44a");
    }
}
