//! Sealed attachments in pieces, and the register extract.

use ktpel_case::{Command, command::Mime};
use ktpel_domain::ids::{DocId, Hash};
use ktpel_sync::{exchange::Offer, extract::open_extract, setup::PieceAnswer};
use reqwest::Method;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    browser::Browser,
    kit::Kit,
    office::{Server, VISIT},
};

const CASE: DocId = DocId([1; 16]);

fn file() -> (Vec<u8>, Hash) {
    let bytes: Vec<u8> = (0..100_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let hash = Hash(Sha256::digest(&bytes).into());
    (bytes, hash)
}

async fn kit_with_attachment(server: &Server) -> (Kit, Vec<u8>, Hash) {
    let mut kit = Kit::enrolled(1, server).await;
    let (bytes, hash) = file();
    kit.open_case(CASE, "Siti Rahmah");
    let size = u32::try_from(bytes.len()).unwrap();
    kit.run(CASE, Command::Attach { slot: "foto_kartu".into(), sha256: hash, size, mime: Mime::Jpeg, quality: 80 });
    kit.offers.push(Offer { hash, size: u64::from(size) });
    (kit, bytes, hash)
}

async fn put(kit: &Kit, hash: Hash, offset: usize, piece: &[u8]) -> (u16, Option<PieceAnswer>) {
    let response = kit.signed(Method::PUT, &format!("/sync/v1/lampiran/{hash}?offset={offset}"), piece.to_vec()).await;
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).ok())
}

#[tokio::test]
async fn a_picture_arrives_in_pieces_and_goes_to_another_kit() {
    let server = Server::start().await;
    let (mut kit, bytes, hash) = kit_with_attachment(&server).await;
    assert_eq!(put(&kit, hash, 0, &bytes[..1000]).await.0, 404, "no case at the office names it yet");
    kit.sync().await;
    assert_eq!((kit.standing.last().unwrap().offset, kit.standing.last().unwrap().complete), (0, false));
    let first = put(&kit, hash, 0, &bytes[..150_000]).await;
    assert_eq!(first, (200, Some(PieceAnswer { offset: 150_000, complete: false })));
    assert_eq!(put(&kit, hash, 200_000, &bytes[200_000..250_000]).await, (409, Some(PieceAnswer { offset: 150_000, complete: false })));
    assert_eq!(put(&kit, hash, 0, &bytes[..150_000]).await.1, Some(PieceAnswer { offset: 150_000, complete: false }), "again is harmless");
    kit.sync().await;
    assert_eq!(kit.standing.last().unwrap().offset, 150_000, "after a cut the want-list says from where");
    assert_eq!(put(&kit, hash, 150_000, &bytes[150_000..]).await.1, Some(PieceAnswer { offset: 400_000, complete: true }));
    kit.sync().await;
    assert!(kit.standing.last().unwrap().complete, "only now may the kit delete its copy");
    let other = Kit::enrolled(2, &server).await;
    let mut got = Vec::new();
    while got.len() < bytes.len() {
        let response = other.signed(Method::GET, &format!("/sync/v1/lampiran/{hash}?offset={}", got.len()), vec![]).await;
        got.extend(response.bytes().await.unwrap());
    }
    assert_eq!(got, bytes);
}

#[tokio::test]
async fn bytes_with_another_hash_are_thrown_away() {
    let server = Server::start().await;
    let (mut kit, mut bytes, hash) = kit_with_attachment(&server).await;
    kit.sync().await;
    bytes[77] ^= 1;
    put(&kit, hash, 0, &bytes[..200_000]).await;
    assert_eq!(put(&kit, hash, 200_000, &bytes[200_000..]).await, (422, Some(PieceAnswer { offset: 0, complete: false })));
    let (bytes, _) = file();
    put(&kit, hash, 0, &bytes[..200_000]).await;
    assert!(put(&kit, hash, 200_000, &bytes[200_000..]).await.1.unwrap().complete, "sent again, it is taken");
    assert_eq!(put(&kit, hash, 0, &[1; 400_001][..262_144]).await.0, 200, "a complete one stays as it is");
}

