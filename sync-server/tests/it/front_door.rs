//! The kits' door: whoever is not a kit of this office in good standing is refused before a byte of what he wants to send is read.
//!
//! Every caller announces a body and never sends one. So whatever answer comes, comes without a byte of it; `100 Continue` would mean that
//! somebody began to read.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use ktpel_pki::{Ca, Credential};
use ktpel_sync::signed_request::DEVICE_HEADER;
use ktpel_vault::DeviceIdentity;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection, RootCertStore, SignatureScheme, StreamOwned,
    client::ResolvesClientCert,
    pki_types::{CertificateDer, ServerName},
    sign::CertifiedKey,
    version::TLS12,
};
use sync_server::storage::DeviceStatus;

use crate::{kit::Kit, office::Server};

const YEAR_MS: i64 = 366 * 24 * 60 * 60 * 1000;

/// How a call ended.
#[derive(Debug, PartialEq)]
enum End {
    /// TLS ended it, with this word of the office.
    Alert(AlertDescription),
    /// The caller did not believe the office and hung up.
    NotBelieved(CertificateError),
    /// HTTP answered with this first line and this last one.
    Answer(String, String),
}

/// Calls the kits' door and announces a megabyte.
async fn call(server: &Server, tls: ClientConfig, name: &str, header: &str) -> End {
    let address = server.kits_url.strip_prefix("https://").unwrap().to_owned();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let header = header.to_owned();
    tokio::task::spawn_blocking(move || {
        let line = TcpStream::connect(address).unwrap();
        line.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut line = StreamOwned::new(ClientConnection::new(Arc::new(tls), name).unwrap(), line);
        let head = format!(
            "POST /sync/v1/exchange HTTP/1.1\r\nHost: office\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\nConnection: close\r\n{header}\r\n"
        );
        let mut said = Vec::new();
        let mut piece = [0; 4096];
        let mut ended = line.write_all(head.as_bytes());
        while ended.is_ok() && !said.starts_with(b"HTTP/1.1 100") {
            match line.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => said.extend_from_slice(&piece[..count]),
                Err(error) => ended = Err(error),
            }
        }
        match ended.as_ref().err().and_then(|error| error.get_ref()).and_then(|error| error.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::AlertReceived(alert)) => End::Alert(*alert),
            Some(rustls::Error::InvalidCertificate(why)) => End::NotBelieved(why.clone()),
            _ => {
                let said = String::from_utf8_lossy(&said);
                End::Answer(said.lines().next().unwrap_or_default().to_owned(), said.lines().last().unwrap_or_default().to_owned())
            }
        }
    })
    .await
    .unwrap()
}

/// TLS of a kit with this certificate, which believes the office `ca`.
fn as_kit(ca: &Ca, identity: &DeviceIdentity, certificate: &[u8], server: &Server) -> ClientConfig {
    ktpel_pki::kit_client(&Credential { ca: ca.certificate(), certificate, issued: server.office.now() }, identity).unwrap()
}

fn stranger(n: u8) -> DeviceIdentity {
    DeviceIdentity::from_secret(&[n; 32])
}

#[derive(Debug)]
struct NoCertificate;

impl ResolvesClientCert for NoCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn a_kit_in_good_standing_is_asked_for_its_body() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let own = server.office.ca.issue_device(&kit.identity.public(), server.office.now()).unwrap();
    let end = call(&server, as_kit(&server.office.ca, &kit.identity, &own, &server), "127.0.0.1", "").await;
    assert!(matches!(&end, End::Answer(first, _) if first == "HTTP/1.1 100 Continue"), "the others below do not get so far: {end:?}");
}

#[tokio::test]
async fn without_a_certificate_there_is_no_line() {
    let server = Server::start().await;
    let identity = stranger(9);
    let own = server.office.ca.issue_device(&identity.public(), server.office.now()).unwrap();
    let mut tls = as_kit(&server.office.ca, &identity, &own, &server);
    tls.client_auth_cert_resolver = Arc::new(NoCertificate);
    assert_eq!(call(&server, tls, "127.0.0.1", "").await, End::Alert(AlertDescription::CertificateRequired));
}

