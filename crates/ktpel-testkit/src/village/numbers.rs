//! NIKs and NKKs with serials 9900–9999, none of them twice.

use std::collections::HashMap;

use ktpel_domain::{Date, jenis_kelamin::JenisKelamin};

/// How many serials a region, date and sex have.
const SERIALS: u32 = 100;

/// Which serials are taken, by the first twelve digits.
#[derive(Default)]
pub(super) struct Numbers(HashMap<u64, u32>);

impl Numbers {
    /// A NIK of this region (six digits); none when the day has no serial left.
    pub(super) fn nik(&mut self, region: u32, lahir: Date, jenis_kelamin: JenisKelamin) -> Option<String> {
        let offset = match jenis_kelamin {
            JenisKelamin::LakiLaki => 0,
            JenisKelamin::Perempuan => 40,
        };
        self.number(region, lahir, offset)
    }

    /// A family card number of this region, issued on that day; none when the day has no serial left. It is no NIK either.
    pub(super) fn no_kk(&mut self, region: u32, issued: Date) -> Option<String> {
        self.number(region, issued, 0)
    }

    fn number(&mut self, region: u32, date: Date, offset: u32) -> Option<String> {
        let two = |value: i8| u32::try_from(value).expect("days and months are positive");
        let year = u32::try_from(date.year() % 100).expect("after the year 0");
        let digits = ((two(date.day()) + offset) * 100 + two(date.month())) * 100 + year;
        let key = u64::from(region) * 1_000_000 + u64::from(digits);
        let taken = self.0.entry(key).or_default();
        let serial = (*taken < SERIALS).then_some(9900 + (first_serial(key) + *taken) % SERIALS)?;
        *taken += 1;
        Some(format!("{region:06}{digits:06}{serial}"))
    }
}

/// Where the serials of a region, date and sex begin: scattered, so that the last digits tell people apart.
fn first_serial(key: u64) -> u32 {
    u32::try_from(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32).expect("the high half of 64 bits") % SERIALS
}
