//! TLS between two laptops of one team: each shows the certificate that the office gave it, each believes the office's authority and nobody else.
//!
//! A kit's certificate stays one for TLS clients only: the laptop that answers is judged by the same rule as the one that calls, so that no kit can
//! ever pass for the office's server. Which team and whether it was revoked is for the caller to ask, by the device that [`crate::device_of`] names.

use std::sync::Arc;

use ktpel_domain::time::Timestamp;
use ktpel_vault::DeviceIdentity;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::ring,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::{
        NoServerSessionStorage, WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    version::TLS13,
};

use crate::{
    PkiError,
    client::{Credential, private_key},
    device::OnlyOwnName,
    time::At,
};

/// What a laptop calls another by: the name is not looked at, the certificate's own is.
pub const TEAM_MATE: &str = "laptop.kit";

/// For the laptop that is called. `now` is the kit's clock.
///
/// # Errors
/// When the certificates do not fit together.
pub fn team_listener(credential: &Credential<'_>, device: &DeviceIdentity, now: Timestamp) -> Result<ServerConfig, PkiError> {
    let verifier = Arc::new(verifier(credential)?);
    let chain = vec![CertificateDer::from(credential.certificate).into_owned()];
    let mut config = ServerConfig::builder_with_details(Arc::new(ring::default_provider()), Arc::new(At(now)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, private_key(device))?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// For the laptop that calls. `now` is the kit's clock.
///
/// # Errors
/// When the certificates do not fit together.
pub fn team_client(credential: &Credential<'_>, device: &DeviceIdentity, now: Timestamp) -> Result<ClientConfig, PkiError> {
    let verifier = Arc::new(verifier(credential)?);
    let chain = vec![CertificateDer::from(credential.certificate).into_owned()];
    let mut config = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), Arc::new(At(now)))
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_auth_cert(chain, private_key(device))?;
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

fn verifier(credential: &Credential<'_>) -> Result<TeamMate, PkiError> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(credential.ca).into_owned())?;
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().map_err(|_| PkiError::Verifier)?;
    Ok(TeamMate(OnlyOwnName(verifier)))
}

/// Believes a certificate of the office that bears the name of its own key. One that is not valid yet is judged at its first hour: the office does not
/// postdate, so it is this laptop's clock that is behind, and a team without signal must still find together.
#[derive(Debug)]
struct TeamMate(OnlyOwnName);

impl TeamMate {
    fn verify(&self, certificate: &CertificateDer<'_>, between: &[CertificateDer<'_>], now: UnixTime) -> Result<(), rustls::Error> {
        match self.0.verify_client_cert(certificate, between, now) {
            Err(rustls::Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. })) => {
                self.0.verify_client_cert(certificate, between, not_before).map(drop)
            }
            other => other.map(drop),
        }
    }
}

impl ServerCertVerifier for TeamMate {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.verify(end_entity, intermediates, now).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

impl ClientCertVerifier for TeamMate {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        self.verify(end_entity, intermediates, now).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use rustls::{ClientConnection, ServerConnection};

    use super::*;
    use crate::{Ca, device_of};

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    const ISSUED: Timestamp = Timestamp(1_795_000_000_000);

    struct Kit {
        device: DeviceIdentity,
        ca: Vec<u8>,
        certificate: Vec<u8>,
    }

    fn kit(ca: &Ca, seed: u8, issued: Timestamp) -> Kit {
        let device = DeviceIdentity::from_secret(&[seed; 32]);
        let certificate = ca.issue_device(&device.public(), issued).unwrap();
        Kit { device, ca: ca.certificate().to_vec(), certificate }
    }

    impl Kit {
        fn credential(&self) -> Credential<'_> {
            Credential { ca: &self.ca, certificate: &self.certificate, issued: ISSUED }
        }
    }

    /// A handshake in memory: what each end learned of the other, or why it ended.
    fn meet(caller: &Kit, called: &Kit, now: Timestamp) -> Result<bool, rustls::Error> {
        let client = team_client(&caller.credential(), &caller.device, now).unwrap();
        let server = team_listener(&called.credential(), &called.device, now).unwrap();
        let mut client = ClientConnection::new(Arc::new(client), TEAM_MATE.try_into().unwrap()).unwrap();
        let mut server = ServerConnection::new(Arc::new(server)).unwrap();
        for _ in 0..6 {
            let mut wire = Vec::new();
            client.write_tls(&mut wire).unwrap();
            server.read_tls(&mut wire.as_slice()).unwrap();
            server.process_new_packets()?;
            let mut wire = Vec::new();
            server.write_tls(&mut wire).unwrap();
            client.read_tls(&mut wire.as_slice()).unwrap();
            client.process_new_packets()?;
        }
        let seen = |certificates: Option<&[CertificateDer<'_>]>| device_of(certificates.unwrap().first().unwrap()).unwrap();
        Ok(seen(client.peer_certificates()) == called.device.id() && seen(server.peer_certificates()) == caller.device.id())
    }

    #[test]
    fn two_laptops_of_one_office_know_each_other() {
        let ca = Ca::create(ISSUED).unwrap();
        let (a, b) = (kit(&ca, 1, ISSUED), kit(&ca, 2, ISSUED));
        assert_eq!(meet(&a, &b, ISSUED), Ok(true), "each end names the other");
    }

    #[test]
    fn a_laptop_of_another_office_is_a_stranger() {
        let (ca, other) = (Ca::create(ISSUED).unwrap(), Ca::create(ISSUED).unwrap());
        let (a, stranger) = (kit(&ca, 1, ISSUED), kit(&other, 2, ISSUED));
        assert!(meet(&a, &stranger, ISSUED).is_err() && meet(&stranger, &a, ISSUED).is_err());
    }

    #[test]
    fn a_certificate_that_ended_is_refused_and_one_from_the_future_is_not() {
        let ca = Ca::create(ISSUED).unwrap();
        let (old, new) = (kit(&ca, 1, ISSUED), kit(&ca, 2, Timestamp(ISSUED.0 + 300 * DAY_MS)));
        assert!(meet(&old, &new, Timestamp(ISSUED.0 + 400 * DAY_MS)).is_err(), "a year is a year");
        assert_eq!(meet(&old, &new, Timestamp(ISSUED.0 + 10 * DAY_MS)), Ok(true), "a clock that is behind parts no team");
    }

    #[test]
    fn the_office_s_server_is_no_team_mate_and_a_kit_no_server() {
        let ca = Ca::create(ISSUED).unwrap();
        let a = kit(&ca, 1, ISSUED);
        let forged = ca.issue_named(&DeviceIdentity::from_secret(&[3; 32]).public(), a.device.id(), ISSUED).unwrap();
        let forged = Kit { device: DeviceIdentity::from_secret(&[3; 32]), ca: a.ca.clone(), certificate: forged };
        assert!(meet(&a, &forged, ISSUED).is_err(), "a certificate under another laptop's name");
    }
}
