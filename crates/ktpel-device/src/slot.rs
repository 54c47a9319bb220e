//! What is captured of a person: one face, two irises, ten fingers, one signature (product rule 8).

use std::{fmt, str::FromStr};

/// Kind of recording; each has its own device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modality {
    /// Face.
    Wajah,
    /// Iris.
    Iris,
    /// Fingerprint.
    SidikJari,
    /// Signature.
    TandaTangan,
}

impl Modality {
    /// All, in the order of the SOP: photo, iris, fingerprint, signature.
    pub const ALL: [Self; 4] = [Self::Wajah, Self::Iris, Self::SidikJari, Self::TandaTangan];

    /// Stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Wajah => "wajah",
            Self::Iris => "iris",
            Self::SidikJari => "sidik_jari",
            Self::TandaTangan => "tanda_tangan",
        }
    }

    /// Its slots, in the usual order.
    pub fn slots(self) -> impl Iterator<Item = Slot> {
        Slot::ALL.into_iter().filter(move |slot| slot.modality() == self)
    }
}

/// One thing to capture. Fingers are counted from the thumb (1 = jempol) to the little finger (5 = kelingking).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the Indonesian ids themselves")]
pub enum Slot {
    Wajah,
    IrisKanan,
    IrisKiri,
    JariKanan1,
    JariKanan2,
    JariKanan3,
    JariKanan4,
    JariKanan5,
    JariKiri1,
    JariKiri2,
    JariKiri3,
    JariKiri4,
    JariKiri5,
    TandaTangan,
}

/// Not the id of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a capture slot")]
pub struct NotASlot;

impl Slot {
    /// All fourteen, in the order of the SOP.
    pub const ALL: [Self; 14] = [
        Self::Wajah,
        Self::IrisKanan,
        Self::IrisKiri,
        Self::JariKanan1,
        Self::JariKanan2,
        Self::JariKanan3,
        Self::JariKanan4,
        Self::JariKanan5,
        Self::JariKiri1,
        Self::JariKiri2,
        Self::JariKiri3,
        Self::JariKiri4,
        Self::JariKiri5,
        Self::TandaTangan,
    ];

    /// Stable id, as stored in cases.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Wajah => "wajah",
            Self::IrisKanan => "iris_kanan",
            Self::IrisKiri => "iris_kiri",
            Self::JariKanan1 => "jari_kanan_1",
            Self::JariKanan2 => "jari_kanan_2",
            Self::JariKanan3 => "jari_kanan_3",
            Self::JariKanan4 => "jari_kanan_4",
            Self::JariKanan5 => "jari_kanan_5",
            Self::JariKiri1 => "jari_kiri_1",
            Self::JariKiri2 => "jari_kiri_2",
            Self::JariKiri3 => "jari_kiri_3",
            Self::JariKiri4 => "jari_kiri_4",
            Self::JariKiri5 => "jari_kiri_5",
            Self::TandaTangan => "tanda_tangan",
        }
    }

    /// Which device captures it.
    #[must_use]
    pub fn modality(self) -> Modality {
        match self {
            Self::Wajah => Modality::Wajah,
            Self::IrisKanan | Self::IrisKiri => Modality::Iris,
            Self::JariKanan1
            | Self::JariKanan2
            | Self::JariKanan3
            | Self::JariKanan4
            | Self::JariKanan5
            | Self::JariKiri1
            | Self::JariKiri2
            | Self::JariKiri3
            | Self::JariKiri4
            | Self::JariKiri5 => Modality::SidikJari,
            Self::TandaTangan => Modality::TandaTangan,
        }
    }

    /// Words for the slot, e.g. `Telunjuk kanan`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Wajah => "Wajah",
            Self::IrisKanan => "Iris kanan",
            Self::IrisKiri => "Iris kiri",
            Self::JariKanan1 => "Jempol kanan",
            Self::JariKanan2 => "Telunjuk kanan",
            Self::JariKanan3 => "Jari tengah kanan",
            Self::JariKanan4 => "Jari manis kanan",
            Self::JariKanan5 => "Kelingking kanan",
            Self::JariKiri1 => "Jempol kiri",
            Self::JariKiri2 => "Telunjuk kiri",
            Self::JariKiri3 => "Jari tengah kiri",
            Self::JariKiri4 => "Jari manis kiri",
            Self::JariKiri5 => "Kelingking kiri",
            Self::TandaTangan => "Tanda tangan",
        }
    }

    /// Position in [`Slot::ALL`].
    pub(crate) fn index(self) -> usize {
        Self::ALL.iter().position(|slot| *slot == self).expect("ALL lists every slot")
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Slot {
    type Err = NotASlot;

    fn from_str(id: &str) -> Result<Self, NotASlot> {
        Self::ALL.into_iter().find(|slot| slot.id() == id).ok_or(NotASlot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_and_differ() {
        for slot in Slot::ALL {
            assert_eq!(slot.id().parse(), Ok(slot), "what a case stores must find its slot again");
        }
        assert_eq!("jari_kanan_6".parse::<Slot>(), Err(NotASlot));
    }

    #[test]
    fn a_person_has_one_face_two_eyes_ten_fingers_and_a_signature() {
        let counts = Modality::ALL.map(|modality| modality.slots().count());
        assert_eq!(counts, [1, 2, 10, 1]);
    }
}
