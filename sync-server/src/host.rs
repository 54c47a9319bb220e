//! HTTP around the office: one door for kits, one for browsers, headers that every answer carries, and the way to stop.

mod assets;
mod body;
mod door;
mod headers;

pub use body::read_body;
pub use door::Peer;

use std::{future::Future, io, sync::Arc};

use axum::{Router, middleware};
use door::Door;
use rustls::ServerConfig;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    api::{self, problem::Problem},
    kit,
    office::Office,
    slip,
};

/// How this host is run.
#[derive(Debug, Clone, Default)]
pub struct HostOptions {
    /// Address under which browsers and kits that are not taken in yet reach the office; browsers get `Secure` cookies when it is https.
    pub public_url: Option<String>,
    /// Address of the kits' listener as kits are told it.
    pub kits_url: String,
}

/// The two doors of the office.
pub struct Listeners {
    /// For browsers, and for kits that are not taken in yet.
    pub browsers: TcpListener,
    /// TLS of the browsers' door; none only on a loopback address.
    pub browsers_tls: Option<ServerConfig>,
    /// For enrolled kits.
    pub kits: TcpListener,
    /// TLS of the kits' door (`ktpel_pki::kits_listener`).
    pub kits_tls: ServerConfig,
}

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The office.
    pub office: Arc<Office>,
    /// How the host is run.
    pub options: Arc<HostOptions>,
    /// Turns true when the server stops: long answers end then.
    stopping: watch::Receiver<bool>,
}

impl App {
    /// Runs blocking work of the office off the async threads.
    pub async fn blocking<T, E>(&self, work: impl FnOnce(&Office) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let office = Arc::clone(&self.office);
        let done = tokio::task::spawn_blocking(move || work(&office)).await;
        done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    }

    /// Ends when the server stops.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.stopping.clone();
        async move {
            let _sender_gone_means_stop = stopping.wait_for(|stop| *stop).await;
        }
    }
}

/// What browsers reach, and kits that are not taken in yet.
fn browsers(app: App) -> Router {
    Router::new()
        .merge(api::router(&app).layer(middleware::from_fn(headers::same_origin)))
        .merge(kit::enrolment())
        .merge(slip::router(&app))
        .fallback(assets::serve)
        .method_not_allowed_fallback(|| async { Problem::bad_request("method") })
        .layer(middleware::from_fn(headers::secure))
        .with_state(app)
}

/// What enrolled kits reach, and nothing else. The headers that protect pages are left out: no browser gets in here.
fn kits(app: App) -> Router {
    Router::new()
        .merge(kit::router(app.clone()))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::bad_request("method") })
        .with_state(app)
}

/// Serves until `stop` ends, then lets requests in flight finish.
///
/// # Errors
/// When a listener fails for good.
pub async fn serve(
    office: Arc<Office>,
    listeners: Listeners,
    options: HostOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (sender, stopping) = watch::channel(false);
    let app = App { office, options: Arc::new(options), stopping };
    tokio::spawn(async move {
        stop.await;
        let _nobody_waits = sender.send(true);
        sender.closed().await;
    });
    let browsers = listen(Door::open(listeners.browsers, listeners.browsers_tls)?, browsers(app.clone()), app.stopped());
    let kits = listen(Door::open(listeners.kits, Some(listeners.kits_tls))?, kits(app.clone()), app.stopped());
    drop(app);
    tokio::try_join!(browsers, kits).map(|_| ())
}

async fn listen(door: Door, router: Router, stopped: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    axum::serve(door, router.into_make_service_with_connect_info::<Peer>()).with_graceful_shutdown(stopped).await
}
