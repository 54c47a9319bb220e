//! Random bytes of the operating system, the only source of keys and nonces.

/// Fills an array with random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes; without them no key may be made");
    bytes
}
