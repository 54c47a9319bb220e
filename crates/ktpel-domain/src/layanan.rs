//! Layanan, what a resident asks for (F-1.02 part II, column KTP-el; Perpres 96/2018 ps. 15–22).
//!
//! Documents and further rules of each service belong to the SOP data. OA ITAP is outside the SOP and sent to the counter.

use serde::{Deserialize, Serialize};

/// A service around the card. All are free of charge (UU 24/2013 ps. 79A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layanan {
    /// First card of a citizen.
    Baru,
    /// Moved here from another regency or city.
    PindahDatang,
    /// Lost.
    Hilang,
    /// Damaged.
    Rusak,
    /// Data on the card changed.
    PerubahanData,
    /// Recorded or printed away from home.
    LuarDomisili,
}

impl Layanan {
    /// Every service, in the order of the form.
    pub const ALL: [Self; 6] = [Self::Baru, Self::PindahDatang, Self::Hilang, Self::Rusak, Self::PerubahanData, Self::LuarDomisili];

    /// The stored id, e.g. `pindah_datang`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Baru => "baru",
            Self::PindahDatang => "pindah_datang",
            Self::Hilang => "hilang",
            Self::Rusak => "rusak",
            Self::PerubahanData => "perubahan_data",
            Self::LuarDomisili => "luar_domisili",
        }
    }

    /// The official name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Baru => "KTP-el baru (WNI)",
            Self::PindahDatang => "KTP-el karena pindah datang",
            Self::Hilang => "KTP-el hilang",
            Self::Rusak => "KTP-el rusak",
            Self::PerubahanData => "KTP-el karena perubahan elemen data",
            Self::LuarDomisili => "Perekaman/penerbitan KTP-el di luar domisili",
        }
    }

    /// The name in English.
    #[must_use]
    pub const fn label_en(self) -> &'static str {
        match self {
            Self::Baru => "First card (citizen)",
            Self::PindahDatang => "Card after moving in",
            Self::Hilang => "Lost card",
            Self::Rusak => "Damaged card",
            Self::PerubahanData => "Card after a change of data",
            Self::LuarDomisili => "Recording or card away from home",
        }
    }

    /// Biometrics may be recorded; the others concern people already recorded (a second recording is DUPLICATE_RECORD).
    #[must_use]
    pub const fn may_record(self) -> bool {
        match self {
            Self::Baru | Self::LuarDomisili => true,
            Self::PindahDatang | Self::Hilang | Self::Rusak | Self::PerubahanData => false,
        }
    }

    /// The old card is taken back and destroyed.
    #[must_use]
    pub const fn withdraw_old_card(self) -> bool {
        match self {
            Self::PindahDatang | Self::Rusak | Self::PerubahanData => true,
            Self::Baru | Self::Hilang | Self::LuarDomisili => false,
        }
    }

    /// The service with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layanan| layanan.id() == id)
    }
}

/// The text is the id of no service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such service")]
pub struct UnknownLayanan;

impl std::str::FromStr for Layanan {
    type Err = UnknownLayanan;

    fn from_str(id: &str) -> Result<Self, UnknownLayanan> {
        Self::find(id).ok_or(UnknownLayanan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        for layanan in Layanan::ALL {
            assert_eq!(layanan.id().parse(), Ok(layanan), "a stored id must be readable for ever");
        }
        assert_eq!("oa_itap".parse::<Layanan>(), Err(UnknownLayanan), "outside the SOP");
    }

    #[test]
    fn only_first_cards_and_guests_are_recorded_and_only_who_holds_a_card_gives_it_back() {
        let ids = |rule: fn(Layanan) -> bool| Layanan::ALL.into_iter().filter(|one| rule(*one)).map(Layanan::id).collect::<Vec<_>>();
        assert_eq!(ids(Layanan::may_record), ["baru", "luar_domisili"]);
        assert_eq!(ids(Layanan::withdraw_old_card), ["pindah_datang", "rusak", "perubahan_data"]);
    }
}
