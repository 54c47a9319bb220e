//! The state of a printer in plain terms. The words for each reason are the UI's.

/// Whether a printer can print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Ready.
    Ready,
    /// Printing something.
    Busy,
    /// Cannot print; the reasons say why.
    Stopped,
    /// Does not answer.
    Unreachable,
}

/// What a printer says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterStatus {
    /// Whether it can print.
    pub condition: Condition,
    /// Why not, or what will soon need care.
    pub reasons: Vec<Reason>,
    /// Ribbon, toner and the like, as far as it tells.
    pub supplies: Vec<Supply>,
    /// Make and model, if it tells.
    pub model: Option<String>,
}

impl PrinterStatus {
    pub(crate) fn bare(condition: Condition) -> Self {
        Self { condition, reasons: Vec::new(), supplies: Vec::new(), model: None }
    }

    /// Level of the ribbon (or the emptiest supply) in percent, if the printer tells.
    #[must_use]
    pub fn ribbon_percent(&self) -> Option<u8> {
        let ribbons = self.supplies.iter().filter(|supply| supply.kind == SupplyKind::Ribbon);
        let level = ribbons.filter_map(|supply| supply.percent).min();
        level.or_else(|| self.supplies.iter().filter_map(|supply| supply.percent).min())
    }
}

/// A consumable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Name given by the printer.
    pub name: String,
    /// What it is.
    pub kind: SupplyKind,
    /// 0 to 100; none when the printer does not know.
    pub percent: Option<u8>,
}

/// Kind of a consumable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplyKind {
    /// Ribbon of a card printer.
    Ribbon,
    /// Anything else: toner, ink, drum.
    Other,
}

/// Why a printer does not print, or soon will not (IPP printer-state-reasons, ESC/POS status), grouped by what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Put in cards or paper.
    MediaEmpty,
    /// Few cards or little paper left.
    MediaLow,
    /// Wrong cards or paper, or the hopper is not in.
    MediaNeeded,
    /// Clear the jam.
    Jam,
    /// Change the ribbon.
    RibbonEmpty,
    /// The ribbon is nearly used up.
    RibbonLow,
    /// Close the cover.
    CoverOpen,
    /// Empty the output tray.
    OutputFull,
    /// Someone paused the printer.
    Paused,
    /// Switched off or not connected to its queue.
    Offline,
    /// Something else, as the printer calls it.
    Other {
        /// The printer's keyword.
        keyword: String,
    },
}

impl Reason {
    /// Reads an IPP keyword; `none` is no reason. Suffixes -report, -warning and -error only grade it.
    #[must_use]
    pub fn from_ipp(keyword: &str) -> Option<Self> {
        let bare = ["-report", "-warning", "-error"].iter().find_map(|suffix| keyword.strip_suffix(suffix)).unwrap_or(keyword);
        Some(match bare {
            "none" | "" => return None,
            "media-empty" | "input-tray-empty" => Self::MediaEmpty,
            "media-low" => Self::MediaLow,
            "media-needed" | "input-tray-missing" => Self::MediaNeeded,
            "media-jam" => Self::Jam,
            "marker-supply-empty" | "marker-ribbon-empty" | "toner-empty" => Self::RibbonEmpty,
            "marker-supply-low" | "marker-ribbon-low" | "toner-low" => Self::RibbonLow,
            "cover-open" | "door-open" | "interlock-open" => Self::CoverOpen,
            "output-area-full" | "output-area-almost-full" => Self::OutputFull,
            "paused" | "moving-to-paused" => Self::Paused,
            "offline" | "shutdown" | "timed-out" | "connecting-to-device" => Self::Offline,
            other => Self::Other { keyword: other.to_owned() },
        })
    }

    /// Whether a card can still be printed with it.
    #[must_use]
    pub fn stops_printing(&self) -> bool {
        match self {
            Self::MediaEmpty | Self::MediaNeeded | Self::Jam | Self::RibbonEmpty | Self::CoverOpen | Self::Paused | Self::Offline => true,
            Self::MediaLow | Self::RibbonLow | Self::OutputFull | Self::Other { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keyword: &str, expect: Option<Reason>) {
        assert_eq!(Reason::from_ipp(keyword), expect, "{keyword}");
    }

    #[test]
    fn keywords_are_grouped_by_what_to_do() {
        check("none", None);
        check("media-empty-error", Some(Reason::MediaEmpty));
        check("marker-supply-low-warning", Some(Reason::RibbonLow));
        check("marker-supply-empty-error", Some(Reason::RibbonEmpty));
        check("cover-open", Some(Reason::CoverOpen));
        check("com.example-flux", Some(Reason::Other { keyword: "com.example-flux".to_owned() }));
    }

    #[test]
    fn the_ribbon_counts_before_other_supplies() {
        let supply = |name: &str, kind, percent| Supply { name: name.to_owned(), kind, percent: Some(percent) };
        let mut status = PrinterStatus::bare(Condition::Ready);
        assert_eq!(status.ribbon_percent(), None, "a printer that tells nothing has no level");
        status.supplies = vec![supply("Cleaning roller", SupplyKind::Other, 5), supply("YMCKO", SupplyKind::Ribbon, 40)];
        assert_eq!(status.ribbon_percent(), Some(40), "a worn roller is not an empty ribbon");
    }
}
