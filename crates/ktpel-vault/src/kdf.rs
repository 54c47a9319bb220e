//! Stretching of what people type: Argon2id with its cost written beside the result.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Memory and time that one guess costs. Stored with each wrapped key, so that it may be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

/// The stored cost is outside what this program accepts: a file must not choose how much memory is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("key stretching cost out of range: {memory_kib} KiB, {passes} passes")]
pub struct CostError {
    /// Memory that the file asks for.
    pub memory_kib: u32,
    /// Passes that the file asks for.
    pub passes: u32,
}

/// The standard cost.
impl Default for KdfCost {
    fn default() -> Self {
        Self::STANDARD
    }
}

impl KdfCost {
    /// What kits and the office use: 64 MiB, three passes, 0.1–0.4 s on a laptop.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3 };

    /// For tests only: as cheap as Argon2id can be, and as weak.
    pub const CHEAP_FOR_TESTS: Self = Self { memory_kib: 8, passes: 1 };

    const MAX_MEMORY_KIB: u32 = 1024 * 1024;
    const MAX_PASSES: u32 = 64;

    /// Stretches a secret with a salt to a key.
    pub(crate) fn stretch(self, secret: &[u8], salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, CostError> {
        let refused = CostError { memory_kib: self.memory_kib, passes: self.passes };
        if self.memory_kib > Self::MAX_MEMORY_KIB || self.passes > Self::MAX_PASSES {
            return Err(refused);
        }
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| refused)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(secret, salt, key.as_mut()).map_err(|_| refused)?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(memory_kib: u32, passes: u32) {
        let cost = KdfCost { memory_kib, passes };
        assert_eq!(cost.stretch(b"x", &[0; 16]), Err(CostError { memory_kib, passes }));
    }

    #[test]
    fn a_hostile_cost_is_refused_before_memory_is_taken() {
        check_refused(u32::MAX, 1);
        check_refused(8, u32::MAX);
        check_refused(8, 0);
        check_refused(0, 1);
    }

    #[track_caller]
    fn check_stretch(memory_kib: u32, passes: u32, expect: &str) {
        let key = KdfCost { memory_kib, passes }.stretch(b"password", b"somesaltsomesalt").unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(key.as_ref()), expect, "a stored slot must stay readable for ever");
    }

    /// Computed with the reference implementation in C (argon2-cffi).
    #[test]
    fn argon2id_answers_as_the_reference_does() {
        check_stretch(64, 2, "1a98fba8e6394425c9bdc333a9c750aaf811df070f5fb4a5788e1cf4db5793a1");
    }
}
