//! Personal data that must not reach a log, an error text or a Debug output.

use std::fmt;

/// A personal value whose Debug output tells nothing but its presence.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Redacted<T>(pub T);

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹disamarkan›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", Redacted("Siti")), "‹disamarkan›");
    }
}
