//! Random bytes of the operating system: ids, challenges, session tokens, codes.

/// An array of random bytes.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("without random bytes of the operating system no id or token may be made");
    bytes
}
