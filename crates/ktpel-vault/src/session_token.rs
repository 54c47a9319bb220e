//! The token of an office session: 32 random bytes that only the browser keeps.
//!
//! The office stores a digest to find the session by, and the user's key wrapped under a key derived from the token: a restart of the server signs nobody
//! out, and who copies the database can neither use a session nor sign with anybody's key.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{data_key::DataKey, operator::OperatorKey, random, wrap};

const PURPOSE: &str = "ktpel office session 1";

/// A token as the browser holds it.
pub struct SessionToken(DataKey);

impl SessionToken {
    /// Makes a new token.
    #[must_use]
    pub fn generate() -> Self {
        Self(DataKey::from_bytes(random::bytes()))
    }

    /// Reads what a browser sent; none if it has another form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        Some(Self(DataKey::from_bytes(bytes.as_slice().try_into().ok()?)))
    }

    /// The text for the cookie.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::BASE64URL_NOPAD.encode(self.0.expose()))
    }

    /// What the office finds the session by; the token does not follow from it.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"ktpel session digest 1\0").chain_update(self.0.expose()).finalize().into()
    }

    /// The user's key as it rests while the session lives.
    #[must_use]
    pub fn wrap(&self, key: &OperatorKey) -> Vec<u8> {
        wrap::seal(&self.0.subkey(PURPOSE), PURPOSE, &key.secret()).to_vec()
    }

    /// Opens what [`Self::wrap`] made; none with another token or for bent bytes.
    #[must_use]
    pub fn unwrap(&self, sealed: &[u8]) -> Option<OperatorKey> {
        wrap::open(&self.0.subkey(PURPOSE), PURPOSE, sealed).map(|secret| OperatorKey::from_secret(&secret))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(‹rahasia›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_opens_the_key() {
        let (token, key) = (SessionToken::generate(), OperatorKey::generate());
        let sealed = token.wrap(&key);
        let again = SessionToken::parse(&token.text()).unwrap();
        assert_eq!(again.digest(), token.digest());
        assert_eq!(again.unwrap(&sealed).map(|opened| opened.id()), Some(key.id()));
        assert!(SessionToken::generate().unwrap(&sealed).is_none(), "another session's token opens nothing");
        let by_digest = SessionToken(DataKey::from_bytes(token.digest()));
        assert!(by_digest.unwrap(&sealed).is_none(), "what the database holds does not open what it holds");
    }

    #[test]
    fn what_is_no_token_is_none() {
        for text in ["", "kuki", "AAAA", "!", &"A".repeat(44)] {
            assert!(SessionToken::parse(text).is_none(), "{text}");
        }
        assert_eq!(format!("{:?}", SessionToken::generate()), "SessionToken(‹rahasia›)");
    }
}