#[tokio::test]
async fn more_than_was_said_is_refused() {
    let server = Server::start().await;
    let (mut kit, _, hash) = kit_with_attachment(&server).await;
    kit.sync().await;
    assert_eq!(put(&kit, hash, 399_999, &[0; 10]).await.0, 413);
    assert_eq!(put(&kit, hash, 0, &[0; 300_000]).await.0, 413, "pieces have a size");
    let unsigned = kit.http.put(format!("{}/sync/v1/lampiran/{hash}?offset=0", kit.url)).body("x").send().await.unwrap();
    assert_eq!(unsigned.status(), 401);
}

#[tokio::test]
async fn the_dashboard_sees_what_is_there_and_gets_it_sealed() {
    let server = Server::start().await;
    let (mut kit, bytes, hash) = kit_with_attachment(&server).await;
    kit.sync().await;
    put(&kit, hash, 0, &bytes[..200_000]).await;
    let browser = Browser::signed_in(&server, "kasi").await;
    let about = browser.get(&format!("/api/lampiran/{hash}")).await.body;
    assert_eq!((&about["received"], &about["complete"], &about["quality"]), (&Value::from(200_000), &Value::from(false), &Value::from(80)));
    assert_eq!(browser.get(&format!("/api/lampiran/{hash}/berkas")).await.status, 404, "not before it is whole");
    put(&kit, hash, 200_000, &bytes[200_000..]).await;
    let case = browser.get(&format!("/api/cases/{CASE}")).await.body;
    assert_eq!(case["attachments"][0]["complete"], true);
    let request = browser.http.get(format!("{}/api/lampiran/{hash}/berkas", server.url)).header("cookie", browser.cookie.clone().unwrap());
    assert_eq!(request.send().await.unwrap().bytes().await.unwrap(), bytes);
}

const CSV: &str = "nik,no_kk,nama,tempat_lahir,tanggal_lahir,jenis_kelamin,gol_darah,agama,status_kawin,pekerjaan,kelurahan,alamat,rt,rw,shdk,status_rekam,kartu_terbit,kewarganegaraan
5272011503909901,5272010101109901,Siti Rahmah,Bima,1990-03-15,L,,siak/1/ISLAM,,,52.72.03.1004,Jl. Kolo,001,002,,PRINT_READY_RECORD,false,WNI
bad,5272010101109901,Salah,Bima,1990-03-15,L,,,,,52.72.03.1004,Jl. Kolo,001,002,,UNREGISTERED,false,WNI
";

#[tokio::test]
async fn a_kit_fetches_the_signed_extract_of_its_visit() {
    let server = Server::start().await;
    let published = server.office.publish_extract(VISIT, CSV.as_bytes(), None).unwrap();
    assert_eq!((published.rows, published.rejected.len()), (1, 1), "a bad line is told and left out");
    let kit = Kit::enrolled(1, &server).await;
    assert_eq!(kit.setup.as_ref().unwrap().visits[0].extract, Some(published.digest.to_string()));
    let target = format!("/sync/v1/extract/{VISIT}");
    let response = kit.signed(Method::GET, &target, vec![]).await;
    let etag = response.headers()["etag"].to_str().unwrap().to_owned();
    let extract = open_extract(&response.bytes().await.unwrap(), &kit.peer().office_key).unwrap();
    assert_eq!((extract.visit, extract.rows, extract.digest), (VISIT, 1, published.digest));
    assert_eq!(ktpel_siak::extract::read_all(&extract.csv).unwrap().0.len(), 1);
    let signed = ktpel_sync::signed_request::header(&kit.identity.sign(&ktpel_sync::signed_request::message("GET", &target, &[])));
    let again = kit.http.get(format!("{}{target}", kit.url)).header("if-none-match", etag);
    let again = again.header("x-ktpel-device", kit.identity.id().to_string()).header("x-ktpel-signature", signed).send().await.unwrap();
    assert_eq!(again.status(), 304, "an extract that the kit has is not sent again");
}
