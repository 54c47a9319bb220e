//! Days of work: made by honest commands, the same from the same seed, and small on the wire.

use ed25519_dalek::Signer;
use ktpel_case::{CaseDoc, DocKind};
use ktpel_domain::ids::DocId;
use ktpel_sop::situation::Policy;
use ktpel_sync::{
    ChainTip, Limits, decode_batch, encode_batch,
    genesis::{self, Genesis},
    verify_chain,
};
use ktpel_testkit::day::{CHANGES, Day, Proofs};

#[test]
fn both_crates_make_the_same_genesis() {
    for id in [DocId([0; 16]), DocId([0xff; 16]), DocId(*b"0123456789abcdef")] {
        for (kind, named) in [(DocKind::Case, Genesis::Case), (DocKind::Visit, Genesis::Visit)] {
            assert_eq!(CaseDoc::genesis(kind, id).heads(), [genesis::hash(named, id)], "{kind:?}");
        }
    }
}

#[test]
fn a_day_is_honest_and_repeatable() {
    let mut day = Day::begin(1);
    day.serve(7, Proofs::TwoWaivers);
    let mut again = Day::begin(1);
    again.serve(7, Proofs::TwoWaivers);
    assert!(day.log == again.log, "figures are compared between runs");
    assert_eq!(day.log.len(), 4 + 7 * CHANGES, "two people unlocked, seven cases");
    verify_chain(day.device(), ChainTip::EMPTY, &day.log).unwrap();
    for doc in day.docs.values() {
        let view = ktpel_case::project(doc, &day.roster);
        assert!(view.unproven().next().is_none(), "both waivers are signed");
        assert_eq!(doc.changes_since(&[]).len(), CHANGES);
    }
}

#[test]
fn a_days_batches_come_back_wherever_they_are_cut() {
    let mut day = Day::begin(2);
    day.serve(9, Proofs::TwoWaivers);
    let key = day.device_key.verifying_key().to_bytes();
    for size in [1, 7, 60, 1000] {
        for part in day.log.chunks(size) {
            let batch = encode_batch(part, day.device(), |message| day.device_key.sign(message).to_bytes()).unwrap();
            assert!(decode_batch(&batch, |_| Some(key), &Limits::default()).unwrap().entries == part, "batches of {size}");
        }
    }
}

#[test]
fn a_replaced_card_closes_its_case() {
    let mut day = Day::begin(3);
    day.replace_cards(4);
    assert_eq!(day.docs.len(), 4);
    for doc in day.docs.values() {
        let view = ktpel_case::project(doc, &day.roster);
        let last = view.acts.iter().map(|act| act.at).max().unwrap();
        let situation = view.situation(ktpel_sop::catalogue(), last, Policy::default());
        assert!(ktpel_sop::plan(ktpel_sop::catalogue(), &situation).closed, "handed over, so nothing is left to do");
    }
}
