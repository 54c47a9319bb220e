//! TLS of a kit: with its office, and before it knows its office.

use std::sync::Arc;

use ktpel_domain::time::Timestamp;
use ktpel_vault::DeviceIdentity;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    version::{TLS12, TLS13},
};
use rustls_platform_verifier::Verifier;

use crate::{PkiError, pin::PinnedCa, time::At};

/// DER of a PKCS #8 Ed25519 key (RFC 8410), up to the secret.
const ED25519_PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// What a kit got when it was taken in.
#[derive(Debug, Clone, Copy)]
pub struct Credential<'a> {
    /// Certificate of the office's authority, DER.
    pub ca: &'a [u8],
    /// The kit's certificate, DER.
    pub certificate: &'a [u8],
    /// When the office issued it: the time by which the kit judges the office's certificate.
    pub issued: Timestamp,
}

/// For an enrolled kit: TLS 1.3 only, believes the office's authority and nobody else, shows its own certificate.
///
/// # Errors
/// When the certificates do not fit together.
pub fn kit_client(credential: &Credential<'_>, device: &DeviceIdentity) -> Result<ClientConfig, PkiError> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(credential.ca).into_owned())?;
    let key = private_key(device);
    let chain = vec![CertificateDer::from(credential.certificate).into_owned()];
    Ok(ClientConfig::builder_with_details(Arc::new(ring::default_provider()), Arc::new(At(credential.issued)))
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)?)
}

/// The device key as TLS takes it.
pub fn private_key(device: &DeviceIdentity) -> PrivateKeyDer<'static> {
    let secret = [ED25519_PKCS8.as_slice(), device.secret().as_slice()].concat();
    PrivateKeyDer::from(PrivatePkcs8KeyDer::from(secret))
}

/// For a kit that asks to be taken in: with a fingerprint it believes the authority that has it; otherwise, and where the office shows a
/// certificate of a public authority, it believes what this computer believes.
///
/// # Errors
/// When this computer has no list of public authorities.
pub fn enrolment_client(ca: Option<[u8; 32]>) -> Result<ClientConfig, PkiError> {
    let provider = Arc::new(ring::default_provider());
    let public = Verifier::new(Arc::clone(&provider))?;
    let verifier = PinnedCa { ca, public: Arc::new(public), provider: Arc::clone(&provider) };
    Ok(ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}
