//! Dates as Indonesian letters and cards write them.

use jiff::civil::{Date, DateTime, Weekday};

const BULAN: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

/// `22-11-2026`, as on the card.
#[must_use]
pub fn angka(date: Date) -> String {
    format!("{:02}-{:02}-{:04}", date.day(), date.month(), date.year())
}

/// `22 November 2026`, as in letters.
#[must_use]
pub fn panjang(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|index| BULAN.get(index)).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// `Minggu, 22 November 2026`.
#[must_use]
pub fn dengan_hari(date: Date) -> String {
    format!("{}, {}", hari(date), panjang(date))
}

/// `22-11-2026 10.42 WITA`.
#[must_use]
pub fn waktu(at: DateTime) -> String {
    format!("{} {:02}.{:02} WITA", angka(at.date()), at.hour(), at.minute())
}

fn hari(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Senin",
        Weekday::Tuesday => "Selasa",
        Weekday::Wednesday => "Rabu",
        Weekday::Thursday => "Kamis",
        Weekday::Friday => "Jumat",
        Weekday::Saturday => "Sabtu",
        Weekday::Sunday => "Minggu",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_read_as_in_letters() {
        let day = date(2026, 11, 3);
        assert_eq!(angka(day), "03-11-2026", "the card pads to two digits");
        assert_eq!(panjang(day), "3 November 2026", "a letter does not pad");
        assert_eq!(dengan_hari(day), "Selasa, 3 November 2026");
        assert_eq!(waktu(day.at(9, 5, 0, 0)), "03-11-2026 09.05 WITA", "id-ID writes a dot between hour and minute");
    }

    #[test]
    fn every_month_has_its_name() {
        let names: Vec<String> = (1..=12).map(|month| panjang(date(2026, month, 1))).collect();
        assert!(names.iter().all(|name| name.split(' ').count() == 3), "no month may be blank: {names:?}");
    }
}
