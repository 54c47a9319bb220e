//! Visits: contact requests as acts, and the cases that they lead to.

use std::collections::BTreeMap;

use ktpel_domain::{
    ids::{ContactId, DocId},
    layanan::Layanan,
};

use super::kit::{Kit, agree, done, roster};
use crate::{
    CaseDoc, Command, ContactInput, DocKind, Flaw, Refusal,
    command::{ContactWay, PunyaNik},
    planned_case_id, visit_view,
};

fn visit(n: u8) -> Kit {
    Kit::on(CaseDoc::genesis(DocKind::Visit, DocId([2; 16])), n)
}

fn contact(id: u8, nama: &str) -> Command {
    Command::LogContact(ContactInput {
        contact: ContactId([id; 16]),
        nama: nama.into(),
        no_hp: Some("081234567890".into()),
        layanan: Some(Layanan::Hilang),
        punya_nik: PunyaNik::Ya,
        alamat: Some("dekat masjid".into()),
        catatan: None,
        cara: ContactWay::PerangkatKelurahan,
    })
}

fn place(kelurahan: &str) -> Command {
    let values = BTreeMap::from([("kelurahan".to_owned(), Some(kelurahan.to_owned()))]);
    Command::SetFields { values, shown: BTreeMap::new() }
}

#[test]
fn contacts_of_two_laptops_union() {
    let (mut a, mut b) = (visit(1), visit(2));
    a.run(place("52.72.01.1001"));
    a.run(contact(1, "Aminah"));
    b.now.0 += 60_000;
    b.run(contact(2, "Oi Fo'o"));
    agree(&mut a, &mut b);
    let view = visit_view(&a.doc, &roster());
    assert_eq!(view.contacts.iter().map(|contact| contact.nama.as_str()).collect::<Vec<_>>(), ["Aminah", "Oi Fo'o"]);
    assert_eq!(view.value("kelurahan"), Some("52.72.01.1001"));
    let first = &view.contacts[0];
    assert_eq!((first.cara.as_str(), first.punya_nik.as_str(), first.layanan.as_deref()), ("perangkat_kelurahan", "ya", Some("hilang")));
    assert_eq!(first.by.nama, "Petugas 1");
    assert_eq!(first.planned_case, planned_case_id(ContactId([1; 16])).to_string(), "both laptops open the same case from it");
    assert!(view.contacts.iter().all(|contact| !contact.differs));
}

#[test]
fn a_contact_is_corrected_and_a_double_correction_shows() {
    let (mut a, mut b) = (visit(1), visit(2));
    a.run(contact(1, "Aminah"));
    let first_ms = a.now.0;
    agree(&mut a, &mut b);
    a.run(contact(1, "Siti Aminah"));
    agree(&mut a, &mut b);
    let view = visit_view(&b.doc, &roster());
    assert_eq!((view.contacts.len(), view.contacts[0].nama.as_str(), view.contacts[0].first_ms), (1, "Siti Aminah", first_ms));
    a.run(contact(1, "Siti Aminah A"));
    b.run(contact(1, "Siti Aminah B"));
    agree(&mut a, &mut b);
    assert!(visit_view(&a.doc, &roster()).contacts[0].differs, "a person must look");
}

#[test]
fn a_visit_takes_no_commands_of_a_case() {
    let mut kit = visit(1);
    assert_eq!(kit.refused(done("mobile.kontak")), Refusal::WrongKind(DocKind::Visit));
    assert_eq!(kit.refused(super::kit::open(Layanan::Baru)), Refusal::WrongKind(DocKind::Visit));
    assert_eq!(kit.refused(contact(1, " ")), Refusal::Invalid { field: "nama_lengkap".into(), what: Flaw::Empty });
}
