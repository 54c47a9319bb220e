//! `sync-server serve`

use std::{fs::File, net::SocketAddr, sync::Arc};

use clap::Args;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::{CliError, Place, say};
use crate::{
    host::{HostOptions, serve},
    office::refresh,
};

/// Serves until it is stopped.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8440")]
    listen: SocketAddr,
    /// Address under which kits and browsers reach the server, where a reverse proxy stands before it.
    #[arg(long)]
    public_url: Option<String>,
    /// What to log, e.g. `info` or `sync_server=debug`.
    #[arg(long, default_value = "info")]
    log: String,
}

impl Serve {
    pub fn run(self) -> Result<(), CliError> {
        tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(EnvFilter::try_new(&self.log)?).init();
        // Where a task failed, and nothing of what it held.
        std::panic::set_hook(Box::new(|failed| {
            let at = failed.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(at, "a task failed");
        }));
        let office = Arc::new(self.place.open()?);
        office.workers.warm()?;
        let _lock = only_server(&self.place)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind(self.listen).await?;
            let address = listener.local_addr()?;
            say(&format!("listening on http://{address}"));
            tokio::spawn(refresh::daily(Arc::clone(&office)));
            let public_url = self.public_url.or_else(|| Some(format!("http://{address}")));
            serve(office, listener, HostOptions { public_url }, stop_asked()).await?;
            Ok(())
        })
    }
}

/// Holds the lock of the data folder: two servers would each think that they alone order the log.
fn only_server(place: &Place) -> Result<File, CliError> {
    let file = File::create(place.data.join("serve.lock"))?;
    file.try_lock().map_err(|_| "another server has this data folder open")?;
    Ok(file)
}

async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
