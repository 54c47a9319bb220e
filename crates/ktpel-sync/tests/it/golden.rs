//! The released bytes of batch version 3: every later program must open them.

use ktpel_sync::{ChainTip, EntryKind, Limits, decode_batch, entry::NO_DOC, verify_chain};

use crate::peer::Kit;

const BATCH_V3: &[u8] = include_bytes!("../../../../fixtures/golden/batch-v3/batch.bin");
const TIP_V3: &str = include_str!("../../../../fixtures/golden/batch-v3/tip.txt");

fn kit() -> Kit {
    let mut kit = Kit::new(42);
    kit.write(EntryKind::SessionOpened, NO_DOC, b"session".to_vec());
    kit.work(4);
    kit.write(EntryKind::Other(77), NO_DOC, b"unknown".to_vec());
    kit
}

#[test]
fn batch_version_3_is_still_opened() {
    let kit = kit();
    let batch = decode_batch(BATCH_V3, |device| (device == kit.device).then(|| kit.public()), &Limits::default()).unwrap();
    assert_eq!(batch.entries, kit.log, "what was written by version 3 means the same for ever");
    let tip = verify_chain(kit.device, ChainTip::EMPTY, &batch.entries).unwrap();
    assert_eq!(tip.hash.to_string(), TIP_V3.trim(), "the chain hash is released with it");
    let end = batch.own_end().expect("the sender signs the end of its log");
    assert_eq!((end.seq, end.hash), (6, tip.hash), "the signature is over the chain hash");
    assert!(end.holds(&kit.public()));
}

#[test]
fn a_new_batch_has_the_released_outside() {
    let kit = kit();
    let bytes = kit.batch(0..kit.log.len());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        // Only for a new version in its own folder; released files stay as they are.
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/golden/batch-v3");
        std::fs::write(format!("{folder}/batch.bin"), &bytes).unwrap();
        std::fs::write(format!("{folder}/tip.txt"), format!("{}\n", kit.chain.tip().hash)).unwrap();
    }
    assert_eq!(bytes[..7], BATCH_V3[..7], "magic, version and header length");
}
