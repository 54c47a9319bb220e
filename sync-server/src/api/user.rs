//! The user behind a request: from the session cookie, or nobody.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use ktpel_domain::peran::Action;

use super::{problem::Problem, rights};
use crate::{host::App, office::sessions::SignedIn};

/// Name of the cookie.
pub const COOKIE: &str = "ktpel_session";

/// A signed-in user with the token of the session.
pub struct User {
    /// Who it is.
    pub signed_in: SignedIn,
    /// Token of the session.
    pub token: String,
}

impl User {
    /// Refuses a role that may not.
    pub fn require(&self, action: Action) -> Result<(), Problem> {
        rights::require(self.signed_in.peran, action)
    }
}

impl FromRequestParts<App> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token_of(&parts.headers).ok_or_else(Problem::unauthenticated)?;
        let signed_in = app.office.sessions.find(&token, app.office.clock.monotonic_ms()).ok_or_else(Problem::unauthenticated)?;
        Ok(Self { signed_in, token })
    }
}

/// The session token in the cookie header.
pub fn token_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}
