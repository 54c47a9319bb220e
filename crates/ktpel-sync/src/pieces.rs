//! Size of the pieces in which an attachment travels: 16 to 256 KiB by the quality of the line.

/// The present piece size of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceSize(usize);

const SMALLEST: usize = 16 << 10;
const LARGEST: usize = 256 << 10;

impl Default for PieceSize {
    fn default() -> Self {
        Self(64 << 10)
    }
}

impl PieceSize {
    /// Bytes of the next piece.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.0
    }

    /// Whether it cannot become smaller.
    #[must_use]
    pub const fn is_smallest(self) -> bool {
        self.0 == SMALLEST
    }

    /// After a piece arrived.
    #[must_use]
    pub fn after_success(self) -> Self {
        Self((self.0 * 2).min(LARGEST))
    }

    /// After a piece was lost.
    #[must_use]
    pub fn after_failure(self) -> Self {
        Self((self.0 / 2).max(SMALLEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_stays_within_its_bounds() {
        let mut size = PieceSize::default();
        (0..9).for_each(|_| size = size.after_success());
        assert_eq!(size.bytes(), LARGEST, "a good line gets the largest piece");
        (0..9).for_each(|_| size = size.after_failure());
        assert_eq!(size.bytes(), SMALLEST, "a bad line still moves");
    }
}
