//! Where people live and where their NIK was first issued.
//!
//! The size of each kecamatan is that of October 2020 (bimanews.id, 2021-05, Dinas Sosial Kota Bima; 148,974 in all). Within
//! a kecamatan the shares are estimates: no figures by kelurahan were found but that Paruga is the largest, Kendo the smallest.

use std::sync::LazyLock;

use ktpel_domain::wilayah;

use super::dice::Dice;

/// Residents of each kecamatan, and the shares of its kelurahan.
const KECAMATAN: [(u32, &[(u32, &str)]); 5] = [
    (
        29_693,
        &[
            (30, "52.72.01.1001"),
            (15, "52.72.01.1002"),
            (18, "52.72.01.1003"),
            (15, "52.72.01.1004"),
            (10, "52.72.01.1013"),
            (12, "52.72.01.1014"),
        ],
    ),
    (
        18_223,
        &[
            (20, "52.72.02.1004"),
            (13, "52.72.02.1008"),
            (11, "52.72.02.1009"),
            (10, "52.72.02.1011"),
            (14, "52.72.02.1018"),
            (12, "52.72.02.1019"),
            (9, "52.72.02.1020"),
            (11, "52.72.02.1021"),
        ],
    ),
    (
        31_856,
        &[
            (26, "52.72.03.1001"),
            (24, "52.72.03.1002"),
            (18, "52.72.03.1003"),
            (12, "52.72.03.1004"),
            (11, "52.72.03.1005"),
            (9, "52.72.03.1006"),
        ],
    ),
    (
        37_916,
        &[
            (15, "52.72.04.1001"),
            (10, "52.72.04.1002"),
            (10, "52.72.04.1003"),
            (3, "52.72.04.1004"),
            (8, "52.72.04.1005"),
            (5, "52.72.04.1006"),
            (10, "52.72.04.1007"),
            (13, "52.72.04.1008"),
            (7, "52.72.04.1009"),
            (10, "52.72.04.1010"),
            (9, "52.72.04.1011"),
        ],
    ),
    (
        31_286,
        &[
            (11, "52.72.05.1001"),
            (11, "52.72.05.1002"),
            (10, "52.72.05.1003"),
            (12, "52.72.05.1004"),
            (13, "52.72.05.1005"),
            (7, "52.72.05.1006"),
            (13, "52.72.05.1007"),
            (8, "52.72.05.1008"),
            (8, "52.72.05.1009"),
            (7, "52.72.05.1010"),
        ],
    ),
];

/// Weight, regency or city of first registration, and the place of birth written there. Two are codes now retired.
const ELSEWHERE: [(u32, (&str, &str)); 16] = [
    (42, ("52.06", "Bima")),
    (14, ("52.05", "Dompu")),
    (7, ("52.04", "Sumbawa Besar")),
    (8, ("52.71", "Mataram")),
    (4, ("52.03", "Selong")),
    (3, ("52.02", "Praya")),
    (2, ("52.07", "Taliwang")),
    (6, ("73.71", "Makassar")),
    (3, ("53.15", "Labuan Bajo")),
    (2, ("53.71", "Kupang")),
    (3, ("35.78", "Surabaya")),
    (2, ("51.71", "Denpasar")),
    (1, ("34.71", "Yogyakarta")),
    (1, ("31.74", "Jakarta")),
    (1, ("91.01", "Merauke")),
    (1, ("92.71", "Sorong")),
];

const STREETS: [&str; 22] = [
    "Soekarno Hatta",
    "Gatot Subroto",
    "Gajah Mada",
    "Sultan Hasanuddin",
    "Sultan Kaharuddin",
    "Sultan Salahuddin",
    "Datuk Dibanta",
    "R.E. Martadinata",
    "Flores",
    "Sulawesi",
    "Sumbawa",
    "Lombok",
    "Ir. Sutami",
    "Wolter Monginsidi",
    "Pintu Gerbang",
    "Pendidikan",
    "Karantina",
    "Kartini",
    "Diponegoro",
    "Seruni",
    "Mawar",
    "Melati",
];

/// One kelurahan.
pub(super) struct Home {
    /// Dotted code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Six digits of its kecamatan.
    pub region: u32,
}

static HOMES: LazyLock<Vec<(u32, Home)>> = LazyLock::new(|| {
    let shares = KECAMATAN.iter().flat_map(|(residents, kelurahan)| {
        let whole: u32 = kelurahan.iter().map(|(share, _)| share).sum();
        kelurahan.iter().map(move |(share, code)| (residents * share / whole, *code))
    });
    shares.map(|(weight, code)| (weight, home(code))).collect()
});

fn home(code: &'static str) -> Home {
    let name = wilayah::lookup(code).expect("the list names kelurahan in use").name;
    Home { code, name, region: region(code.split_at("52.72.03".len()).0) }
}

/// One place in [`ELSEWHERE`].
struct Origin {
    /// Its kecamatan, as the first six digits of a NIK.
    regions: Vec<u32>,
    tempat_lahir: &'static str,
}

static ORIGINS: LazyLock<Vec<(u32, Origin)>> = LazyLock::new(|| {
    let regions = |kab: &str| wilayah::inside(kab).map(|inner| region(inner.code)).collect();
    let places = ELSEWHERE.iter().map(|(weight, (kab, tempat_lahir))| (*weight, Origin { regions: regions(kab), tempat_lahir }));
    places.collect()
});

fn region(dotted: &str) -> u32 {
    dotted.replace('.', "").parse().expect("codes are digits and dots")
}

/// A kelurahan, by the number of its residents.
pub(super) fn pick_home(dice: &mut Dice) -> &'static Home {
    dice.weighted(&HOMES)
}

/// Region of first registration and place of birth of somebody from elsewhere.
pub(super) fn pick_origin(dice: &mut Dice) -> (u32, &'static str) {
    let origin = dice.weighted(&ORIGINS);
    (*dice.pick(&origin.regions), origin.tempat_lahir)
}

/// A kecamatan of the city.
pub(super) fn pick_kecamatan(dice: &mut Dice) -> u32 {
    pick_home(dice).region
}

/// A street with a number, or a neighbourhood.
pub(super) fn pick_alamat(dice: &mut Dice, home: &Home) -> String {
    if dice.permille(450) {
        let side = dice.pick(&["", " Barat", " Timur", " Utara", " Selatan", " Atas", " Bawah"]);
        return format!("Lingk. {}{side}", home.name);
    }
    let street = dice.pick(&STREETS);
    if dice.permille(300) { format!("Jl. {street}") } else { format!("Jl. {street} No. {}", dice.between(1, 180)) }
}
