//! Quality in words. One table; the numbers are the office's to change when a real device has been measured.

use crate::Modality;

/// Quality of a take in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutu {
    /// Poor: capture again, or say why it stays.
    Kurang,
    /// Sufficient.
    Cukup,
    /// Good.
    Baik,
}

impl Mutu {
    /// Stable id, and the word on the screen in lower case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Kurang => "kurang",
            Self::Cukup => "cukup",
            Self::Baik => "baik",
        }
    }
}

/// Lowest score of `cukup` and of `baik` on the 0–100 scale of ISO/IEC 29794-1, by modality.
///
/// The scale is the standard's; where the words begin is our own choice, set near the capture thresholds that
/// open-source registration clients ship (face about 60, iris about 60, fingers about 40 to 60). The signature has no
/// such measure: its score is the share of a usual stroke length that was written. Not a rule of the SOP.
const TABLE: [(Modality, u8, u8); 4] =
    [(Modality::Wajah, 50, 70), (Modality::Iris, 50, 70), (Modality::SidikJari, 40, 60), (Modality::TandaTangan, 30, 60)];

/// Lowest scores of `cukup` and `baik` for a modality.
#[must_use]
pub fn thresholds(modality: Modality) -> (u8, u8) {
    TABLE.iter().find(|row| row.0 == modality).map(|row| (row.1, row.2)).expect("the table has a row for each modality")
}

/// The word for a score.
#[must_use]
pub fn mutu(modality: Modality, quality: u8) -> Mutu {
    let (cukup, baik) = thresholds(modality);
    if quality >= baik {
        Mutu::Baik
    } else if quality >= cukup {
        Mutu::Cukup
    } else {
        Mutu::Kurang
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_exactly_at_their_thresholds() {
        for modality in Modality::ALL {
            let (cukup, baik) = thresholds(modality);
            assert!(cukup < baik, "{modality:?}: sufficient comes before good");
            assert_eq!(mutu(modality, cukup - 1), Mutu::Kurang, "{modality:?}");
            assert_eq!(mutu(modality, cukup), Mutu::Cukup, "{modality:?}");
            assert_eq!(mutu(modality, baik), Mutu::Baik, "{modality:?}");
        }
    }
}
