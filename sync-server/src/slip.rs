//! The public page of a slip, `GET /S/{token}`: whoever holds the paper sees whether it is genuine and where the case stands.
//!
//! For any phone: one small page without script, no cookie, nothing loaded from elsewhere. Only the signed token opens it, because a case
//! code could be guessed. Knows how to answer; the check is the office's ([`crate::office::slip`]), the words are in [`words`].

mod limit;
mod page;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::{host::App, office::OfficeError};
use limit::Limit;
use page::Letterhead;

/// The route of the slip page.
pub fn router(app: &App) -> Router<App> {
    let door = Door { app: app.clone(), limit: Arc::default() };
    Router::new().route("/S/{token}", get(show).route_layer(middleware::from_fn_with_state(door, admit)))
}

/// Stands before the page.
#[derive(Clone)]
struct Door {
    app: App,
    limit: Arc<Limit>,
}

/// Lets an address ask so often and no more: the page must not become a way to try tokens, or a load.
async fn admit(State(door): State<Door>, request: Request, next: Next) -> Response {
    match door.limit.take(limit::address(&request), door.app.office.clock.monotonic_ms()) {
        Ok(()) => next.run(request).await,
        Err(wait_s) => {
            let mut response = (StatusCode::TOO_MANY_REQUESTS, answer(page::too_often(wait_s))).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
            response
        }
    }
}

async fn show(State(app): State<App>, Path(token): Path<String>) -> Response {
    let now = app.office.now();
    let checked = app.blocking(move |office| Ok::<_, OfficeError>((office.check_slip(&token)?, Letterhead::of(office)?))).await;
    match checked {
        Ok((check, letterhead)) => answer(page::of(&check, &letterhead, now)).into_response(),
        Err(error) => {
            tracing::error!(%error, "slip page failed");
            (StatusCode::INTERNAL_SERVER_ERROR, answer(page::failed())).into_response()
        }
    }
}

/// The page with its own policy: no script at all, and the one style sheet that stands in it.
fn answer(page: String) -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, page::policy())], Html(page))
}
