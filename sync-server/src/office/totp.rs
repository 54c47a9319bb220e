//! The second factor: codes of six digits that change every half minute (RFC 6238, SHA-1, as every authenticator has it).
//!
//! The secret is made from the user's key and a stored random number: who has the database alone has no secret.

use ktpel_domain::time::Timestamp;
use ktpel_vault::OperatorKey;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Name under which the authenticator shows the account.
const ISSUER: &str = "KTP-el Mobile";

/// The second factor of one user.
pub struct SecondFactor {
    secret: Zeroizing<[u8; 20]>,
}

impl SecondFactor {
    /// The second factor that this key makes from this number.
    #[must_use]
    pub fn of(key: &OperatorKey, nonce: &[u8; 16]) -> Self {
        let made = key.subkey(&format!("office totp 1 {}", data_encoding::HEXLOWER.encode(nonce)));
        let mut secret = Zeroizing::new([0; 20]);
        secret.iter_mut().zip(made.iter()).for_each(|(to, from)| *to = *from);
        Self { secret }
    }

    /// The time step of a right code, the one before and the one after included; none for a wrong one. Using a step only once is the caller's part.
    #[must_use]
    pub fn step(&self, code: &str, now: Timestamp) -> Option<u64> {
        let seconds = u64::try_from(now.0 / 1000).ok()?;
        self.algorithm()?.check(code, seconds)
    }

    /// The secret as people type it who cannot scan.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::BASE32_NOPAD.encode(&*self.secret))
    }

    /// The address that an authenticator scans.
    #[must_use]
    pub fn address(&self, login: &str) -> Zeroizing<String> {
        let (issuer, secret) = (ISSUER.replace(' ', "%20"), self.text());
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
            secret.as_str()
        ))
    }

    fn algorithm(&self) -> Option<Totp> {
        Builder::new().with_algorithm(Algorithm::SHA1).with_secret(Secret::new_stack(*self.secret)).build().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1, of eight digits the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let factor = SecondFactor { secret: Zeroizing::new(*b"12345678901234567890") };
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(factor.step(code, Timestamp(seconds * 1000)), Some(seconds as u64 / 30), "{code}");
        }
        assert_eq!(factor.text().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_good_a_little_before_and_after_its_time_and_no_longer() {
        let factor = SecondFactor { secret: Zeroizing::new(*b"12345678901234567890") };
        let at = |seconds: i64| factor.step("081804", Timestamp(seconds * 1000)).is_some();
        assert_eq!([1_111_111_079, 1_111_111_109, 1_111_111_139, 1_111_111_170].map(at), [true, true, true, false]);
    }

    #[test]
    fn another_key_or_number_is_another_secret() {
        let (one, two) = (OperatorKey::from_secret(&[1; 32]), OperatorKey::from_secret(&[2; 32]));
        let text = |key, nonce| SecondFactor::of(key, &nonce).text().to_string();
        assert_eq!(text(&one, [1; 16]), text(&one, [1; 16]));
        assert_ne!(text(&one, [1; 16]), text(&two, [1; 16]));
        assert_ne!(text(&one, [1; 16]), text(&one, [2; 16]));
    }

    #[test]
    fn the_address_names_who_and_where() {
        let address = SecondFactor { secret: Zeroizing::new([0; 20]) }.address("kasi");
        assert!(address.starts_with("otpauth://totp/KTP-el%20Mobile:kasi?secret=AAAA"), "the form that authenticators read");
    }
}