#[tokio::test]
async fn a_certificate_of_another_office_is_refused() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let foreign = Ca::create(server.office.now()).unwrap();
    let forged = foreign.issue_device(&kit.identity.public(), server.office.now()).unwrap();
    let end = call(&server, as_kit(&server.office.ca, &kit.identity, &forged, &server), "127.0.0.1", "").await;
    assert_eq!(end, End::Alert(AlertDescription::UnknownCA), "even over the key of a true kit");
}

#[tokio::test]
async fn a_certificate_that_has_ended_is_refused() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let old = Timestamp(server.office.now().0 - YEAR_MS);
    let ended = server.office.ca.issue_device(&kit.identity.public(), old).unwrap();
    let end = call(&server, as_kit(&server.office.ca, &kit.identity, &ended, &server), "127.0.0.1", "").await;
    assert_eq!(end, End::Alert(AlertDescription::CertificateExpired));
}

#[tokio::test]
async fn a_revoked_kit_is_told_so_and_its_body_stays_unread() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let (ca, now) = (&server.office.ca, server.office.now());
    let own = ca.issue_device(&kit.identity.public(), now).unwrap();
    server.office.storage.write(|tables| tables.devices().set_status(kit.identity.id(), DeviceStatus::Revoked)).unwrap();
    let end = call(&server, as_kit(ca, &kit.identity, &own, &server), "127.0.0.1", "").await;
    assert_eq!(end, End::Answer("HTTP/1.1 403 Forbidden".into(), r#"{"code":"revoked"}"#.into()));
}

#[tokio::test]
async fn a_certificate_named_after_another_kit_is_refused() {
    let server = Server::start().await;
    let (kit, other) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    let misnamed = server.office.ca.issue_named(&kit.identity.public(), other.identity.id(), server.office.now()).unwrap();
    let end = call(&server, as_kit(&server.office.ca, &kit.identity, &misnamed, &server), "127.0.0.1", "").await;
    assert!(matches!(end, End::Alert(_)), "{end:?}");
}

#[tokio::test]
async fn who_speaks_for_another_kit_or_is_not_known_gets_no_hearing() {
    let server = Server::start().await;
    let (kit, other) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    let unknown = stranger(9);
    let callers: [(&DeviceIdentity, DeviceId); 2] = [(&kit.identity, other.identity.id()), (&unknown, unknown.id())];
    for (identity, named) in callers {
        let own = server.office.ca.issue_device(&identity.public(), server.office.now()).unwrap();
        let tls = as_kit(&server.office.ca, identity, &own, &server);
        let end = call(&server, tls, "127.0.0.1", &format!("{DEVICE_HEADER}: {named}\r\n")).await;
        assert!(matches!(&end, End::Answer(first, _) if first == "HTTP/1.1 401 Unauthorized"), "{named}: {end:?}");
    }
}

#[tokio::test]
async fn an_older_tls_is_refused() {
    let server = Server::start().await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(server.office.ca.certificate().to_vec())).unwrap();
    let tls = ClientConfig::builder_with_protocol_versions(&[&TLS12]).with_root_certificates(roots).with_no_client_auth();
    assert_eq!(call(&server, tls, "127.0.0.1", "").await, End::Alert(AlertDescription::ProtocolVersion));
}

#[tokio::test]
async fn a_kit_hangs_up_on_whom_it_does_not_know() {
    let server = Server::start().await;
    let kit = Kit::enrolled(1, &server).await;
    let (ca, now) = (&server.office.ca, server.office.now());
    let own = ca.issue_device(&kit.identity.public(), now).unwrap();
    let elsewhere = call(&server, as_kit(ca, &kit.identity, &own, &server), "kantor-lain.example", "").await;
    assert!(matches!(elsewhere, End::NotBelieved(CertificateError::NotValidForNameContext { .. })), "{elsewhere:?}");
    let foreign = Ca::create(now).unwrap();
    let end = call(&server, as_kit(&foreign, &kit.identity, &own, &server), "127.0.0.1", "").await;
    assert_eq!(end, End::NotBelieved(CertificateError::UnknownIssuer), "an office with another authority is not its office");
}
