//! Who may call a route, and the one place that enforces it.
//!
//! The declaration stands in the line of the route (`api.rs`), the rights of a role in `ktpel_domain::peran`; handlers look closer only where the body
//! of the request decides. Knows no route.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ktpel_domain::peran::{Action, may};

use super::{
    problem::Problem,
    user::{User, find},
};
use crate::{host::App, office::sessions::Stage};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody who reaches the server.
    Public,
    /// Who gave the right password, even where the sign-in is not finished.
    Entering,
    /// Anybody who is signed in.
    SignedIn,
    /// Who is signed in with a role that may do this.
    May(Action),
}

/// Stands before one route.
#[derive(Clone)]
pub struct Gate {
    /// Where sessions are found.
    pub app: App,
    /// What the line of the route declares.
    pub access: Access,
}

/// Lets a request through to its handler, with the user that the gate found, or answers why not.
pub async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let user = match gate.access {
        Access::Public => return next.run(request).await,
        Access::Entering | Access::SignedIn | Access::May(_) => find(&gate.app, request.headers()).await,
    };
    match user.and_then(|user| allowed(gate.access, user)) {
        Ok(user) => {
            request.extensions_mut().insert(user);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn allowed(access: Access, user: User) -> Result<User, Problem> {
    if access != Access::Entering && user.stage != Stage::Open {
        return Err(Problem::unauthenticated());
    }
    match access {
        Access::May(action) if !may(user.signed_in.peran, action) => Err(Problem::not_your_role()),
        Access::Public | Access::Entering | Access::SignedIn | Access::May(_) => Ok(user),
    }
}

impl FromRequestParts<App> for User {
    type Rejection = Problem;

    /// The user that the gate let through; on a public route there is none.
    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthenticated)
    }
}
