//! Checking what is typed and offering what can be chosen: NIK, regions, reference data. Needs no case.

use std::collections::BTreeMap;

use ktpel_domain::{
    Date,
    jenis_kelamin::JenisKelamin,
    nik::{self, FamilyCard},
    wilayah::{self, Status, Wilayah},
};
use ktpel_ipc::views::{CodeItem, NikCheckParams, NikCheckView, ReferenceView, WilayahItem};
use ktpel_sop::{catalogue, info::TermInfo};

/// Region of the office; its kecamatan and kelurahan are offered without asking.
pub(crate) const OFFICE_REGION: &str = "52.72";

/// Checks a NIK as typed, against the family card where that is known.
pub(crate) fn check_nik(params: &NikCheckParams, today: Date) -> NikCheckView {
    let card = FamilyCard {
        tanggal_lahir: params.tanggal_lahir.as_deref().and_then(|text| text.parse().ok()),
        jenis_kelamin: params.jenis_kelamin.as_deref().and_then(JenisKelamin::find),
    };
    let check = nik::check_against(&params.input, today, card);
    NikCheckView {
        verdict: check.verdict().id().to_owned(),
        errors: check.errors.iter().map(|error| error.code().to_owned()).collect(),
        warnings: check.warnings.iter().map(|warning| warning.code().to_owned()).collect(),
        jenis_kelamin: check.jenis_kelamin.map(|sex| sex.id().to_owned()),
        birth_candidates: check.birth_candidates.iter().map(Date::to_string).collect(),
        region: check.wilayah().map(place_of),
    }
}

/// `Rasanae Barat, Kota Bima`.
fn place_of(region: Wilayah) -> String {
    match region.parent() {
        Some(parent) if parent.level != region.level => format!("{}, {}", region.name, parent.name),
        _ => region.name.to_owned(),
    }
}

/// Name of a region by its code.
pub(crate) fn region_name(code: &str) -> Option<String> {
    wilayah::lookup(code).map(|region| region.name.to_owned())
}

/// What lies below a code; the provinces for an empty one.
pub(crate) fn regions_below(code: &str) -> Vec<WilayahItem> {
    if code.is_empty() {
        return (11..=99).filter_map(|number| wilayah::lookup(&format!("{number:02}"))).filter(current).map(item).collect();
    }
    wilayah::inside(code).filter(current).map(item).collect()
}

fn current(region: &Wilayah) -> bool {
    region.status == Status::Current
}

fn item(region: Wilayah) -> WilayahItem {
    WilayahItem { code: region.code.to_owned(), nama: region.name.to_owned(), level: region.level as u8 + 1 }
}

/// The SOP, forms, code lists and regions.
pub(crate) fn reference() -> ReferenceView {
    let kecamatan = wilayah::kecamatan_of(OFFICE_REGION);
    let wilayah = kecamatan.iter().flat_map(|kecamatan| std::iter::once(*kecamatan).chain(wilayah::kelurahan_of(kecamatan.code)));
    ReferenceView {
        procedures: catalogue().procedure_infos(),
        forms: catalogue().form_infos(),
        requirements: catalogue().requirement_infos(),
        layanan: catalogue().layanan_infos(),
        codes: codes(),
        wilayah: wilayah.map(item).collect(),
    }
}

/// The choices of every code field, by field id.
fn codes() -> BTreeMap<String, Vec<CodeItem>> {
    let items = |terms: Vec<TermInfo>| {
        terms.into_iter().map(|term| CodeItem { value: term.id, label: term.label, label_en: term.label_en }).collect()
    };
    catalogue().codes().into_iter().map(|(field, terms)| (field, items(terms))).collect()
}
