//! A kit's certificate: whose it is, and the check that a TLS listener makes of it.

use std::sync::Arc;

use ktpel_domain::ids::DeviceId;
use ktpel_vault::signing;
use rcgen::{PKCS_ED25519, PublicKeyData, SignatureAlgorithm};
use rustls::{
    DigitallySignedStruct, DistinguishedName, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use webpki::EndEntityCert;

use crate::PkiError;

/// DER of a SubjectPublicKeyInfo with an Ed25519 key (RFC 8410), up to the key.
const ED25519_SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The public half of a device key, as a certificate carries it.
pub struct DevicePublicKey(pub [u8; 32]);

impl PublicKeyData for DevicePublicKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

/// The name that the certificate of a device bears.
pub fn name_of(device: DeviceId) -> String {
    format!("{device}.kit")
}

/// The device whose key the certificate carries. Who issued it is not looked at here: TLS has done that.
///
/// # Errors
/// When it is no certificate over an Ed25519 key, or not named after that key.
pub fn device_of(certificate: &[u8]) -> Result<DeviceId, PkiError> {
    key_of(certificate).map(|key| signing::device_id(&key))
}

/// The device key that the certificate carries, under the same conditions.
///
/// # Errors
/// As [`device_of`].
pub fn key_of(certificate: &[u8]) -> Result<[u8; 32], PkiError> {
    let der = CertificateDer::from(certificate);
    let parsed = EndEntityCert::try_from(&der).map_err(|_| PkiError::NotOurs)?;
    let key_info = parsed.subject_public_key_info();
    let key = key_info.strip_prefix(&ED25519_SPKI).ok_or(PkiError::NotOurs)?;
    let key = key.try_into().map_err(|_| PkiError::NotOurs)?;
    let name = ServerName::try_from(name_of(signing::device_id(&key))).map_err(|_| PkiError::Name)?;
    parsed.verify_is_valid_for_subject_name(&name).map_err(|_| PkiError::Name)?;
    Ok(key)
}

/// Lets in who has a certificate of the office's authority that bears the name of its own key.
#[derive(Debug)]
pub struct OnlyOwnName(pub Arc<dyn ClientCertVerifier>);

impl ClientCertVerifier for OnlyOwnName {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        let verified = self.0.verify_client_cert(end_entity, intermediates, now)?;
        device_of(end_entity).map_err(|_| rustls::CertificateError::ApplicationVerificationFailure)?;
        Ok(verified)
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
