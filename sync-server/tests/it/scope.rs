//! Who gets what: two teams at two kelurahan, a laptop that joins late and leaves, and what jumps ahead of everything that waits.

use std::collections::BTreeMap;

use ktpel_case::Command;
use ktpel_domain::{
    ids::{DeviceId, DocId},
    layanan::Layanan,
};
use ktpel_sop::situation::{Channel, NikKnowledge};
use ktpel_sync::{Effect, Session};
use ktpel_testkit::day::{Day, Proofs};
use serde_json::json;
use sync_server::storage::VisitRow;

use crate::{
    browser::Browser,
    kit::Kit,
    office::{Server, VISIT},
};

const KOLO: DocId = DocId([0x61; 16]);
const PARUGA: DocId = DocId([0x62; 16]);
const NIK: &str = "5272011503909901";

impl Server {
    /// Plans a visit for these laptops.
    fn plan(&self, id: DocId, kelurahan: &str, team: &[&Kit]) {
        let row = VisitRow {
            id,
            kelurahan: kelurahan.into(),
            kelurahan_nama: "Kelurahan".into(),
            tanggal: "2026-11-23".into(),
            tempat: "Aula".into(),
            extract: None,
            jam: String::new(),
            kontak_nama: String::new(),
            kontak_hp: String::new(),
            team: Some(ids(team)),
        };
        self.office.plan_visit(&row, None).unwrap();
    }

    fn team(&self, visit: DocId, team: &[&Kit]) {
        self.office.set_team(visit, ids(team), None).unwrap().expect("the visit is planned");
    }
}

fn ids(team: &[&Kit]) -> Vec<DeviceId> {
    team.iter().map(|kit| kit.identity.id()).collect()
}

impl Kit {
    fn serve(&mut self, doc: DocId, visit: DocId, nama: &str) {
        let fields = BTreeMap::from([("nama_lengkap".to_owned(), nama.to_owned()), ("punya_nik".to_owned(), "tidak".to_owned())]);
        self.run(doc, Command::Open { layanan: Layanan::Baru, channel: Channel::Mobile, visit: Some(visit), contact: None, fields });
        self.run(doc, Command::Apply { note: None });
    }

    #[track_caller]
    fn assert_same(&self, other: &Self, doc: DocId) {
        assert_eq!(self.heads(doc), other.heads(doc), "{} and {} hold the same", self.name, other.name);
    }
}

/// Two laptops in Kolo and one in Paruga; each team has served one resident.
async fn two_teams() -> (Server, [Kit; 3]) {
    let server = Server::start().await;
    let (mut a, mut b, mut c) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await, Kit::enrolled(3, &server).await);
    server.team(VISIT, &[]);
    server.plan(KOLO, "52.72.03.1004", &[&a, &b]);
    server.plan(PARUGA, "52.72.01.1001", &[&c]);
    a.serve(doc(1), KOLO, "Siti Rahmah");
    c.serve(doc(2), PARUGA, "Abdul Gani");
    for kit in [&mut a, &mut c, &mut b] {
        kit.sync().await;
    }
    (server, [a, b, c])
}

const fn doc(n: u8) -> DocId {
    DocId([n; 16])
}

#[tokio::test]
async fn two_teams_do_not_get_each_others_cases() {
    let (server, [mut a, mut b, mut c]) = two_teams().await;
    b.assert_same(&a, doc(1));
    assert!(!b.docs.contains_key(&doc(2)) && !a.docs.contains_key(&doc(2)), "what is served in Paruga stays with its team");
    assert!(!c.docs.contains_key(&doc(1)));
    assert_eq!((a.headers, b.headers, c.headers), (0, 0, 0), "and of those who are no team-mates not even the headers go");
    a.set(doc(1), "no_hp", "081200000001");
    for kit in [&mut a, &mut b, &mut c] {
        kit.sync().await;
    }
    b.assert_same(&a, doc(1));
    assert!(c.roster.sessions.contains_key(&a.actor), "who worked where every laptop knows");
    server.assert_sound();
}

