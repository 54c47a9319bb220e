//! TLS of the two listeners of the office.

use std::sync::Arc;

use ktpel_domain::time::Clock;
use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer},
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    version::{TLS12, TLS13},
};

use crate::{PkiError, ServerCertificate, device::OnlyOwnName, time::OfficeTime};

/// For kits: TLS 1.3 only, a certificate of the office's authority that has not ended is demanded, and no session is resumed without one.
///
/// # Errors
/// When the certificates do not fit together.
pub fn kits_listener(certificate: ServerCertificate, ca: &[u8], clock: Arc<dyn Clock>) -> Result<ServerConfig, PkiError> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(ca).into_owned())?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let verifier = verifier.build().map_err(|_| PkiError::Verifier)?;
    let mut config = ServerConfig::builder_with_details(provider, Arc::new(OfficeTime(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(OnlyOwnName(verifier)))
        .with_single_cert(certificate.chain, certificate.key)?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// For browsers: ordinary HTTPS.
///
/// # Errors
/// When certificate and key do not fit together.
pub fn browsers_listener(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<ServerConfig, PkiError> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
