use std::fs;

use super::*;

const COST: KdfCost = KdfCost::CHEAP_FOR_TESTS;
const PHRASE: &str = "abadi dagang jelaga pandu walau";

fn kit() -> (Slots, DataKey) {
    Slots::create(PHRASE, None, COST).unwrap()
}

#[test]
fn the_passphrase_opens_the_data_key() {
    let (slots, key) = kit();
    assert_eq!(slots.unlock(PHRASE), Ok(key.clone()));
    assert_eq!(slots.unlock(" Abadi-DAGANG jelaga  pandu walau"), Ok(key.clone()), "typing habits do not matter");
    assert_eq!(slots.unlock("abadi dagang jelaga pnadu walau"), Ok(key), "one slip in a word is mended");
    assert_eq!(slots.unlock("abadi dagang jelaga pandu"), Err(UnlockError::WrongPassphrase));
}

#[test]
fn a_new_passphrase_replaces_the_old_one() {
    let (mut slots, key) = kit();
    let new = "guna hebat irama jernih kabut";
    assert_eq!(slots.rewrap("bukan yang ini sama sekali", new), Err(UnlockError::WrongPassphrase));
    assert_eq!(slots.unlock(PHRASE), Ok(key.clone()), "a failed change must leave the old one working");
    assert_eq!(slots.rewrap(PHRASE, "pendek"), Err(UnlockError::PassphraseTooShort));
    assert_eq!(slots.rewrap(PHRASE, new), Ok(()));
    assert_eq!(slots.unlock(new), Ok(key));
    assert_eq!(slots.unlock(PHRASE), Err(UnlockError::WrongPassphrase), "the old one must open nothing");
}

#[test]
fn the_office_recovers_a_forgotten_passphrase() {
    let office = CaseIdentity::generate();
    let recipient = office.recipient().to_string();
    let (mut slots, key) = Slots::create(PHRASE, Some(&recipient), COST).unwrap();
    assert_eq!(slots.office_recipients().collect::<Vec<_>>(), [recipient.as_str()]);
    assert_eq!(slots.recover(&CaseIdentity::generate().secret()), Err(UnlockError::WrongRecoveryKey));
    let recovered = slots.recover(&office.secret()).unwrap();
    assert_eq!(recovered, key);
    slots.set_passphrase(&recovered, "guna hebat irama jernih kabut").unwrap();
    assert_eq!(slots.unlock("guna hebat irama jernih kabut"), Ok(key.clone()));
    assert_eq!(slots.recover(&office.secret()), Ok(key), "the office slot must survive a new passphrase");
}

#[test]
fn a_kit_without_office_slot_says_so() {
    assert_eq!(kit().0.recover(&CaseIdentity::generate().secret()), Err(UnlockError::NoSlot));
}

#[test]
fn another_kits_key_is_not_wrapped_into_these_slots() {
    let (mut slots, _) = kit();
    let stranger = DataKey::generate();
    assert_eq!(slots.set_passphrase(&stranger, PHRASE), Err(UnlockError::Damaged));
}

#[test]
fn unusable_input_is_refused_at_creation() {
    assert!(matches!(Slots::create("pendek", None, COST), Err(SlotsError::PassphraseTooShort)));
    assert!(matches!(Slots::create(PHRASE, Some("age1xyz"), COST), Err(SlotsError::OfficeKey)));
}

#[test]
fn the_file_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let (slots, key) = kit();
    slots.save(dir.path()).unwrap();
    let read = Slots::load(dir.path()).unwrap();
    assert_eq!(read, slots);
    assert_eq!(read.unlock(PHRASE), Ok(key));
}

#[test]
fn the_file_holds_neither_key_nor_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let (slots, key) = kit();
    slots.save(dir.path()).unwrap();
    let text = fs::read_to_string(dir.path().join(Slots::FILE)).unwrap();
    assert!(!text.contains(&HEXLOWER.encode(key.expose())) && !text.contains("abadi"));
}

#[test]
fn destroying_the_slots_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    kit().0.save(dir.path()).unwrap();
    Slots::destroy(dir.path()).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    assert!(matches!(Slots::load(dir.path()), Err(SlotsError::Missing)));
    Slots::destroy(dir.path()).expect("a second order must find its work done");
}

#[track_caller]
fn check_damaged(text: &str, expect: &str) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(Slots::FILE), text).unwrap();
    assert_eq!(Slots::load(dir.path()).unwrap_err().to_string(), expect, "file: {text:.60}");
}

#[test]
fn damaged_files_are_named() {
    check_damaged("", "key slots damaged: not a slots file");
    check_damaged("\0\0\0\0", "key slots damaged: not a slots file");
    check_damaged(&" ".repeat(70_000), "key slots damaged: too large");
    check_damaged(r#"{"format":1}"#, "key slots damaged: fields");
    check_damaged(r#"{"format":1,"key_check":"zz","slots":[]}"#, "key slots damaged: key check");
    check_damaged(r#"{"format":7,"anything":[]}"#, "key slots of format 7, this version knows 1");
}

/// A kit set up with version 1 must open with every later version.
#[test]
fn slots_written_by_version_1_still_open() {
    let golden = include_str!("../../tests/golden/slots_v1.json");
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(Slots::FILE), golden).unwrap();
    let slots = Slots::load(dir.path()).unwrap();
    let key = slots.unlock(PHRASE).unwrap();
    assert_eq!(slots.recover(include_str!("../../tests/golden/slots_v1_office.txt").trim()), Ok(key));
}
