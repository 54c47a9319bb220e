//! Changes cut into parts and put together again: every form that Automerge writes, and what an attacker may write instead.

use automerge::{ActorId, AutoCommit, Automerge, ROOT, transaction::Transactable};
use ktpel_domain::ids::DocId;
use ktpel_sync::{BatchError, Entry, EntryKind, Limits, batch, decode_batch};

use crate::peer::Kit;

/// All changes of a document, oldest first.
fn changes(doc: &Automerge) -> Vec<Vec<u8>> {
    doc.get_changes(&[]).into_iter().map(|change| change.raw_bytes().to_vec()).collect()
}

/// Three authors work apart and meet, twice; one deletes, one writes long text, one counts.
fn merged() -> Automerge {
    let mut first = AutoCommit::new().with_actor(ActorId::from([1; 16]));
    first.put(ROOT, "nama", "Siti").unwrap();
    let mut others = [2_u8, 3].map(|n| first.fork().with_actor(ActorId::from([n; 16])));
    for round in 0..3_i64 {
        for (turn, other) in others.iter_mut().enumerate() {
            other.put(ROOT, "nama", format!("Siti {round} {turn}")).unwrap();
            other.commit();
            other.put(ROOT, format!("catatan {round}"), "panjang ".repeat(200)).unwrap();
        }
        first.delete(ROOT, "nama").unwrap();
        for other in &mut others {
            first.merge(other).unwrap();
        }
        first.put(ROOT, "nama", "").unwrap();
        first.commit();
        for other in &mut others {
            other.merge(&mut first).unwrap();
        }
    }
    assert!(first.document().get_changes_meta(&[]).iter().any(|change| change.deps.len() == 2), "authors met");
    first.document().clone()
}

#[track_caller]
fn check_round_trip(kit: &Kit) {
    for size in [1, 2, 5, kit.log.len()] {
        for part in kit.log.chunks(size) {
            let bytes = ktpel_sync::encode_batch(part, kit.device, |message| ktpel_sync::LogSource::sign(kit, message)).unwrap();
            let back = decode_batch(&bytes, |_| Some(kit.public()), &Limits::default()).map(|batch| batch.entries);
            assert_eq!(back.as_deref(), Ok(part), "batches of {size}");
        }
    }
}

#[test]
fn changes_of_authors_who_met_come_back() {
    let mut kit = Kit::new(4);
    changes(&merged()).into_iter().for_each(|change| kit.write(EntryKind::Change, DocId([7; 16]), change));
    check_round_trip(&kit);
}

#[test]
fn two_documents_in_turn_come_back() {
    let mut kit = Kit::new(4);
    let changes = changes(&merged());
    for (left, right) in changes.iter().zip(changes.iter().rev()) {
        kit.write(EntryKind::Change, DocId([7; 16]), left.clone());
        kit.write(EntryKind::Change, DocId([8; 16]), right.clone());
    }
    check_round_trip(&kit);
}

#[test]
fn a_change_in_another_form_travels_as_it_is() {
    // The same change with its length in two bytes where one would do: undamaged, but not what would be put together.
    let mut kit = Kit::new(4);
    let change = crate::peer::change(DocId([1; 16]), 1);
    let mut hashed = vec![1, change[9] | 0x80, 0];
    assert!(change[9] < 0x80, "the length stands in one byte");
    hashed.extend_from_slice(&change[10..]);
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&hashed);
    kit.write(EntryKind::Change, DocId([1; 16]), [&[0x85, 0x6f, 0x4a, 0x83], &digest[..4], &hashed].concat());
    check_round_trip(&kit);
}

#[test]
fn whatever_is_read_from_bent_streams_fits_its_hashes() {
    let mut kit = Kit::new(4);
    changes(&merged()).into_iter().for_each(|change| kit.write(EntryKind::Change, DocId([7; 16]), change));
    let raw = batch::uncompressed(&kit.log);
    let limits = Limits::default();
    for index in 0..raw.len() {
        for bit in [0x01, 0x80] {
            let mut bent = raw.clone();
            bent[index] ^= bit;
            let entries = batch::from_uncompressed(&bent, kit.log.len(), &limits).unwrap_or_default();
            assert!(entries.iter().all(Entry::payload_fits), "byte {index}: a payload that is not the one its header names");
        }
        assert!(batch::from_uncompressed(&raw[..index], kit.log.len(), &limits).is_err(), "cut at {index}");
    }
    let wrong_count = batch::from_uncompressed(&raw, kit.log.len() - 1, &limits);
    assert_eq!(wrong_count, Err(BatchError::Entries), "nothing may be hidden behind the last entry");
}

#[test]
fn what_is_put_together_stays_within_the_limits() {
    let mut kit = Kit::new(4);
    changes(&merged()).into_iter().for_each(|change| kit.write(EntryKind::Change, DocId([7; 16]), change));
    let raw = batch::uncompressed(&kit.log);
    let expanded: usize = kit.log.iter().filter_map(|entry| entry.payload.as_ref()).map(Vec::len).sum();
    let decode = |limits: Limits| batch::from_uncompressed(&raw, kit.log.len(), &limits).map(|entries| entries.len());
    assert_eq!(decode(Limits { expanded_bytes: expanded, ..Limits::default() }), Ok(kit.log.len()));
    assert_eq!(decode(Limits { expanded_bytes: expanded - 1, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { change_deps: 1, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { change_columns: 2, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { entries: kit.log.len() - 1, ..Limits::default() }), Err(BatchError::TooLarge));
}
