//! Gives a member of a family a name, numbers, an address and a state at the central system.

use ktpel_domain::{
    Date,
    status::{PRINT_READY_RECORD, UNREGISTERED},
    wilayah,
};

use super::{
    ACUAN, Resident,
    dice::Dice,
    family::Member,
    names,
    numbers::Numbers,
    places::{self, Home},
    work::{self, StatusKawin},
};

/// What a family shares.
pub(super) struct Household {
    home: &'static Home,
    no_kk: String,
    alamat: String,
    rt: String,
    rw: String,
    agama: String,
}

/// Days back from [`ACUAN`] over which family cards were issued: 2006 until the end of 2025.
const NO_KK_DAYS: (u32, u32) = (15, 7_319);

impl Household {
    pub(super) fn pick(dice: &mut Dice, numbers: &mut Numbers) -> Self {
        let home = places::pick_home(dice);
        let no_kk = loop {
            if let Some(number) = numbers.no_kk(home.region, days_ago(dice.between(NO_KK_DAYS.0, NO_KK_DAYS.1))) {
                break number;
            }
        };
        Self {
            home,
            no_kk,
            alamat: places::pick_alamat(dice, home),
            rt: format!("{:03}", dice.between(1, 21)),
            rw: format!("{:03}", dice.between(1, 8)),
            agama: work::agama(dice),
        }
    }
}

/// Makes the register's line of one member.
pub(super) fn settle(dice: &mut Dice, numbers: &mut Numbers, household: &Household, member: &Member, father: Option<&str>) -> Resident {
    let origin = pick_origin(dice, household, member.umur);
    let (tanggal_lahir, nik) = born(dice, numbers, origin.region, member);
    let nik = nik.filter(|_| !never_registered(dice, member.umur));
    let (status_rekam, kartu_terbit) = if nik.is_some() { recording(dice, member) } else { (UNREGISTERED, false) };
    Resident {
        nik,
        no_kk: household.no_kk.clone(),
        nama: names::pick(dice, member.jenis_kelamin, tanggal_lahir.year(), father),
        tempat_lahir: origin.tempat_lahir.to_owned(),
        tanggal_lahir,
        jenis_kelamin: member.jenis_kelamin,
        gol_darah: work::gol_darah(dice),
        agama: household.agama.clone(),
        status_kawin: work::status_kawin(member.kawin),
        pekerjaan: work::pekerjaan(dice, member.umur, member.jenis_kelamin),
        kelurahan: household.home.code.to_owned(),
        alamat: household.alamat.clone(),
        rt: household.rt.clone(),
        rw: household.rw.clone(),
        shdk: work::shdk(member.shdk),
        status_rekam,
        kartu_terbit,
        kewarganegaraan: "WNI".to_owned(),
    }
}

struct Origin {
    region: u32,
    tempat_lahir: &'static str,
}

/// Where the NIK was first issued: mostly here, for one grown-up in nine elsewhere.
fn pick_origin(dice: &mut Dice, household: &Household, umur: u32) -> Origin {
    if dice.permille(if umur >= 18 { 110 } else { 20 }) {
        let (region, tempat_lahir) = places::pick_origin(dice);
        return Origin { region, tempat_lahir };
    }
    let region = if dice.permille(120) { places::pick_kecamatan(dice) } else { household.home.region };
    // The city was made in 2002 out of the regency of Bima.
    let tempat_lahir = if umur < 23 && dice.permille(400) { wilayah::lookup("52.72").map_or("Bima", |kota| kota.name) } else { "Bima" };
    Origin { region, tempat_lahir }
}

/// A birth date of this age and the number for it; the next day of the year where a day has no serial left.
fn born(dice: &mut Dice, numbers: &mut Numbers, region: u32, member: &Member) -> (Date, Option<String>) {
    let first = dice.below(365);
    let mut lahir = ACUAN;
    for step in 0..365 {
        lahir = birth_date(member.umur, (first + step) % 365);
        if let Some(nik) = numbers.nik(region, lahir, member.jenis_kelamin) {
            return (lahir, Some(nik));
        }
    }
    (lahir, None)
}

/// The day on which somebody of this age was born whose last birthday lies so many days back.
fn birth_date(umur: u32, days: u32) -> Date {
    let birthday = days_ago(days);
    let year = birthday.year() - i16::try_from(umur).expect("ages are below 100");
    Date::new(year, birthday.month(), birthday.day()).expect("no 29 February in the year before the register was taken")
}

fn days_ago(days: u32) -> Date {
    ACUAN.checked_sub(jiff::Span::new().days(i64::from(days))).expect("a few decades back")
}

/// The old who never had papers, and babies not yet reported.
fn never_registered(dice: &mut Dice, umur: u32) -> bool {
    dice.permille(match umur {
        0 => 120,
        1..=64 => 1,
        65.. => 12,
    })
}

/// State at the central system, and whether a card was issued.
fn recording(dice: &mut Dice, member: &Member) -> (&'static str, bool) {
    let married = member.kawin != StatusKawin::Belum;
    let unrecorded = match member.umur {
        0..=15 if married => 700,
        0..=15 => 1000,
        16 if married => 400,
        16 => 760,
        17 => 480,
        18..=22 => 130,
        23..=64 => 17,
        65..=79 => 45,
        80.. => 170,
    };
    if dice.permille(unrecorded) {
        return (UNREGISTERED, false);
    }
    if member.umur == 16 && !married {
        return *dice.weighted(SIXTEEN);
    }
    *dice.weighted(if member.umur <= 18 { FRESH } else { GROWN })
}

/// Weights of the states: sixteen, just of age, grown up.
const SIXTEEN: &[(u32, (&str, bool))] =
    &[(30, ("BIO_CAPTURED", false)), (20, ("SENT_FOR_ENROLLMENT", false)), (50, (PRINT_READY_RECORD, false))];
const FRESH: &[(u32, (&str, bool))] = &[
    (660, ("CARD_ISSUED", true)),
    (190, (PRINT_READY_RECORD, false)),
    (40, ("SENT_FOR_ENROLLMENT", false)),
    (40, ("BIO_CAPTURED", false)),
    (20, ("PROCESSING", false)),
    (20, ("CARD_PRINTED", false)),
    (15, ("RECEIVED_AT_CENTRAL", false)),
    (8, ("ENROLL_FAILURE_AT_CENTRAL", false)),
    (7, ("ADJUDICATE_RECORD", false)),
];
const GROWN: &[(u32, (&str, bool))] = &[
    (938, ("CARD_ISSUED", true)),
    (22, (PRINT_READY_RECORD, true)),
    (12, (PRINT_READY_RECORD, false)),
    (6, ("CARD_PRINTED", false)),
    (5, ("SENT_FOR_ENROLLMENT", false)),
    (3, ("ENROLL_FAILURE_AT_CENTRAL", false)),
    (1, ("ENROLL_FAILURE_AT_REGIONAL", false)),
    (1, ("SEARCH_FAILURE_AT_CENTRAL", false)),
    (2, ("ADJUDICATE_RECORD", false)),
    (5, ("DUPLICATE_RECORD", false)),
    (3, ("CARD_SHIPPED", true)),
    (2, ("REQUEST_VALIDATION", false)),
];
