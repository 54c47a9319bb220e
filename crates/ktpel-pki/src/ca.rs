//! The office's certificate authority: what it signs, and for how long.

use std::net::IpAddr;

use ktpel_domain::{ids::DeviceId, time::Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::{
    PkiError,
    device::{DevicePublicKey, name_of},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long the authority stands.
const CA_DAYS: i64 = 3653;
/// How long a kit's certificate holds; it is renewed at sync long before, so that an expired one never traps work.
const DEVICE_DAYS: i64 = 365;
/// Clocks of office and kit need not agree to the minute.
const EARLIER_MS: i64 = DAY_MS;

/// The certificate authority of one office.
pub struct Ca {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    created: Timestamp,
}

/// A certificate of the server with its key, which lives in memory only: it is made anew at every start.
pub struct ServerCertificate {
    /// The server's own certificate, then that of the authority.
    pub chain: Vec<CertificateDer<'static>>,
    /// Its key.
    pub key: PrivateKeyDer<'static>,
}

impl Ca {
    /// Makes the authority of a new office.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn create(now: Timestamp) -> Result<Self, PkiError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let params = params(&key, now);
        let certificate = params.self_signed(&key)?.der().clone();
        Ok(Self { certificate, issuer: Issuer::new(params, key), created: now })
    }

    /// Takes up an authority from what [`Self::certificate`] and [`Self::secret`] gave.
    ///
    /// # Errors
    /// When the stored key is damaged.
    pub fn load(certificate: &[u8], secret: &[u8], created: Timestamp) -> Result<Self, PkiError> {
        let key = PrivatePkcs8KeyDer::from(secret);
        let key = KeyPair::from_pkcs8_der_and_sign_algo(&key, &PKCS_ECDSA_P256_SHA256)?;
        let certificate = CertificateDer::from(certificate).into_owned();
        Ok(Self { certificate, issuer: Issuer::new(params(&key, created), key), created })
    }

    /// The certificate, DER.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The secret key, PKCS #8: for keeping it inside the encrypted database.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.issuer.key().serialize_der())
    }

    /// Issues a kit's certificate over its device key: for TLS clients only, named after the device, for a year.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn issue_device(&self, public_key: &[u8; 32], now: Timestamp) -> Result<Vec<u8>, PkiError> {
        self.issue_named(public_key, ktpel_vault::signing::device_id(public_key), now)
    }

    /// When a certificate ends that was issued at `issued`.
    #[must_use]
    pub const fn device_until(issued: Timestamp) -> Timestamp {
        Timestamp(issued.0.saturating_add(DEVICE_DAYS * DAY_MS))
    }

    /// Issues over a key under any device's name; a name that is not the key's own is refused by every listener.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn issue_named(&self, public_key: &[u8; 32], device: DeviceId, now: Timestamp) -> Result<Vec<u8>, PkiError> {
        let key = DevicePublicKey(*public_key);
        let mut params = leaf(vec![name_of(device)], &device.to_string(), serial(&key, now), now, Self::device_until(now))?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Ok(params.signed_by(&key, &self.issuer)?.der().to_vec())
    }

    /// Issues a certificate for a listener that is reached under these names and addresses; loopback is always among them.
    ///
    /// It holds as long as the authority does: its key never reaches a disk, and a kit whose clock is wrong must still find its office.
    ///
    /// # Errors
    /// When a name is none, or it cannot be signed.
    pub fn issue_server(&self, hosts: &[String]) -> Result<ServerCertificate, PkiError> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        names.extend(hosts.iter().filter(|host| !matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1")).cloned());
        names.dedup();
        let mut params = leaf(names, "KTP-el Mobile", serial(&key, self.created), self.created, end(self.created))?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&key, &self.issuer)?.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Ok(ServerCertificate { chain: vec![certificate, self.certificate.clone()], key })
    }
}

/// SHA-256 of a certificate: what the QR code of an enrolment carries.
#[must_use]
pub fn fingerprint(certificate: &[u8]) -> [u8; 32] {
    Sha256::digest(certificate).into()
}

/// The authority's own certificate. Its name follows from its key, so that nothing else needs to be kept.
fn params(key: &KeyPair, created: Timestamp) -> CertificateParams {
    let digest = Sha256::digest(key.subject_public_key_info());
    let mark: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut params = CertificateParams::default();
    params.distinguished_name = named(&format!("KTP-el Mobile {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params.serial_number = Some(serial(key, created));
    (params.not_before, params.not_after) = (at(Timestamp(created.0 - EARLIER_MS)), at(end(created)));
    params
}

fn leaf(
    names: Vec<String>,
    common_name: &str,
    serial: SerialNumber,
    from: Timestamp,
    until: Timestamp,
) -> Result<CertificateParams, PkiError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(common_name);
    params.subject_alt_names = names.into_iter().map(alternative).collect::<Result<_, _>>()?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    params.serial_number = Some(serial);
    (params.not_before, params.not_after) = (at(Timestamp(from.0 - EARLIER_MS)), at(until));
    Ok(params)
}

fn alternative(name: String) -> Result<SanType, PkiError> {
    if let Ok(address) = name.parse::<IpAddr>() {
        return Ok(SanType::IpAddress(address));
    }
    let dns = name.as_str().try_into().map_err(|_| PkiError::Host(name.clone()))?;
    Ok(SanType::DnsName(dns))
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// Another number for each certificate of a key.
fn serial(key: &impl PublicKeyData, now: Timestamp) -> SerialNumber {
    let digest = Sha256::new().chain_update(key.der_bytes()).chain_update(now.0.to_be_bytes()).finalize();
    SerialNumber::from_slice(digest.first_chunk::<16>().expect("a digest has 32 bytes"))
}

const fn end(created: Timestamp) -> Timestamp {
    Timestamp(created.0.saturating_add(CA_DAYS * DAY_MS))
}

fn at(time: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(time.0.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

impl std::fmt::Debug for Ca {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ca").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ServerCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerCertificate").finish_non_exhaustive()
    }
}
