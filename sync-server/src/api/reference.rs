//! Labels for everything that the dashboard shows by id.

use axum::Json;
use ktpel_domain::{
    status::RecordingStatus,
    wilayah::{self, Level, Status, Wilayah},
};
use ktpel_sop::catalogue;

use super::views::{OfficeReference, RegionItem, StatusItem};

/// Region of the office.
pub const CITY: &str = "52.72";

pub async fn reference() -> Json<OfficeReference> {
    let catalogue = catalogue();
    Json(OfficeReference {
        procedures: catalogue.procedure_infos(),
        forms: catalogue.form_infos(),
        requirements: catalogue.requirement_infos(),
        layanan: catalogue.layanan_infos(),
        statuses: RecordingStatus::all().iter().map(status).collect(),
        wilayah: regions().map(|region| item(&region)).collect(),
    })
}

/// Kecamatan and kelurahan of the city that are in use.
pub fn regions() -> impl Iterator<Item = Wilayah> {
    let current = |region: &Wilayah| region.status == Status::Current;
    wilayah::inside(CITY)
        .filter(current)
        .flat_map(move |kecamatan| std::iter::once(kecamatan).chain(wilayah::inside(kecamatan.code).filter(current)))
}

fn status(status: &RecordingStatus) -> StatusItem {
    StatusItem {
        id: status.id.to_owned(),
        meaning: status.meaning.to_owned(),
        phase: status.phase.id().to_owned(),
        printable: status.printable(),
    }
}

fn item(region: &Wilayah) -> RegionItem {
    let level = if region.level == Level::Kelurahan { 4 } else { 3 };
    RegionItem { code: region.code.to_owned(), nama: region.name.to_owned(), level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_has_its_kecamatan_and_kelurahan() {
        let all: Vec<_> = regions().collect();
        let kelurahan = all.iter().filter(|region| region.level == Level::Kelurahan).count();
        assert_eq!((all.len() - kelurahan, kelurahan), (5, 41), "Kota Bima has 5 kecamatan and 41 kelurahan");
    }
}