#[tokio::test]
async fn a_laptop_that_joins_gets_the_cases_whole_and_one_that_left_gets_no_more() {
    let (server, [mut a, b, mut c]) = two_teams().await;
    server.team(KOLO, &[&a, &b, &c]);
    c.sync().await;
    c.assert_same(&a, doc(1));
    a.set(doc(1), "no_hp", "081200000001");
    a.sync().await;
    c.sync().await;
    c.assert_same(&a, doc(1));
    assert_eq!(c.headers, 0, "a's log has no gap on c's laptop: nothing of it was outside");

    c.set(doc(1), "tempat_lahir", "Bima");
    server.team(KOLO, &[&a, &b]);
    c.sync().await;
    a.sync().await;
    a.assert_same(&c, doc(1));
    a.set(doc(1), "alamat", "Jl. Datuk Dibanta");
    a.sync().await;
    c.sync().await;
    assert_ne!(a.heads(doc(1)), c.heads(doc(1)), "what is written after it left does not go there");

    // It let the case go meanwhile, with its own work on it.
    c.docs.remove(&doc(1));
    server.team(KOLO, &[&a, &b, &c]);
    c.sync().await;
    c.assert_same(&a, doc(1));
    server.assert_sound();
}

#[tokio::test]
async fn a_mate_gets_the_headers_of_what_is_not_its_own() {
    let (server, [mut a, mut b, c]) = two_teams().await;
    server.team(PARUGA, &[&a, &c]);
    a.serve(doc(3), PARUGA, "Nur Aini");
    a.sync().await;
    b.sync().await;
    assert!(!b.docs.contains_key(&doc(3)));
    assert_eq!(b.headers, 2, "a's log goes on without a gap, for the village's network");
    server.assert_sound();
}

#[tokio::test]
async fn a_kit_taken_in_later_gets_what_is_open_and_its_own_visits() {
    let (server, [a, b, mut c]) = two_teams().await;
    server.plan(doc(0x63), "52.72.01.1002", &[]);
    let open = VisitRow { id: doc(0x63), ..server.office.storage.read(|tables| tables.visits().find(doc(0x63))).unwrap().unwrap() };
    server.office.plan_visit(&VisitRow { team: None, ..open }, None).unwrap();
    c.serve(doc(4), doc(0x63), "Ruslan");
    c.sync().await;
    let mut d = Kit::enrolled(4, &server).await;
    d.sync().await;
    d.assert_same(&c, doc(4));
    assert!(!d.docs.contains_key(&doc(1)) && !d.docs.contains_key(&doc(2)));
    server.team(KOLO, &[&a, &b, &d]);
    d.sync().await;
    d.assert_same(&a, doc(1));
}

#[tokio::test]
async fn a_nik_comes_before_three_hundred_cases_of_others() {
    let server = Server::start().await;
    let mut kit = Kit::enrolled(1, &server).await;
    kit.apply_for_nik(doc(1), "Siti Rahmah");
    kit.sync().await;
    let mut day = Day::begin(74);
    day.serve(300, Proofs::None);
    Kit::of_day(&day, &server).await.sync().await;
    let browser = Browser::signed_in(&server, "petugas").await;
    let granted = json!({ "answer": "granted", "nik": NIK, "evidence": "Tiket SIAK 17" });
    assert_eq!(browser.post(&format!("/api/cases/{}/nik", doc(1)), &granted).await.status, 200);

    let mut session = Session::new(kit.state.clone(), kit.peer());
    let request = session.next_request(&kit).unwrap().unwrap();
    let (_, answer) = kit.post(&request).await;
    let effects = session.on_response(&answer, &kit).unwrap();
    let pages = effects.iter().filter(|effect| matches!(effect, Effect::ApplyEntries { .. })).count();
    kit.carry_out(effects);
    assert_eq!(pages, 2, "what is urgent, and the first page of what waits");
    assert_eq!(kit.view(doc(1)).nik_knowledge(), NikKnowledge::Official, "she need not wait for 300 others");
    assert!(kit.docs.len() < 300, "{} cases came with the first answer", kit.docs.len());
    kit.sync().await;
    assert_eq!(kit.docs.len(), 301);
    server.assert_sound();
}

#[tokio::test]
async fn the_team_is_set_by_who_plans_visits() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let path = format!("/api/visits/{VISIT}/team");
    let team = json!({ "team": [kit.identity.id().to_string()] });
    let admin = Browser::signed_in(&server, "admin").await.post(&path, &team).await;
    assert_eq!((admin.status, admin.code()), (403, "not_your_role"));
    let browser = Browser::signed_in(&server, "kasi").await;
    let answer = browser.post(&path, &team).await;
    assert_eq!((answer.status, &answer.body["team"]), (200, &team["team"]));
    let nobody = json!({ "team": [DeviceId([9; 16]).to_string()] });
    assert_eq!(browser.post(&path, &nobody).await.status, 422, "only laptops that the office has taken in");
    assert_eq!(browser.post(&path, &json!({ "team": ["x"] })).await.status, 422);
    assert_eq!(browser.post(&format!("/api/visits/{}/team", doc(9)), &team).await.status, 404);
}
