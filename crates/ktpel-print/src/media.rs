//! The sizes of what is printed on, in millimetres and as IPP names them.

/// A medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// Card after ISO/IEC 7810 ID-1: 85.60 × 53.98 mm, the size of a blanko.
    Id1,
    /// 210 × 297 mm.
    A4,
    /// 148 × 210 mm.
    A5,
    /// Thermal roll of variable length.
    Roll(Roll),
}

/// Width of a thermal roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Roll {
    /// 80 mm paper, 72 mm printable.
    Mm80,
    /// 58 mm paper, 48 mm printable.
    Mm58,
}

impl Roll {
    /// Width of the paper in millimetres.
    #[must_use]
    pub fn width_mm(self) -> u32 {
        match self {
            Self::Mm80 => 80,
            Self::Mm58 => 58,
        }
    }

    /// Dots of the print head: 576 on 80 mm paper, 384 on 58 mm, at [`DOTS_PER_MM`] each.
    #[must_use]
    pub fn dots(self) -> u32 {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }
}

/// Density of a thermal head: 203.2 dpi is exactly eight dots per millimetre.
pub const DOTS_PER_MM: u32 = 8;

impl Media {
    /// PWG 5101.1 name of the medium; rolls have none of fixed length.
    #[must_use]
    pub fn pwg_name(self) -> Option<&'static str> {
        match self {
            Self::Id1 => Some("iso_id-1_53.98x85.6mm"),
            Self::A4 => Some("iso_a4_210x297mm"),
            Self::A5 => Some("iso_a5_148x210mm"),
            Self::Roll(_) => None,
        }
    }
}
