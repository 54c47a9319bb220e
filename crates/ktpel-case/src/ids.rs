//! Names derived from ids: the short code on a slip, the id of a planned case, and a person's key id.

use data_encoding::{Encoding, Specification};
use ktpel_domain::ids::{ActorId, ContactId, DocId, Hash, KeyId};
use sha2::{Digest, Sha256};

/// Short code of a document for slip and voice: 40 bits of SHA-256 over the id in Crockford base32, e.g. `7K3F-9QXM`.
#[must_use]
pub fn kode(id: DocId) -> String {
    let digest = Sha256::digest(id.as_bytes());
    let letters = crockford().encode(&digest[..5]);
    format!("{}-{}", &letters[..4], &letters[4..])
}

/// Id of the case that a contact request leads to: two laptops that open it apart open the same case.
#[must_use]
pub fn planned_case_id(contact: ContactId) -> DocId {
    let digest = Sha256::new().chain_update(b"ktpel-case-id/1").chain_update(contact.as_bytes()).finalize();
    DocId::from_slice(&digest[..16]).expect("a SHA-256 digest has more than 16 bytes")
}

/// Id of a person's signing key: the first 8 bytes of SHA-256 over the Ed25519 public key.
#[must_use]
pub fn key_id(public_key: &[u8; 32]) -> KeyId {
    KeyId::from_slice(&Sha256::digest(public_key)[..8]).expect("a SHA-256 digest has more than 8 bytes")
}

/// The alphabet that people read aloud without mistakes: no I, L, O, U.
fn crockford() -> Encoding {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.encoding().expect("32 distinct symbols make an encoding")
}

pub(crate) fn automerge_actor(actor: ActorId) -> automerge::ActorId {
    automerge::ActorId::from(actor.as_bytes().as_slice())
}

pub(crate) fn actor_of(actor: &automerge::ActorId) -> Option<ActorId> {
    ActorId::from_slice(actor.to_bytes()).ok()
}

pub(crate) fn hash_of(hash: automerge::ChangeHash) -> Hash {
    Hash(hash.0)
}

pub(crate) fn automerge_hash(hash: Hash) -> automerge::ChangeHash {
    automerge::ChangeHash(hash.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_code_is_read_aloud_and_never_changes() {
        assert_eq!(kode(DocId([7; 16])).len(), 9);
        assert!(kode(DocId([7; 16])).chars().all(|letter| !"ILOU".contains(letter)), "letters that are misheard");
        assert_ne!(kode(DocId([7; 16])), kode(DocId([8; 16])));
    }

    #[test]
    fn a_contact_leads_to_one_case() {
        let contact = ContactId([5; 16]);
        assert_eq!(planned_case_id(contact), planned_case_id(contact), "two laptops must open the same case");
        assert_ne!(planned_case_id(contact), planned_case_id(ContactId([6; 16])));
        assert_ne!(planned_case_id(contact).as_bytes(), contact.as_bytes());
    }
}
