//! HTTP around the office: one router for kits and browsers, headers that every answer carries, and the way to stop.

mod assets;
mod body;
mod headers;

pub use body::read_body;

use std::{future::Future, io, net::SocketAddr, sync::Arc};

use axum::{Router, middleware};
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
    /// Address under which kits and browsers reach the office; browsers get `Secure` cookies when it is https.
    pub public_url: Option<String>,
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

/// All routes. `stopping` ends long answers.
pub fn router(office: Arc<Office>, options: HostOptions, stopping: watch::Receiver<bool>) -> Router {
    let app = App { office, options: Arc::new(options), stopping };
    Router::new()
        .merge(api::router(&app).layer(middleware::from_fn(headers::same_origin)))
        .merge(kit::router())
        .merge(slip::router(&app))
        .fallback(assets::serve)
        .method_not_allowed_fallback(|| async { Problem::bad_request("method") })
        .layer(middleware::from_fn(headers::secure))
        .with_state(app)
}

/// Serves until `stop` ends, then lets requests in flight finish.
pub async fn serve(
    office: Arc<Office>,
    listener: TcpListener,
    options: HostOptions,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (sender, stopping) = watch::channel(false);
    let router = router(office, options, stopping);
    let stop = async move {
        stop.await;
        let _nobody_waits = sender.send(true);
    };
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(stop).await
}
