//! What a kit noticed and the office must know: a clock that is wrong or jumped, an office that shows another history than it signed.
//!
//! Nothing follows from a notice by itself: it stands in the signed log, is shown, and a person decides.

use minicbor::{Decode, Encode};

/// Something noticed by a kit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Notice {
    /// [`Noticed::id`]; an unknown one is shown as such.
    #[n(0)]
    pub what: String,
    /// Milliseconds for a clock (positive: this kit is ahead), a position for an office.
    #[n(1)]
    pub number: i64,
    /// Checkpoint in short form for an office; otherwise empty.
    #[n(2)]
    pub detail: String,
}

super::record!(Notice, what, detail);

/// What can be noticed. Ids are stored: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticed {
    /// The kit's clock differs from the office's by more than five minutes.
    ClockOffset,
    /// The clock agrees with the office again.
    ClockRight,
    /// The clock was set while the program ran.
    ClockJump,
    /// The office's log is shorter than it signed.
    OfficeShorter,
    /// The office's log is another than it signed.
    OfficeRewritten,
    /// The office said that it was restored from a backup.
    OfficeRestored,
    /// This kit was put back from a copy: the office held more of its log. Number: the last position that came back.
    PutBack,
}

impl Noticed {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ClockOffset,
        Self::ClockRight,
        Self::ClockJump,
        Self::OfficeShorter,
        Self::OfficeRewritten,
        Self::OfficeRestored,
        Self::PutBack,
    ];

    /// The stored word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ClockOffset => "clock_offset",
            Self::ClockRight => "clock_right",
            Self::ClockJump => "clock_jump",
            Self::OfficeShorter => "office_shorter",
            Self::OfficeRewritten => "office_rewritten",
            Self::OfficeRestored => "office_restored",
            Self::PutBack => "put_back",
        }
    }

    /// The meaning of a stored word, if this version knows it.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|noticed| noticed.id() == id)
    }
}
