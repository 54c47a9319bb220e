//! A made-up Kota Bima: families with names, ages, numbers and recording states as an office meets them.
//!
//! Nobody in it exists. One seed gives the same people on every machine. NIK and NKK serials are 9900–9999, which offices do
//! not reach; a hundred of them for each region, date and sex are enough, and where they are not, the birth date moves a day.

mod dice;
mod family;
mod identity;
mod names;
mod numbers;
mod places;
mod table;
mod work;

use std::{collections::VecDeque, fmt};

use ktpel_domain::{Date, jenis_kelamin::JenisKelamin};

use self::{dice::Dice, numbers::Numbers};

pub use table::{HEADER, write_csv};

/// The day on which the made-up register was taken.
pub const ACUAN: Date = jiff::civil::date(2026, 1, 15);
/// Seed of fixtures/residents.csv.
pub const FIXTURE_SEED: u64 = 5272;
/// Number of rows in fixtures/residents.csv.
pub const FIXTURE_RESIDENTS: usize = 2_000;

/// One line of the register. Coded values are `scheme/code/label`.
#[derive(Clone, PartialEq, Eq)]
pub struct Resident {
    /// None for the few who were never registered.
    pub nik: Option<String>,
    /// Family card number, shared by the family.
    pub no_kk: String,
    /// Full name.
    pub nama: String,
    /// Place of birth.
    pub tempat_lahir: String,
    /// Date of birth; the NIK says the same.
    pub tanggal_lahir: Date,
    /// Sex; the NIK says the same.
    pub jenis_kelamin: JenisKelamin,
    /// `siak` list of blood groups.
    pub gol_darah: String,
    /// `siak` list of religions.
    pub agama: String,
    /// `card` list, some couples `f101_2019`.
    pub status_kawin: String,
    /// `siak89` list of occupations.
    pub pekerjaan: String,
    /// Dotted code, e.g. `52.72.03.1004`.
    pub kelurahan: String,
    /// Street or neighbourhood.
    pub alamat: String,
    /// Three digits.
    pub rt: String,
    /// Three digits.
    pub rw: String,
    /// `siak` list of family relations.
    pub shdk: String,
    /// Recording status at the central system.
    pub status_rekam: &'static str,
    /// A card was issued before.
    pub kartu_terbit: bool,
    /// `WNI`.
    pub kewarganegaraan: String,
}

impl fmt::Debug for Resident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resident({}, ‹disamarkan›)", self.status_rekam)
    }
}

/// The made-up city.
pub struct Village;

impl Village {
    /// The first `residents` people of the city of this seed, family by family; the last family may be cut.
    #[must_use]
    pub fn kota_bima(seed: u64, residents: usize) -> Vec<Resident> {
        Self::stream(seed).take(residents).collect()
    }

    /// The people of the city of this seed, family by family, without end.
    #[must_use]
    pub fn stream(seed: u64) -> Residents {
        Residents { dice: Dice::new(seed), numbers: Numbers::default(), family: VecDeque::new() }
    }
}

/// People one after the other; see [`Village::stream`].
pub struct Residents {
    dice: Dice,
    numbers: Numbers,
    family: VecDeque<Resident>,
}

impl Iterator for Residents {
    type Item = Resident;

    fn next(&mut self) -> Option<Resident> {
        if self.family.is_empty() {
            self.family = family::next(&mut self.dice, &mut self.numbers);
        }
        self.family.pop_front()
    }
}

#[cfg(test)]
mod tests;
