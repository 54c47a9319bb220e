//! A file from a USB stick, uploaded at the dashboard: taken once, good parts alone if need be, and only from a kit of this office.

use ktpel_domain::ids::DocId;
use ktpel_sync::{
    encode_batch,
    stick::{self, Head, Part, Receipt, Tally},
};
use ktpel_vault::{CaseIdentity, Recipient};
use serde_json::{Value, json};
use sync_server::storage::DeviceStatus;

use crate::{browser::Browser, kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);

/// The file that a kit would write: a batch for every three entries.
fn file(kit: &Kit, recipient: &Recipient) -> Vec<Vec<u8>> {
    let device = kit.identity.id();
    let head = Head { device, at_ms: 0, first_seq: 1, last_seq: kit.log.len() as u64, attachments: 0 };
    let batches = kit.log.chunks(3).map(|part| Part::Batch(encode_batch(part, device, |message| kit.identity.sign(message)).unwrap()));
    let mut tally = Tally::default();
    let mut plain: Vec<Vec<u8>> = std::iter::once(Part::Head(head)).chain(batches).map(|part| part.to_bytes()).collect();
    plain.iter().for_each(|part| tally.add(part));
    plain.push(Part::End(tally.end(device, |message| kit.identity.sign(message))).to_bytes());
    let sealed = plain.iter().map(|part| stick::frame(&ktpel_vault::seal(part, std::slice::from_ref(recipient)).unwrap()));
    std::iter::once(stick::begin()).chain(sealed).collect()
}

fn recipient(kit: &Kit) -> Recipient {
    kit.setup.as_ref().unwrap().stick_recipient.as_ref().unwrap().parse().unwrap()
}

async fn upload(browser: &Browser, file: &[Vec<u8>]) -> (u16, Value) {
    let request = browser.http.post(format!("{}/api/stick", browser.url)).header("origin", &browser.url).body(file.concat());
    let answer = browser.send(request).await;
    (answer.status, answer.body)
}

async fn worked(server: &Server) -> Kit {
    let mut kit = Kit::enrolled(1, server).await;
    kit.open_case(CASE, "Siti Rahmah");
    kit.set(CASE, "no_hp", "081234567890");
    kit
}

#[tokio::test]
async fn the_office_takes_it_once_and_gives_the_receipt() {
    let server = Server::start().await;
    let kit = worked(&server).await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let file = file(&kit, &recipient(&kit));
    let (status, taken) = upload(&browser, &file).await;
    assert_eq!((status, &taken["whole"], &taken["acked_seq"]), (200, &json!(true), &json!(kit.log.len())), "{taken}");
    let receipt = data_encoding::BASE64.decode(taken["receipt"].as_str().unwrap().as_bytes()).unwrap();
    let receipt = Receipt::open(&receipt, &kit.peer().office_key, kit.identity.id()).expect("signed by this office for this kit");
    assert_eq!((receipt.acked_seq, receipt.acked_hash), (kit.chain.tip().seq, kit.chain.tip().hash));
    let held = server.entries();
    let (_, again) = upload(&browser, &file).await;
    assert_eq!((again["acked_seq"].clone(), server.entries()), (taken["acked_seq"].clone(), held), "taking it twice changes nothing");
    assert_eq!(browser.get(&format!("/api/cases/{CASE}")).await.status, 200, "the case is there");
    let left = std::fs::read_dir(server.office.storage.folder()).unwrap().filter_map(Result::ok);
    assert!(left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().starts_with("usb-")), "the upload is gone");
    server.assert_sound();
}

#[tokio::test]
async fn a_lost_part_costs_what_stands_behind_it_until_it_comes_again() {
    let server = Server::start().await;
    let kit = worked(&server).await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let whole = file(&kit, &recipient(&kit));
    assert!(whole.len() > 4, "head, two batches at least, end");
    let mut damaged = whole.clone();
    let middle = damaged[3].len() / 2;
    damaged[3][middle] ^= 1;
    let (status, taken) = upload(&browser, &damaged).await;
    assert_eq!((status, &taken["whole"], &taken["acked_seq"]), (200, &json!(false), &json!(3)), "the first batch is good: {taken}");
    let at: usize = whole[..3].iter().map(Vec::len).sum();
    assert_eq!(taken["damaged"], json!([{ "at": at, "bytes": whole[3].len() }]), "the place is named");
    let (_, taken) = upload(&browser, &whole).await;
    assert_eq!((&taken["whole"], &taken["acked_seq"]), (&json!(true), &json!(kit.log.len())));
    server.assert_sound();
}

#[tokio::test]
async fn strangers_and_revoked_kits_are_named_and_nothing_is_taken() {
    let server = Server::start().await;
    let kit = worked(&server).await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let held = server.entries();
    let what = |(status, body): (u16, Value)| (status, body["params"]["what"].as_str().unwrap_or_default().to_owned());
    assert_eq!(what(upload(&browser, &[b"liburan.jpg".to_vec()]).await), (422, "not_ours".to_owned()));
    let elsewhere = file(&kit, &CaseIdentity::generate().recipient());
    assert_eq!(what(upload(&browser, &elsewhere).await), (422, "not_for_us".to_owned()));
    let known = file(&kit, &recipient(&kit));
    server.office.storage.write(|tables| tables.devices().set_status(kit.identity.id(), DeviceStatus::Revoked)).unwrap();
    assert_eq!(what(upload(&browser, &known).await), (422, "kit".to_owned()));
    assert_eq!(server.entries(), held, "nothing of it was taken");
}
