//! TLS for stories in which something else stands where the office stands: blocking, one line at a time.

use std::{io, net::TcpStream, sync::Arc};

use ktpel_pki::{Ca, Credential};
use ktpel_vault::DeviceIdentity;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection, StreamOwned, pki_types::ServerName};

use crate::process::DEADLINE;

/// A line from a kit, at the far end of which somebody believes to be the office.
pub type KitLine = StreamOwned<ServerConnection, TcpStream>;
/// A line to the office.
pub type OfficeLine = StreamOwned<ClientConnection, TcpStream>;

/// What an enrolled kit proves itself with: whoever holds it is the kit.
pub struct Secrets {
    /// The device key.
    pub device: DeviceIdentity,
    /// Certificate of the office's authority.
    pub ca: Vec<u8>,
    /// The kit's own certificate.
    pub certificate: Vec<u8>,
    /// When the office issued it.
    pub issued: ktpel_domain::time::Timestamp,
}

impl Secrets {
    /// TLS as this kit.
    #[must_use]
    pub fn client(&self) -> Arc<ClientConfig> {
        let credential = Credential { ca: &self.ca, certificate: &self.certificate, issued: self.issued };
        Arc::new(ktpel_pki::kit_client(&credential, &self.device).expect("an enrolled kit has certificates"))
    }
}

/// TLS of somebody to whom this authority gave a certificate for the office's address.
#[must_use]
pub fn server(ca: &Ca) -> Arc<ServerConfig> {
    let certificate = ca.issue_server(&[]).expect("an authority issues certificates");
    Arc::new(ktpel_pki::browsers_listener(certificate.chain, certificate.key).expect("certificate and key belong together"))
}

/// Greets a kit.
///
/// # Errors
/// When the kit does not believe the certificate, or hangs up.
pub fn accept(config: &Arc<ServerConfig>, mut stream: TcpStream) -> io::Result<KitLine> {
    stream.set_read_timeout(Some(DEADLINE))?;
    let mut connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(connection, stream))
}

/// Calls the office.
///
/// # Errors
/// When it does not answer or is not believed.
pub fn connect(config: &Arc<ClientConfig>, address: &str) -> io::Result<OfficeLine> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    let name = ServerName::try_from("127.0.0.1").map_err(io::Error::other)?;
    Ok(StreamOwned::new(ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?, stream))
}
