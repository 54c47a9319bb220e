//! Blanko or ribbon came to a kit or went from it (product rule 4: every blanko is accounted for).

use minicbor::{Decode, Encode};

/// One movement. What a card print used or spoiled stands in the case; this is for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StockMovement {
    /// `blanko` or `ribbon`.
    #[n(0)]
    pub item: String,
    /// `received`, `returned`, `destroyed` or `withdrawn`.
    #[n(1)]
    pub movement: String,
    /// First serial; empty for what has none.
    #[n(2)]
    pub first: String,
    /// Last serial; empty for what has none.
    #[n(3)]
    pub last: String,
    /// Pieces.
    #[n(4)]
    pub quantity: u64,
}

super::record!(StockMovement, item, movement, first, last);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Record;

    #[test]
    fn a_movement_is_read_back() {
        let text = str::to_owned;
        let movement =
            StockMovement { item: text("blanko"), movement: text("received"), first: text("BK0001"), last: text("BK0100"), quantity: 100 };
        assert_eq!(StockMovement::from_payload(&movement.to_payload()), Ok(movement));
    }
}
