//! `sync-server serve`

use std::{
    fs::File,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::http::Uri;
use clap::Args;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::{CliError, Place, say};
use crate::{
    host::{HostOptions, Listeners, serve},
    office::{Office, refresh},
};

/// Serves until it is stopped.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address for browsers and for taking in kits; port 0 takes a free one. Plain HTTP on a loopback address, else HTTPS.
    #[arg(long, default_value = "127.0.0.1:8440")]
    listen: SocketAddr,
    /// Address for enrolled kits: TLS with the certificates of this office.
    #[arg(long, default_value = "0.0.0.0:8441")]
    listen_kits: SocketAddr,
    /// Address under which browsers reach the server, where it is another than the one it listens on.
    #[arg(long)]
    public_url: Option<String>,
    /// Address under which kits reach the server, where it is another than the one it listens on.
    #[arg(long)]
    kits_url: Option<String>,
    /// Certificate chain (PEM) for browsers; without it the office's own authority issues one.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key (PEM).
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
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
            let (browsers, kits) = (TcpListener::bind(self.listen).await?, TcpListener::bind(self.listen_kits).await?);
            let (address, kits_address) = (browsers.local_addr()?, kits.local_addr()?);
            let browsers_tls = self.browsers_tls(&office)?;
            let scheme = if browsers_tls.is_some() { "https" } else { "http" };
            let public_url = self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
            let kits_url = self.kits_url.clone().unwrap_or_else(|| beside(&public_url, kits_address));
            let certificate = office.ca.issue_server(&hosts(&[&public_url, &kits_url], kits_address.ip()))?;
            let kits_tls = ktpel_pki::kits_listener(certificate, office.ca.certificate(), Arc::clone(&office.clock))?;
            say(&format!("listening on {scheme}://{address} and for kits on {kits_url}"));
            tokio::spawn(refresh::daily(Arc::clone(&office)));
            let options = HostOptions { public_url: Some(public_url), kits_url };
            serve(office, Listeners { browsers, browsers_tls, kits, kits_tls }, options, stop_asked()).await?;
            Ok(())
        })
    }

    /// Plain HTTP never leaves this machine.
    fn browsers_tls(&self, office: &Office) -> Result<Option<ServerConfig>, CliError> {
        let (chain, key) = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => {
                (CertificateDer::pem_file_iter(certificate)?.collect::<Result<Vec<_>, _>>()?, PrivateKeyDer::from_pem_file(key)?)
            }
            _ if self.listen.ip().is_loopback() => return Ok(None),
            _ => {
                let url = self.public_url.as_deref().unwrap_or_default();
                let issued = office.ca.issue_server(&hosts(&[url], self.listen.ip()))?;
                (issued.chain, issued.key)
            }
        };
        Ok(Some(ktpel_pki::browsers_listener(chain, key)?))
    }
}

/// The kits' address on the host of the public one.
fn beside(public_url: &str, kits: SocketAddr) -> String {
    if !kits.ip().is_unspecified() {
        return format!("https://{kits}");
    }
    let host = host_of(public_url).unwrap_or_else(|| "127.0.0.1".to_owned());
    format!("https://{host}:{}", kits.port())
}

/// Names and addresses that a certificate of ours is for.
fn hosts(urls: &[&str], listen: IpAddr) -> Vec<String> {
    let own = (!listen.is_unspecified()).then(|| listen.to_string());
    urls.iter().filter_map(|url| host_of(url)).chain(own).map(|host| host.trim_matches(['[', ']']).to_owned()).collect()
}

fn host_of(url: &str) -> Option<String> {
    url.parse::<Uri>().ok()?.host().map(str::to_owned)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(public_url: &str, kits: &str, expect: &str) {
        assert_eq!(beside(public_url, kits.parse().unwrap()), expect);
    }

    #[test]
    fn kits_are_told_an_address_that_they_can_reach() {
        check("https://dukcapil.example", "0.0.0.0:8441", "https://dukcapil.example:8441");
        check("http://127.0.0.1:8440", "0.0.0.0:8441", "https://127.0.0.1:8441");
        check("https://[2001:db8::1]:8440", "[::]:8441", "https://[2001:db8::1]:8441");
        check("https://dukcapil.example", "192.0.2.7:8441", "https://192.0.2.7:8441");
    }

    #[test]
    fn the_certificate_names_every_address() {
        let hosts = hosts(&["https://dukcapil.example", "https://[2001:db8::1]:8441"], IpAddr::from([192, 0, 2, 7]));
        assert_eq!(hosts, ["dukcapil.example", "2001:db8::1", "192.0.2.7"]);
    }
}
