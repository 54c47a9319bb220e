//! Where a case stands, in the few words that a resident is told: on the slip, on its public page, aloud (product rule 9).
//!
//! Tells less than the procedure does: no step, no reason, nothing about the person. Derived from a case by `ktpel_case::stage`.

use serde::{Deserialize, Serialize};

/// What a resident is told about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The team works on it.
    InProgress,
    /// A document that was asked for is missing (catatan kekurangan).
    DocumentsMissing,
    /// The office applied for a NIK.
    WaitingForNik,
    /// Recorded; the card comes with the 17th birthday.
    WaitingForAge,
    /// Recorded; the card cannot be printed yet (utang cetak).
    WaitingForPrint,
    /// The card is printed and not handed over yet.
    Printed,
    /// The card was handed over.
    HandedOver,
}

impl Stage {
    /// Every stage, in the order of a case's life.
    pub const ALL: [Self; 7] = [
        Self::InProgress,
        Self::DocumentsMissing,
        Self::WaitingForNik,
        Self::WaitingForAge,
        Self::WaitingForPrint,
        Self::Printed,
        Self::HandedOver,
    ];

    /// The stored id, e.g. `waiting_for_nik`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::DocumentsMissing => "documents_missing",
            Self::WaitingForNik => "waiting_for_nik",
            Self::WaitingForAge => "waiting_for_age",
            Self::WaitingForPrint => "waiting_for_print",
            Self::Printed => "printed",
            Self::HandedOver => "handed_over",
        }
    }

    /// The stage in one sentence.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InProgress => "Permohonan sedang dikerjakan.",
            Self::DocumentsMissing => "Berkas belum lengkap.",
            Self::WaitingForNik => "Menunggu NIK dari kantor.",
            Self::WaitingForAge => "Sudah direkam; kartu dicetak setelah berumur 17 tahun.",
            Self::WaitingForPrint => "Sudah direkam; kartu belum dapat dicetak.",
            Self::Printed => "KTP-el sudah dicetak.",
            Self::HandedOver => "KTP-el sudah diserahkan.",
        }
    }

    /// The sentence in English.
    #[must_use]
    pub const fn label_en(self) -> &'static str {
        match self {
            Self::InProgress => "The application is being worked on.",
            Self::DocumentsMissing => "Documents are missing.",
            Self::WaitingForNik => "Waiting for the NIK from the office.",
            Self::WaitingForAge => "Recorded; the card is printed after the 17th birthday.",
            Self::WaitingForPrint => "Recorded; the card cannot be printed yet.",
            Self::Printed => "The card is printed.",
            Self::HandedOver => "The card was handed over.",
        }
    }

    /// The stage with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::find(stage.id()), Some(stage), "a stored id must be readable for ever");
        }
        assert_eq!(Stage::find("closed"), None);
    }
}
