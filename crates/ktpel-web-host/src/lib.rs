//! The kit behind loopback HTTP: for browser tests and for a demo on a machine without GTK. Never for the field.
//!
//! Every request needs the token that was printed at start, a loopback Host header and, where a browser names one, our own Origin:
//! another program or page on the machine cannot speak to the kit by guessing its port.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod guard;
mod ui;

use std::{convert::Infallible, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header},
    middleware,
    response::{
        IntoResponse, Response,
        sse::{Event as SseEvent, KeepAlive, Sse},
    },
    routing::{get, post},
};
use ktpel_app::{App, SystemHost};
use ktpel_ipc::{Event, Problem, ProblemCode};
use tokio::sync::broadcast;
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};

pub use guard::Token;

/// Largest picture that the UI may hand over, in bytes.
const BLOB_LIMIT: usize = 8 * 1024 * 1024;

/// The kit and its event stream.
#[derive(Clone)]
pub struct Hosted {
    kit: Arc<App<SystemHost>>,
    events: broadcast::Sender<Event>,
    token: Token,
}

impl Hosted {
    /// Hosts the kit whose data lie in `dir`.
    #[must_use]
    pub fn new(dir: std::path::PathBuf, token: Token) -> Self {
        let (events, _) = broadcast::channel(256);
        let sender = events.clone();
        // No listener is no failure: the page may not be open yet.
        let host = SystemHost::new(Box::new(move |event| drop(sender.send(event))));
        let kit = Arc::new(App::new(dir, host));
        kit.run_in_background();
        Self { kit, events, token }
    }

    /// All routes.
    pub fn router(self) -> Router {
        Router::new()
            .route("/rpc/{method}", post(rpc))
            .route("/blob", post(blob))
            .route("/lampiran/{hash}", get(attachment))
            .route("/events", get(events))
            .layer(DefaultBodyLimit::max(BLOB_LIMIT))
            .route_layer(middleware::from_fn_with_state(self.token.clone(), guard::token))
            .fallback(ui::serve)
            .layer(middleware::from_fn(guard::loopback))
            .with_state(self)
    }
}

async fn rpc(State(hosted): State<Hosted>, Path(method): Path<String>, Json(params): Json<serde_json::Value>) -> Response {
    let answer = tokio::task::spawn_blocking(move || ktpel_ipc::dispatch(hosted.kit.as_ref(), &method, params)).await;
    match answer {
        Ok(Ok(value)) => Json(value).into_response(),
        Ok(Err(problem)) => refused(problem),
        Err(_) => refused(Problem::new(ProblemCode::Internal)),
    }
}

/// A problem travels with status 422, whatever it is: the UI reads its code.
fn refused(problem: Problem) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response()
}

async fn blob(State(hosted): State<Hosted>, body: Bytes) -> Response {
    match hosted.kit.put_blob(body.to_vec()) {
        Ok(id) => Json(id).into_response(),
        Err(problem) => refused(problem),
    }
}

async fn attachment(State(hosted): State<Hosted>, Path(hash): Path<String>) -> Response {
    let found = tokio::task::spawn_blocking(move || hosted.kit.attachment(&hash)).await;
    match found {
        Ok(Ok((mime, bytes))) => ([(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, "no-store")], bytes).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn events(State(hosted): State<Hosted>) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let stream = BroadcastStream::new(hosted.events.subscribe()).filter_map(|event| {
        // A page that lagged behind loads what it shows again on its next event.
        let event = event.ok()?;
        SseEvent::default().event("kit").json_data(event).ok().map(Ok)
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
