//! The user behind a request: from the session cookie, or nobody.

use axum::http::{HeaderMap, header};

use super::problem::Problem;
use crate::{host::App, office::sessions::SignedIn};

/// Name of the cookie.
pub const COOKIE: &str = "ktpel_session";

/// A signed-in user with the token of the session.
#[derive(Clone)]
pub struct User {
    /// Who it is.
    pub signed_in: SignedIn,
    /// Token of the session.
    pub token: String,
}

/// The user of the session that the request names.
pub async fn find(app: &App, headers: &HeaderMap) -> Result<User, Problem> {
    let token = token_of(headers).ok_or_else(Problem::unauthenticated)?;
    let signed_in = app.office.sessions.find(&token, app.office.clock.monotonic_ms()).ok_or_else(Problem::unauthenticated)?;
    Ok(User { signed_in, token })
}

/// The session token in the cookie header.
pub fn token_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}
