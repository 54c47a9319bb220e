//! A rekey that is cut short anywhere leaves a kit that the same words open, with everything in it and every PIN as it was.

use std::{fs, sync::atomic::Ordering};

use ktpel_ipc::{
    Kit, ProblemCode,
    views::{Phase, UnlockParams},
};
use ktpel_store::Store;
use ktpel_vault::{DataKey, Slots};

use super::*;
use crate::testing::{AMIR, SITI, TestKit, WORDS, code};

fn data_key(kit: &TestKit) -> DataKey {
    Slots::load(kit.dir.path()).unwrap().unlock(WORDS).unwrap()
}

/// Does the stages up to `last`, then pulls the plug.
fn cut_after(kit: TestKit, last: Stage) -> TestKit {
    let opened = lock(&kit.app.state).take().unwrap();
    let (opened, next, key) = prepare(&kit.app, *opened, WORDS).map_err(|(_, problem)| problem).unwrap();
    carry_out(kit.app.dir(), opened, &next, &key, last).unwrap();
    kit.restarted()
}

#[track_caller]
fn check_cut(last: Stage) {
    let kit = TestKit::new();
    let id = kit.case();
    let old = data_key(&kit);
    let kit = cut_after(kit, last);
    assert_eq!(code(kit.unlock("bukan yang ini sama sekali")), ProblemCode::WrongPassphrase, "{last:?}: wrong words open nothing");
    kit.unlock(WORDS).unwrap_or_else(|problem| panic!("{last:?}: the words open it: {problem}"));
    for person in [AMIR, SITI] {
        kit.sign_in(person).unwrap_or_else(|problem| panic!("{last:?}: the PINs stay: {problem}"));
    }
    assert!(kit.has_case(&id), "{last:?}: the work is there");
    for leftover in [Slots::NEXT, "ktpel.db.rekey"] {
        assert!(!kit.dir.path().join(leftover).exists(), "{last:?}: {leftover} is gone");
    }
    let kit = kit.restarted();
    kit.unlock(WORDS).unwrap();
    assert_eq!(data_key(&kit) == old, last < Stage::Switched, "{last:?}: the rename decides");
    assert!(Slots::load(kit.dir.path()).unwrap().recover(&kit.recovery.secret()).is_ok(), "{last:?}: the office can recover it");
}

#[test]
fn cut_after_the_copy() {
    check_cut(Stage::Copied);
}

#[test]
fn cut_after_the_slots_were_prepared() {
    check_cut(Stage::Prepared);
}

#[test]
fn cut_after_the_switch() {
    check_cut(Stage::Switched);
}

#[test]
fn not_cut() {
    check_cut(Stage::Promoted);
}

#[test]
fn half_written_files_of_a_rekey_are_in_nobodys_way() {
    let kit = TestKit::new().restarted();
    fs::write(kit.dir.path().join("ktpel.db.rekey"), [7; 5000]).unwrap();
    fs::write(kit.dir.path().join(Slots::NEXT), "{").unwrap();
    kit.unlock(WORDS).unwrap();
    assert!(!kit.dir.path().join("ktpel.db.rekey").exists() && !kit.dir.path().join(Slots::NEXT).exists());
}

#[test]
fn a_copy_of_the_old_slots_opens_the_new_store_no_more() {
    let kit = TestKit::new();
    let id = kit.case();
    let stolen = fs::read(kit.dir.path().join(Slots::FILE)).unwrap();
    let old = data_key(&kit);
    let state = kit.app.session_rekey(UnlockParams { passphrase: WORDS.to_owned() }).unwrap();
    assert_eq!(state.phase, Phase::Operator, "operators sign in again");
    kit.sign_in(SITI).unwrap();
    assert!(kit.has_case(&id));
    let kit = kit.restarted();
    assert!(matches!(Store::open(kit.dir.path(), &store_key(&old)), Err(ktpel_store::OpenError::WrongKey)));
    let good = fs::read(kit.dir.path().join(Slots::FILE)).unwrap();
    fs::write(kit.dir.path().join(Slots::FILE), stolen).unwrap();
    assert_eq!(code(kit.unlock(WORDS)), ProblemCode::WrongPassphrase, "the words and the old slots together open nothing");
    fs::write(kit.dir.path().join(Slots::FILE), good).unwrap();
    kit.unlock(WORDS).unwrap();
    kit.sign_in(AMIR).unwrap();
}

#[test]
fn pins_stay_over_several_new_keys_and_new_ones_can_be_set() {
    let kit = TestKit::new();
    for _ in 0..2 {
        kit.app.session_rekey(UnlockParams { passphrase: WORDS.to_owned() }).unwrap();
        for person in [AMIR, SITI] {
            kit.sign_in(person).unwrap();
        }
    }
    let problem = kit.sign_in((SITI.0, "190845")).unwrap_err();
    assert_eq!(problem.code, ProblemCode::WrongPin, "and protect as before");
}

#[test]
fn without_words_or_room_nothing_changes() {
    let kit = TestKit::new();
    let before = fs::read(kit.dir.path().join(Slots::FILE)).unwrap();
    let rekey = |words: &str| kit.app.session_rekey(UnlockParams { passphrase: words.to_owned() });
    assert_eq!(code(rekey("bukan yang ini sama sekali")), ProblemCode::WrongPassphrase);
    kit.app.host().free.store(1_000_000, Ordering::Relaxed);
    let problem = rekey(WORDS).unwrap_err();
    assert_eq!((problem.code, problem.params["free"].as_str()), (ProblemCode::RekeyRoom, "1"));
    assert_eq!(kit.phase(), Phase::Open, "the work goes on");
    assert_eq!(fs::read(kit.dir.path().join(Slots::FILE)).unwrap(), before);
}
