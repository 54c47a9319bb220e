//! Finds the printer's name for a medium by its size: drivers call the same card iso_id-1, oe_card or custom_card.

use crate::{Media, printers::NotPrinted};

/// Names that differ by less are the same medium (CR80 is given as 54 × 86 mm by some drivers).
const TOLERANCE_MM: f64 = 0.6;

/// The keyword to ask for. A card is never sent to a printer without its medium; paper falls to the printer's default.
pub(super) fn choose(media: Media, offered: &[String]) -> Result<Option<String>, NotPrinted> {
    let Some(name) = media.pwg_name() else { return Err(NotPrinted::WrongPrinter) };
    let wanted = size_mm(name);
    let found =
        offered.iter().find(|keyword| keyword.as_str() == name).or_else(|| offered.iter().find(|keyword| same(size_mm(keyword), wanted)));
    match (found, media) {
        (Some(keyword), _) => Ok(Some(keyword.clone())),
        (None, Media::Id1) => Err(NotPrinted::MediaNotSupported),
        (None, Media::A4 | Media::A5 | Media::Roll(_)) => Ok(None),
    }
}

/// Short and long side at the end of a self-describing name: `…_53.98x85.6mm`, `…_2.125x3.375in`.
fn size_mm(keyword: &str) -> Option<(f64, f64)> {
    if keyword.starts_with("custom_min") || keyword.starts_with("custom_max") || keyword.contains("roll_") {
        return None;
    }
    let size = keyword.rsplit('_').next()?;
    let (numbers, unit) = match (size.strip_suffix("mm"), size.strip_suffix("in")) {
        (Some(numbers), _) => (numbers, 1.0),
        (None, Some(numbers)) => (numbers, 25.4),
        (None, None) => return None,
    };
    let (a, b) = numbers.split_once('x')?;
    let (a, b): (f64, f64) = (a.parse().ok()?, b.parse().ok()?);
    Some((a.min(b) * unit, a.max(b) * unit))
}

fn same(a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a.0 - b.0).abs() < TOLERANCE_MM && (a.1 - b.1).abs() < TOLERANCE_MM,
        (Some(_), None) | (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(media: Media, offered: &[&str], expect: Result<Option<&str>, NotPrinted>) {
        let offered: Vec<String> = offered.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(choose(media, &offered), expect.map(|name| name.map(str::to_owned)), "{offered:?}");
    }

    #[test]
    fn a_card_is_found_under_any_name() {
        check(Media::Id1, &["iso_a4_210x297mm", "iso_id-1_53.98x85.6mm"], Ok(Some("iso_id-1_53.98x85.6mm")));
        check(Media::Id1, &["custom_card_54x86mm"], Ok(Some("custom_card_54x86mm")));
        check(Media::Id1, &["oe_card_2.125x3.375in"], Ok(Some("oe_card_2.125x3.375in")));
    }

    #[test]
    fn a_blanko_is_never_sent_where_it_is_not_known() {
        check(Media::Id1, &["iso_a4_210x297mm"], Err(NotPrinted::MediaNotSupported));
        check(Media::Id1, &["custom_max_53.98x85.6mm"], Err(NotPrinted::MediaNotSupported));
        check(Media::Id1, &["kartu", "x_axbmm", "_mm"], Err(NotPrinted::MediaNotSupported));
    }

    #[test]
    fn paper_falls_to_the_default_of_the_printer() {
        check(Media::A4, &["na_letter_8.5x11in"], Ok(None));
        check(Media::A5, &["iso_a5_148x210mm"], Ok(Some("iso_a5_148x210mm")));
    }
}
