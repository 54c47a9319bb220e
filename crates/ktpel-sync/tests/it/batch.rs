//! Batches: what is accepted, and that nothing else is.

use ktpel_domain::ids::{DeviceId, DocId, KeyId};
use ktpel_sync::{
    BatchError, ChainTip, Entry, EntryKind, Limits, TipProof, decode_batch, encode_batch, encode_batch_with, entry::NO_DOC, verify_chain,
};
use proptest::prelude::*;

use crate::peer::Kit;

fn kit() -> Kit {
    let mut kit = Kit::new(1);
    kit.work(25);
    kit.write(EntryKind::SessionOpened, NO_DOC, b"record".to_vec());
    kit.write(EntryKind::Other(200), DocId([8; 16]), b"from a newer version".to_vec());
    kit
}

fn decode(kit: &Kit, bytes: &[u8]) -> Result<Vec<Entry>, BatchError> {
    decode_batch(bytes, |_| Some(kit.public()), &Limits::default()).map(|batch| batch.entries)
}

#[test]
fn entries_come_back_as_they_were() {
    let kit = kit();
    assert_eq!(decode(&kit, &kit.batch(0..27)).as_deref(), Ok(kit.log.as_slice()));
    assert_eq!(decode(&kit, &kit.batch(10..20)).as_deref(), Ok(&kit.log[10..20]), "a run from the middle of a log");
    assert_eq!(decode(&kit, &kit.batch(0..0)).as_deref(), Ok([].as_slice()));
}

#[test]
fn headers_without_payload_and_logs_of_others_pass() {
    let (mut office, a, mut b) = (Kit::new(9), kit(), Kit::new(2));
    b.work(5);
    let mut mixed: Vec<Entry> = a.log[3..9].iter().chain(&b.log).chain(&a.log[9..14]).cloned().collect();
    mixed[2].payload = None;
    office.work(1);
    mixed.push(office.log[0].clone());
    let bytes = encode_batch(&mixed, office.device, |message| ktpel_sync::LogSource::sign(&office, message)).unwrap();
    assert_eq!(decode(&office, &bytes), Ok(mixed));
}

#[test]
fn hashes_are_left_out_on_the_wire() {
    let kit = kit();
    let payload: usize = kit.log[..25].iter().filter_map(|entry| entry.payload.as_ref()).map(Vec::len).sum();
    let wire = kit.batch(0..25).len();
    assert!(wire * 2 < payload, "25 changes of {payload} bytes travel in {wire}");
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let kit = kit();
    let bytes = kit.batch(0..5);
    for index in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut damaged = bytes.clone();
            damaged[index] ^= bit;
            assert!(decode(&kit, &damaged).is_err(), "byte {index}");
        }
        assert!(decode(&kit, &bytes[..index]).is_err(), "cut at {index}");
    }
    assert!(decode(&kit, &[bytes.as_slice(), &[0]].concat()).is_err(), "nothing may follow the signature");
}

#[test]
fn another_device_cannot_sign_for_this_one() {
    let (kit, other) = (kit(), Kit::new(2));
    let forged = encode_batch(&kit.log, kit.device, |message| ktpel_sync::LogSource::sign(&other, message)).unwrap();
    assert_eq!(decode(&kit, &forged), Err(BatchError::Signature));
    assert_eq!(decode(&other, &kit.batch(0..3)), Err(BatchError::Signature), "a key of another device");
    let unknown = decode_batch(&kit.batch(0..3), |_| None, &Limits::default());
    assert_eq!(unknown, Err(BatchError::UnknownDevice(kit.device)));
}

#[test]
fn a_payload_that_does_not_fit_is_not_sent() {
    let mut kit = kit();
    kit.log[4].payload = Some(b"something else".to_vec());
    let result = encode_batch(&kit.log, kit.device, |message| ktpel_sync::LogSource::sign(&kit, message));
    assert_eq!(result, Err(BatchError::Payload { device: kit.device, seq: 5 }));
}

