//! After the card is handed over nobody opens the case's pictures without the archive's key: not the kit with the right passphrase, not the
//! server's disk (product rules 11 and 13; sync-and-trust, Keys).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ktpel_domain::ids::{DocId, Hash};
use ktpel_store::{AttachmentState, SecretKind, Store, StoreKey};
use ktpel_tests::{Laptop, Office, Team, http, kit::DEMO_PASSPHRASE, laptop::text};
use ktpel_vault::{CaseIdentity, SealError, Slots};
use serde_json::{Value, json};

/// A key that the archive workstation keeps in a real office.
fn key(office: &Office, file: &str) -> CaseIdentity {
    CaseIdentity::from_secret(&fs::read_to_string(office.path().join(file)).unwrap()).unwrap()
}

/// The sealed bytes as they lie on the server's disk.
fn at_office(office: &Office, hash: &str) -> Vec<u8> {
    fs::read(office.path().join("lampiran").join(&hash[..2]).join(hash)).unwrap()
}

/// The picture as the screen loads it: status and bytes.
fn picture(laptop: &Laptop, hash: &str) -> (u16, Vec<u8>) {
    let path = format!("/lampiran/{hash}?token={}", laptop.token());
    let answer = http::send(laptop.address(), "GET", &path, &[("x-ktpel-token", laptop.token())], b"").unwrap();
    (answer.status, answer.body)
}

/// The takes of a slot that stand, by hash.
#[track_caller]
fn take(case: &Value, slot: &str) -> String {
    let captures = case["captures"].as_array().unwrap();
    text(&captures.iter().find(|capture| capture["slot"] == slot).unwrap_or_else(|| panic!("no {slot}"))["takes"][0]["hash"])
}

fn hand_over(laptop: &Laptop, id: &str) {
    laptop.print_card(id, "CONTOH0001");
    laptop.came_out(id, "good");
    laptop.call("handover.give", json!({ "id": id, "receiver": "pemohon", "receiver_name": null, "old_card": null }));
}

/// The kit of a stopped laptop, opened as its team would: with the words.
fn opened(laptop: &Laptop) -> Store {
    let key = Slots::load(laptop.path()).unwrap().unlock(DEMO_PASSPHRASE).unwrap();
    Store::open(laptop.path(), &StoreKey::new(*key.subkey("store"))).unwrap()
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files
}

/// Every age identity that lies readable anywhere under a folder.
fn identities_under(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files_under(folder) {
        let bytes = String::from_utf8_lossy(&fs::read(file).unwrap()).to_uppercase();
        for (at, _) in bytes.match_indices("AGE-SECRET-KEY-1") {
            found.insert(bytes[at..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect());
        }
    }
    found
}

#[test]
fn after_handover_only_the_archive_opens_the_pictures() {
    let mut team = Team::ready();
    let nik = team.a.residents_with_card().remove(0);
    let id = team.a.serve_lost_card(&nik);
    let hash = take(&team.a.case(&id), "foto_kartu");
    let (status, photo) = picture(&team.a, &hash);
    assert_eq!((status, &photo[..2]), (200, &[0xff, 0xd8][..]), "before handover the photo is readable here");
    team.a.sync();
    hand_over(&team.a, &id);

    assert_ne!(picture(&team.a, &hash).0, 200, "after handover it is not");
    for (method, params) in [
        ("print.face", json!({ "id": id })),
        ("print.card", json!({ "id": id, "blanko": "CONTOH0002", "printer": "kartu" })),
        ("recording.capture", json!({ "id": id, "slot": "foto_kartu", "blob": null })),
    ] {
        assert_eq!(team.a.refused(method, params)["code"], "sealed", "{method}: the screen says that it is in the archive");
    }
    let receipt = team.a.call("document.make", json!({ "id": id, "document": "tanda_terima", "printer": "dokumen" }));
    assert!(Path::new(&text(&receipt["file"])).exists(), "the receipt needs no picture");
    team.a.sync();

    // The laptop is taken away, with the words written on a note.
    team.a.kill();
    let store = opened(&team.a);
    let doc: DocId = id.parse().unwrap();
    for kind in [SecretKind::Card, SecretKind::Recordings] {
        assert_eq!(store.case_secrets().find(doc, kind).unwrap(), None, "{kind:?}");
    }
    let sealed = store.read_file(hash.parse().unwrap()).unwrap();
    drop(store);
    assert_eq!(identities_under(team.a.path()), BTreeSet::new(), "no identity lies open on the laptop's disk");

    // The server's disk has the same sealed bytes, and no key but those that a demo leaves beside its data.
    assert_eq!(at_office(&team.office, &hash), sealed, "the bytes and their name never change");
    let [archive, reserve, recovery] =
        ["arsip-contoh.age-identity", "cadangan-contoh.age-identity", "pemulihan-contoh.age-identity"].map(|file| key(&team.office, file));
    let demo_keys = BTreeSet::from([&archive, &reserve, &recovery].map(|key| key.secret().to_string()));
    let lying = identities_under(team.office.path());
    assert!(lying.is_superset(&demo_keys), "the search finds what lies there");
    // The server has a key of its own for what comes by USB.
    for own in lying.difference(&demo_keys) {
        let own = CaseIdentity::from_secret(own).unwrap();
        assert_eq!(ktpel_vault::open(&sealed, &own).unwrap_err(), SealError::NotForUs, "the server holds no key to them");
    }
    assert_eq!(*ktpel_vault::open(&sealed, &archive).unwrap(), photo, "the archive opens it");
    assert_eq!(*ktpel_vault::open(&sealed, &reserve).unwrap(), photo, "so does the reserve, should the archive's key be lost");
    assert_eq!(ktpel_vault::open(&sealed, &recovery).unwrap_err(), SealError::NotForUs, "the key that recovers laptops opens no picture");
}

#[test]
fn another_laptop_loses_its_secret_when_the_handover_reaches_it() {
    let mut team = Team::ready();
    let nik = team.a.residents_with_card().remove(0);
    let id = team.b.serve_lost_card(&nik);
    let hash = take(&team.b.case(&id), "foto_kartu");
    assert_eq!(picture(&team.b, &hash).0, 200, "laptop B took the photo");
    team.b.sync();
    team.a.sync();
    hand_over(&team.a, &id);
    team.a.sync();
    assert_eq!(picture(&team.b, &hash).0, 200, "laptop B knows of no handover yet");
    team.b.sync();
    assert_ne!(picture(&team.b, &hash).0, 200, "the act that came by sync seals here too");
    team.b.kill();
    let store = opened(&team.b);
    assert_eq!(store.case_secrets().find(id.parse().unwrap(), SecretKind::Card).unwrap(), None);
    assert!(store.read_file(hash.parse::<Hash>().unwrap()).is_ok(), "the sealed bytes stay until the office's backups have them");
}

#[test]
fn one_run_sends_a_picture_and_has_it_confirmed() {
    let mut team = Team::ready();
    let nik = team.a.residents_with_card().remove(0);
    let id = team.a.serve_lost_card(&nik);
    let hash = take(&team.a.case(&id), "foto_kartu");
    team.a.sync();
    assert!(team.dashboard().case(&id)["captures"].to_string().contains(&hash), "the office has it");
    team.a.kill();
    let row = opened(&team.a).attachments().find(hash.parse().unwrap()).unwrap().unwrap();
    assert_eq!(row.state, AttachmentState::Confirmed, "sent, asked, and confirmed by the signed answer");
}
