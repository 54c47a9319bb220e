//! The user behind a request, from the session cookie, and the address that the request comes from.

use std::net::IpAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use ktpel_vault::SessionToken;

use super::problem::Problem;
use crate::{
    host::{App, Peer},
    office::sessions::{Session, SessionId, SignedIn, Stage},
};

/// Name of the cookie.
pub const COOKIE: &str = "ktpel_session";

/// A signed-in user with the session.
#[derive(Clone)]
pub struct User {
    /// Who it is.
    pub signed_in: SignedIn,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// Names the session.
    pub session: SessionId,
}

impl User {
    /// The session as the office knows it.
    #[must_use]
    pub fn as_session(&self) -> Session {
        Session { signed_in: self.signed_in.clone(), stage: self.stage }
    }
}

/// The user of the session that the request names.
pub async fn find(app: &App, headers: &HeaderMap) -> Result<User, Problem> {
    let token = token_of(headers).ok_or_else(Problem::unauthenticated)?;
    let session = SessionId(token.digest());
    let found = app.blocking(move |office| office.session(&token)).await?.ok_or_else(Problem::unauthenticated)?;
    Ok(User { signed_in: found.signed_in, stage: found.stage, session })
}

/// The session token in the cookie header.
pub fn token_of(headers: &HeaderMap) -> Option<SessionToken> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, value)| SessionToken::parse(value))
}

/// Where a request comes from. A proxy on this machine names the address that it saw; nobody else is believed about it.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.address.ip());
        Ok(Self(peer.map(|peer| behind_proxy(peer, &parts.headers))))
    }
}

/// The last address in the header is the one that our own proxy added; those before it are what the caller says.
fn behind_proxy(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !peer.to_canonical().is_loopback() {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let last = lines.flat_map(|line| line.split(',')).last();
    last.and_then(|text| text.trim().parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&'static str], expect: &str) {
        let mut map = HeaderMap::new();
        for line in forwarded {
            map.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        assert_eq!(behind_proxy(peer.parse().unwrap(), &map), expect.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
    }

    #[test]
    fn only_our_own_proxy_is_believed_and_only_its_own_word() {
        check("10.0.0.7", &[], "10.0.0.7");
        check("10.0.0.7", &["1.2.3.4"], "10.0.0.7");
        check("127.0.0.1", &["9.9.9.9, 1.2.3.4"], "1.2.3.4");
        check("127.0.0.1", &["9.9.9.9", "1.2.3.4"], "1.2.3.4");
        check("::1", &["2001:db8::1"], "2001:db8::1");
        check("127.0.0.1", &["nonsense"], "127.0.0.1");
    }
}
