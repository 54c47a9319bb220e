//! Locking and PINs, as a person at the keyboard meets them (sync-and-trust, Keys).

use ktpel_ipc::{
    Kit, ProblemCode,
    views::{Empty, Phase, UnlockParams},
};
use ktpel_vault::Slots;

use crate::{
    lock,
    testing::{AMIR, SITI, TestKit, WORDS, code},
};

const MINUTE: u64 = 60_000;
const WRONG: &str = "190845";

fn wrong(kit: &TestKit, person: (&str, &str)) -> (ProblemCode, Option<String>) {
    let problem = kit.sign_in((person.0, WRONG)).unwrap_err();
    (problem.code, problem.params.get("left").cloned())
}

fn left(tries: u32) -> (ProblemCode, Option<String>) {
    (ProblemCode::WrongPin, Some(tries.to_string()))
}

const LOCKED: (ProblemCode, Option<String>) = (ProblemCode::PinLocked, None);

#[test]
fn five_minutes_without_work_lock_and_empty_memory() {
    let kit = TestKit::new();
    let id = kit.case();
    kit.app.put_blob(vec![0xff, 0xd8, 0xff]).unwrap();
    kit.later(5 * MINUTE);
    assert_eq!(kit.phase(), Phase::Open, "five minutes are allowed");
    kit.later(1);
    assert_eq!(kit.phase(), Phase::Operator);
    assert_eq!(code(kit.app.signed_in(|_, _| Ok(()))), ProblemCode::Locked);
    {
        let state = lock(&kit.app.state);
        let opened = state.as_ref().expect("the data key stays: the PIN is enough");
        assert!(opened.operator.is_none() && opened.docs.is_empty(), "neither key nor document stays in memory");
    }
    assert!(lock(&kit.app.blobs).is_empty(), "nor a picture that waited");
    kit.sign_in(SITI).unwrap();
    assert!(kit.has_case(&id));
}

#[test]
fn twelve_hours_of_work_ask_for_the_words_again() {
    let kit = TestKit::new();
    for _ in 0..180 {
        kit.later(4 * MINUTE);
        kit.app.signed_in(|_, _| Ok(())).expect("who works is not locked out");
    }
    kit.later(1);
    assert_eq!(kit.phase(), Phase::Passphrase);
    assert!(lock(&kit.app.state).is_none(), "the data key left memory");
    assert_eq!(code(kit.sign_in(SITI)), ProblemCode::Locked, "a PIN is not enough");
    kit.unlock(WORDS).unwrap();
    kit.sign_in(SITI).unwrap();
}

#[test]
fn locking_by_hand_empties_memory_too() {
    let kit = TestKit::new();
    kit.case();
    kit.app.put_blob(vec![1]).unwrap();
    kit.app.session_lock(Empty {}).unwrap();
    assert!(lock(&kit.app.state).as_ref().unwrap().docs.is_empty() && lock(&kit.app.blobs).is_empty());
}

#[test]
fn five_wrong_pins_drop_the_data_key() {
    let kit = TestKit::new();
    for tries in [4, 3, 2, 1] {
        assert_eq!(wrong(&kit, SITI), left(tries));
    }
    assert_eq!(wrong(&kit, SITI), LOCKED);
    assert!(lock(&kit.app.state).is_none());
    assert_eq!(kit.phase(), Phase::Passphrase);
}

#[test]
fn the_words_give_no_new_series_of_tries_at_a_pin() {
    let mut kit = TestKit::new();
    for _ in 0..5 {
        wrong(&kit, SITI);
    }
    for _ in 0..3 {
        kit.unlock(WORDS).unwrap();
        assert_eq!(wrong(&kit, SITI), LOCKED, "one try, then the words again");
    }
    kit = kit.restarted();
    kit.unlock(WORDS).unwrap();
    assert_eq!(wrong(&kit, SITI), LOCKED, "pulling the plug gives none either");
    kit.unlock(WORDS).unwrap();
    assert_eq!(wrong(&kit, AMIR), left(4), "a colleague is not locked out by it");
    kit.sign_in(SITI).expect("the right PIN is always right");
    assert_eq!(wrong(&kit, SITI), left(4), "and ends the series");
}

#[test]
fn signing_in_oneself_clears_nobody_elses_count() {
    let kit = TestKit::new();
    for tries in [4, 3, 2, 1] {
        assert_eq!(wrong(&kit, SITI), left(tries));
    }
    kit.sign_in(AMIR).unwrap();
    assert_eq!(wrong(&kit, SITI), LOCKED);
}

#[test]
fn five_tries_over_several_persons_are_five_tries() {
    let kit = TestKit::new();
    for (person, tries) in [(SITI, 4), (AMIR, 3), (SITI, 2), (AMIR, 1)] {
        assert_eq!(wrong(&kit, person), left(tries));
    }
    assert_eq!(wrong(&kit, SITI), LOCKED);
}

fn words(passphrase: &str) -> UnlockParams {
    UnlockParams { passphrase: passphrase.to_owned() }
}

#[test]
fn new_words_count_when_they_were_typed_back() {
    let kit = TestKit::new();
    let opens = |words: &str| Slots::load(kit.dir.path()).unwrap().unlock(words).is_ok();
    assert_eq!(code(kit.app.session_new_passphrase(words("bukan yang ini sama sekali"))), ProblemCode::WrongPassphrase);
    assert_eq!(code(kit.app.session_confirm_passphrase(words(WORDS))), ProblemCode::NothingToDo, "nothing was drawn");
    let new = kit.app.session_new_passphrase(words(WORDS)).unwrap().words;
    assert_eq!(new.split(' ').count(), 5);
    assert_eq!(code(kit.app.session_confirm_passphrase(words(WORDS))), ProblemCode::WrongPassphrase, "the old ones were typed");
    assert!(opens(WORDS) && !opens(&new), "until then the old ones count");
    kit.app.session_confirm_passphrase(words(&new.to_uppercase())).unwrap();
    assert!(opens(&new) && !opens(WORDS), "from then on only the new ones do");
    let kit = kit.restarted();
    assert_eq!(code(kit.unlock(WORDS)), ProblemCode::WrongPassphrase);
    kit.unlock(&new).unwrap();
    assert!(Slots::load(kit.dir.path()).unwrap().recover(&kit.recovery.secret()).is_ok(), "the office can still recover it");
}

#[test]
fn drawn_words_do_not_outlast_the_operator() {
    let kit = TestKit::new();
    let new = kit.app.session_new_passphrase(words(WORDS)).unwrap().words;
    kit.app.session_lock(Empty {}).unwrap();
    kit.sign_in(SITI).unwrap();
    assert_eq!(code(kit.app.session_confirm_passphrase(words(&new))), ProblemCode::NothingToDo);
}
