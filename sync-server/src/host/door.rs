//! The listener under both routers: a bound on connections, TLS with a bound on the handshake, and an end for lines on which nothing moves.
//!
//! A handshake that fails never reaches the router. What is logged of it names no person: the kind of failure only.

mod connection;

pub use connection::Connection;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{extract::connect_info::Connected, serve::IncomingStream};
use ktpel_domain::ids::DeviceId;
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};
use tokio_rustls::TlsAcceptor;

/// Connections that are open at the same time on one listener.
const CONNECTIONS: usize = 512;
/// A handshake that takes longer is none.
const HANDSHAKE: Duration = Duration::from_secs(20);
/// How long the listener rests when the system gives no connection (too many open files).
const REST: Duration = Duration::from_millis(200);

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// The kit whose certificate was shown and believed; none on the browsers' listener.
    pub device: Option<DeviceId>,
}

/// A listener that gives connections which are ready for HTTP.
pub struct Door {
    ready: mpsc::Receiver<(Connection, Peer)>,
    address: SocketAddr,
}

impl Door {
    /// Opens the door: plain without TLS settings.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn open(listener: TcpListener, tls: Option<ServerConfig>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(16);
        let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
        tokio::spawn(take_in(listener, tls, sender));
        Ok(Self { ready, address })
    }
}

impl axum::serve::Listener for Door {
    type Io = Connection;
    type Addr = Peer;

    async fn accept(&mut self) -> (Connection, Peer) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The task that takes connections in ends only with the listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer { address: self.address, device: None })
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        *stream.remote_addr()
    }
}

/// Takes connections in until nobody wants them any more.
async fn take_in(listener: TcpListener, tls: Option<TlsAcceptor>, ready: mpsc::Sender<(Connection, Peer)>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        tokio::select! {
            () = ready.closed() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => drop(tokio::spawn(greet(stream, address, tls.clone(), place, ready.clone()))),
                Err(error) => {
                    tracing::warn!(kind = ?error.kind(), "no connection from the system");
                    tokio::time::sleep(REST).await;
                }
            },
        }
    }
}

/// The handshake, apart from all other connections.
async fn greet(
    stream: TcpStream,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    place: OwnedSemaphorePermit,
    ready: mpsc::Sender<(Connection, Peer)>,
) {
    let _slower_line = stream.set_nodelay(true);
    let greeted = match tls {
        None => Some((Connection::plain(stream, place), None)),
        Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => {
                let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
                let device = certificate.and_then(|certificate| ktpel_pki::device_of(certificate).ok());
                Some((Connection::tls(stream, place), device))
            }
            Ok(Err(error)) => {
                tracing::info!(%error, "handshake refused");
                None
            }
            Err(_) => None,
        },
    };
    if let Some((connection, device)) = greeted {
        let _server_stops = ready.send((connection, Peer { address, device })).await;
    }
}
