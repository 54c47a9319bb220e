//! The pemohon: what the office says where it has said something, else what was stated.

use jiff::civil::Date;
use ktpel_domain::{jenis_kelamin::JenisKelamin, umur::umur, wilayah};

use crate::{detail::Person, name::field, project::view::CaseView};

pub(super) fn person(view: &CaseView, today: Date, nik_official: bool) -> Person {
    let stated = |id| view.any_value(id).map(str::to_owned);
    let tanggal_lahir = view.tanggal_lahir();
    let kelurahan = view.any_value(field::KELURAHAN);
    Person {
        nama: stated(field::NAMA_LENGKAP).unwrap_or_default(),
        nik: nik(view),
        nik_official,
        no_kk: stated(field::NO_KK),
        jenis_kelamin: view.any_value(field::JENIS_KELAMIN).and_then(JenisKelamin::find).map(|it| it.id().to_owned()),
        tanggal_lahir: tanggal_lahir.map(|date| date.to_string()).or_else(|| stated(field::TANGGAL_LAHIR)),
        umur: tanggal_lahir.and_then(|born| umur(born, today)),
        kelurahan: kelurahan.map(str::to_owned),
        kelurahan_nama: kelurahan.and_then(wilayah::lookup).map(|it| it.name.to_owned()),
        no_hp: stated(field::NO_HP),
    }
}

/// The official NIK, else one that stands as a fact, else the stated one.
pub(crate) fn nik(view: &CaseView) -> Option<String> {
    let told = || view.facts(crate::name::fact::NIK).last().map(|fact| fact.value.to_owned());
    view.official_nik().map(str::to_owned).or_else(told).or_else(|| view.any_value(field::NIK).map(str::to_owned))
}