#[test]
fn limits_hold_before_memory_is_taken() {
    let mut kit = kit();
    kit.write(EntryKind::Stock, NO_DOC, vec![0; 60_000]);
    let bytes = kit.batch(0..28);
    let decode = |limits: Limits| decode_batch(&bytes, |_| Some(kit.public()), &limits).map(|batch| batch.entries.len());
    assert_eq!(decode(Limits::default()), Ok(28));
    assert_eq!(decode(Limits { batch_bytes: 100, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { inflated_bytes: 60_000, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { entries: 27, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { record_bytes: 59_999, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { change_bytes: 10, ..Limits::default() }), Err(BatchError::TooLarge));
    assert_eq!(decode(Limits { window_log: 10, ..Limits::default() }), Err(BatchError::Body), "a larger window is refused");
}

#[test]
fn a_bomb_signed_by_an_enrolled_device_stays_small() {
    let kit = kit();
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 1).unwrap();
    let honest = kit.batch(0..1);
    // The outside of an honest batch around the bomb: header and lengths as the attacker likes, signature right.
    let header_len = usize::from(u16::from_be_bytes([honest[5], honest[6]]));
    let mut forged = honest[..7 + header_len].to_vec();
    forged.extend_from_slice(&(bomb.len() as u32).to_be_bytes());
    forged.extend_from_slice(&bomb);
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&forged);
    let signature = ktpel_sync::LogSource::sign(&kit, &[b"ktpel-batch/1\0".as_slice(), &digest].concat());
    forged.extend_from_slice(&signature);
    assert_eq!(decode(&kit, &forged), Err(BatchError::Body), "inflating stops one byte after the stated size");
}

#[test]
fn the_end_of_the_senders_log_is_signed() {
    let (kit, mut other) = (kit(), Kit::new(2));
    other.work(3);
    let open = |bytes: &[u8]| decode_batch(bytes, |_| Some(kit.public()), &Limits::default());
    let sign = |message: &[u8]| ktpel_sync::LogSource::sign(&kit, message);
    let batch = open(&kit.batch(0..9)).unwrap();
    let end = batch.own_end().unwrap();
    assert_eq!((end.seq, end.hash, end.holds(&kit.public())), (9, kit.log[8].header.hash(), true));
    let theirs = TipProof::sign(other.device, other.chain.tip(), other.device, |m| ktpel_sync::LogSource::sign(&other, m));
    let mixed: Vec<Entry> = kit.log[..2].iter().chain(&other.log).cloned().collect();
    let passed_on = open(&encode_batch_with(&mixed, vec![theirs], kit.device, sign).unwrap()).unwrap();
    assert_eq!((passed_on.tips[0], passed_on.tips.len(), passed_on.own_end()), (theirs, 2, None), "what others signed is passed on");
    let elsewhere = TipProof { seq: 2, ..theirs };
    let refused = open(&encode_batch_with(&mixed, vec![elsewhere], kit.device, sign).unwrap());
    assert_eq!(refused, Err(BatchError::Tip { device: other.device, seq: 2 }), "a signature over an entry that is not here");
    let forged = TipProof {
        signature: [1; 64],
        ..TipProof::sign(kit.device, ChainTip { seq: 2, hash: kit.log[1].header.hash() }, kit.device, sign)
    };
    let refused = open(&encode_batch_with(&mixed, vec![forged], kit.device, sign).unwrap());
    assert_eq!(refused, Err(BatchError::Tip { device: kit.device, seq: 2 }), "the sender's own signature must hold");
}

fn entry_kinds() -> impl Strategy<Value = Vec<(u8, [u8; 16], Vec<u8>)>> {
    prop::collection::vec((1u8.., any::<[u8; 16]>(), prop::collection::vec(any::<u8>(), 0..300)), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_log_survives_the_way(records in entry_kinds(), cut in 0usize..40) {
        let mut kit = Kit::new(3);
        for (kind, doc, payload) in records {
            kit.write(EntryKind::from_code(kind), DocId(doc), payload);
        }
        let cut = cut.min(kit.log.len());
        let first = decode(&kit, &kit.batch(0..cut)).unwrap();
        let second = decode(&kit, &kit.batch(cut..kit.log.len())).unwrap();
        let tip = verify_chain(kit.device, ChainTip::EMPTY, &first).unwrap();
        let tip = verify_chain(kit.device, tip, &second).unwrap();
        prop_assert_eq!(tip, kit.chain.tip(), "batches may be cut anywhere and still prove the whole chain");
    }

    #[test]
    fn noise_is_refused_and_never_panics(noise in prop::collection::vec(any::<u8>(), 0..400), at in 0usize..200) {
        let kit = kit();
        prop_assert!(decode(&kit, &noise).is_err());
        let mut bytes = kit.batch(0..3);
        let at = at.min(bytes.len());
        bytes.splice(at.., noise);
        prop_assert!(decode(&kit, &bytes).is_err());
    }
}

#[test]
fn ids_in_the_header_are_kept() {
    let kit = kit();
    let entries = decode(&kit, &kit.batch(0..1)).unwrap();
    let header = entries[0].header;
    assert_eq!((header.device, header.operator), (kit.device, Some(KeyId([3; 8]))));
    assert_ne!(header.device, DeviceId([0; 16]));
}
